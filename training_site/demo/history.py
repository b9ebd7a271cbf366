"""Twelve months behind the sample academy: readings, runs, signatures, exams, certificates, renewals.

Everything goes through the rooms' own verbs for history, so that every recomputation agrees with it. The same seed and the same day
always make the same past.
"""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from courses.lessons import api as lessons
from courses.paths import api as paths
from etiquette.scenarios import api as scenarios
from etiquette.signing import api as signing
from exams.analysis import api as analysis
from exams.bank import api as bank
from exams.certificates import api as certificates
from exams.papers.api import Exam
from exams.sittings import api as sittings
from training_site.demo.answers import answer
from training_site.demo.days import after, is_working, moment, working
from training_site.demo.reading import load, load_all
from training_site.people.api import Posting, StaffMember, in_force

# How often somebody's first run of a scenario does not go the best way, and how often each answer of it then is not a good one.
CLUMSY, SLIP = 0.45, 0.3

# How old the onboarding exam of a long-serving person is, in days: spread so that some certificates have run out.
OLDEST_EXAM, NEWEST_EXAM = 380, 25
# Of the people nobody asks about by name: how many failed and may resit after a leave, since how many days that is due, and how much of the path
# the others back from leave have done. Nothing is left undone for longer than MOST_OVERDUE days.
FAILED, OVERDUE_FAILED, SHARES, MOST_OVERDUE = 0.02, (1, 2, 3, 5), (0.85, 0.93), 6
# The skill of somebody who sits an exam again after an unlucky try: once more, and then with nothing wrong at all.
PREPARED = (1.08, 1.24)
# Days between two tries: a whole one lies between them, so that the gap of hours is kept whatever the time of day.
RESIT = timedelta(days=2)
# How many sit an exam again when its certificate runs out, and how near the end they may still have left it.
RENEWED, RENEWAL_WINDOW = 0.75, 20
STAGES = {
    "imported": (0.0, "none"), "learning": (0.25, "none"), "ready": (1.0, "none"), "failed": (1.0, "failed"), "certified": (1.0, "passed"),
}  # fmt: skip


@dataclass(frozen=True)
class Learner:
    """A person, the path of their job role, and how far the past takes them: a share of the path's steps 0..1."""

    staff: StaffMember
    path: paths.LearningPath
    share: float
    exam: str  # "passed", "failed" or "none"
    overdue: int | None = None  # back from leave: the path began anew a while ago, and was due so many days ago


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
        analysis.settle_all()
    return sittings.Attempt.objects.count()


def _learners(chance: random.Random) -> Iterator[Learner]:
    plan = load("organisation.yaml")
    stages = {row["number"]: row.get("stage", "") for row in plan["accounts"]}
    rows = Posting.objects.filter(in_force()).select_related("staff", "unit", "job_role__path_role__path")
    postings = list(rows.order_by("staff__staff_number"))
    leaves = _leaves(postings, plan["leaves"])
    for posting in postings:
        row = getattr(posting.job_role, "path_role", None)
        if row is None:
            continue
        stage = stages.get(posting.staff.staff_number, "")
        share, exam = STAGES.get(stage, (1.0, "passed"))
        lot, own = 1.0 if stage else chance.random(), _dice(posting.staff, "leave")
        if posting.staff_id in leaves:
            yield Learner(posting.staff, row.path, own.choice(SHARES), "none", leaves[posting.staff_id])
        elif lot < FAILED:
            yield Learner(posting.staff, row.path, 1.0, "failed", own.choice(OVERDUE_FAILED))
        else:
            yield Learner(posting.staff, row.path, share, exam)


def _leaves(postings: Iterable[Posting], plan: dict[str, list[int]]) -> dict[int, int]:
    """Staff id → since how many days the path that began anew is due: of each unit the people who came last."""
    crews: dict[str, list[int]] = {}
    for posting in postings:
        if hasattr(posting.job_role, "path_role") and posting.staff.staff_number.startswith("J1"):
            crews.setdefault(posting.unit.code, []).append(posting.staff_id)
    return {staff: days for unit, overdue in plan.items() for staff, days in zip(reversed(crews.get(unit, [])), overdue, strict=False)}


def _dice(staff: StaffMember, about: object) -> random.Random:
    """Dice of a person's own for one matter: throwing them leaves the rest of the past as it was."""
    return random.Random(f"{staff.staff_number} {about}")  # nosec B311: made-up history, no secret


def _keys() -> dict[int, Any]:
    """Question version id → right answer, from the content files: the key table is not read for this (reliability.md R7)."""
    right = {row["id"]: row.get("key") for rows in load_all("questions/*.yaml") for row in rows}
    return {pk: right[code] for pk, code in bank.QuestionVersion.objects.values_list("pk", "question__code") if code in right}


def _clumsy_run(version: Any, staff: StaffMember, at: datetime) -> bool:
    """For some people a first run with slips; True when it was passed all the same."""
    dice = _dice(staff, version.scenario_id)
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
        self.reason = load("organisation.yaml")["back_from_leave"]
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
        reached = round(len(steps) * learner.share)
        for number, (stage, step) in enumerate(steps):
            if number < reached or self._long_due(learner, start, stage):
                day = start + timedelta(days=chance.randint(stage.from_day - 1, stage.to_day - 1))
                self._step(staff, step.kind, step.ref, working(day, hired, today - timedelta(days=1)))
        for stage, step in self.steps[learner.path.pk]:
            if step.kind != "exam" or not (learner.share == 1.0 or self._long_due(learner, start, stage)):
                continue
            outcome = learner.exam if step.ref == "onboarding" else "passed"
            days = stage.to_day if learner.overdue is not None else learner.path.days
            day = start + timedelta(days=days - (2 if step.ref == "onboarding" else 6))
            if outcome != "none":
                self._exam(staff, step.ref, min(day, today - timedelta(days=2)), hired, outcome)

    def _long_due(self, learner: Learner, start: date, stage: Any) -> bool:
        """Whether somebody back from leave has done a stage: nobody lets things lie for weeks."""
        return learner.overdue is not None and start + timedelta(days=stage.to_day - 1) < self.today - timedelta(days=MOST_OVERDUE)

    def _begin(self, learner: Learner, hired: date) -> date:
        """Enrol; returns the first day: the day of hire, for long-serving people a day in the past year, after a leave a recent one."""
        enrolment, _created = paths.enrol(learner.staff, learner.path)
        reason = ""
        if learner.overdue is not None:
            start, reason = self.today - timedelta(days=learner.path.days - 1 + learner.overdue), self.reason
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
        sat, last, passed = first, self.today - timedelta(days=1), False
        for number, skill in enumerate(plan):
            earliest = min(sat + min(number, 1) * RESIT, last)
            sat = working(day + timedelta(days=2 * number), earliest, last)
            no_more = after(sat, RESIT.days) > last  # just before a weekend no day is left to sit it again
            passed = self._attempt(code, staff, sat, PREPARED[-1] if no_more and outcome == "passed" else skill, self.chance)
            if no_more:
                break
        for skill in PREPARED if outcome == "passed" else ():
            again = working(sat + timedelta(days=3), min(sat + RESIT, last), last)
            if not passed and again >= sat + RESIT and is_working(again):
                enough = PREPARED[-1] if after(again, RESIT.days) > last else skill
                sat, passed = again, self._attempt(code, staff, again, enough, _dice(staff, f"{code} {again}"))
        if outcome == "passed" and code in self.months:
            self._renew(staff, code, sat)

    def _renew(self, staff: StaffMember, code: str, sat: date) -> None:
        """Most people sit the exam again before their certificate runs out; the newer one then replaces it."""
        ends = sat + timedelta(days=30 * self.months[code] + 5)
        if ends < self.today + timedelta(days=RENEWAL_WINDOW) and self.chance.random() < RENEWED:
            day = min(ends - timedelta(days=self.chance.randint(8, 25)), self.today - timedelta(days=3))
            self._attempt(code, staff, working(day, sat + timedelta(days=1), self.today - timedelta(days=1)), 0.97, self.chance)

    def _attempt(self, code: str, staff: StaffMember, day: date, skill: float, chance: random.Random) -> bool:
        """One sitting, with its certificate; True when it was passed."""
        at = moment(day, chance)

        def respond(item: Any) -> Any:
            question = item.question_version
            careful = min(max(skill, 0.99), 1.0) if question.red_line and skill > 0.9 else skill - 0.06 * (question.difficulty - 1)
            return answer(question, self.keys[question.pk], careful, chance)

        version: Any = self.exams[code].current_version
        _row, result = sittings.record_history(version, staff, at, respond, seed=chance.getrandbits(48), minutes=chance.uniform(18, 52))
        if result is None or not result.passed:
            return False
        certificates.issue_for_history(result, timezone.localtime(at).date())
        return True
