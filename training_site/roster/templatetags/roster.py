"""What the page of an applied roster asks for."""

from typing import Any

from django import template
from django.template import Context

from training_site.roster import slips
from training_site.transfers.api import ImportRun

register = template.Library()


@register.simple_tag(takes_context=True)
def slips_of(context: Context, run: ImportRun) -> dict[str, Any]:
    """How many people of a run still wait for their first sign-in, and where they are. Three statements."""
    by = context["request"].user
    return {**slips.numbers(run, by), "most": slips.MOST_AT_ONCE, "places": slips.places(run, by)}
