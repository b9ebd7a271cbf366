"""The trainer's list of courses in the Wagtail admin, and what can be done to a whole course there."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from courses.lessons import lifecycle
from courses.lessons.models import Course, CourseIndexPage, CoursePage, Lesson, LessonReading
from training_site.lib import bilingual
from training_site.lib.errors import Refused
from training_site.people.api import APPROVER, AUDITOR, TRAINER, access, has_role, role
from training_site.transfers.api import export_response

PER_PAGE = 30
STATES = {
    "live": Q(zh_version__isnull=False, archived_at__isnull=True),
    "draft": Q(zh_version__isnull=True, archived_at__isnull=True),
    "archived": Q(archived_at__isnull=False),
}
SEES = role(TRAINER, APPROVER, AUDITOR)
CHANGES = role(TRAINER, APPROVER)


def _count(rows: QuerySet[Any], group: str, what: str = "pk", distinct: bool = False) -> Subquery:
    """How many `rows` belong to the course of the outer query."""
    counted = rows.filter(**{group: OuterRef("pk")}).order_by().values(group).annotate(total=Count(what, distinct=distinct)).values("total")
    return Subquery(counted)


def courses_for_list(query: str, state: str) -> QuerySet[Any]:
    """Courses with `zh_page`, `en_page` (ids), `page_title`, `lesson_count`, `live_count`, `readers`, `stale` (lessons without fresh English)."""
    pages = CoursePage.objects.filter(translation_key=OuterRef("translation_key"))
    own_first = "locale__language_code" if bilingual.language() == "en" else "-locale__language_code"
    stale = Lesson.objects.filter(zh_version__isnull=False).filter(
        Q(en_version__isnull=True) | Q(english_of__isnull=True) | ~Q(english_of=F("zh_version"))
    )
    rows: QuerySet[Any] = Course.objects.annotate(
        zh_page=Subquery(pages.filter(locale__language_code="zh-hans").values("pk")[:1]),
        en_page=Subquery(pages.filter(locale__language_code="en").values("pk")[:1]),
        page_title=Subquery(pages.order_by(own_first).values("draft_title")[:1]),
        lesson_count=_count(Lesson.objects.all(), "course"),
        live_count=_count(Lesson.objects.filter(zh_version__isnull=False), "course"),
        readers=_count(LessonReading.objects.all(), "lesson__course", "staff", distinct=True),
        stale=_count(stale, "course"),
    ).order_by("order", "code")
    if query:
        rows = rows.filter(Q(code__icontains=query) | Q(page_title__icontains=query))
    return rows.filter(STATES[state]) if state in STATES else rows


def state_of(course: Course) -> str:
    """live, draft or archived."""
    return "archived" if course.archived_at else "live" if course.zh_version_id else "draft"


def _words() -> dict[str, str]:
    return {"live": _("Published"), "draft": _("Draft"), "archived": _("Archived")}


@access(SEES)
@require_safe
def course_list(request: HttpRequest) -> HttpResponse:
    """All courses with their state, lessons, readers and stale English; as a page or a spreadsheet."""
    query, state = request.GET.get("q", "").strip()[:80], request.GET.get("state", "")
    rows = courses_for_list(query, state)
    words = _words()
    if request.GET.get("export") in {"csv", "xlsx"}:
        header = [_("Code"), _("Title"), _("State"), _("Lessons"), _("Published lessons"), _("Readers"), _("English to refresh")]
        cells = [
            [row.code, row.page_title or "", words[state_of(row)], row.lesson_count or 0, row.live_count or 0, row.readers or 0, row.stale or 0]
            for row in rows
        ]
        return export_response(request, "courses", header, cells, request.GET["export"], _("Courses"))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("p"))
    context = {
        "page_obj": page,
        "rows": [(row, state_of(row), words[state_of(row)]) for row in page.object_list],
        "query": query,
        "state": state if state in STATES else "",
        "states": [("", _("All")), *words.items()],
        "filtered": bool(query or state in STATES),
        "can_change": has_role(request.user, TRAINER, APPROVER),
        "index": CourseIndexPage.objects.filter(locale__language_code="zh-hans").first(),
    }
    return render(request, "lessons/admin/courses.html", context)


def _back(request: HttpRequest) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("lessons_admin:courses"))


@access(CHANGES)
def archive(request: HttpRequest, code: str) -> HttpResponse:
    """Asks, then archives."""
    course = get_object_or_404(Course, code=code)
    if request.method != "POST":
        readers = LessonReading.objects.filter(lesson__course=course).values("staff").distinct().count()
        return render(request, "lessons/admin/archive.html", {"course": course, "readers": readers})
    said = _("The course is in the archive. Readers no longer see it; it can be restored.")
    return _done(request, lambda: lifecycle.archive_course(course, request.user), said)


@access(CHANGES)
@require_POST
def restore(request: HttpRequest, code: str) -> HttpResponse:
    """Back to the readers."""
    course = get_object_or_404(Course, code=code)
    return _done(request, lambda: lifecycle.restore_course(course, request.user), _("The course has been restored."))


@access(CHANGES)
@require_POST
def copy(request: HttpRequest, code: str) -> HttpResponse:
    """A draft copy, opened for editing."""
    course = get_object_or_404(Course, code=code)
    try:
        page = lifecycle.copy_course(course, request.user)
    except Refused as refused:
        messages.error(request, str(refused))
        return _back(request)
    messages.success(request, _("This is the copy, a draft with all its lessons. Give it a title of its own."))
    return HttpResponseRedirect(reverse("wagtailadmin_pages:edit", args=[page.pk]))


def _done(request: HttpRequest, deed: Any, sentence: str) -> HttpResponse:
    try:
        deed()
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, sentence)
    return _back(request)
