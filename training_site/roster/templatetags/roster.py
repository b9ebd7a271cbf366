"""What the page of an applied roster asks for."""

from django import template

from training_site.roster import slips
from training_site.transfers.api import ImportRun

register = template.Library()


@register.simple_tag
def slips_of(run: ImportRun) -> dict[str, int]:
    """How many people of a run still wait for their first sign-in, and how many of them hold a working code."""
    return {"waiting": slips.waiting_people(run).count(), "handed_out": slips.handed_out(run), "most": slips.MOST_AT_ONCE}
