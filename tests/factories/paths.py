"""Learning paths, people on them, and many of both in bulk."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from courses.paths.api import Enrolment, LearningPath, PathRole, Stage, Step
from etiquette.signing.api import SigningSet, record_signatures
from tests.factories import sittings
from tests.factories.people import JobRoleFactory, LoginFactory, PostingFactory, StaffFactory
from tests.factories.signing import signing_set
from training_site.lib import clock
from training_site.people.api import OrgUnit, Posting, StaffMember

Row = tuple[str, int, int, Sequence[tuple[str, str]]]


def path(code: str = "lp-test", stages: Sequence[Row] = (), days: int = 30, role: str = "counter") -> LearningPath:
    """A path of stages (title, from day, to day, [(kind, code), …]) for one job role ("" for none)."""
    made = LearningPath.objects.create(code=code, title_zh=f"路径{code}", title_en=f"Path {code}", days=days)
    if role:
        PathRole.objects.create(path=made, job_role=JobRoleFactory(code=role))
    for order, (title, first, last, steps) in enumerate(stages, start=1):
        stage = Stage.objects.create(path=made, order=order, title_zh=f"{title}（中）", title_en=title, from_day=first, to_day=last)
        for place, (kind, ref) in enumerate(steps, start=1):
            Step.objects.create(stage=stage, order=place, kind=kind, ref=ref)
    return made


def three_stages() -> LearningPath:
    """Two signing sets, then a third set and the exam `exam-path`, then a fourth set: all of them published."""
    for number, code in enumerate(("set-a", "set-b", "set-c", "set-d"), start=1):
        signing_set(code, norms=[f"N-9.2-0{number}"])
    sittings.published_exam(1, code="exam-path")
    return path(
        stages=[
            ("First", 1, 3, [("signing", "set-a"), ("signing", "set-b")]),
            ("Second", 4, 10, [("signing", "set-c"), ("exam", "exam-path")]),
            ("Third", 11, 30, [("signing", "set-d")]),
        ]
    )


def sign(person: StaffMember, *codes: str) -> None:
    """The person has signed these sets."""
    for code in codes:
        record_signatures(SigningSet.objects.get(code=code), person, clock.now())


def hired(days_ago: int = 1, **fields: Any) -> StaffMember:
    """Somebody with a login and a posting since their first day."""
    person = StaffFactory(login=LoginFactory(), hired_on=clock.today() - timedelta(days=days_ago), **fields)
    PostingFactory(staff=person, starts_on=person.hired_on)
    return person


def crowd(count: int, where: OrgUnit, on: LearningPath, first: int = 0, days_ago: int = 1) -> list[StaffMember]:
    """So many people in one unit on one path, written in bulk; without logins. `first` keeps staff numbers of several calls apart."""
    start = clock.today() - timedelta(days=days_ago)
    rows = [StaffMember(staff_number=f"C{first + number:05d}", name=f"林众{first + number}", hired_on=start) for number in range(count)]
    people = StaffMember.objects.bulk_create(rows)
    role = JobRoleFactory()
    Posting.objects.bulk_create(Posting(staff=person, unit=where, job_role=role, starts_on=start) for person in people)
    due = start + timedelta(days=on.days - 1)
    Enrolment.objects.bulk_create(Enrolment(staff=person, path=on, started_on=start, due_on=due) for person in people)
    return people
