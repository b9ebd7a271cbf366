"""The parts of the exam form that Wagtail does not have: how the blueprint is filled, and a question by its code."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, InlinePanel, MultiFieldPanel, ObjectList

from exams.bank import api as bank
from exams.papers.blueprint import blueprint_fill


class QuestionCode(forms.TextInput):
    """A question is named by its code, as people quote it; the form's field works with its number."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"list": "question-codes", "autocomplete": "off", **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        if value in (None, ""):
            return None
        found = bank.Question.objects.filter(pk=value).values_list("code", flat=True).first() if str(value).isdecimal() else None
        return found or str(value)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        typed = (data.get(name) or "").strip()
        found = bank.Question.objects.filter(code=typed).values_list("pk", flat=True).first()
        return found if found is not None else typed


class FillPanel(HelpPanel):
    """The table needed / available, rendered with the form and refreshed while it is edited."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            template="papers/admin/fill_panel.html", **{name: value for name, value in kwargs.items() if name not in ("content", "template")}
        )

    class BoundPanel(HelpPanel.BoundPanel):
        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            context["lines"] = blueprint_fill(self.instance)
            context["exam_id"] = self.instance.pk or 0
            context["codes"] = bank.pool("sealed").values_list("question__code", flat=True)
            return context

        @property
        def media(self) -> forms.Media:
            return forms.Media(js=["papers/fill.js"])


SECTION_PANELS = [
    FieldRowPanel([FieldPanel("title_zh"), FieldPanel("title_en")]),
    FieldRowPanel([FieldPanel("points_each"), FieldPanel("all_correct")]),
    InlinePanel(
        "rows",
        heading=_("Drawn by the blueprint"),
        label=_("blueprint row"),
        panels=[FieldRowPanel([FieldPanel("count"), FieldPanel("chapter"), FieldPanel("difficulty"), FieldPanel("red_line")])],
    ),
    InlinePanel("fixed_questions", heading=_("Fixed questions"), label=_("fixed question"), panels=[FieldPanel("question", widget=QuestionCode)]),
]

SETTINGS_PANELS = [
    FieldRowPanel([FieldPanel("title_zh"), FieldPanel("title_en")]),
    FieldPanel("code"),
    FieldRowPanel([FieldPanel("intro_zh"), FieldPanel("intro_en")]),
    MultiFieldPanel([FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at")]), FieldPanel("limit_minutes")], heading=_("Time")),
    MultiFieldPanel(
        [FieldPanel("pass_mark"), FieldRowPanel([FieldPanel("max_attempts"), FieldPanel("resit_gap_hours")]), FieldPanel("release")],
        heading=_("Passing and resits"),
    ),
    FieldRowPanel([FieldPanel("shuffle_questions"), FieldPanel("shuffle_options"), FieldPanel("supervised")]),
    FieldPanel("job_roles", widget=forms.CheckboxSelectMultiple),
]


def exam_form() -> ObjectList:
    """The whole form of an exam: rules, sections with their rows and fixed questions, and how the blueprint is filled."""
    return ObjectList(
        [
            MultiFieldPanel(SETTINGS_PANELS, heading=_("Rules")),
            InlinePanel("sections", heading=_("Sections"), label=_("section"), panels=SECTION_PANELS),
            FillPanel(heading=_("How the blueprint is filled")),
        ]
    )
