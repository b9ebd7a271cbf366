"""Filters of Wagtail's lists that more than one room offers."""

from typing import Any

from django_filters import DateFromToRangeFilter
from wagtail.admin.filters import DateRangePickerWidget

from training_site.lib.days import within_reach


class DayRangeFilter(DateFromToRangeFilter):
    """From a day to a day; one out of reach gets a sentence."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, widget=DateRangePickerWidget, validators=[within_reach], **kwargs)
