"""Tables of moves and the words for states."""

from django.utils.translation import pgettext_lazy

from training_site.lib.moves import Moves

EXPORT_MOVES: Moves = {
    "waiting": frozenset({"ready", "failed"}),
    "failed": frozenset({"waiting", "ready"}),
    "ready": frozenset({"removed"}),
    "removed": frozenset(),
}
EXPORT_WORDS = [
    ("waiting", pgettext_lazy("data export", "being prepared")),
    ("failed", pgettext_lazy("data export", "could not be prepared")),
    ("ready", pgettext_lazy("data export", "ready")),
    ("removed", pgettext_lazy("data export", "removed after its time")),
]
REQUEST_MOVES: Moves = {"asked": frozenset({"done", "refused"}), "done": frozenset(), "refused": frozenset()}
CORRECTION_WORDS = [
    ("asked", pgettext_lazy("correction request", "waiting for HR")),
    ("done", pgettext_lazy("correction request", "corrected")),
    ("refused", pgettext_lazy("correction request", "not corrected")),
]
ERASURE_WORDS = [
    ("asked", pgettext_lazy("erasure", "waiting for a second person")),
    ("done", pgettext_lazy("erasure", "erased")),
    ("refused", pgettext_lazy("erasure", "refused")),
]
