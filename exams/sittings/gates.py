"""Gates: rooms above say why a person may not start an exam yet. The exam's door asks, and never learns who they are.

A room registers in its AppConfig.ready(): `gates.register_gate(gate)`. A gate is asked only when nothing else stands in the way.
"""

from collections.abc import Callable
from dataclasses import dataclass

from exams.papers.api import Exam
from training_site.people.api import StaffMember


@dataclass(frozen=True)
class Barrier:
    """Why an exam may not be started yet: one sentence, and what is to be done first as (title, address)."""

    sentence: str
    first: tuple[tuple[str, str], ...] = ()


Gate = Callable[[Exam, StaffMember], Barrier | None]

_gates: list[Gate] = []


def register_gate(gate: Gate) -> None:
    """Register a gate once; a second registration of the same function is ignored."""
    if gate not in _gates:
        _gates.append(gate)


def barrier(exam: Exam, staff: StaffMember) -> Barrier | None:
    """The first barrier that any gate sets up for a person before an exam; None lets them in."""
    return next((found for gate in _gates if (found := gate(exam, staff))), None)
