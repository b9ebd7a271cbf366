"""Wagtail's own listings export tables too, without a guard against formulas and without a record (dependencies.md, pitfall 7).

`close_the_gap` sends every one of them, ours and Wagtail's, through `export_response` (reliability.md R23).
"""

from typing import Any

from django.http import HttpResponse
from wagtail.admin.views.mixins import SpreadsheetExportMixin

from training_site.transfers.exports import export_response


def recorded_spreadsheet(view: Any, queryset: Any, spreadsheet_format: str) -> HttpResponse:
    """In place of SpreadsheetExportMixin.as_spreadsheet: the same columns and headings, escaped and written down."""
    header = [view.get_heading(queryset, field) for field in view.list_export]
    rows = ([_cell(value) for value in view.to_row_dict(item).values()] for item in queryset)
    name = view.get_filename()
    if name == SpreadsheetExportMixin.export_filename and getattr(view, "model", None) is not None:
        name = view.model._meta.model_name
    return export_response(view.request, name, header, rows, fmt=spreadsheet_format)


def _cell(value: Any) -> Any:
    """Lists as text, calls made, everything else as it is."""
    value = value() if callable(value) else value
    return ", ".join(map(str, value)) if isinstance(value, list | tuple | set) else value


def close_the_gap() -> None:
    """Called once, when the site starts."""
    SpreadsheetExportMixin.as_spreadsheet = recorded_spreadsheet
