"""What next, by when, how far, why me: read from enrolments, completions and the clock."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from courses.paths.models import Enrolment, Stage, Step
from courses.paths.targets import Target, targets
from training_site.lib import bilingual, clock
from training_site.people.api import StaffMember

# From this many days before its due date a step is shown as due soon.
SOON = 3


@dataclass(frozen=True)
class Todo:
    """One step of one person. status: done, late, soon, open, locked (its stage has not begun)."""

    step: Step
    stage: Stage
    target: Target | None
    due_on: date
    opens_on: date
    status: str
    days_left: int
    done_at: datetime | None

    @property
    def kind(self) -> str:
        """course, scenario, signing or exam."""
        return self.step.kind

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
        """What is still to do, in the order of due dates."""
        return sorted((todo for todo in self.todos if todo.status != "done"), key=lambda todo: (todo.status == "locked", todo.due_on))

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


def journeys(staff_ids: Iterable[int], today: date | None = None) -> dict[int, list[Journey]]:
    """Staff id → their journeys, newest first; the same few queries for one person and for three hundred."""
    day = today or clock.today()
    enrolments = list(
        Enrolment.objects.filter(staff__in=list(staff_ids), ended_on__isnull=True)
        .select_related("path", "staff")
        .prefetch_related("completions", "path__stages__steps")
    )
    refs = {(step.kind, step.ref) for row in enrolments for stage in row.path.stages.all() for step in stage.steps.all()}
    known = targets(refs)
    found: dict[int, list[Journey]] = {}
    for enrolment in enrolments:
        found.setdefault(enrolment.staff_id, []).append(_journey(enrolment, known, day))
    return found


def journeys_of(staff: StaffMember) -> list[Journey]:
    """One person's journeys."""
    return journeys([staff.pk]).get(staff.pk, [])


def _journey(enrolment: Enrolment, known: dict[tuple[str, str], Target], day: date) -> Journey:
    done = {row.step_id: row.completed_at for row in enrolment.completions.all()}
    todos: list[Todo] = []
    stages: list[StageView] = []
    reached = True
    for stage in sorted(enrolment.path.stages.all(), key=lambda stage: stage.order):
        starts = enrolment.started_on + timedelta(days=stage.from_day - 1)
        due = enrolment.started_on + timedelta(days=stage.to_day - 1)
        steps = sorted(stage.steps.all(), key=lambda step: step.order)
        finished = sum(step.pk in done for step in steps)
        for step in steps:
            status = _status(step.pk in done, reached, due, day)
            target = known.get((step.kind, step.ref))
            todos.append(Todo(step, stage, target, due, starts, status, (due - day).days, done.get(step.pk)))
        complete = finished == len(steps)
        stages.append(StageView(stage, "done" if complete else "now" if reached else "next", starts, due, finished, len(steps)))
        reached = reached and complete
    return Journey(enrolment, todos, stages, max((day - enrolment.started_on).days + 1, 1))


def _status(done: bool, reached: bool, due: date, day: date) -> str:
    if done:
        return "done"
    if due < day:
        return "late"
    if not reached:
        return "locked"
    return "soon" if (due - day).days <= SOON else "open"
