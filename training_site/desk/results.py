"""Exam results of the people one may see: filtered, paged, exported."""

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import TruncDate
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from exams.papers.api import Exam
from exams.sittings.api import Result, current_results
from training_site.desk.scope import units_of
from training_site.lib import bilingual
from training_site.people.api import AUDITOR, HR, SUPERVISOR, JobRole, OrgUnit, Posting, access, in_force, role, visible_staff
from training_site.transfers.api import export_response

PER_PAGE = 25
FILTERS = ("exam", "outcome", "unit", "since", "until", "q")


def _filtered(request: HttpRequest) -> QuerySet[Result]:
    chosen = request.GET
    rows = current_results().filter(attempt__staff__in=visible_staff(request.user).values("pk"))
    if chosen.get("exam"):
        rows = rows.filter(attempt__exam__code=chosen["exam"])
    if chosen.get("outcome") in {"passed", "failed"}:
        rows = rows.filter(passed=chosen["outcome"] == "passed")
    if unit := OrgUnit.objects.filter(code=chosen.get("unit", "")).first():
        rows = rows.filter(attempt__staff__in=Posting.objects.filter(in_force(), unit__path__startswith=unit.path).values("staff"))
    for name, lookup in (("since", "attempt__submitted_at__date__gte"), ("until", "attempt__submitted_at__date__lte")):
        if day := _day(chosen.get(name, "")):
            rows = rows.filter(**{lookup: day})
    if search := chosen.get("q", "").strip():
        rows = rows.filter(Q(attempt__staff__name__icontains=search) | Q(attempt__staff__staff_number__istartswith=search))
    return rows.select_related("attempt__staff", "attempt__exam").order_by("-attempt__submitted_at", "-pk")


def _day(text: str) -> date | None:
    """A day as the browser's own field sends it; None for anything else."""
    try:
        return parse_date(text)
    except ValueError:
        return None


def _with_post(rows: QuerySet[Result]) -> QuerySet[Any]:
    """Rows with the ids of unit and job role in which the person was on the day the attempt began; nothing where they had no post that day."""
    day = OuterRef("day")
    posts = Posting.objects.filter(staff=OuterRef("attempt__staff"), starts_on__lte=day).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day))
    last = posts.order_by("-starts_on")
    dated = rows.annotate(day=TruncDate("attempt__started_at"))
    return dated.annotate(unit_then=Subquery(last.values("unit")[:1]), role_then=Subquery(last.values("job_role")[:1]))


def _export(request: HttpRequest, rows: QuerySet[Result]) -> HttpResponse:
    header = [
        _("Staff number"), _("Name"), _("Unit on the day of the attempt"), _("Job role on the day of the attempt"), _("Exam"),
        pgettext("column", "Try"), pgettext("attempt", "Submitted"), _("Score"), _("Out of"), _("Percent"), _("Outcome"),
    ]  # fmt: skip
    units = {unit.pk: str(unit) for unit in OrgUnit.objects.all()}
    roles = {job.pk: str(job) for job in JobRole.objects.all()}
    table = (
        [
            row.attempt.staff.staff_number, row.attempt.staff.name, units.get(row.unit_then, ""), roles.get(row.role_then, ""),
            bilingual.text_of(row.attempt.exam, "title"), row.attempt.number, row.attempt.submitted_at, row.score, row.out_of, row.percent,
            _("Passed") if row.passed else _("Not passed"),
        ]
        for row in _with_post(rows).iterator(chunk_size=2000)
    )  # fmt: skip
    return export_response(request, "results", header, table, request.GET["export"])


@access(role(SUPERVISOR, HR, AUDITOR))
def results(request: HttpRequest) -> HttpResponse:
    """The list; `?export=csv|xlsx` gives the filtered rows as a file."""
    rows = _filtered(request)
    if request.GET.get("export"):
        return _export(request, rows)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"place": "team", "chosen": request.GET, "exams": Exam.objects.filter(current_version__isnull=False).order_by("code")}
    context |= {"units": units_of(request), "page_obj": page, "filtered": any(request.GET.get(name) for name in FILTERS)}
    return render(request, "desk/results.html", context)
