"""Changing a path: the plan a form asks for, what it means for people under way, and writing it.

What a change does to the enrolled: a step that somebody has done never leaves their record (it is retired, not deleted); a new
step is asked of those under way and not of those who have finished; the due date of an enrolment stays as it was frozen.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count, F, Q
from django.utils.translation import gettext as _

from courses.paths.models import Enrolment, LearningPath, PathRole, Stage, Step
from courses.paths.settle import settle_path
from training_site.ledger import api as ledger
from training_site.lib import clock
from training_site.lib.errors import Refused, SomeoneElseWasFirst
from training_site.people.api import JobRole

OWN = ("code", "title_zh", "title_en", "days", "enrols_within_days")


@dataclass(frozen=True)
class StagePlan:
    """A stage as it is to be: `pk` None for a new one, `steps` as (kind, code) in their order."""

    pk: int | None
    title_zh: str
    title_en: str
    from_day: int
    to_day: int
    steps: tuple[tuple[str, str], ...]

    @property
    def fields(self) -> dict[str, Any]:
        """The columns of the stage."""
        return {name: getattr(self, name) for name in ("title_zh", "title_en", "from_day", "to_day")}


@dataclass(frozen=True)
class Standing:
    """Who is on a path: people under way, people who have finished, and per step in force how many of each have done it."""

    under_way: int = 0
    finished: int = 0
    done: dict[int, int] = field(default_factory=dict)


def standing_of(path: LearningPath) -> Standing:
    """The figures a trainer looks at before changing a path; two queries."""
    if not path.pk:
        return Standing()
    going_on = Q(ended_on__isnull=True, completed_at__isnull=True)
    counts = Enrolment.objects.filter(path=path).aggregate(
        under_way=Count("pk", filter=going_on), finished=Count("pk", filter=Q(completed_at__isnull=False))
    )
    done = Step.objects.filter(stage__path=path).annotate(people=Count("completions")).values_list("pk", "people")
    return Standing(counts["under_way"], counts["finished"], dict(done))


def steps_in_force(path: LearningPath) -> list[Step]:
    """The steps of a path as it stands, in order."""
    rows = Step.objects.filter(stage__path=path, retired_at__isnull=True) if path.pk else Step.objects.none()
    return list(rows.select_related("stage").order_by("stage__order", "stage__pk", "order", "pk"))


@transaction.atomic
def write_path(path: LearningPath, stages: Iterable[StagePlan], roles: Iterable[JobRole], by: Any, deed: str = "changed") -> LearningPath:
    """Make a path be exactly this. Raises Refused where a job role was taken or the path was saved by somebody else meanwhile."""
    plans = list(stages)
    if path.pk:
        settle_path(path)
        seen = LearningPath.objects.filter(pk=path.pk, revision=path.revision)
        if not seen.update(revision=F("revision") + 1, **{name: getattr(path, name) for name in OWN}):
            raise SomeoneElseWasFirst(_("Somebody else has saved this path in the meantime. Load the page again and look before you go on."))
        path.revision += 1
    else:
        path.save()
    _write_roles(path, set(roles))
    _write_stages(path, plans)
    settle_path(path)
    facts = {"stages": len(plans), "steps": sum(len(plan.steps) for plan in plans)}
    ledger.record(f"paths.path_{deed}", path, by, code=path.code, **facts)
    return path


def _write_roles(path: LearningPath, roles: set[JobRole]) -> None:
    PathRole.objects.filter(path=path).exclude(job_role__in=roles).delete()
    held = set(PathRole.objects.filter(path=path).values_list("job_role", flat=True))
    try:
        with transaction.atomic():
            PathRole.objects.bulk_create(PathRole(path=path, job_role=role) for role in roles if role.pk not in held)
    except IntegrityError:
        raise Refused(_("One of the job roles has just been given to another path. Load the page again and look before you go on.")) from None


def _write_stages(path: LearningPath, plans: list[StagePlan]) -> None:
    own = set(Stage.objects.filter(path=path, retired_at__isnull=True).values_list("pk", flat=True))
    placed: dict[tuple[str, str], tuple[int, int]] = {}
    kept = set()
    for order, plan in enumerate(plans, start=1):
        if plan.pk in own:
            Stage.objects.filter(pk=plan.pk).update(order=order, **plan.fields)
            stage_id = plan.pk
        else:
            stage_id = Stage.objects.create(path=path, order=order, **plan.fields).pk
        kept.add(stage_id)
        placed |= {key: (stage_id, number) for number, key in enumerate(plan.steps, start=1)}
    _write_steps(path, placed)
    for stage in Stage.objects.filter(pk__in=own - kept).annotate(left=Count("steps")):
        row = Stage.objects.filter(pk=stage.pk)
        if stage.left:
            row.update(retired_at=clock.now())
        else:
            row.delete()


def _write_steps(path: LearningPath, placed: dict[tuple[str, str], tuple[int, int]]) -> None:
    """(kind, code) → (stage id, place): steps keep their row wherever they move, and come back to it when they had been taken out."""
    rows = {(step.kind, step.ref): step for step in Step.objects.filter(stage__path=path).order_by(F("retired_at").desc(nulls_last=True))}
    _take_out(Step.objects.filter(pk__in=[step.pk for key, step in rows.items() if key not in placed and step.retired_at is None]))
    for (kind, ref), (stage_id, order) in placed.items():
        if found := rows.get((kind, ref)):
            Step.objects.filter(pk=found.pk).update(stage=stage_id, order=order, retired_at=None)
        else:
            Step.objects.create(stage_id=stage_id, order=order, kind=kind, ref=ref)


def _take_out(steps: Any) -> None:
    """Retire the steps that stand in somebody's record, delete the others."""
    for step in steps.annotate(noted=Count("completions") + Count("early_admissions")):
        row = Step.objects.filter(pk=step.pk)
        if step.noted:
            row.update(retired_at=clock.now())
        else:
            row.delete()


def copy(path: LearningPath, by: Any) -> LearningPath:
    """The same stages and steps under a free code, without job roles (a role has one path) and without people."""
    stem = path.code[:34]
    taken = set(LearningPath.objects.filter(code__startswith=f"{stem}-").values_list("code", flat=True))
    code = next(f"{stem}-{number}" for number in range(2, len(taken) + 3) if f"{stem}-{number}" not in taken)
    made = LearningPath(code=code, **{name: getattr(path, name) for name in OWN if name != "code"})
    plans: dict[int, StagePlan] = {}
    for step in steps_in_force(path):
        stage = step.stage
        before = plans[stage.pk].steps if stage.pk in plans else ()
        values = {name: getattr(stage, name) for name in ("title_zh", "title_en", "from_day", "to_day")}
        plans[stage.pk] = StagePlan(pk=None, steps=(*before, (step.kind, step.ref)), **values)
    return write_path(made, plans.values(), [], by, "copied")


@transaction.atomic
def archive(path: LearningPath, by: Any) -> LearningPath:
    """Nobody new is enrolled and its job roles are free for another path; whoever is under way finishes. Raises Refused when archived."""
    roles = list(PathRole.objects.filter(path=path).values_list("job_role__code", flat=True))
    if not LearningPath.objects.filter(pk=path.pk, archived_at__isnull=True).update(archived_at=clock.now(), kept_roles=roles):
        raise SomeoneElseWasFirst(_("This path is archived already."))
    PathRole.objects.filter(path=path).delete()
    ledger.record("paths.path_archived", path, by, code=path.code, job_roles=roles)
    return path


@transaction.atomic
def restore(path: LearningPath, by: Any) -> list[str]:
    """Back in use, with those of its job roles that no other path has taken; returns the codes of the others."""
    roles = LearningPath.objects.values_list("kept_roles", flat=True).get(pk=path.pk)
    if not LearningPath.objects.filter(pk=path.pk, archived_at__isnull=False).update(archived_at=None, kept_roles=[]):
        raise SomeoneElseWasFirst(_("This path is in use already."))
    free = JobRole.objects.filter(code__in=roles, path_role__isnull=True)
    given = {role.code for role in free}
    PathRole.objects.bulk_create(PathRole(path=path, job_role=role) for role in free)
    ledger.record("paths.path_restored", path, by, code=path.code, job_roles=sorted(given))
    return sorted(set(roles) - given)
