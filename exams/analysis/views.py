"""How an exam and its questions did: for trainers, inside the Wagtail admin."""

from decimal import Decimal
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Avg, Count, F, Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from exams.analysis.answers import item_report
from exams.analysis.chart import histogram
from exams.analysis.queries import ItemRow, Report, report
from exams.analysis.scope import ARCHIVED, IN_USE, ExamsForm, ScopeForm
from exams.analysis.wording import in_words
from exams.bank.api import QuestionVersion, citations_of
from exams.kinds.api import kind
from exams.papers.api import Exam
from exams.sittings.api import current_results
from training_site.lib import bilingual
from training_site.people.api import AUDITOR, TRAINER, access, has_role, role
from training_site.transfers.api import export_response

PER_PAGE = 50


@access(role(TRAINER, AUDITOR))
def exams(request: HttpRequest) -> HttpResponse:
    """The exams there are figures for; `?export=xlsx` gives what is filtered as a file."""
    form = ExamsForm(request.GET)
    published = Exam.objects.filter(current_version__isnull=False).order_by(F("archived_at").asc(nulls_first=True), "code")
    counted = current_results().order_by().values("attempt__exam")
    sums = {row["attempt__exam"]: row for row in counted.annotate(papers=Count("pk"), mean=Avg("percent"), won=Count("pk", filter=Q(passed=True)))}
    rows = [{"exam": exam, **(_sums(sums[exam.pk]) if exam.pk in sums else {"papers": 0})} for exam in form.narrowed(published)]
    if request.GET.get("export"):
        return _export_exams(request, rows)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "analysis/exams.html", {"page_obj": page, "form": form, "page_title": _("Item analysis"), "header_icon": "view"})


def _export_exams(request: HttpRequest, rows: list[dict[str, Any]]) -> HttpResponse:
    header = [_("Code"), _("Exam"), _("State"), _("Papers marked"), pgettext("score", "Mean"), _("Passed")]
    table = (
        [
            row["exam"].code, bilingual.text_of(row["exam"], "title"), str(ARCHIVED if row["exam"].archived_at else IN_USE),
            row["papers"], *((round(row["mean"], 1), round(row["won"], 1)) if row["papers"] else ("", "")),
        ]
        for row in rows
    )  # fmt: skip
    return export_response(request, "exams", header, table, request.GET["export"])


def _sums(row: Any) -> dict[str, Any]:
    return {"papers": row["papers"], "mean": row["mean"], "won": row["won"] / row["papers"] * 100}


@access(role(TRAINER, AUDITOR))
def items(request: HttpRequest, code: str) -> HttpResponse:
    """The scores of one exam and its questions, the most worrying first; `?export=xlsx` gives what is filtered as a file."""
    exam = get_object_or_404(Exam, code=code)
    form = ScopeForm(exam, request.GET)
    found = report(form.papers())
    table = _narrowed(found.items, request.GET)
    if request.GET.get("export"):
        return _export(request, table)
    page = Paginator(table, PER_PAGE).get_page(request.GET.get("page"))
    cited = citations_of([row.version.pk for row in page])
    weak = [row for row in found.items if row.weight]
    context = {
        "exam": exam,
        "header_title": bilingual.text_of(exam, "title"),
        "header_icon": "view",
        "breadcrumbs_items": [_home(), {"url": "", "label": bilingual.text_of(exam, "title")}],
        "form": form,
        "report": found,
        "chart": histogram(found.scores.bins, _pass_marks(exam, found)) if found.scores else None,
        "worst": weak[:3],
        "weak": len(weak),
        "untold": sum(1 for row in found.items if not row.told),
        "total": len(found.items),
        "page_obj": page,
        "rows": [(row, cited[row.version.pk]) for row in page],
        "narrowed": any(request.GET.get(name) for name in form.fields),
        "query": _query(request),
    }
    return render(request, "analysis/items.html", context)


@access(role(TRAINER, AUDITOR))
def item(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """One question as it did in one exam: who chose what, how long it took, what it cites, where it is mended."""
    exam = get_object_or_404(Exam, code=code)
    asked = exam.attempts.filter(questions__question_version=pk, purpose="live")
    versions = QuestionVersion.objects.select_related("question__current_version").filter(pk=pk, pk__in=asked.values("questions__question_version"))
    version = get_object_or_404(versions)
    form = ScopeForm(exam, request.GET)
    keyed = has_role(request.user, TRAINER)
    found = item_report(version, form.papers(), keyed)
    listed = reverse("analysis_items", args=[exam.code]) + _query(request)
    context = {
        "exam": exam,
        "header_title": version.question.code,
        "header_icon": "view",
        "breadcrumbs_items": [_home(), {"url": listed, "label": bilingual.text_of(exam, "title")}, {"url": "", "label": version.question.code}],
        "form": form,
        "report": found,
        "row": found.row,
        "version": version,
        "question": version.question,
        "kind": kind(version.kind),
        "cites": citations_of([version.pk])[version.pk],
        "keyed": keyed,
        "narrowed": any(request.GET.get(name) for name in form.fields),
        "query": _query(request),
        "listed": listed,
    }
    return render(request, "analysis/item.html", context)


def _home() -> dict[str, str]:
    return {"url": reverse("analysis_exams"), "label": _("Item analysis")}


def _query(request: HttpRequest) -> str:
    """The filter as it stands, to carry along to another page; "" without one."""
    kept = QueryDict(mutable=True)
    kept.update({name: value for name, value in request.GET.items() if value and name not in ("page", "export", "show", "q")})
    return f"?{kept.urlencode()}" if kept else ""


def _narrowed(table: list[ItemRow], asked: Any) -> list[ItemRow]:
    """The questions that want a look only, or those whose code or stem holds the words."""
    words = asked.get("q", "").strip().lower()
    if words:
        table = [row for row in table if words in row.version.question.code.lower() or words in bilingual.pick(row.version.body.get("stem")).lower()]
    return [row for row in table if row.weight] if asked.get("show") == "weak" else table


def _pass_marks(exam: Exam, found: Report) -> list[float]:
    """The pass marks in percent of the versions that the papers were held to."""
    frozen = exam.versions.filter(number__in=found.versions).values_list("settings", flat=True)
    return [float(Decimal(settings["pass_mark"])) for settings in frozen]


def _export(request: HttpRequest, table: list[ItemRow]) -> HttpResponse:
    header = [
        _("Question"), _("Version"), _("Stem"), pgettext("question", "Kind"), _("Chapter"), _("Difficulty"), _("Norms"), _("Answers"),
        _("Facility index"), _("From (95 %)"), _("To (95 %)"), _("Discrimination index"), _("What it says"),
    ]  # fmt: skip
    cited = citations_of([row.version.pk for row in table])
    rows = [
        [
            row.version.question.code, row.version.number, bilingual.pick(row.version.body.get("stem")), str(kind(row.version.kind).label),
            row.version.chapter, row.version.get_difficulty_display(), " ".join(norm.norm.code for norm in cited[row.version.pk]), row.answers,
            *([_round(value) for value in (row.facility, *(row.interval or (None, None)))] if row.told else ["", "", ""]),
            _round(row.discrimination) if row.tells_apart else "", in_words(row),
        ]
        for row in table
    ]  # fmt: skip
    return export_response(request, "items", header, rows, request.GET["export"])


def _round(value: float | None) -> float | str:
    return "" if value is None else round(value, 3)
