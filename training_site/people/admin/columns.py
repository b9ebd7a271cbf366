"""Columns that Wagtail has otherwise: a day as a day, not as "three weeks ago"."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone
from wagtail.admin.ui.tables import Column, TitleColumn

from training_site.people.access import Policy


class DayColumn(Column):
    """2026-11-02, or the day and minute of a moment; sorts as it reads."""

    def get_value(self, instance: Any) -> str:
        """The value as text, empty for none."""
        value = super().get_value(instance)
        if isinstance(value, datetime):
            return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
        return value.isoformat() if isinstance(value, date) else ""


class OpenedTitleColumn(TitleColumn):
    """A title that leads to a page only for those whom the page lets in; for everybody else it is plain text."""

    def __init__(self, name: str, *, opened_by: Policy, **kwargs: Any) -> None:
        super().__init__(name, **kwargs)
        self.opened_by = opened_by

    def get_link_url(self, instance: Any, parent_context: Any) -> str | None:
        """The address, or none where the reader may not go."""
        if not self.opened_by.allows(parent_context["request"].user):
            return None
        url: str | None = super().get_link_url(instance, parent_context)
        return url
