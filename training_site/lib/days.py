"""Days that people ask about. The years 1 and 9999 are dates too, but no moment in UTC belongs to their first and last day."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

FIRST_YEAR, LAST_YEAR = 1900, 2199


def within_reach(asked: date | slice) -> None:
    """Validator of a day, or of a range of days or moments: nobody means a year before 1900 or after 2199."""
    days = (asked.start, asked.stop) if isinstance(asked, slice) else (asked,)
    if any(day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR for day in days):
        raise ValidationError(_("Choose a day in the years 1900 to 2199."))
