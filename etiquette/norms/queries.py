"""Which version of a norm is in force on a day, and finding norms by code."""

from collections.abc import Collection
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from etiquette.norms.models.version import NormVersion
from training_site.lib import clock
from training_site.lib.errors import Refused

# Versions as the manual prints them.
IN_ORDER = ("norm__section__chapter__number", "norm__section__order", "norm__order", "norm__code")


def in_force(on: date | None = None) -> QuerySet[NormVersion]:
    """One version for each norm that binds on a day (today): the one published last of those whose day has come.

    Withdrawn norms are not among them. Norm, section and chapter are loaded along; order as in the manual.
    """
    day = on or clock.today()
    newer = NormVersion.objects.filter(norm=OuterRef("norm"), number__gt=OuterRef("number"), effective_on__lte=day)
    return (
        NormVersion.objects.filter(~Exists(newer), effective_on__lte=day, withdrawn=False)
        .select_related("norm__section__chapter")
        .order_by(*IN_ORDER)
    )


def versions_for(codes: Collection[str], on: date | None = None) -> dict[str, NormVersion]:
    """The versions in force of several norms by code, in one query. Raises Refused that names every code without one."""
    wanted = set(codes)
    found = {version.norm.code: version for version in in_force(on).filter(norm__code__in=wanted)} if wanted else {}
    missing = sorted(wanted - found.keys())
    if missing:
        raise Refused(_("Not in force, or not in the manual: %(codes)s.") % {"codes": ", ".join(missing)})
    return found


def version_of(code: str, on: date | None = None) -> NormVersion:
    """The version of one norm in force on a day. Raises Refused where there is none."""
    return versions_for([code], on)[code]
