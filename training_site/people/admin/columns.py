"""Columns that Wagtail has otherwise: a day as a day, not as "three weeks ago"."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone
from wagtail.admin.ui.tables import Column


class DayColumn(Column):
    """2026-11-02, or the day and minute of a moment; sorts as it reads."""

    def get_value(self, instance: Any) -> str:
        """The value as text, empty for none."""
        value = super().get_value(instance)
        if isinstance(value, datetime):
            return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
        return value.isoformat() if isinstance(value, date) else ""
