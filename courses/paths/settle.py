"""What is owed on paths: enrolments by job role, completions by facts of the rooms below. Any form may run at any time."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from courses.paths.models import Enrolment, LearningPath, Step, StepCompletion
from courses.paths.targets import facts
from training_site.lib import clock
from training_site.people.api import Posting, StaffMember, employed, in_force

BATCH = 500


def settle_people(staff_ids: list[int]) -> int:
    """Enrol and complete for these people; returns the number of rows added."""
    return _enrol(staff_ids) + _complete(staff_ids)


def settle_all() -> int:
    """The same for everybody."""
    return _enrol(None) + _complete(None)


def _enrol(staff_ids: list[int] | None) -> int:
    """New people get the path of the job role they hold today."""
    today, added = clock.today(), 0
    for path in LearningPath.objects.filter(archived_at__isnull=True).prefetch_related("path_roles"):
        roles = [row.job_role_id for row in path.path_roles.all()]
        postings = Posting.objects.filter(in_force(today), job_role__in=roles)
        people = employed(today).filter(pk__in=postings.values("staff"), hired_on__gte=today - timedelta(days=path.enrols_within_days))
        if staff_ids is not None:
            people = people.filter(pk__in=staff_ids)
        owed = [_enrolment(person, path) for person in people.exclude(enrolments__path=path)]
        Enrolment.objects.bulk_create(owed, batch_size=BATCH, ignore_conflicts=True)
        added += len(owed)
    return added


def _enrolment(person: StaffMember, path: LearningPath, reason: str = "") -> Enrolment:
    """An enrolment from the person's first day, due `path.days` later."""
    start = person.hired_on or clock.today()
    return Enrolment(staff=person, path=path, started_on=start, due_on=start + timedelta(days=path.days - 1), reason=reason)


def enrol(person: StaffMember, path: LearningPath, reason: str = "") -> tuple[Enrolment, bool]:
    """Put a person on a path; returns (enrolment, whether it is new)."""
    wanted = _enrolment(person, path, reason)
    facts = {"started_on": wanted.started_on, "due_on": wanted.due_on, "reason": reason}
    return Enrolment.objects.get_or_create(staff=person, path=path, defaults=facts)


def settle_path(path: LearningPath) -> int:
    """Complete for everybody under way on one path; asked before and after its steps change."""
    return _complete(list(Enrolment.objects.filter(path=path, ended_on__isnull=True, completed_at__isnull=True).values_list("staff", flat=True)))


def _complete(staff_ids: Iterable[int] | None) -> int:
    """Write down every step whose fact exists, and who has finished; a unique constraint and a guarded update make it once."""
    enrolments = Enrolment.objects.filter(ended_on__isnull=True, completed_at__isnull=True)
    if staff_ids is not None:
        enrolments = enrolments.filter(staff__in=list(staff_ids))
    rows = list(enrolments.values_list("pk", "staff_id", "path_id"))
    if not rows:
        return 0
    steps: dict[int, list[Step]] = {}
    for step in Step.objects.filter(stage__path__in={path for _pk, _staff, path in rows}, retired_at__isnull=True).select_related("stage"):
        steps.setdefault(step.stage.path_id, []).append(step)
    known = _known(enrolments)
    done = facts({staff for _pk, staff, _path in rows})
    owed = [
        StepCompletion(enrolment_id=pk, step=step, completed_at=done[(staff, step.kind, step.ref)], evidence={"kind": step.kind, "ref": step.ref})
        for pk, staff, path in rows
        for step in steps.get(path, [])
        if (pk, step.pk) not in known and (staff, step.kind, step.ref) in done
    ]
    for start in range(0, len(owed), BATCH):
        with transaction.atomic():
            StepCompletion.objects.bulk_create(owed[start : start + BATCH], ignore_conflicts=True)
    return len(owed) + _finish(rows, steps, known | {(row.enrolment_id, row.step_id): row.completed_at for row in owed})


def _known(enrolments: QuerySet[Enrolment]) -> dict[tuple[int, int], datetime]:
    """(enrolment id, step id) → when it was done."""
    rows = StepCompletion.objects.filter(enrolment__in=enrolments.values("pk")).values_list("enrolment_id", "step_id", "completed_at")
    return {(enrolment, step): at for enrolment, step, at in rows}


def _finish(rows: list[tuple[int, int, int]], steps: dict[int, list[Step]], done: dict[tuple[int, int], datetime]) -> int:
    """Freeze the moment from which all steps in force were done, for those who have them all."""
    moments: dict[datetime, list[int]] = {}
    for pk, _staff, path in rows:
        days = [done.get((pk, step.pk)) for step in steps.get(path, [])]
        if days and all(days):
            moments.setdefault(max(day for day in days if day), []).append(pk)
    finished = 0
    for at, pks in moments.items():
        finished += Enrolment.objects.filter(pk__in=pks, completed_at__isnull=True).update(completed_at=at)
    return finished
