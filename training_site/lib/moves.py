"""State machines: one table of allowed moves, every move one guarded UPDATE."""

from collections.abc import Mapping
from typing import TypeVar

from django.db.models import Model, Q, QuerySet
from django.db.models.constraints import CheckConstraint
from django.utils.translation import gettext_lazy as _

from training_site.lib.errors import SomeoneElseWasFirst

Moves = Mapping[str, frozenset[str]]
M = TypeVar("M", bound=Model)


def states_of(moves: Moves) -> list[str]:
    """Every state a table of moves names, sorted."""
    return sorted(set(moves) | {state for targets in moves.values() for state in targets})


def state_constraint(field: str, moves: Moves, name: str) -> CheckConstraint:
    """The database's own copy of the list of states."""
    return CheckConstraint(condition=Q(**{f"{field}__in": states_of(moves)}), name=name)


def move(rows: QuerySet[M], moves: Moves, to: str, *, field: str = "state", **changes: object) -> int:
    """Move every row of `rows` that may go to `to`, in one UPDATE; return how many went."""
    origins = [state for state, targets in moves.items() if to in targets]
    return rows.filter(**{f"{field}__in": origins}).update(**{field: to, **changes})


def move_one(row: M, moves: Moves, to: str, *, field: str = "state", **changes: object) -> M:
    """Move one row or raise SomeoneElseWasFirst; the object in hand carries the new values afterwards."""
    manager = type(row)._default_manager
    if move(manager.filter(pk=row.pk, **{field: getattr(row, field)}), moves, to, field=field, **changes) != 1:
        raise SomeoneElseWasFirst(_("Somebody else changed this in the meantime. Load the page again and look before you go on."))
    row.refresh_from_db()
    return row
