"""Quiet hours: rooms above say why the database may not be held for long just now. An import asks, and never learns who they are.

A room registers in its AppConfig.ready(): `quiet.register(reason)`. SQLite has one writer at a time: while thousands of people are written,
every answer to an exam waits. PostgreSQL lets both go on.
"""

from collections.abc import Callable

from django.db import connection
from django.utils.translation import gettext as _

from training_site.lib.errors import Refused

Reason = Callable[[], str | None]

# Rows that SQLite writes in about five seconds (docs/operators/rosters.md); an answer waits for twenty at most.
MOST_ROWS = 10_000

_reasons: list[Reason] = []


def register(reason: Reason) -> None:
    """Register a reason once; it answers with a sentence while the database must not be held, otherwise None."""
    if reason not in _reasons:
        _reasons.append(reason)


def why_not_now(rows: int) -> str | None:
    """Why so many rows may not be written in one go now, and what to do instead."""
    if rows <= MOST_ROWS or connection.vendor != "sqlite":
        return None
    found = next((sentence for reason in _reasons if (sentence := reason())), None)
    if found is None:
        return None
    return _(
        "%(why)s Writing %(rows)d rows at once would keep others waiting until then. "
        "Confirm this plan later, or divide the file: up to %(most)d rows can be written at any time."
    ) % {"why": found, "rows": rows, "most": MOST_ROWS}


def refuse_when_long(rows: int) -> None:
    """Raises Refused with that sentence."""
    if sentence := why_not_now(rows):
        raise Refused(sentence)
