"""The trainer's form of a path: stages, steps chosen by title, and the sentences at the field where something does not fit."""

from collections import defaultdict
from hashlib import sha256
from itertools import pairwise
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from modelcluster.forms import BaseChildFormSet
from wagtail.admin.forms import WagtailAdminModelForm

from courses.paths.editing import StagePlan, Standing, standing_of, write_path
from courses.paths.effects import Catalogue, effects
from courses.paths.models import KINDS, LearningPath, PathRole, Stage, Step
from courses.paths.targets import Target, targets
from training_site.lib import bilingual
from training_site.people.api import JobRole


def title_in_list(target: Target) -> str:
    """A title as the chooser shows it, with what keeps learners from it."""
    title = bilingual.pick(target.title)
    if target.state == "archived":
        return _("%(title)s (archived)") % {"title": title}
    return _("%(title)s (not published)") % {"title": title} if target.state else title


def choices_of(catalogue: Catalogue) -> list[Any]:
    """Everything a step can point at, grouped by kind, by title."""
    groups: dict[str, list[tuple[str, str]]] = defaultdict(list)
    names = dict(KINDS)
    for (kind, ref), target in catalogue.items():
        words = {"kind": names[kind], "title": title_in_list(target)}
        groups[kind].append((f"{kind}:{ref}", _("%(kind)s: %(title)s") % words))
    return [("", _("Choose"))] + [(label, sorted(groups[kind], key=lambda row: row[1])) for kind, label in KINDS if groups[kind]]


class ChildForm(WagtailAdminModelForm):
    """A form inside the path's form: it gets what the whole form has read once."""

    def __init__(self, *args: Any, catalogue: Catalogue, choices: list[Any], standing: Standing, **kwargs: Any) -> None:
        self.catalogue, self.choices, self.standing = catalogue, choices, standing
        super().__init__(*args, **kwargs)


class StepForm(ChildForm):
    """One step: what is to be done, chosen from what exists."""

    what = forms.ChoiceField(label=gettext_lazy("What is to be done"))

    class Meta:
        model = Step
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = self.choices
        if self.instance.pk:
            value = f"{self.instance.kind}:{self.instance.ref}"
            self.initial["what"] = value
            if (self.instance.kind, self.instance.ref) not in self.catalogue:
                choices = [*choices, (value, _("%(code)s (no longer there)") % {"code": self.instance.ref})]
            done = self.standing.done.get(self.instance.pk, 0)
            if done:
                self.fields["what"].help_text = ngettext("%(count)d person has done this step.", "%(count)d people have done this step.", done) % {
                    "count": done
                }
        self.fields["what"].choices = choices  # type: ignore[attr-defined]

    @property
    def key(self) -> tuple[str, str]:
        """(kind, code) of what was chosen."""
        kind, _colon, ref = self.cleaned_data.get("what", "").partition(":")
        return kind, ref

    def clean_what(self) -> str:
        value: str = self.cleaned_data["what"]
        kind, _colon, ref = value.partition(":")
        target = self.catalogue.get((kind, ref))
        if target is None:
            raise forms.ValidationError(_("What this step pointed at is no longer there. Choose something else, or take the step out."))
        title = {"title": bilingual.pick(target.title)}
        if target.state == "archived":
            raise forms.ValidationError(_("“%(title)s” is archived: nobody could do this step. Choose something else, or restore it first.") % title)
        if target.state:
            raise forms.ValidationError(
                _("“%(title)s” is not published: nobody could do this step. Choose something else, or publish it first.") % title
            )
        return value

    def _post_clean(self) -> None:
        """The row is written by `write_path`; there is nothing of the model to check here."""


class LiveFormSet(BaseChildFormSet):
    """Rows in force; what was retired is no longer edited."""

    def __init__(self, data: Any = None, files: Any = None, instance: Any = None, queryset: Any = None, **kwargs: Any) -> None:
        if queryset is None:
            rows = self.model._default_manager.filter(**{self.fk.name: instance.pk} if instance and instance.pk else {"pk__in": []})
            queryset = rows.filter(retired_at__isnull=True).order_by("order", "pk")
        super().__init__(data, files, instance=instance, queryset=queryset, **kwargs)

    def in_order(self) -> list[Any]:
        """The forms that stay, as they stand on the screen."""
        staying = [form for form in self.forms if not self._should_delete_form(form)]
        return sorted(staying, key=lambda form: form.cleaned_data.get("ORDER") or 0)


class StepFormSet(LiveFormSet):
    """The steps of a stage."""

    def clean(self) -> None:
        super().clean()
        if not self.in_order():
            raise forms.ValidationError(_("A stage needs at least one step. Add a step, or take the stage out."))


class StageForm(ChildForm):
    """One stage."""

    class Meta:
        model = Stage
        fields = ["title_zh", "title_en", "from_day", "to_day"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("from_day") and cleaned.get("to_day") and cleaned["to_day"] < cleaned["from_day"]:
            self.add_error("to_day", _("The last day lies before the first. Enter day %(day)d or a later one.") % {"day": cleaned["from_day"]})
        return cleaned

    @property
    def steps(self) -> list[StepForm]:
        """The step forms that stay."""
        return self.formsets["steps"].in_order()  # type: ignore[no-any-return]

    def plan(self) -> StagePlan:
        """The stage as it is to be."""
        values = {name: self.cleaned_data[name] for name in ("title_zh", "title_en", "from_day", "to_day")}
        return StagePlan(pk=self.instance.pk, steps=tuple(form.key for form in self.steps), **values)


class StageFormSet(LiveFormSet):
    """The stages of a path: at least one, day after day, no step twice."""

    def clean(self) -> None:
        super().clean()
        stages = self.in_order()
        if not stages:
            raise forms.ValidationError(_("A path needs at least one stage. Add a stage with its steps."))
        for before, form in pairwise(stages):
            ends, begins = before.cleaned_data.get("to_day"), form.cleaned_data.get("from_day")
            if ends and begins and begins <= ends:
                sentence = _("The stage before ends on day %(ends)d. Let this one begin on day %(begins)d or later.")
                form.add_error("from_day", sentence % {"ends": ends, "begins": ends + 1})
        self._no_step_twice(stages)

    def _no_step_twice(self, stages: list[Any]) -> None:
        seen: dict[tuple[str, str], str] = {}
        for form in stages:
            form.formsets["steps"].is_valid()
            for step in form.steps:
                if not step.cleaned_data.get("what"):
                    continue
                if step.key in seen:
                    step.add_error(
                        "what", _("This step stands already in the stage “%(stage)s”. Take one of the two out.") % {"stage": seen[step.key]}
                    )
                seen.setdefault(step.key, form.cleaned_data.get("title_zh", ""))


class PathForm(WagtailAdminModelForm):
    """A path. `confirmed` carries the digest of the effects that the trainer has read."""

    job_roles = forms.ModelMultipleChoiceField(
        label=gettext_lazy("job roles"), queryset=JobRole.objects.all(), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Whoever is newly hired in one of them is enrolled by itself. A job role has one path."),
    )  # fmt: skip
    seen_revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = LearningPath
        fields = ["code", "title_zh", "title_en", "days", "enrols_within_days"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        path = kwargs.get("instance") or LearningPath()
        self.catalogue = targets()
        self.choices = choices_of(self.catalogue)
        self.standing = standing_of(path)
        self.effects: list[str] = []
        super().__init__(*args, **kwargs)
        if path.pk:
            self.fields["code"].disabled = True
            self.initial["job_roles"] = list(path.path_roles.values_list("job_role", flat=True))
            self.initial["seen_revision"] = path.revision

    def clean_job_roles(self) -> Any:
        roles = self.cleaned_data["job_roles"]
        taken = PathRole.objects.filter(job_role__in=roles).exclude(path=self.instance.pk).select_related("path", "job_role")
        sentence = _("“%(role)s” already belongs to the path “%(path)s”. Take it off there first.")
        if found := [sentence % {"role": row.job_role, "path": row.path} for row in taken]:
            raise forms.ValidationError(found)
        if roles and self.instance.archived_at:
            raise forms.ValidationError(_("An archived path has no job roles. Restore the path first."))
        return roles

    @property
    def digest(self) -> str:
        """What the checkbox of the effects stands for."""
        return sha256("\n".join(self.effects).encode()).hexdigest()[:16]

    def is_valid(self) -> bool:
        """The form, its stages and steps; besides, the trainer has seen what the change means for people on the path."""
        if not super().is_valid():
            return False
        plans = self.plans()
        if plans[-1].to_day > self.cleaned_data["days"]:
            last = self.formsets["stages"].in_order()[-1]
            last.add_error(
                "to_day",
                _("The whole path lasts %(days)d days. Make the path longer or this stage end sooner.") % {"days": self.cleaned_data["days"]},
            )
            return False
        self.effects = effects(self.instance, self.cleaned_data["days"], plans, self.standing, self.catalogue)
        if self.effects and self.data.get("confirmed") != self.digest:
            self.add_error(None, _("Nothing is saved yet: people are on this path. Read at the foot of the form what the change means for them."))
            return False
        return True

    def plans(self) -> list[StagePlan]:
        """The stages as they are to be."""
        return [form.plan() for form in self.formsets["stages"].in_order()]

    def save(self, commit: bool = True) -> LearningPath:
        """Written by `write_path`, which keeps what people have done."""
        if self.instance.pk:
            self.instance.revision = self.cleaned_data.get("seen_revision") or 0
        deed = "changed" if self.instance.pk else "added"
        return write_path(self.instance, self.plans(), self.cleaned_data["job_roles"], self.for_user, deed)
