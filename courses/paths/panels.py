"""The form of a path in the admin: its head, its stages with their steps, and what a change means for people on it."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, InlinePanel, MultiFieldPanel, ObjectList

from courses.paths.effects import summary
from courses.paths.forms import PathForm, StageForm, StageFormSet, StepForm, StepFormSet

SHARED = ["catalogue", "choices", "standing"]


class OwnFormsPanel(InlinePanel):
    """Rows on a form and a formset of our own: Wagtail's panel would build plain ones."""

    own: dict[str, Any] = {}

    def get_form_options(self) -> dict[str, Any]:
        options: dict[str, Any] = super().get_form_options()
        options["formsets"][self.relation_name] |= {**self.own, "inherit_kwargs": SHARED}
        return options


class StagesPanel(OwnFormsPanel):
    own = {"form": StageForm, "formset": StageFormSet}


class StepsPanel(OwnFormsPanel):
    own = {"form": StepForm, "formset": StepFormSet}


class EffectsPanel(HelpPanel):
    """Who is on the path, and before saving what the change means for them, with the tick that it was read."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            template="paths/admin/effects.html", **{name: value for name, value in kwargs.items() if name not in ("content", "template")}
        )

    class BoundPanel(HelpPanel.BoundPanel):
        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            return {**context, "form": self.form, "summary": summary(self.form.standing)}


def path_form() -> ObjectList:
    """The whole form."""
    step_panels = [FieldPanel("what")]
    stage_panels = [
        FieldRowPanel([FieldPanel("title_zh"), FieldPanel("title_en")]),
        FieldRowPanel([FieldPanel("from_day"), FieldPanel("to_day")]),
        StepsPanel("steps", heading=_("Steps"), label=pgettext_lazy("path", "step"), panels=step_panels),
    ]
    head = [
        FieldRowPanel([FieldPanel("title_zh"), FieldPanel("title_en")]),
        FieldPanel("code"),
        FieldRowPanel([FieldPanel("days"), FieldPanel("enrols_within_days")]),
        FieldPanel("job_roles"),
    ]
    return ObjectList(
        [
            MultiFieldPanel(head, heading=_("Path")),
            StagesPanel("stages", heading=_("Stages"), label=pgettext_lazy("path", "stage"), panels=stage_panels),
            EffectsPanel(heading=_("People on this path")),
        ],
        base_form_class=PathForm,
    )
