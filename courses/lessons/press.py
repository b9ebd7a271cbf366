"""From what a trainer typed to what readers get: one pass over the blocks that fills in figures, checks what is named
and collects what is cited. Publishing keeps its result; rules and previews only look at it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.lessons.codes import NORM_CODE
from courses.lessons.drawings import drawings
from courses.lessons.models.files import Attachment
from courses.lessons.pictures import keep_picture
from etiquette.norms.api import NormVersion, in_force, resolve_all, token_keys, typed_codes
from exams.bank.api import Question, QuestionVersion

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Problem:
    """Why something may not be published: a sentence, at a block (its place in the lesson) and a field in it."""

    sentence: str | Promise
    block: int | None = None
    path: Path = ()
    anchor: str = ""


@dataclass
class Press:
    """One lesson or course in one language. `material` is the raw text it will be asked about, so that four queries do."""

    lang: str
    material: Any
    keep: bool = False  # True while publishing: pictures are copied into files of the version
    problems: list[Problem] = field(default_factory=list)
    cited: dict[tuple[str, str], NormVersion] = field(default_factory=dict)  # (code, anchor) in order of first use
    files: dict[int, Attachment] = field(default_factory=dict)
    pictures: list[Any] = field(default_factory=list)  # drawn anew, kept or not

    def __post_init__(self) -> None:
        text = json.dumps(self.material, cls=DjangoJSONEncoder, ensure_ascii=False)
        codes = set(NORM_CODE.findall(text))
        self.versions: dict[str, NormVersion] = {row.norm.code: row for row in in_force().filter(norm__code__in=codes)} if codes else {}
        self._figures = self._load_figures(token_keys(text) + self._named("value"))
        self._questions = self._load_questions(self._named("question"))
        self._block: int | None = None
        self._anchor = ""

    def _named(self, key: str) -> list[str]:
        """Every string under `key` anywhere in the material: keys of figures, codes of questions."""
        found: list[str] = []

        def walk(item: Any) -> None:
            if isinstance(item, dict):
                found.extend(value.strip() for name, value in item.items() if name == key and isinstance(value, str))
                for value in item.values():
                    walk(value)
            elif isinstance(item, list | tuple):
                for value in item:
                    walk(value)

        walk(self.material)
        return found

    def _load_figures(self, keys: Sequence[str]) -> dict[str, dict[str, str]]:
        """Name and words ("30 seconds") of each figure in force."""
        wanted = set(keys)
        if not wanted:
            return {}
        values = in_force().filter(norm__norm_values__key__in=wanted).distinct().values_list("values", flat=True)
        known = {figure["key"]: figure for figures in values for figure in figures if figure["key"] in wanted}
        words = resolve_all({key: {self.lang: "{{" + key + "}}"} for key in known})
        return {
            key: {"name": figure["name"].get(self.lang) or figure["name"].get("zh", ""), "words": words[key][self.lang]}
            for key, figure in known.items()
        }

    def _load_questions(self, codes: Sequence[str]) -> dict[str, QuestionVersion]:
        rows = Question.objects.filter(code__in=set(codes)).select_related("current_version") if codes else ()
        self._states = {row.code: row.state for row in rows}
        return {row.code: row.current_version for row in rows if row.current_version is not None}

    # What blocks call -----------------------------------------------------------------------------------------------

    def problem(self, path: Path, sentence: str | Promise) -> None:
        """Note why this may not be published, at a field of the present block."""
        self.problems.append(Problem(sentence, self._block, path, self._anchor))

    def text(self, raw: object, *path: str | int, required: bool = True) -> str:
        """The text with its figures; unknown figures and norms, and an empty text where one is needed, are problems."""
        text = str(raw or "").strip()
        if required and not text:
            self.problem(path, _("Write something here before you publish."))
        for key in token_keys(text):
            figure = self._figures.get(key)
            if figure is None:
                self._unknown_figure(key, path)
            else:
                text = text.replace("{{" + key + "}}", figure["words"])
        for code in dict.fromkeys(part.split("]]")[0] for part in text.split("[[")[1:]):
            self._cite(code.strip(), path)
        return text

    def codes(self, raw: str | None, *path: str | int) -> list[str]:
        """A field of norm codes as a list; unknown ones are problems."""
        return [code for code in typed_codes(raw) if self._cite(code, path)]

    def code(self, raw: str | None, *path: str | int) -> str:
        """A field that names exactly one norm."""
        code = (raw or "").strip()
        if not code:
            self.problem(path, _("Write the code of a norm here before you publish."))
        elif self._cite(code, path):
            return code
        return ""

    def figure(self, raw: str | None, *path: str | int) -> tuple[str, str]:
        """Name and words of a figure by its key."""
        key = (raw or "").strip()
        figure = self._figures.get(key)
        if figure is None:
            self._unknown_figure(key, path)
            return "", ""
        return figure["name"], figure["words"]

    def question(self, raw: str | None, *path: str | int) -> int | None:
        """The current version of a practice question; sealed, retired and unknown questions are problems."""
        code = (raw or "").strip()
        version = self._questions.get(code)
        if version is None:
            self.problem(path, _("No published question has the code “%(code)s”.") % {"code": code})
        elif version.use != "practice":
            self.problem(path, _("The question “%(code)s” is kept for exams. A lesson may only show practice questions.") % {"code": code})
            return None
        elif self._states.get(code) == "retired":
            self.problem(path, _("The question “%(code)s” has been retired. Restore it in the bank, or choose another.") % {"code": code})
        return version.pk if version else None

    def drawing(self, name: str | None, *path: str | int) -> str:
        """The name of a drawing that the platform has, or ""."""
        if name and name not in drawings():
            self.problem(path, _("There is no drawing “%(name)s”.") % {"name": name})
            return ""
        return name or ""

    def picture(self, image: Any) -> dict[str, Any]:
        """An uploaded picture, drawn anew at no more than 1600 pixels; kept as a file of the version while publishing."""
        rendition = image.get_rendition("max-1600x1600")
        self.pictures.append(rendition)
        if not self.keep:
            return {"url": rendition.url, "width": rendition.width, "height": rendition.height}
        return {**self._facts(keep_picture(rendition)), "width": rendition.width, "height": rendition.height}

    def file(self, attachment: Attachment | None, kinds: tuple[str, ...], *path: str | int, required: bool = True) -> dict[str, Any] | None:
        """A chosen file of one of these kinds."""
        if attachment is None:
            if required:
                self.problem(path, _("Choose a file before you publish."))
            return None
        if attachment.kind not in kinds:
            self.problem(path, _("“%(title)s” is not a file of the kind that belongs here.") % {"title": attachment.title})
        return self._facts(attachment)

    # Inside ---------------------------------------------------------------------------------------------------------

    def _facts(self, attachment: Attachment) -> dict[str, Any]:
        self.files[attachment.pk] = attachment
        length = {"duration": attachment.duration_ms} if attachment.duration_ms else {}
        return {
            "file": str(attachment.public_id),
            "content_type": attachment.content_type,
            "extension": attachment.extension,
            "size": attachment.size,
            **length,
        }

    def _cite(self, code: str, path: Path) -> bool:
        version = self.versions.get(code)
        if version is None:
            self.problem(path, _("The norm “%(code)s” is not in force, or not in the manual.") % {"code": code})
            return False
        self.cited.setdefault((code, self._anchor), version)
        return True

    def _unknown_figure(self, key: str, path: Path) -> None:
        self.problem(path, _("No norm in force has a figure “%(key)s”.") % {"key": key})

    def pressed(self, block: Any, value: Any, anchor: str, index: int | None = None) -> dict[str, Any]:
        """One block frozen; what it cites and gets wrong is noted under its anchor and place."""
        self._block, self._anchor = index, anchor
        try:
            result: dict[str, Any] = block.frozen(value, self)
        finally:
            self._block, self._anchor = None, ""
        return result

    def body(self, stream: Any) -> list[dict[str, Any]]:
        """A whole lesson's blocks as LessonVersion.body keeps them."""
        return [
            {"id": str(child.id), "type": child.block_type, "value": self.pressed(child.block, child.value, str(child.id), index)}
            for index, child in enumerate(stream)
        ]


def material_of(stream: Any) -> Any:
    """The raw content of a stream, for `Press`."""
    return stream.stream_block.get_prep_value(stream)
