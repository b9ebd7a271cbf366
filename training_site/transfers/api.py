"""What other rooms use of transfers."""

from training_site.transfers.batches import slices, wide_statements
from training_site.transfers.exports import export_response
from training_site.transfers.kinds import ERROR, UNCHANGED, Column, Fault, ImportKind, Plan, RowPlan, kind_of, register
from training_site.transfers.models import IMPORT_MOVES, ExportRun, ImportRun, PlannedRow
from training_site.transfers.reading import Table, read_in_child
from training_site.transfers.running import confirm, discard, receive
from training_site.transfers.urls import import_urls
from training_site.transfers.views import get_run

__all__ = [
    "ERROR",
    "IMPORT_MOVES",
    "UNCHANGED",
    "Column",
    "ExportRun",
    "Fault",
    "ImportKind",
    "ImportRun",
    "Plan",
    "PlannedRow",
    "RowPlan",
    "Table",
    "confirm",
    "discard",
    "export_response",
    "get_run",
    "import_urls",
    "kind_of",
    "read_in_child",
    "receive",
    "register",
    "slices",
    "wide_statements",
]
