"""The life of a question, and the deeds its history tells of."""

from training_site.lib.moves import Moves

DRAFT = "draft"
IN_REVIEW = "in_review"
PUBLISHED = "published"
RETIRED = "retired"

# A published question that is edited becomes a draft again; its current version stays in the pool until the next one is
# approved. Retiring takes it out of the pool and keeps everything.
QUESTION_MOVES: Moves = {
    DRAFT: frozenset({IN_REVIEW, PUBLISHED, RETIRED}),
    IN_REVIEW: frozenset({DRAFT, PUBLISHED, RETIRED}),
    PUBLISHED: frozenset({DRAFT, RETIRED}),
    RETIRED: frozenset({DRAFT, PUBLISHED}),
}

SEALED = "sealed"
PRACTICE = "practice"
USES = [SEALED, PRACTICE]

EASY, MEDIUM, HARD = 1, 2, 3
