"""What other rooms use of transfers."""

from training_site.transfers.exports import export_response
from training_site.transfers.models import IMPORT_MOVES, ExportRun, ImportRun, PlannedRow

__all__ = ["IMPORT_MOVES", "ExportRun", "ImportRun", "PlannedRow", "export_response"]
