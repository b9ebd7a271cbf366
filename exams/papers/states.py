"""States of an exam: a draft until it is published for the first time; archiving is a date, not a state."""

from training_site.lib.moves import Moves

DRAFT = "draft"
PUBLISHED = "published"

EXAM_MOVES: Moves = {DRAFT: frozenset({PUBLISHED}), PUBLISHED: frozenset()}
