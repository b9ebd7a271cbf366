"""The editor's forms: the rules of publishing, shown at the field or block they are about."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.blocks import StreamBlockValidationError
from wagtail.blocks.list_block import ListBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError

from courses.lessons.languages import language_of

if TYPE_CHECKING:
    from courses.lessons.press import Problem


def _at(path: tuple[str | int, ...], errors: list[tuple[tuple[str | int, ...], ValidationError]]) -> Any:
    """Errors of one block, nested as Wagtail nests them: by name in a struct, by place in a list."""
    here: dict[str | int, list[tuple[tuple[str | int, ...], ValidationError]]] = {}
    own = []
    for rest, error in errors:
        if rest:
            here.setdefault(rest[0], []).append((rest[1:], error))
        else:
            own.append(error)
    if not here:
        return own[0] if len(own) == 1 else ValidationError(own)
    nested = {key: _at((*path, key), inner) for key, inner in here.items()}
    if all(isinstance(key, int) for key in nested):
        return ListBlockValidationError(block_errors=nested, non_block_errors=own)
    return StructBlockValidationError(block_errors=nested, non_block_errors=own)


def stream_error(problems: list[Problem]) -> StreamBlockValidationError:
    """What the rules found in the blocks of a lesson, as the editor shows it."""
    by_block: dict[int, list[tuple[tuple[str | int, ...], ValidationError]]] = {}
    for problem in problems:
        by_block.setdefault(problem.block or 0, []).append((problem.path, ValidationError(str(problem.sentence))))
    return StreamBlockValidationError(block_errors={index: _at((), errors) for index, errors in by_block.items()})


class RulesForm(WagtailAdminPageForm):
    """Asks the rules unless only a draft is being saved."""

    def clean(self) -> dict[str, Any]:
        """Adds the rules' sentences where they belong."""
        cleaned: dict[str, Any] = super().clean()
        if self.is_deferred_validation or self.errors:
            return cleaned
        from courses.lessons.rules import press_page

        fields = {name: cleaned.get(name, getattr(self.instance, name, None)) for name in self.rule_fields}
        press, _content = press_page(SimpleNamespace(**fields), language_of(self.instance))
        inside = [problem for problem in press.problems if problem.block is not None]
        if inside:
            self.add_error("body", stream_error(inside))
        for problem in press.problems:
            if problem.block is None:
                name = str(problem.path[0]) if problem.path else ""
                self.add_error(name if name in self.fields else None, ValidationError(str(problem.sentence)))
        return cleaned

    rule_fields: tuple[str, ...] = ()


class CoursePageForm(RulesForm):
    rule_fields = ("title", "intro", "audience", "image", "cites", "sequential")


class LessonPageForm(RulesForm):
    rule_fields = ("title", "summary", "minutes", "body", "to_end", "checks_asked", "watch_percent")
