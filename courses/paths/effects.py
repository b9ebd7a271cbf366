"""What a change of a path means for the people on it, in sentences, before it is saved."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.paths.editing import StagePlan, Standing, steps_in_force
from courses.paths.models import LearningPath, Step
from courses.paths.targets import Target
from training_site.lib import bilingual

Catalogue = dict[tuple[str, str], Target]


def people(count: int) -> str:
    """A number of people in words."""
    return ngettext("%(count)d person", "%(count)d people", count) % {"count": count}


def summary(standing: Standing) -> str:
    """Who is on the path today."""
    return _("%(under_way)s under way, %(finished)s finished.") % {"under_way": people(standing.under_way), "finished": people(standing.finished)}


def effects(path: LearningPath, days: int, stages: list[StagePlan], standing: Standing, catalogue: Catalogue) -> list[str]:
    """One sentence for each thing that people on the path would notice; empty where nobody is concerned."""
    if not standing.under_way and not standing.finished:
        return []
    before = steps_in_force(path)
    wanted = [key for plan in stages for key in plan.steps]
    held = {(step.kind, step.ref) for step in before}
    gone = [_gone(step, standing, catalogue) for step in before if (step.kind, step.ref) not in wanted]
    new = [_new(key, standing, catalogue) for key in wanted if key not in held]
    return [*gone, *new, *_days(path, days, before, stages, standing)]


def _title(key: tuple[str, str], catalogue: Catalogue) -> str:
    return bilingual.pick(catalogue[key].title) if key in catalogue else key[1]


def _gone(step: Step, standing: Standing, catalogue: Catalogue) -> str:
    title, done = _title((step.kind, step.ref), catalogue), standing.done.get(step.pk, 0)
    sentence = _("“%(title)s” is taken out: nobody under way has to do it any more.") % {"title": title}
    if not done:
        return sentence + " " + _("Nobody has done it yet.")
    kept = ngettext("%(count)d person has done it; it stays in their record.", "%(count)d people have done it; it stays in their records.", done) % {
        "count": done
    }
    return f"{sentence} {kept}"


def _new(key: tuple[str, str], standing: Standing, catalogue: Catalogue) -> str:
    words = {"title": _title(key, catalogue), "under_way": people(standing.under_way), "finished": people(standing.finished)}
    return _("“%(title)s” is new: it is asked of %(under_way)s under way, not of the %(finished)s who finished.") % words


def _days(path: LearningPath, days: int, before: list[Step], stages: list[StagePlan], standing: Standing) -> list[str]:
    said = []
    now = {step.stage_id: (step.stage.from_day, step.stage.to_day) for step in before}
    if any(plan.pk in now and now[plan.pk] != (plan.from_day, plan.to_day) for plan in stages):
        said.append(
            _("The days of stages change: %(under_way)s under way see the new days, never later than the due date of the whole.")
            % {"under_way": people(standing.under_way)}
        )
    held = LearningPath.objects.filter(pk=path.pk).values_list("days", flat=True).first()
    if held is not None and held != days:
        words = {"days": days, "under_way": people(standing.under_way)}
        said.append(_("Whoever is enrolled from now on has %(days)d days; the due dates of %(under_way)s under way stay.") % words)
    return said
