"""Which questions are weak: for trainers, inside the Wagtail admin."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from exams.analysis.queries import item_table
from exams.papers.api import Exam
from training_site.lib import bilingual
from training_site.people.api import AUDITOR, TRAINER, access, role
from training_site.transfers.api import export_response


@access(role(TRAINER, AUDITOR))
def exams(request: HttpRequest) -> HttpResponse:
    """The exams there are figures for."""
    rows = Exam.objects.filter(current_version__isnull=False).order_by("code")
    return render(request, "analysis/exams.html", {"exams": rows, "page_title": _("Item analysis")})


@access(role(TRAINER, AUDITOR))
def items(request: HttpRequest, code: str) -> HttpResponse:
    """The questions of one exam with their figures, the most worrying first; `?export=xlsx` as a file."""
    exam = get_object_or_404(Exam, code=code)
    table = item_table(exam)
    if request.GET.get("export"):
        header = [_("Question"), _("Stem"), _("Chapter"), _("Difficulty"), _("Answers"), _("Facility index"), _("Discrimination index")]
        rows = [
            [row.version.question.code, bilingual.pick(row.version.body.get("stem")), row.version.chapter, row.version.difficulty,
             row.answers, _round(row.facility if row.told else None), _round(row.discrimination if row.told else None)]
            for row in table
        ]  # fmt: skip
        return export_response(request, "items", header, rows, request.GET["export"])
    context = {
        "exam": exam,
        "page_title": bilingual.text_of(exam, "title"),
        "worst": [row for row in table if row.weight][:3],
        "weak": sum(1 for row in table if row.weight),
        "untold": sum(1 for row in table if not row.told),
        "total": len(table),
        "page_obj": Paginator(table, 50).get_page(request.GET.get("page")),
    }
    return render(request, "analysis/items.html", context)


def _round(value: float | None) -> float | str:
    return "" if value is None else round(value, 2)
