"""What every block of a lesson has: a template, a preview, and a way to be frozen.

`frozen(value, press)` turns what a trainer typed into plain JSON: tokens become figures, codes of norms are checked
and collected. The same call serves publishing, the rules before it, the editor's preview and the block picker, so
that none of them can differ.
"""

from __future__ import annotations

from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.lessons.press import Press
from courses.lessons.rendering import render_block
from training_site.lib import bilingual

READING, NORMS, PRACTICE, MEDIA = _("Reading"), _("Norms"), _("Practice"), _("Pictures and files")


class CitesBlock(blocks.CharBlock):
    """Codes of norms that a block rests on, beside those cited inside its text."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("label", _("Norms"))
        kwargs.setdefault("help_text", _("Codes separated by spaces, such as N-9.2-01 N-9.2-04."))
        super().__init__(**kwargs)


class AuthorText(blocks.TextBlock):
    """Text in the editor's small markup."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("rows", 2)
        kwargs.setdefault("help_text", _("**bold**, [[N-9.2-01]] for a citation, {{answer-time}} for a figure of a norm."))
        super().__init__(**kwargs)


class LessonBlock(blocks.StructBlock):
    """Base of all blocks. A subclass names its template and says how it is frozen."""

    class Meta:
        preview_template = "lessons/block_preview.html"

    def frozen(self, value: Any, press: Press) -> dict[str, Any]:
        """The block as JSON in one language; what is wrong goes to `press.problem(path, sentence)`."""
        raise NotImplementedError

    def render(self, value: Any, context: dict[str, Any] | None = None) -> SafeString:
        """One block alone, as the picker previews it."""
        lang = bilingual.language()
        press = Press(lang, [self.get_prep_value(value)])
        block = {"id": "preview", "type": self.name, "value": press.pressed(self, value, "preview")}
        return render_block(block, press.versions, lang)
