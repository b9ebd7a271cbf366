"""What the manual is told about indicators that cite its norms."""

from collections.abc import Collection, Iterable

from django.utils.translation import gettext_lazy as _

from etiquette.norms.impact import Touched
from exams.reviews.models import IndicatorCitation
from training_site.lib import bilingual


def touched_by(version_ids: Collection[int]) -> Iterable[Touched]:
    """The indicators that cite these norm versions. One statement."""
    rows = IndicatorCitation.objects.filter(norm_version__in=version_ids).select_related("indicator__cycle")
    for row in rows:
        title = f"{bilingual.text_of(row.indicator.cycle, 'title')} · {bilingual.text_of(row.indicator, 'title')}"
        yield Touched(_("Review indicator"), title, "", row.norm_version_id)
