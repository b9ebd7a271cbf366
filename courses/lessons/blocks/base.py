"""What every block of a lesson has: a template, a preview, and a way to be frozen.

`frozen(value, press)` turns what a trainer typed into plain JSON: tokens become figures, codes of norms are checked
and collected. The same call serves publishing, the rules before it, the editor's preview and the block picker, so
that none of them can differ.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.lessons.press import Press
from courses.lessons.rendering import render_block
from etiquette.norms.widgets import AuthorTextarea, FigureChooser, NormChooser
from training_site.lib import bilingual

READING, NORMS, PRACTICE, MEDIA = _("Reading"), _("Norms"), _("Practice"), _("Pictures and files")


class CitesBlock(blocks.CharBlock):
    """Codes of norms that a block rests on, beside those cited inside its text."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("label", _("Norms"))
        super().__init__(**kwargs)
        self.field.widget = NormChooser()


class NormBlock(blocks.CharBlock):
    """The code of exactly one norm."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.field.widget = NormChooser(single=True)


class FigureKeyBlock(blocks.CharBlock):
    """The key of exactly one figure."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.field.widget = FigureChooser()


class AuthorText(blocks.TextBlock):
    """Text in the editor's small markup."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("rows", 2)
        kwargs.setdefault("help_text", _("**bold**; figures and citations are inserted with the buttons of the text."))
        super().__init__(**kwargs)

    @cached_property
    def field(self) -> forms.CharField:
        """As Wagtail's, with the tools of author text."""
        return forms.CharField(widget=AuthorTextarea(attrs={"rows": self.rows}), **self.field_options)


class LessonBlock(blocks.StructBlock):
    """Base of all blocks. A subclass names its template and says how it is frozen."""

    class Meta:
        preview_template = "lessons/block_preview.html"

    def frozen(self, value: Any, press: Press) -> dict[str, Any]:
        """The block as JSON in one language; what is wrong goes to `press.problem(path, sentence)`."""
        raise NotImplementedError  # no ABC: Wagtail's blocks have a metaclass of their own

    def render(self, value: Any, context: dict[str, Any] | None = None) -> SafeString:
        """One block alone, as the picker previews it."""
        lang = bilingual.language()
        press = Press(lang, [self.get_prep_value(value)])
        block = {"id": "preview", "type": self.name, "value": press.pressed(self, value, "preview")}
        return render_block(block, press.versions, lang)
