"""Results by exam: the exams, the figures of one, and its lists of the absent and of those who have to sit it again."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Paginator
from django.db.models import F, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from exams.papers.api import Exam
from exams.sittings import lists
from exams.sittings.backstage import page
from exams.sittings.models import Admission
from exams.sittings.pausing import forgotten
from exams.sittings.permitting import READERS, allowed
from exams.sittings.places import people_in, place_cells, places_of
from training_site.people.api import OrgUnit, StaffMember, access, role
from training_site.transfers.api import export_response

PER_PAGE = 50
FORMATS = ("xlsx", "csv")


@access(role(*READERS))
@require_GET
def exams(request: HttpRequest) -> HttpResponse:
    """Every exam that was ever published, found by title or code, to its figures and lists; the archived ones come last."""
    wanted = request.GET.get("q", "").strip()
    rows = Exam.objects.filter(current_version__isnull=False).order_by(F("archived_at").asc(nulls_first=True), "code")
    if wanted:
        rows = rows.filter(Q(code__icontains=wanted) | Q(title_zh__icontains=wanted) | Q(title_en__icontains=wanted))
    found = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return page(request, _("Results by exam"), "", "sittings/admin/exams.html", page_obj=found, q=wanted)


def _exam(pk: int) -> Exam:
    return get_object_or_404(Exam.objects.select_related("current_version"), pk=pk, current_version__isnull=False)


@access(role(*READERS))
@require_GET
def exam(request: HttpRequest, pk: int) -> HttpResponse:
    """The figures of an exam: expected, absent, in progress, being marked, passed, to resit; and what was granted, paged and exported."""
    one = _exam(pk)
    granted = Admission.objects.filter(exam=one).select_related("staff", "granted_by").order_by("-granted_at", "-pk")
    if request.GET.get("export") in FORMATS:
        header = [_("Staff number"), _("Name"), _("Extra minutes"), _("Extra tries"), _("Reason"), _("Granted by"), _("Granted at")]
        table = (
            [row.staff.staff_number, row.staff.name, row.extra_minutes, row.extra_tries, row.reason, str(row.granted_by or ""), row.granted_at]
            for row in granted
        )
        return export_response(request, f"grants-{one.code}", header, table, request.GET["export"])
    found = Paginator(granted, PER_PAGE).get_page(request.GET.get("page"))
    figures, paused = lists.overview(one), forgotten(one)
    return page(request, str(one), one.code, "sittings/admin/exam.html", exam=one, figures=figures, forgotten=paused, page_obj=found)


@access(role(*READERS))
@require_GET
def people(request: HttpRequest, pk: int, which: str) -> HttpResponse:
    """The absent list and the resit list of an exam with unit and job role: searched by name or staff number, narrowed by unit, paged, exported."""
    one = _exam(pk)
    if which not in ("absent", "resits"):
        raise Http404
    rows = _rows(request, one, which)
    if request.GET.get("export") in FORMATS:
        return _export(request, one, which, rows)
    found = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    places = places_of(_person(row).pk for row in found)
    return page(
        request,
        _("Absent") if which == "absent" else _("To resit"),
        str(one),
        "sittings/admin/people.html",
        exam=one,
        which=which,
        page_obj=found,
        table=[(row, _person(row), places.get(_person(row).pk)) for row in found],
        q=request.GET.get("q", ""),
        units=OrgUnit.objects.order_by("path"),
        unit=request.GET.get("unit", ""),
        may_decide=allowed(request, "decide"),
    )


def _rows(request: HttpRequest, one: Exam, which: str) -> Sequence[Any]:
    """The rows of a list as far as the search and the unit leave them."""
    rows: Sequence[Any] = lists.resits(one) if which == "resits" else list(lists.absent(one))
    if unit := OrgUnit.objects.filter(code=request.GET.get("unit", "")).first():
        inside = people_in(unit)
        rows = [row for row in rows if _person(row).pk in inside]
    if wanted := request.GET.get("q", "").strip().casefold():
        rows = [row for row in rows if wanted in f"{_person(row).name} {_person(row).staff_number}".casefold()]
    return rows


def _person(row: Any) -> StaffMember:
    return row if isinstance(row, StaffMember) else row.staff


def _export(request: HttpRequest, one: Exam, which: str, rows: Sequence[Any]) -> HttpResponse:
    places = places_of(_person(row).pk for row in rows)
    header = [_("Staff number"), _("Name"), _("Unit"), _("Job role"), _("Exam")]
    table: list[list[object]] = [
        [_person(row).staff_number, _person(row).name, *place_cells(places, _person(row).pk), str(one)] for row in rows
    ]  # fmt: skip
    if which == "resits":
        header += [_("Tries used"), _("Tries left"), _("Best percent"), _("May start again"), _("Renewal")]
        again = [[row.used, row.left, row.best, row.again_at, _("yes") if row.renews else _("no")] for row in rows]
        table = [[*line, *more] for line, more in zip(table, again, strict=True)]
    return export_response(request, f"{which}-{one.code}", header, table, request.GET["export"])
