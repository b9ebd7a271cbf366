"""Twelve months behind the sample academy: readings, runs, signatures, exams, certificates, renewals.

Everything goes through the rooms' own verbs for history, so that every recomputation agrees with it. The same seed and the same day
always make the same past.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from courses.lessons import api as lessons
from courses.paths import api as paths
from etiquette.scenarios import api as scenarios
from etiquette.signing import api as signing
from exams.bank import api as bank
from exams.certificates import api as certificates
from exams.papers.api import Exam
from exams.sittings import api as sittings
from training_site.demo.answers import answer
from training_site.demo.days import moment, working
from training_site.demo.reading import load, load_all
from training_site.people.api import Posting, StaffMember, in_force

# How often somebody's first run of a scenario does not go the best way, and how often each answer of it then is not a good one.
CLUMSY, SLIP = 0.45, 0.3

# How old the onboarding exam of a long-serving person is, in days: spread so that some certificates have run out.
OLDEST_EXAM, NEWEST_EXAM = 380, 25
# Of the people nobody asks about by name: how many came back from leave and are behind, how many failed and may resit.
BEHIND, FAILED = 0.04, 0.02
# How many sit an exam again when its certificate runs out, and how near the end they may still have left it.
RENEWED, RENEWAL_WINDOW = 0.75, 20
STAGES = {
    "imported": (0.0, "none"), "learning": (0.2, "none"), "ready": (1.0, "none"), "failed": (1.0, "failed"), "certified": (1.0, "passed"),
}  # fmt: skip


@dataclass(frozen=True)
class Learner:
    """A person, the path of their job role, and how far the past takes them: a share of the path's steps 0..1."""

    staff: StaffMember
    path: paths.LearningPath
    share: float
    exam: str  # "passed", "failed" or "none"
    behind: bool = False  # back from leave: the path began anew a short while ago and is overdue


def load_history(today: date) -> int:
    """Write the past once; returns the number of exam attempts there are."""
    if not sittings.Attempt.objects.exists():
        seed = load("organisation.yaml")["seed"]
        past = Past(today, random.Random(seed))  # nosec B311: made-up history, no secret
        for learner in list(_learners(past.chance)):
            # One commit for each person: a commit waits for the disk, and a past has some fifteen thousand rows.
            with transaction.atomic():
                past.live(learner)
        paths.settle_all()
    return sittings.Attempt.objects.count()


def _learners(chance: random.Random) -> Iterator[Learner]:
    stages = {row["number"]: row.get("stage", "") for row in load("organisation.yaml")["accounts"]}
    postings = Posting.objects.filter(in_force()).select_related("staff", "job_role__path_role__path").order_by("staff__staff_number")
    for posting in postings:
        row = getattr(posting.job_role, "path_role", None)
        if row is None:
            continue
        stage = stages.get(posting.staff.staff_number, "")
        share, exam = STAGES.get(stage, (1.0, "passed"))
        lot = 1.0 if stage else chance.random()
        if lot < BEHIND:
            yield Learner(posting.staff, row.path, chance.choice([0.85, 0.93]), "none", behind=True)
        else:
            yield Learner(posting.staff, row.path, share, "failed" if lot < BEHIND + FAILED else exam)


def _keys() -> dict[int, Any]:
    """Question version id → right answer, from the content files: the key table is not read for this (reliability.md R7)."""
    right = {row["id"]: row.get("key") for rows in load_all("questions/*.yaml") for row in rows}
    return {pk: right[code] for pk, code in bank.QuestionVersion.objects.values_list("pk", "question__code") if code in right}


def _clumsy_run(version: Any, staff: StaffMember, at: datetime) -> bool:
    """For some people a first run with slips; True when it was passed all the same. Its own dice: the rest of the past stays as it was."""
    dice = random.Random(f"{staff.staff_number} {version.scenario_id}")  # nosec B311: made-up history, no secret
    if dice.random() >= CLUMSY:
        return False

    def pick(choices: list[tuple[str, str]]) -> str:
        good = [choice for choice, grade in choices if grade == "good"]
        others = [choice for choice, grade in choices if grade != "good"]
        return dice.choice(others if others and dice.random() < SLIP else good or others)

    return bool(scenarios.record_run(version, staff, scenarios.path_through(version, pick), at).passed)


def _best_routes() -> dict[str, tuple[Any, list[str]]]:
    """Scenario code → (version in force, the choices of a path that never takes a weak one)."""

    def good(choices: list[tuple[str, str]]) -> str:
        return next((choice for choice, grade in choices if grade == "good"), choices[0][0])

    rows = scenarios.Scenario.objects.filter(current_version__isnull=False).select_related("current_version")
    return {row.code: (row.current_version, scenarios.path_through(row.current_version, good)) for row in rows if row.current_version}


class Past:
    """What making a past needs again and again, read once."""

    def __init__(self, today: date, chance: random.Random) -> None:
        self.today = today
        self.chance = chance
        self.keys = _keys()
        self.routes = _best_routes()
        self.sets = {row.code: row for row in signing.SigningSet.objects.all()}
        self.exams = {row.code: row for row in Exam.objects.filter(current_version__isnull=False).select_related("current_version")}
        self.months = dict(certificates.CertificateType.objects.values_list("exam__code", "months"))
        self.courses: dict[str, list[Any]] = {}
        for lesson in lessons.Lesson.objects.filter(course__isnull=False, zh_version__isnull=False).with_faces():
            self.courses.setdefault(lesson.course.code, []).append(lesson)
        rows = paths.LearningPath.objects.prefetch_related("stages__steps")
        self.steps = {path.pk: [(stage, step) for stage in path.stages.all() for step in stage.steps.all()] for path in rows}

    def live(self, learner: Learner) -> None:
        """One person's past: the path's steps in their days, then the exams."""
        staff, chance, today = learner.staff, self.chance, self.today
        hired = staff.hired_on or today
        start = self._begin(learner, hired)
        steps = [(stage, step) for stage, step in self.steps[learner.path.pk] if step.kind != "exam"]
        for stage, step in steps[: round(len(steps) * learner.share)]:
            day = start + timedelta(days=chance.randint(stage.from_day - 1, stage.to_day - 1))
            self._step(staff, step.kind, step.ref, working(day, hired, today - timedelta(days=1)))
        exams = [step.ref for _stage, step in self.steps[learner.path.pk] if step.kind == "exam"]
        for code in exams if learner.share == 1.0 else []:
            outcome = learner.exam if code == "onboarding" else "passed"
            day = start + timedelta(days=learner.path.days - (2 if code == "onboarding" else 6))
            if outcome != "none":
                self._exam(staff, code, min(day, today - timedelta(days=2)), hired, outcome)

    def _begin(self, learner: Learner, hired: date) -> date:
        """Enrol; returns the first day: the day of hire, for long-serving people a day in the past year, after a leave a recent one."""
        enrolment, _created = paths.enrol(learner.staff, learner.path)
        reason = ""
        if learner.behind:
            start, reason = self.today - timedelta(days=learner.path.days + self.chance.randint(4, 12)), load("organisation.yaml")["back_from_leave"]
            start = max(start, hired)
        elif (self.today - hired).days < OLDEST_EXAM:
            return hired
        else:
            start = self.today - timedelta(days=self.chance.randint(NEWEST_EXAM + 35, OLDEST_EXAM))
        due = start + timedelta(days=learner.path.days - 1)
        paths.Enrolment.objects.filter(pk=enrolment.pk).update(started_on=start, due_on=due, reason=reason)
        return start

    def _step(self, staff: StaffMember, kind: str, ref: str, day: date) -> None:
        at = moment(day, self.chance)
        if kind == "course":
            lessons.record_readings(staff, self.courses.get(ref, []), at)
        elif kind == "signing":
            signing.record_signatures(self.sets[ref], staff, at)
        elif ref in self.routes:
            version, choices = self.routes[ref]
            if not _clumsy_run(version, staff, at - timedelta(minutes=40)):
                scenarios.record_run(version, staff, choices, at)

    def _exam(self, staff: StaffMember, code: str, day: date, first: date, outcome: str) -> None:
        if code not in self.exams:
            return
        plan = [0.62] if outcome == "failed" else [0.66, 0.94] if self.chance.random() < 0.15 else [0.95]
        sat, last = first, self.today - timedelta(days=1)
        for number, skill in enumerate(plan):
            earliest = min(sat + timedelta(days=min(number, 1)), last)  # a resit is never on the day of the first try
            sat = working(day + timedelta(days=2 * number), earliest, last)
            self._attempt(code, staff, sat, skill)
        if outcome == "passed" and code in self.months:
            self._renew(staff, code, sat)

    def _renew(self, staff: StaffMember, code: str, sat: date) -> None:
        """Most people sit the exam again before their certificate runs out; the newer one then replaces it."""
        ends = sat + timedelta(days=30 * self.months[code] + 5)
        if ends < self.today + timedelta(days=RENEWAL_WINDOW) and self.chance.random() < RENEWED:
            day = min(ends - timedelta(days=self.chance.randint(8, 25)), self.today - timedelta(days=3))
            self._attempt(code, staff, working(day, sat + timedelta(days=1), self.today - timedelta(days=1)), 0.97)

    def _attempt(self, code: str, staff: StaffMember, day: date, skill: float) -> None:
        chance, at = self.chance, moment(day, self.chance)

        def respond(item: Any) -> Any:
            question = item.question_version
            careful = 0.99 if question.red_line and skill > 0.9 else skill - 0.06 * (question.difficulty - 1)
            return answer(question, self.keys[question.pk], careful, chance)

        version: Any = self.exams[code].current_version
        _row, result = sittings.record_history(version, staff, at, respond, seed=chance.getrandbits(48), minutes=chance.uniform(18, 52))
        if result is not None and result.passed:
            certificates.issue_for_history(result, timezone.localtime(at).date())
