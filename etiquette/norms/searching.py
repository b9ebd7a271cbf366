"""The reader's search of the manual."""

from django.db.models import QuerySet

from etiquette.norms.indexing import KIND
from etiquette.norms.models import NormVersion
from etiquette.norms.queries import in_force
from training_site.search import api as search


def find(query: str) -> QuerySet[NormVersion]:
    """The versions in force whose Chinese or English text, or code, holds everything asked for; in the order of the manual."""
    hits = {int(object_id) for object_id in search.search(query, [KIND]).values_list("object_id", flat=True)}
    return in_force().filter(pk__in=hits)
