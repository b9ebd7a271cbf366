"""The pages trainers edit in Wagtail: one tree per language, joined by `translation_key`. Readers never see a page itself."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, PublishingPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from courses.lessons.blocks import LessonBody
from courses.lessons.forms import CoursePageForm, LessonPageForm
from courses.lessons.frozen_page import FrozenOnPublish
from courses.lessons.models.course import Course
from courses.lessons.models.lesson import Lesson
from courses.lessons.models.rule import FinishRule


class BodyField(StreamField):
    """A StreamField whose migrations do not repeat the blocks: a new block or a reworded label needs no migration."""

    def deconstruct(self) -> Any:
        name, path, _args, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [[]], kwargs


class CourseIndexPage(Page):
    """The root of one language: holds the courses, in the order of the catalogue."""

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["courses_lessons.CoursePage"]
    admin_default_ordering = "ord"
    preview_modes: list[Any] = []
    promote_panels: list[Any] = []

    class Meta:
        verbose_name = _("course catalogue")
        verbose_name_plural = _("course catalogues")

    def get_url_parts(self, request: HttpRequest | None = None) -> tuple[int, str, str] | None:
        """The catalogue's own address instead of the page's."""
        from django.urls import reverse

        parts = super().get_url_parts(request)
        return parts and (parts[0], parts[1], reverse("lessons:catalogue"))


class CoursePage(FrozenOnPublish, Page):
    """A course in one language; its lessons are its child pages, in their order."""

    identity_model = Course

    intro = models.TextField(_("introduction"), blank=True, help_text=_("What one can do afterwards, in two or three sentences."))
    audience = models.CharField(_("for whom"), max_length=255, blank=True)
    image = models.ForeignKey("wagtailimages.Image", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("picture"))
    cites = models.CharField(_("norms"), max_length=2000, blank=True, help_text=_("Codes of the norms this course rests on, separated by spaces."))
    sequential = models.BooleanField(
        _("lessons in order"), default=False, help_text=_("A lesson opens when the one before it has been read. The Chinese page decides.")
    )

    parent_page_types = ["courses_lessons.CourseIndexPage"]
    subpage_types = ["courses_lessons.LessonPage"]
    admin_default_ordering = "ord"
    base_form_class = CoursePageForm
    content_panels = [
        *Page.content_panels,
        FieldPanel("intro"),
        FieldPanel("audience"),
        FieldPanel("image"),
        FieldPanel("cites"),
        FieldPanel("sequential"),
    ]
    promote_panels = [MultiFieldPanel([FieldPanel("slug")], heading=_("Address"))]
    settings_panels = [PublishingPanel()]
    preview_template = "lessons/preview_course.html"

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")


class LessonPage(FrozenOnPublish, FinishRule, Page):  # type: ignore[django-manager-missing]
    """A lesson in one language."""

    identity_model = Lesson

    summary = models.TextField(_("summary"), blank=True, help_text=_("Why this lesson, in one or two sentences."))
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=5, help_text=_("How long a reader needs."))
    body = BodyField(LessonBody(required=False), blank=True, verbose_name=_("content"))

    parent_page_types = ["courses_lessons.CoursePage"]
    subpage_types: list[str] = []
    base_form_class = LessonPageForm
    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("minutes"),
        FieldPanel("body"),
        MultiFieldPanel(
            [FieldPanel("to_end"), FieldPanel("checks_asked"), FieldPanel("watch_percent")],
            heading=_("What counts as finished"),
            help_text=_("Readers are told in words. The Chinese page decides for both languages."),
        ),
    ]
    promote_panels = [MultiFieldPanel([FieldPanel("slug")], heading=_("Address"))]
    settings_panels = [PublishingPanel()]
    preview_template = "lessons/preview_lesson.html"

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")
