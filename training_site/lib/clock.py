"""The one place that reads the clock, so that tests can turn it and nobody mixes local and UTC time."""

from datetime import date, datetime

from django.utils import timezone


def now() -> datetime:
    """This moment, aware, in UTC."""
    return timezone.now()


def today() -> date:
    """The calendar day at the site's own time zone."""
    return timezone.localdate()
