"""The moves of a cycle and of a review. A review ends with people's statements, never with a score."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from training_site.lib.moves import Moves

PLANNED, OPEN, CLOSED = "planned", "open", "closed"
RATED, SIGNED, ACKNOWLEDGED, OBJECTED, DECIDED = "rated", "signed", "acknowledged", "objected", "decided"

CYCLE_MOVES: Moves = {
    PLANNED: frozenset({OPEN}),
    OPEN: frozenset({CLOSED}),
    CLOSED: frozenset(),
}

REVIEW_MOVES: Moves = {
    OPEN: frozenset({RATED}),
    RATED: frozenset({OPEN, SIGNED}),
    SIGNED: frozenset({ACKNOWLEDGED, OBJECTED, CLOSED}),
    OBJECTED: frozenset({DECIDED}),
    ACKNOWLEDGED: frozenset({CLOSED}),
    DECIDED: frozenset({CLOSED}),
    CLOSED: frozenset(),
}

CYCLE_LABELS = {
    PLANNED: pgettext_lazy("review cycle", "planned"),
    OPEN: pgettext_lazy("review cycle", "open"),
    CLOSED: pgettext_lazy("review cycle", "closed"),
}
REVIEW_LABELS = {
    OPEN: _("To be rated"),
    RATED: _("Rated, to be signed"),
    SIGNED: _("Signed by the supervisor"),
    ACKNOWLEDGED: _("Acknowledged"),
    OBJECTED: _("Objection raised"),
    DECIDED: _("Objection decided"),
    CLOSED: _("Closed"),
}

# Evidence and ratings may change in these states only.
BEFORE_SIGNING = frozenset({OPEN, RATED})

SELF, SUPERVISOR = "self", "supervisor"

# What the platform knows and can freeze as evidence. NORMS is found for each indicator by what it cites (touching.py), the others for the person.
NORMS = "norms"
EVIDENCE_KINDS = [
    (NORMS, _("what touches its norms: their chapters in the last exam, signatures, scenarios passed")),
    ("results", _("exam results")),
    ("certificates", _("certificates")),
    ("signed", _("norms signed")),
    ("paths", _("learning paths")),
    ("scenarios", _("scenarios passed")),
]

# The scale of every indicator, best first. A comment is required at both ends.
SCALE = [
    (5, _("Excellent: an example to others, all through the period")),
    (4, _("Good: steady, with small slips noticed and put right alone")),
    (3, _("Meets the norm: some slips, put right when told")),
    (2, _("Below the norm: repeated slips, needs guidance")),
    (1, _("Not met: the norm was missed in essentials")),
]
# The same in a word or two, for the place where somebody rates.
SHORT_SCALE = {
    5: pgettext_lazy("rating", "Excellent"),
    4: pgettext_lazy("rating", "Good"),
    3: pgettext_lazy("rating", "Meets the norm"),
    2: pgettext_lazy("rating", "Below the norm"),
    1: pgettext_lazy("rating", "Not met"),
}
LOWEST, HIGHEST = 1, 5
NEEDS_COMMENT = frozenset({LOWEST, HIGHEST})
