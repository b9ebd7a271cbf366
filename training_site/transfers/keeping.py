"""What this room contributes of people's data, what erasure does here, and how long files and plans are kept."""

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from training_site.ledger import api as ledger
from training_site.lib.moves import move
from training_site.people.api import Identifiers, Kept, StaffMember, Table, register_personal_data, register_retention
from training_site.transfers.models import IMPORT_MOVES, ExportRun, ImportRun, PlannedRow
from training_site.transfers.running import forget_file

ENDED = ["applied", "refused", "discarded"]


def erase(staff: StaffMember, known: Identifiers) -> None:
    """The plans' rows about the person go; what other rows and the derived deeds say of them gives way to the pseudonym."""
    PlannedRow.objects.filter(Q(key__iexact=known.staff_number) | Q(key="", title=known.name)).delete()
    talkative = PlannedRow.objects.exclude(changes=[], problems=[], warnings=[]).only("changes", "problems", "warnings")
    for row in talkative.iterator(chunk_size=500):
        before = [row.changes, row.problems, row.warnings]
        after = known.replaced_where_equal(before)
        if after != before:
            PlannedRow.objects.filter(pk=row.pk).update(changes=after[0], problems=after[1], warnings=after[2])
    for run in ImportRun.objects.exclude(plan={}).only("plan").iterator(chunk_size=500):
        plan = known.replaced_where_equal(run.plan)
        if plan != run.plan:
            ImportRun.objects.filter(pk=run.pk).update(plan=plan)


def _left_lying(before: datetime) -> QuerySet[ImportRun]:
    return ImportRun.objects.filter(at__lt=before, state__in=["planned", "reading"])


def _let_go(ids: list[int]) -> None:
    """Files that nobody confirmed: the run is discarded with its file and its rows; that it was there stays on record."""
    for run in ImportRun.objects.filter(pk__in=ids):
        target = "discarded" if run.state == "planned" else "refused"
        if move(ImportRun.objects.filter(pk=run.pk), IMPORT_MOVES, target, stored_as=""):
            PlannedRow.objects.filter(run=run).delete()
            ledger.record("transfers.import_discarded", run, None)
            forget_file(run)


def contribute() -> None:
    """Called once, when the site starts."""
    register_personal_data(
        "training_site.transfers",
        pgettext_lazy("my data", "Files brought in and tables taken out"),
        [
            Table(ImportRun, "by", ["at", "file_name", "state", "row_count"], of_login=True),
            Table(ImportRun, "confirmed_by", ["at", "file_name", "state", "row_count"], _("Imports confirmed"), of_login=True),
            Table(ExportRun, "by", ["at", "name", "file_name", "row_count"], of_login=True),
        ],
        erase=erase,
    )
    register_retention(
        Kept("import_files", _("Uploaded files that nobody confirmed"), _("No longer needed; a roster can be uploaded again"), _left_lying, _let_go),
        Kept(
            "import_plans",
            _("Rows of imports that have ended"),
            _("Kept so that questions about an import can be answered"),
            lambda before: PlannedRow.objects.filter(run__at__lt=before, run__state__in=ENDED),
            lambda ids: PlannedRow.objects.filter(pk__in=ids).delete(),
        ),
        Kept("export_runs", _("Register of exports (the tables themselves are not kept)"), _("Append-only; no words of a search are kept")),
    )
