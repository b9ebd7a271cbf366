"""What other rooms use of the norms."""

from etiquette.norms import impact
from etiquette.norms.citing import cited_in, codes_in, typed_codes, without_marks
from etiquette.norms.commenting import comment_on
from etiquette.norms.diff import Piece, compare
from etiquette.norms.editions import open_edition
from etiquette.norms.figures import resolve, resolve_all, token_keys
from etiquette.norms.impact import Touched
from etiquette.norms.models import Chapter, Citation, Edition, EditorsNote, Manual, Norm, NormValue, NormVersion, Section
from etiquette.norms.publishing import publish_edition, publish_many, publish_norm
from etiquette.norms.queries import in_force, version_of, versions_for
from etiquette.norms.searching import find
from etiquette.norms.units import units

__all__ = [
    "Chapter",
    "Citation",
    "Edition",
    "EditorsNote",
    "Manual",
    "Norm",
    "NormValue",
    "NormVersion",
    "Piece",
    "Section",
    "Touched",
    "cited_in",
    "codes_in",
    "comment_on",
    "compare",
    "find",
    "impact",
    "in_force",
    "open_edition",
    "publish_edition",
    "publish_many",
    "publish_norm",
    "resolve",
    "resolve_all",
    "token_keys",
    "typed_codes",
    "units",
    "version_of",
    "versions_for",
    "without_marks",
]
