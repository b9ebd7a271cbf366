"""States of an attempt: open while it is being answered, submitted while marks are missing, marked, or void."""

from training_site.lib.moves import Moves

OPEN = "open"
SUBMITTED = "submitted"
MARKED = "marked"
VOID = "void"

ATTEMPT_MOVES: Moves = {
    OPEN: frozenset({SUBMITTED, VOID}),
    SUBMITTED: frozenset({MARKED, VOID}),
    MARKED: frozenset({VOID}),
    VOID: frozenset(),
}
