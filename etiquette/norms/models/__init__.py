"""The manual as it is edited, and its versions as they are read, cited and signed."""

from etiquette.norms.models.citation import Citation
from etiquette.norms.models.drafting import DiscardedDraft, EditionComment
from etiquette.norms.models.manual import Chapter, Manual, Section
from etiquette.norms.models.norm import Norm, NormValue
from etiquette.norms.models.notes import EditorsNote, NoteDecision
from etiquette.norms.models.version import Edition, EditionNorm, NormVersion

__all__ = [
    "Chapter",
    "Citation",
    "DiscardedDraft",
    "Edition",
    "EditionComment",
    "EditionNorm",
    "EditorsNote",
    "Manual",
    "Norm",
    "NormValue",
    "NormVersion",
    "NoteDecision",
    "Section",
]
