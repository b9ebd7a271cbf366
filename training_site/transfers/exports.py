"""Tables that leave the system: one way out, escaped against formulas and written down."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.text import slugify

from training_site.ledger import api as ledger
from training_site.lib import clock, spreadsheets
from training_site.transfers.models import ExportRun

CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# What is no filter but an address's own business.
_NOT_FILTERS = {"export", "format", "page", "p", "ordering", "csrfmiddlewaretoken"}
# Filters into which people type words: a name may stand there, and the record of exports cannot be erased.
_TYPED = {"q", "by"}


def filters_of(request: HttpRequest) -> dict[str, list[str]]:
    """The filters of an address's query, as they are kept with the export; of typed words only that there were some."""
    found = {key: values for key, values in request.GET.lists() if key not in _NOT_FILTERS and any(values)}
    return {key: ["…"] if key in _TYPED else values for key, values in found.items()}


def export_response(
    request: HttpRequest,
    name: str,
    header: Sequence[object],
    rows: Iterable[Sequence[object]],
    fmt: str = "xlsx",
    title: str = "",
) -> HttpResponse:
    """A CSV or XLSX file as attachment; who took what with which filters is recorded before it leaves.

    `name` is the export's lasting name ("staff", "results") and begins the file name; `title` names the sheet.
    `fmt` is "csv" or "xlsx"; anything else is treated as "xlsx", for it comes from the address.
    """
    table = [list(row) for row in rows]
    fmt = fmt if fmt in CONTENT_TYPES else "xlsx"
    body = spreadsheets.write_csv(header, table) if fmt == "csv" else spreadsheets.write_xlsx(title or name, header, table)
    file_name = f"{slugify(name, allow_unicode=True)}-{clock.today():%Y%m%d}.{fmt}"
    user: Any = request.user  # AccessMiddleware has let nobody else in
    with transaction.atomic():
        run = ExportRun.objects.create(name=name, file_name=file_name, filters=filters_of(request), row_count=len(table), by=user)
        ledger.record("transfers.export", run, user, name=name, rows=len(table))
    response = HttpResponse(body, content_type=CONTENT_TYPES[fmt])
    response["Content-Disposition"] = content_disposition_header(True, file_name) or ""
    response["X-Content-Type-Options"] = "nosniff"
    return response
