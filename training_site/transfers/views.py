"""The screens every kind of import shares, in the Wagtail admin: choose a file, look at the plan, confirm or let go."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.functional import Promise
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST
from wagtail.admin.paginator import WagtailPaginator

from training_site.lib import spreadsheets
from training_site.lib.errors import Refused
from training_site.people.access import Policy
from training_site.people.roles import AnyUser
from training_site.transfers import running
from training_site.transfers.exports import CONTENT_TYPES, export_response
from training_site.transfers.kinds import ERROR, Column, Fault, ImportKind, kind_of
from training_site.transfers.models import ImportRun, PlannedRow

PER_PAGE = 50


def get_run(kind_code: str, public_id: object) -> ImportRun:
    """A run of a kind, or 404."""
    return get_object_or_404(ImportRun.objects.select_related("by", "confirmed_by"), kind=kind_code, public_id=public_id)


@dataclass(frozen=True)
class Desk:
    """Where the screens of one kind live: the kind's code, the URL namespace, the admin icon, and who works there."""

    kind_code: str
    namespace: str
    icon: str
    policy: Policy

    @property
    def kind(self) -> ImportKind:
        """The kind itself, known once every room is ready."""
        return kind_of(self.kind_code)

    def url(self, name: str, *args: object) -> str:
        """An address of this desk."""
        return reverse(f"{self.namespace}:{name}", args=args)

    def run(self, public_id: object) -> ImportRun:
        """A run of this kind, or 404."""
        return get_run(self.kind_code, public_id)

    def context(self, title: str | Promise, *trail: tuple[str, str]) -> dict[str, Any]:
        """What Wagtail's page frame wants."""
        crumbs = [{"url": reverse_lazy("wagtailadmin_home"), "label": _("Home")}, {"url": self.url("index"), "label": self.kind.title}]
        return {
            "desk": self,
            "kind": self.kind,
            "header_title": title,
            "page_title": title,
            "header_icon": self.icon,
            "breadcrumbs_items": [*crumbs, *({"url": url, "label": label} for url, label in trail)],
        }


_desks: dict[str, Desk] = {}


def open_desk(desk: Desk) -> None:
    """Called by `import_urls`, once for each kind."""
    _desks[desk.kind_code] = desk


def desks_of(user: AnyUser) -> dict[str, Desk]:
    """Kind code → its desk, for the kinds of import that this login works with."""
    return {code: desk for code, desk in _desks.items() if desk.policy.allows(user)}


def index(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Choose a file; what was brought in before."""
    error = ""
    if request.method == "POST":
        upload = request.FILES.get("file")
        try:
            if not isinstance(upload, UploadedFile):
                raise Refused(_("Choose a file first."))
            run = running.receive(desk.kind_code, upload, request.user)  # type: ignore[arg-type]
        except Refused as refused:
            error = str(refused)
        else:
            return redirect(desk.url("run", run.public_id))
    state = request.GET.get("state", "")
    found = ImportRun.objects.filter(kind=desk.kind_code)
    counts = dict(found.order_by().values_list("state").annotate(Count("pk")))
    paginator = WagtailPaginator((found.filter(state=state) if state else found).select_related("by"), 20)
    page = paginator.get_page(request.GET.get("p"))
    context = {
        **desk.context(desk.kind.title),
        "error": error,
        "runs": [(run, summary(desk.kind, run)) for run in page],
        "items": page,
        "elided_page_range": paginator.get_elided_page_range(page.number),
        "state": state,
        "states": [{"code": code, "label": label, "count": counts[code]} for code, label in ImportRun.STATES if code in counts],
        "run_count": sum(counts.values()),
        "most_megabytes": desk.kind.max_bytes // 1024**2,
    }
    return render(request, "transfers/imports.html", context, status=422 if error else 200)


def summary(kind: ImportKind, run: ImportRun) -> list[dict[str, Any]]:
    """How many rows have which effect, in the kind's order, without those that have none."""
    return [{"effect": code, "label": label, "count": run.counts[code]} for code, label in kind.effects.items() if run.counts.get(code)]


def show(request: HttpRequest, desk: Desk, public_id: object) -> HttpResponse:
    """One run: what each row would do or has done, filtered and paged."""
    run = desk.run(public_id)
    chosen, query = request.GET.get("effect", ""), request.GET.get("q", "").strip()
    rows = _rows(run, chosen, query)
    paginator = WagtailPaginator(rows, PER_PAGE)
    page = paginator.get_page(request.GET.get("p"))
    columns = {column.code: column.title for column in desk.kind.columns}
    context = {
        **desk.context(run.file_name, (desk.url("run", run.public_id), run.file_name)),
        "run": run,
        "summary": summary(desk.kind, run),
        "notes": [desk.kind.sentence(note) for note in run.plan.get("notes", [])],
        "derived": [desk.kind.derived_sentence(row) for row in run.plan.get("derived", [])],
        "rows": [_shown(desk.kind, columns, row) for row in page],
        "items": page,
        "elided_page_range": paginator.get_elided_page_range(page.number),
        "effect": chosen,
        "query": query,
        "errors": run.counts.get(ERROR, 0),
        "would_change": running.would_change(run) + len(run.plan.get("derived", [])),
    }
    return render(request, "transfers/import_run.html", context)


def _rows(run: ImportRun, effect: str, query: str) -> QuerySet[PlannedRow]:
    rows = run.rows.all()
    if effect == "warned":
        rows = rows.filter(warned=True)
    elif effect:
        rows = rows.filter(effect=effect)
    return rows.filter(key__icontains=query) | rows.filter(title__icontains=query) if query else rows


def _shown(kind: ImportKind, columns: dict[str, Any], row: PlannedRow) -> dict[str, Any]:
    """A row with its texts in the reader's language."""
    return {
        "row": row,
        "label": kind.effects.get(row.effect, row.effect),
        "changes": [{**change, "what": columns.get(change["what"], _("Login"))} for change in row.changes],
        "problems": [_placed(kind, columns, fault) for fault in row.problems],
        "warnings": [_placed(kind, columns, fault) for fault in row.warnings],
    }


def _placed(kind: ImportKind, columns: dict[str, Any], fault: Fault) -> dict[str, str]:
    return {"column": str(columns.get(fault["column"], "")), "sentence": kind.sentence(fault)}


def confirm(request: HttpRequest, desk: Desk, public_id: object) -> HttpResponse:
    """Apply the plan."""
    run = desk.run(public_id)
    try:
        running.confirm(run, request.user)  # type: ignore[arg-type]
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        if run.state == "applied":
            messages.success(request, _("Applied: everything in the plan has been done."))
    return redirect(desk.url("run", run.public_id))


def discard(request: HttpRequest, desk: Desk, public_id: object) -> HttpResponse:
    """Let the plan go."""
    run = desk.run(public_id)
    try:
        running.discard(run, request.user)  # type: ignore[arg-type]
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(desk.url("run", run.public_id))
    messages.success(request, _("The plan of “%(file)s” has been discarded. Nothing was changed.") % {"file": run.file_name})
    return redirect(desk.url("index"))


def resume(request: HttpRequest, desk: Desk, public_id: object) -> HttpResponse:
    """Go on with a run that was interrupted."""
    run = desk.run(public_id)
    running.resume(run)
    return redirect(desk.url("run", run.public_id))


def faults(request: HttpRequest, desk: Desk, public_id: object) -> HttpResponse:
    """Errors and warnings with the spreadsheet's own row numbers, as a table to work through."""
    run = desk.run(public_id)
    columns = {column.code: column.title for column in desk.kind.columns}
    rows = []
    for row in run.rows.filter(effect=ERROR) | run.rows.filter(warned=True):
        for word, found in ((_("error"), row.problems), (_("warning"), row.warnings)):
            rows += [[row.number, row.key, row.title, word, *_placed(desk.kind, columns, fault).values()] for fault in found]
    header = [_("Row"), pgettext("import", "Key"), _("Name"), _("Kind"), _("Column"), _("What to do")]
    return export_response(request, f"{desk.kind_code}-faults", header, rows, fmt=request.GET.get("format", "xlsx"))


def template_file(request: HttpRequest, desk: Desk) -> HttpResponse:
    """An empty table with the right titles and one example row, in the reader's language."""
    columns = desk.kind.columns
    body = spreadsheets.write_xlsx(str(desk.kind.title), [_titled(column) for column in columns], [[str(column.example) for column in columns]])
    response = HttpResponse(body, content_type=CONTENT_TYPES["xlsx"])
    response["Content-Disposition"] = content_disposition_header(True, f"{desk.kind_code}-template.xlsx") or ""
    return response


def _titled(column: Column) -> str:
    return f"{column.title}*" if column.required else str(column.title)


POSTS = {"confirm": require_POST(confirm), "discard": require_POST(discard), "resume": require_POST(resume)}
