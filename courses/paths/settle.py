"""What is owed on paths: enrolments by job role, completions by facts of the rooms below. Any form may run at any time."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from courses.paths.models import Enrolment, LearningPath, Step, StepCompletion
from courses.paths.targets import facts
from training_site.lib import clock
from training_site.people.api import Posting, StaffMember, employed, in_force

BATCH = 500


def settle_person(staff_id: int) -> int:
    """Enrol and complete for one person; returns the number of rows added."""
    return _enrol([staff_id]) + _complete([staff_id])


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
        for person in people.exclude(enrolments__path=path):
            added += enrol(person, path)[1]
    return added


def enrol(person: StaffMember, path: LearningPath, reason: str = "") -> tuple[Enrolment, bool]:
    """Put a person on a path from their first day; returns (enrolment, whether it is new). Due `path.days` after the start."""
    start = person.hired_on or clock.today()
    due = start + timedelta(days=path.days - 1)
    return Enrolment.objects.get_or_create(staff=person, path=path, defaults={"started_on": start, "due_on": due, "reason": reason})


def _complete(staff_ids: Iterable[int] | None) -> int:
    """Write down every step whose fact exists; the unique constraint makes it once."""
    enrolments = Enrolment.objects.filter(ended_on__isnull=True)
    if staff_ids is not None:
        enrolments = enrolments.filter(staff__in=list(staff_ids))
    rows = list(enrolments.values_list("pk", "staff_id", "path_id"))
    if not rows:
        return 0
    steps: dict[int, list[Step]] = {}
    for step in Step.objects.filter(stage__path__in={path for _pk, _staff, path in rows}).select_related("stage"):
        steps.setdefault(step.stage.path_id, []).append(step)
    known = set(StepCompletion.objects.filter(enrolment__in=[pk for pk, _staff, _path in rows]).values_list("enrolment_id", "step_id"))
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
    return len(owed)


def open_enrolments(staff_ids: Iterable[int]) -> Q:
    """The condition for enrolments of these people that still run."""
    return Q(staff__in=list(staff_ids), ended_on__isnull=True)
