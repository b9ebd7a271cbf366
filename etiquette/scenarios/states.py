"""Which states follow which, and the words a choice is graded with."""

from training_site.lib.moves import Moves

# A published scenario that is edited stays published: people go on running its current version until the next one.
SCENARIO_MOVES: Moves = {
    "draft": frozenset({"published", "archived"}),
    "published": frozenset({"published", "archived"}),
    "archived": frozenset({"draft", "published"}),
}

RUN_MOVES: Moves = {"open": frozenset({"finished", "abandoned"}), "finished": frozenset(), "abandoned": frozenset()}

GOOD, WEAK, FORBIDDEN = "good", "weak", "forbidden"
GRADES = [GOOD, WEAK, FORBIDDEN]

MIDDLE, FAILED = "middle", "failed"
OUTCOMES = [GOOD, MIDDLE, FAILED]

# A run counts; a replay from a step of it is practice.
RUN, REPLAY = "run", "replay"

# What a choice may be weighed by beside its grade.
DIMENSIONS = ["compliance", "empathy", "efficiency", "closure"]
MAX_DIMENSION = 2
