"""How Wagtail's pages that only show a thing say yes, no, nothing and when; by themselves they say True, False and None."""

from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.fields import register_display_class


class InWords(Component):
    """A field's value as a reader would say it."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def render_html(self, parent_context: Any = None) -> SafeString:
        """Text only, escaped."""
        return escape(self.words())

    def words(self) -> str:
        """“yes”, “no”, a day, a moment to the minute in the site's time, a dash for nothing."""
        if isinstance(self.value, bool):
            return _("yes") if self.value else _("no")
        if isinstance(self.value, datetime):
            return date_format(timezone.localtime(self.value), "DATETIME_FORMAT")
        if isinstance(self.value, date):
            return date_format(self.value)
        return "–" if self.value is None else str(self.value)


def register() -> None:
    """For every kind of field that may hold such values."""
    for kind in (models.BooleanField, models.DateField, models.IntegerField, models.DecimalField):
        register_display_class(kind, display_class=InWords)
