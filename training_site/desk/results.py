"""Exam results of the people one may see: filtered, paged, exported."""

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from exams.papers.api import Exam
from exams.sittings.api import Result, current_results
from training_site.lib import bilingual
from training_site.people.api import AUDITOR, HR, SUPERVISOR, access, role, visible_staff
from training_site.transfers.api import export_response

PER_PAGE = 50


def _filtered(request: HttpRequest) -> QuerySet[Result]:
    chosen = request.GET
    rows = current_results().filter(attempt__staff__in=visible_staff(request.user).values("pk"))
    if chosen.get("exam"):
        rows = rows.filter(attempt__exam__code=chosen["exam"])
    if chosen.get("outcome") in {"passed", "failed"}:
        rows = rows.filter(passed=chosen["outcome"] == "passed")
    if search := chosen.get("q", "").strip():
        rows = rows.filter(Q(attempt__staff__name__icontains=search) | Q(attempt__staff__staff_number__istartswith=search))
    return rows.select_related("attempt__staff", "attempt__exam").order_by("-attempt__submitted_at", "-pk")


@access(role(SUPERVISOR, HR, AUDITOR))
def results(request: HttpRequest) -> HttpResponse:
    """The list; `?export=csv|xlsx` gives the filtered rows as a file."""
    rows = _filtered(request)
    if request.GET.get("export"):
        header = [
            _("Staff number"),
            _("Name"),
            _("Exam"),
            pgettext("column", "Try"),
            pgettext("attempt", "Submitted"),
            _("Score"),
            _("Out of"),
            _("Percent"),
            _("Outcome"),
        ]
        table = (
            [
                row.attempt.staff.staff_number, row.attempt.staff.name, bilingual.text_of(row.attempt.exam, "title"), row.attempt.number,
                row.attempt.submitted_at, row.score, row.out_of, row.percent, _("Passed") if row.passed else _("Not passed"),
            ]
            for row in rows.iterator(chunk_size=2000)
        )  # fmt: skip
        return export_response(request, "results", header, table, request.GET["export"])
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"place": "team", "chosen": request.GET, "exams": Exam.objects.order_by("code"), "page_obj": page}
    return render(request, "desk/results.html", context)
