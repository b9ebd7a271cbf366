"""Pictures, films, sound and files."""

from __future__ import annotations

from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from courses.lessons.blocks.base import MEDIA, AuthorText, CitesBlock, LessonBlock
from courses.lessons.drawings import drawing_choices
from courses.lessons.models.files import Attachment
from courses.lessons.press import Press


class AttachmentChooserBlock(blocks.ChooserBlock):
    """Chooses or uploads a lesson file of certain kinds ("video", "captions" …)."""

    def __init__(self, kinds: tuple[str, ...] = (), **kwargs: Any) -> None:
        self.kinds = kinds
        super().__init__(**kwargs)

    @cached_property
    def target_model(self) -> Any:
        return Attachment

    @cached_property
    def widget(self) -> Any:
        from courses.lessons.choosing import attachment_chooser

        return attachment_chooser.widget_class(linked_fields={})

    class Meta:
        icon = "doc-full-inverse"


class FigureBlock(LessonBlock):
    """A drawing that comes with the platform, or an uploaded picture."""

    drawing = blocks.ChoiceBlock(label=_("Drawing"), choices=drawing_choices, required=False)
    image = ImageChooserBlock(label=_("Or a picture"), required=False)
    alt = blocks.CharBlock(
        label=_("What is to be seen"), max_length=600, help_text=_("For those who cannot see it: everything it shows that the text relies on.")
    )
    caption = AuthorText(label=_("Caption"), required=False)
    cites = CitesBlock()

    class Meta:
        template = "lessons/blocks/figure.html"
        icon = "image"
        label = _("Figure")
        group = MEDIA
        description = _("A drawing of the platform or a picture of your own, with a caption.")
        preview_value = {
            "drawing": "counter-flow",
            "image": None,
            "alt": _("Six steps at the counter"),
            "caption": _("Six steps at the counter."),
            "cites": "",
        }

    def frozen(self, value: Any, press: Press) -> dict[str, Any]:
        if bool(value["drawing"]) == bool(value["image"]):
            press.problem(("drawing",), _("Choose either a drawing or a picture of your own."))
        return {
            "drawing": press.drawing(value["drawing"], "drawing"),
            "picture": press.picture(value["image"]) if value["image"] and not value["drawing"] else None,
            "alt": press.text(value["alt"], "alt"),
            "caption": press.text(value["caption"], "caption", required=False),
            "cites": press.codes(value["cites"], "cites"),
        }


class VideoBlock(LessonBlock):
    """A film with captions and its words in writing."""

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    file = AttachmentChooserBlock(("video",), label=_("Film"), help_text=_("MP4 or WebM, up to 500 MB."))
    poster = blocks.ChoiceBlock(
        label=_("Drawing before it plays"), choices=drawing_choices, required=False, help_text=_("Shown until somebody presses play.")
    )
    captions = AttachmentChooserBlock(
        ("captions",), label=_("Captions"), required=False, help_text=_("WebVTT up to 1 MB, in the language of this page.")
    )
    transcript = AuthorText(label=_("Transcript"), required=False, rows=5)

    class Meta:
        template = "lessons/blocks/video.html"
        icon = "media"
        label = _("Film")
        group = MEDIA
        description = _("An uploaded film; captions or a transcript are needed.")

    def frozen(self, value: Any, press: Press) -> dict[str, Any]:
        if not value["captions"] and not (value["transcript"] or "").strip():
            press.problem(("captions",), _("A film needs captions or a transcript, for those who cannot hear it."))
        return {
            "title": press.text(value["title"], "title"),
            "file": press.file(value["file"], ("video",), "file"),
            "poster": press.drawing(value["poster"], "poster"),
            "captions": press.file(value["captions"], ("captions",), "captions", required=False),
            "transcript": press.text(value["transcript"], "transcript", required=False),
        }


class AudioBlock(LessonBlock):
    """Sound with its words in writing."""

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    file = AttachmentChooserBlock(("audio",), label=_("Recording"), help_text=_("MP3, M4A, WAV or OGG, up to 100 MB."))
    captions = AttachmentChooserBlock(
        ("captions",), label=_("Captions"), required=False, help_text=_("WebVTT up to 1 MB, in the language of this page.")
    )
    transcript = AuthorText(label=_("Transcript"), rows=5)

    class Meta:
        template = "lessons/blocks/audio.html"
        icon = "media"
        label = _("Recording")
        group = MEDIA
        description = _("An uploaded recording with its transcript.")

    def frozen(self, value: Any, press: Press) -> dict[str, Any]:
        return {
            "title": press.text(value["title"], "title"),
            "file": press.file(value["file"], ("audio",), "file"),
            "captions": press.file(value["captions"], ("captions",), "captions", required=False),
            "transcript": press.text(value["transcript"], "transcript"),
        }


class AttachmentBlock(LessonBlock):
    """A file to take away."""

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    file = AttachmentChooserBlock(("document",), label=_("File"), help_text=_("PDF, Word (DOCX) or PowerPoint (PPTX), up to 50 MB."))
    text = AuthorText(label=_("What it is for"), required=False)

    class Meta:
        template = "lessons/blocks/attachment.html"
        icon = "doc-full-inverse"
        label = _("File to download")
        group = MEDIA
        description = _("A PDF, Word or PowerPoint file that readers may take away.")

    def frozen(self, value: Any, press: Press) -> dict[str, Any]:
        return {
            "title": press.text(value["title"], "title"),
            "file": press.file(value["file"], ("document",), "file"),
            "text": press.text(value["text"], "text", required=False),
        }
