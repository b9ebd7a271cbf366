"""Which states follow which."""

from training_site.lib.moves import Moves

EDITION_MOVES: Moves = {"open": frozenset({"published"}), "published": frozenset()}
