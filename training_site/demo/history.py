"""Twelve months behind the sample academy: readings, runs, signatures, exams, certificates, reviews.

Everything goes through the rooms' own verbs for history, so that every recomputation agrees with it. The same seed and the same day
always make the same past.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from courses.lessons import api as lessons
from courses.paths import api as paths
from etiquette.scenarios import api as scenarios
from etiquette.signing import api as signing
from exams.bank import api as bank
from exams.certificates import api as certificates
from exams.papers.api import Exam, ExamVersion
from exams.sittings import api as sittings
from training_site.demo.answers import answer
from training_site.demo.reading import load, load_all
from training_site.people.api import Posting, StaffMember, in_force

# How old the onboarding exam of a long-serving person is, in days: spread so that some certificates have run out.
OLDEST_EXAM, NEWEST_EXAM = 380, 25


@dataclass(frozen=True)
class Learner:
    """A person, the path of their job role, and how far the past takes them: a share of the path's steps 0..1."""

    staff: StaffMember
    path: paths.LearningPath
    share: float
    exam: str  # "passed", "failed" or "none"


def load_history(today: date) -> int:
    """Write the past once; returns the number of exam attempts there are."""
    if sittings.Attempt.objects.exists():
        return sittings.Attempt.objects.count()
    chance = random.Random(load("organisation.yaml")["seed"])  # nosec B311: made-up history, no secret
    keys = _keys()
    routes = _best_routes()
    for learner in list(_learners(chance)):
        # One commit for each person: a commit waits for the disk, and a past has some fifteen thousand rows.
        with transaction.atomic():
            _one(learner, today, chance, keys, routes)
    paths.settle_all()
    return sittings.Attempt.objects.count()


def _keys() -> dict[int, Any]:
    """Question version id → right answer, from the content files: the key table is not read for this (reliability.md R7)."""
    right = {row["id"]: row.get("key") for rows in load_all("questions/*.yaml") for row in rows}
    return {pk: right[code] for pk, code in bank.QuestionVersion.objects.values_list("pk", "question__code") if code in right}


def _learners(chance: random.Random) -> Iterator[Learner]:
    stages = {row["number"]: row.get("stage", "") for row in load("organisation.yaml")["accounts"]}
    postings = Posting.objects.filter(in_force()).select_related("staff", "job_role__path_role__path").order_by("staff__staff_number")
    for posting in postings:
        row = getattr(posting.job_role, "path_role", None)
        if row is None:
            continue
        stage = stages.get(posting.staff.staff_number, "")
        share, exam = {
            "imported": (0.0, "none"), "learning": (0.2, "none"), "ready": (1.0, "none"), "failed": (1.0, "failed"), "certified": (1.0, "passed"),
        }.get(stage, (1.0, "passed"))  # fmt: skip
        if not stage and chance.random() < 0.12:
            share, exam = chance.choice([(0.6, "none"), (0.85, "none"), (1.0, "failed")])
        yield Learner(posting.staff, row.path, share, exam)


def _one(learner: Learner, today: date, chance: random.Random, keys: dict[int, Any], routes: dict[str, tuple[Any, list[str]]]) -> None:
    """One person's past: the path's steps in their days, then the exam."""
    staff, hired = learner.staff, learner.staff.hired_on or today
    recent = (today - hired).days < OLDEST_EXAM
    start = hired if recent else today - timedelta(days=chance.randint(NEWEST_EXAM + 35, OLDEST_EXAM))
    enrolment, _created = paths.enrol(staff, learner.path)
    if not recent:
        paths.Enrolment.objects.filter(pk=enrolment.pk).update(started_on=start, due_on=start + timedelta(days=learner.path.days - 1))
    steps = [(stage, step) for stage in learner.path.stages.all() for step in stage.steps.all() if step.kind != "exam"]
    for stage, step in steps[: round(len(steps) * learner.share)]:
        day = min(start + timedelta(days=chance.randint(stage.from_day - 1, stage.to_day - 1)), today - timedelta(days=1))
        _step(staff, step.kind, step.ref, _moment(max(day, hired), chance), routes)
    exams = [step.ref for stage in learner.path.stages.all() for step in stage.steps.all() if step.kind == "exam"]
    for code in exams if learner.share == 1.0 else []:
        outcome = learner.exam if code == "onboarding" else "passed"
        day = min(start + timedelta(days=learner.path.days - (2 if code == "onboarding" else 6)), today - timedelta(days=2))
        if outcome != "none":
            _exam(staff, code, max(day, hired), outcome, chance, keys, today)


def _moment(day: date, chance: random.Random) -> datetime:
    """A moment of a working day."""
    return timezone.make_aware(datetime.combine(day, time(chance.randint(9, 17), chance.randint(0, 59))))


def _step(staff: StaffMember, kind: str, ref: str, at: datetime, routes: dict[str, tuple[Any, list[str]]]) -> None:
    if kind == "course":
        for lesson in lessons.Lesson.objects.filter(course__code=ref, zh_version__isnull=False):
            lessons.record_reading(staff, lesson, at)
    elif kind == "signing":
        signing.record_signatures(signing.SigningSet.objects.get(code=ref), staff, at)
    elif ref in routes:
        version, choices = routes[ref]
        scenarios.record_run(version, staff, choices, at)


def _best_routes() -> dict[str, tuple[Any, list[str]]]:
    """Scenario code → (version in force, the choices of a path that never takes a weak one)."""

    def good(choices: list[tuple[str, str]]) -> str:
        return next((choice for choice, grade in choices if grade == "good"), choices[0][0])

    rows = scenarios.Scenario.objects.filter(current_version__isnull=False).select_related("current_version")
    return {row.code: (row.current_version, scenarios.path_through(row.current_version, good)) for row in rows if row.current_version}


def _exam(staff: StaffMember, code: str, day: date, outcome: str, chance: random.Random, keys: dict[int, Any], today: date) -> None:
    exam = Exam.objects.select_related("current_version").get(code=code)
    version = exam.current_version
    if version is None:
        return
    plan = [0.62] if outcome == "failed" else [0.66, 0.94] if chance.random() < 0.15 else [0.95]
    for number, skill in enumerate(plan):
        at = _moment(min(day + timedelta(days=2 * number), today - timedelta(days=1)), chance)
        _attempt(version, staff, at, skill, chance, keys)


def _attempt(version: ExamVersion, staff: StaffMember, at: datetime, skill: float, chance: random.Random, keys: dict[int, Any]) -> None:
    def respond(item: Any) -> Any:
        question = item.question_version
        careful = 0.99 if question.red_line and skill > 0.9 else skill - 0.06 * (question.difficulty - 1)
        return answer(question, keys[question.pk], careful, chance)

    _row, result = sittings.record_history(version, staff, at, respond, seed=chance.getrandbits(48), minutes=chance.uniform(18, 52))
    if result is not None and result.passed:
        certificates.issue_for_history(result, timezone.localtime(at).date())
