"""Norms in the search: every version is a passage of its own; the reader's search asks for those in force."""

from collections.abc import Sequence

from etiquette.norms.models.version import NormVersion
from training_site.lib import clock
from training_site.search import api as search

KIND = "norm"


def passages_of(version: NormVersion) -> list[search.Passage]:
    """Both languages of a version; the code is findable too. Nothing of a withdrawn one."""
    if version.withdrawn:
        return []
    texts = {"zh": version.text_zh, "en": version.text_en}
    return [search.Passage(lang, version.norm.code, text) for lang, text in texts.items() if text]


def index_versions(versions: Sequence[NormVersion]) -> None:
    """Index new versions, and drop those that they replace today; what is in force until a later day stays."""
    today = clock.today()
    replaced = NormVersion.objects.filter(norm__in=[version.norm_id for version in versions if version.effective_on <= today])
    search.forget(KIND, replaced.values_list("pk", flat=True))
    search.index_many(KIND, {str(version.pk): passages_of(version) for version in versions})
