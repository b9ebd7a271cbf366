"""Which states follow which."""

from training_site.lib.moves import Moves

# A discarded edition may be taken up again: its number is spent, its drafts come back.
EDITION_MOVES: Moves = {"open": frozenset({"published", "discarded"}), "published": frozenset(), "discarded": frozenset({"open"})}
COMMENT_MOVES: Moves = {"open": frozenset({"resolved"}), "resolved": frozenset({"open"})}
