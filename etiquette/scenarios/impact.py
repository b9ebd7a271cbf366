"""What a norm version touches here: the scenarios whose current version cites it."""

from collections.abc import Collection, Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from etiquette.norms.impact import Touched
from etiquette.scenarios.models import ScenarioCitation


def touched_by(version_ids: Collection[int]) -> Iterable[Touched]:
    """One entry for each scenario and norm version, however many of its choices cite it: a choice must not be named to learners."""
    rows = ScenarioCitation.objects.filter(norm_version__in=version_ids, scenario_version__current_of__state="published")
    seen: dict[tuple[int, int], Touched] = {}
    for row in rows.select_related("scenario_version__scenario"):
        scenario = row.scenario_version.scenario
        address = reverse("scenarios:cover", kwargs={"code": scenario.code})
        seen.setdefault((scenario.pk, row.norm_version_id), Touched(_("Scenario"), str(scenario), address, row.norm_version_id))
    return list(seen.values())
