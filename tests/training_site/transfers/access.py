"""Who may see what came in and went out, written by hand."""

from types import SimpleNamespace

from tests.factories.people import LoginFactory
from tests.house.access import of
from training_site.transfers.models import ExportRun, ImportRun

AUDITORS = {
    "public": "login", "staff": "403", "trainer": "403", "approver": "403", "supervisor": "403", "hr": "403", "auditor": "ok",
    "administrator": "ok",
}  # fmt: skip
NOBODY = {**AUDITORS, "auditor": "403", "administrator": "403"}
NEVER = "add edit delete history history_results usage"

ROWS = {
    **of("export_runs", "index index_results", AUDITORS),
    **of("import_runs", "index index_results", {**AUDITORS, "hr": "ok"}),
    **of("export_runs", NEVER, NOBODY),
    **of("import_runs", NEVER, NOBODY),
}


def world():
    """One file that came in and one that went out."""
    by = LoginFactory()
    came = ImportRun.objects.create(kind="roster", file_name="a.xlsx", sha256="0" * 64, size=1, by=by)
    went = ExportRun.objects.create(name="results", file_name="b.xlsx", row_count=1, by=by)
    return SimpleNamespace(came=came, went=went)


def arguments(world):
    runs = {"import_runs": world.came.pk, "export_runs": world.went.pk}
    return {f"{kind}:{name}": {"pk": pk} for kind, pk in runs.items() for name in NEVER.split() if name != "add"}
