"""Text to read: headings, paragraphs, remarks."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.lessons.blocks.base import READING, AuthorText, CitesBlock, LessonBlock
from courses.lessons.press import Press


class HeadingBlock(LessonBlock):
    """A heading; the list of contents is made of them."""

    text = blocks.CharBlock(label=_("Heading"), max_length=120)

    class Meta:
        template = "lessons/blocks/heading.html"
        icon = "title"
        label = _("Heading")
        group = READING
        description = _("Starts a part of the lesson and stands in the list of contents.")
        preview_value = {"text": _("What the customer sees first")}

    def frozen(self, value: Any, press: Press) -> dict[str, Any]:
        return {"text": press.text(value["text"], "text")}


class TextBlock(LessonBlock):
    """Paragraphs, parted by blank lines."""

    text = AuthorText(label=_("Text"), rows=6)
    cites = CitesBlock()

    class Meta:
        template = "lessons/blocks/text.html"
        icon = "pilcrow"
        label = _("Text")
        group = READING
        description = _("Paragraphs, with figures and citations in the running text.")
        preview_value = {"text": _("A customer remembers who looked up first.\n\nGreet **before** you ask."), "cites": ""}

    def frozen(self, value: Any, press: Press) -> dict[str, Any]:
        return {"text": press.text(value["text"], "text"), "cites": press.codes(value["cites"], "cites")}


class NoteBlock(LessonBlock):
    """One thing to remember."""

    TONES = [("info", _("for information")), ("warn", _("take care")), ("red", _("red line"))]

    tone = blocks.ChoiceBlock(label=_("Tone"), choices=TONES, default="info")
    text = AuthorText(label=_("Text"))
    cites = CitesBlock()

    class Meta:
        template = "lessons/blocks/note.html"
        icon = "info-circle"
        label = _("Note")
        group = READING
        description = _("One thing to remember, set apart from the text.")
        preview_value = {"tone": "warn", "text": _("A promise you cannot keep is worse than none."), "cites": ""}

    def frozen(self, value: Any, press: Press) -> dict[str, Any]:
        return {"tone": value["tone"] or "info", "text": press.text(value["text"], "text"), "cites": press.codes(value["cites"], "cites")}
