"""What next, by when, how far, why me: read from enrolments, completions and the clock."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from courses.paths.models import Enrolment, Stage, Step
from courses.paths.targets import Target, targets
from training_site.lib import bilingual, clock
from training_site.people.api import StaffMember

# From this many days before its due date a step is shown as due soon.
SOON = 3


@dataclass(frozen=True)
class Todo:
    """One step of one person.

    status: done; late; soon; open; ahead (of a later stage: it may be done now and counts at once); locked (an exam before
    which other steps stand). `waits_for`: what must be done before an exam may be sat, whatever its status.
    """

    step: Step
    stage: Stage
    target: Target | None
    due_on: date
    opens_on: date
    status: str
    days_left: int
    done_at: datetime | None
    waits_for: tuple["Todo", ...] = ()

    @property
    def offered(self) -> bool:
        """False where what the step points at is archived, withdrawn or gone: nobody can do it at present."""
        return self.target is not None and not self.target.state

    @property
    def kind(self) -> str:
        """course, scenario, signing or exam."""
        return self.step.kind

    @property
    def url(self) -> str:
        """Where it is done; "" where it is gone."""
        return self.target.url if self.target else ""

    @property
    def title(self) -> str:
        """In the reader's language; the code where what it points at is gone."""
        return bilingual.pick(self.target.title) if self.target else self.step.ref


@dataclass(frozen=True)
class StageView:
    """A stage as its person sees it. status: done, now, next."""

    stage: Stage
    status: str
    starts_on: date
    due_on: date
    done: int
    total: int


@dataclass(frozen=True)
class Journey:
    """An enrolment with everything around it."""

    enrolment: Enrolment
    todos: list[Todo]
    stages: list[StageView]
    day: int = field(default=1)

    @property
    def pending(self) -> list[Todo]:
        """What is still to do: first what can be done today, in the order of due dates."""
        return sorted((todo for todo in self.todos if todo.status != "done"), key=order_of)

    @property
    def done(self) -> int:
        return sum(todo.status == "done" for todo in self.todos)

    @property
    def percent(self) -> int:
        """Share of steps done, 0..100."""
        return round(100 * self.done / len(self.todos)) if self.todos else 0

    @property
    def late(self) -> list[Todo]:
        return [todo for todo in self.todos if todo.status == "late"]


def order_of(todo: Todo) -> tuple[bool, bool, date]:
    """How things to do are ordered: what waits for others and what is not offered comes last."""
    return not todo.offered, bool(todo.waits_for) or todo.status == "ahead", todo.due_on


def journeys(staff_ids: Iterable[int], today: date | None = None) -> dict[int, list[Journey]]:
    """Staff id → their journeys, newest first; the same few queries for one person and for three hundred."""
    found: dict[int, list[Journey]] = {}
    for journey in _journeys(Enrolment.objects.filter(staff__in=list(staff_ids), ended_on__isnull=True), today):
        found.setdefault(journey.enrolment.staff_id, []).append(journey)
    return found


def journey_of(enrolment: Enrolment, today: date | None = None) -> Journey:
    """One enrolment's journey, an ended one's too."""
    return _journeys(Enrolment.objects.filter(pk=enrolment.pk), today)[0]


def _journeys(rows: QuerySet[Enrolment], today: date | None) -> list[Journey]:
    day = today or clock.today()
    enrolments = list(rows.select_related("path", "staff").prefetch_related("completions", "early_admissions"))
    steps: dict[int, list[Step]] = {}
    for step in Step.objects.filter(stage__path__in={row.path_id for row in enrolments}).select_related("stage"):
        steps.setdefault(step.stage.path_id, []).append(step)
    known = targets({(step.kind, step.ref) for found in steps.values() for step in found})
    return [_journey(row, steps.get(row.path_id, []), known, day) for row in enrolments]


def journeys_of(staff: StaffMember) -> list[Journey]:
    """One person's journeys."""
    return journeys([staff.pk]).get(staff.pk, [])


def _concerned(enrolment: Enrolment, steps: list[Step], done: dict[int, datetime]) -> list[tuple[Stage, list[Step]]]:
    """The stages of an enrolment with the steps that count for it: those in force and those done; for a finished one, those done."""
    asked = [step for step in steps if step.pk in done or (enrolment.completed_at is None and step.retired_at is None)]
    stages = sorted({step.stage_id: step.stage for step in asked}.values(), key=lambda stage: (stage.order, stage.pk))
    return [(stage, sorted((step for step in asked if step.stage_id == stage.pk), key=lambda step: (step.order, step.pk))) for stage in stages]


def _journey(enrolment: Enrolment, steps: list[Step], known: dict[tuple[str, str], Target], day: date) -> Journey:
    done = {row.step_id: row.completed_at for row in enrolment.completions.all()}
    early = {row.step_id for row in enrolment.early_admissions.all()}
    todos: list[Todo] = []
    stages: list[StageView] = []
    missing: list[Todo] = []
    for stage, asked in _concerned(enrolment, steps, done):
        starts, due = days_of(enrolment, stage)
        reached = not missing
        for step in asked:
            target = known.get((step.kind, step.ref))
            waits = tuple(missing) if step.kind == "exam" and step.pk not in done and step.pk not in early else ()
            status = _status(step.pk in done, bool(waits), reached, due, day)
            todo = Todo(step, stage, target, due, starts, status, (due - day).days, done.get(step.pk), waits)
            todos.append(todo)
            if status != "done" and todo.offered:
                missing.append(todo)
        finished = sum(step.pk in done for step in asked)
        stages.append(StageView(stage, "done" if finished == len(asked) else "now" if reached else "next", starts, due, finished, len(asked)))
    return Journey(enrolment, todos, stages, max((day - enrolment.started_on).days + 1, 1))


def days_of(enrolment: Enrolment, stage: Stage) -> tuple[date, date]:
    """A stage's first and last day for one person, with what HR has moved; never later than the frozen due date of the whole."""
    first, last = (enrolment.started_on + timedelta(days=number - 1 + enrolment.moved_days) for number in (stage.from_day, stage.to_day))
    return max(first, enrolment.started_on), max(min(last, enrolment.due_on), enrolment.started_on)


def _status(done: bool, waits: bool, reached: bool, due: date, day: date) -> str:
    if done:
        return "done"
    if due < day:
        return "late"
    if waits:
        return "locked"
    if not reached:
        return "ahead"
    return "soon" if (due - day).days <= SOON else "open"
