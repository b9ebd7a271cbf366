"""What the page of an applied roster asks for."""

from typing import Any

from django import template
from django.db.models import Count, Q

from training_site.roster import slips
from training_site.transfers.api import ImportRun

register = template.Library()


@register.simple_tag
def slips_of(run: ImportRun) -> dict[str, Any]:
    """How many people of a run still wait for their first sign-in, how many of them hold a working code, and where they are. Three statements."""
    counts = slips.waiting_people(run).order_by().aggregate(waiting=Count("pk"), handed_out=Count("pk", filter=Q(holds_code=True)))
    return {**counts, "without": counts["waiting"] - counts["handed_out"], "most": slips.MOST_AT_ONCE, "places": slips.places(run)}
