"""What readers see: the catalogue, a course, a lesson."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.request import RawPostDataException
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from courses.lessons import finishing, reading, rendering, searching, watching
from courses.lessons.checks import check_cards, response_of
from courses.lessons.models import Course, CourseCompletion, Lesson, LessonReading
from courses.lessons.models.lesson import LessonVersion
from courses.lessons.progress import course_progress, courses_progress, sequential
from exams.bank.api import QuestionVersion
from training_site.lib import bilingual
from training_site.lib.errors import Refused
from training_site.people.api import SIGNED_IN, StaffMember, access

PER_PAGE = 20
HITS_PER_PAGE = 10
STATES = ["new", "begun", "done"]
# What JSON that no script of ours sends can end in; the last one where a form with files was sent, which the door has read already.
NONSENSE = (ValueError, KeyError, TypeError, RecursionError, RawPostDataException)


def _staff(request: HttpRequest) -> StaffMember | None:
    return getattr(request.user, "staff_member", None)


def _in_state(rows: QuerySet[Course], staff: StaffMember | None, state: str) -> QuerySet[Course]:
    """Courses this person has not begun, has begun, or has completed."""
    done = Exists(CourseCompletion.objects.filter(course=OuterRef("pk"), staff=staff))
    begun = Exists(LessonReading.objects.filter(lesson__course=OuterRef("pk"), staff=staff))
    conditions = {"done": Q(done), "begun": Q(begun) & ~Q(done), "new": ~Q(begun) & ~Q(done)}
    return rows.filter(conditions[state]) if state in conditions else rows


@access(SIGNED_IN)
@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """All courses, found by words and by how far one is."""
    staff = _staff(request)
    query, state = request.GET.get("q", "").strip()[:80], request.GET.get("state", "")
    rows: QuerySet[Course] = Course.objects.open_to_readers().select_related("zh_version", "en_version").order_by("order", "code")
    hits: list[searching.Hit] = []
    if query:
        rows = rows.filter(searching.courses_about(query))
        hits = searching.hits(query)
    rows = _in_state(rows, staff, state)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    courses = {course.pk: course for course in page.object_list}
    ordered = {hit.lesson.course_id: hit.lesson.course for hit in hits if hit.lesson.course and sequential(hit.lesson.course)}
    progress = courses_progress(staff, list({**ordered, **courses}.values()))  # type: ignore[dict-item]
    locked = {line.lesson.pk for pk in ordered for line in progress[pk or 0].lines if line.state == "locked"}
    context = {
        "place": "training",
        "page_obj": page,
        "lines": [(course, course.shown(), progress[course.pk]) for course in page.object_list],
        "hits": Paginator([hit for hit in hits if hit.lesson.pk not in locked], HITS_PER_PAGE).get_page(request.GET.get("hits")),
        "query": query,
        "state": state if state in STATES else "",
        "states": [("", _("All")), ("new", _("Not begun")), ("begun", _("Begun")), ("done", _("Completed"))],
        "filtered": bool(query or state in STATES),
    }
    return render(request, "lessons/catalogue.html", context)


@access(SIGNED_IN)
@require_safe
def course(request: HttpRequest, course: str) -> HttpResponse:
    """One course: its lessons with one's state, and the norms it rests on."""
    row = (
        Course.objects.open_to_readers()
        .select_related("zh_version", "en_version", "zh_version__image", "en_version__image")
        .filter(code=course)
        .first()
    )
    if row is None:
        raise Http404
    version = row.shown()
    cited = [citation.norm_version for citation in version.citations.select_related("norm_version__norm__section__chapter")]
    context = {
        "place": "training",
        "course": row,
        "version": version,
        "progress": course_progress(_staff(request), row),
        "cited": cited,
        "untranslated": bilingual.language() == "en" and version.locale == "zh",
    }
    return render(request, "lessons/course.html", context)


def _lesson_or_404(course: str, lesson: str) -> Lesson:
    related = ("zh_version", "en_version", "course__zh_version", "course__en_version")
    row = Lesson.objects.open_to_readers().select_related(*related).filter(code=lesson, course__code=course).first()
    if row is None:
        raise Http404
    return row


def _place(lesson: Lesson, anchor: str = "") -> str:
    address = reverse("lessons:lesson", args=[lesson.course.code, lesson.code])  # type: ignore[union-attr]
    return f"{address}#at-{anchor}" if anchor else address


@access(SIGNED_IN)
@require_safe
def lesson(request: HttpRequest, course: str, lesson: str) -> HttpResponse:
    """The reader's page."""
    row, staff = _lesson_or_404(course, lesson), _staff(request)
    progress = course_progress(staff, row.course)  # type: ignore[arg-type]
    number, before, after = progress.around(row)
    line = progress.lines[number - 1]
    if line.state == "locked":
        return render(request, "lessons/locked.html", {"place": "training", "lesson": row, "version": row.shown(), "next": progress.next})
    version: LessonVersion = row.shown()
    record = reading.open_lesson(staff, row) if staff else None
    cards = check_cards(staff, row, version, request.GET.get("why", ""), request.GET.get("again", ""))
    kept = rendering.kept_parts(version)
    asked = finishing.conditions(staff, row, version, record)
    context = {
        "place": "training",
        "lesson": row,
        "course": row.course,
        "course_version": row.course.shown(),  # type: ignore[union-attr]
        "version": version,
        "reading": record,
        "percent": line.percent if record is None or record.read_at is None else 100,
        "parts": [(kind, cards.get(text) if kind == "check" else text) for kind, text in kept["parts"]],
        "notes": kept["notes"],
        "norms": kept["norms"],
        "conditions": asked,
        "rule": finishing.rule_sentence(asked),
        "watched": any(one.asked for one in asked) and record is not None and record.read_at is None,
        "headings": rendering.headings(version.body),
        "number": number,
        "total": progress.total,
        "before": before,
        "after": after,
        "untranslated": bilingual.language() == "en" and version.locale == "zh",
    }
    return render(request, "lessons/lesson.html", context)


def _needs_staff(request: HttpRequest) -> StaffMember:
    staff = _staff(request)
    if staff is None:
        raise Refused(_("Your login belongs to nobody on the staff list, so your reading is not recorded."))
    return staff


def _state(lesson: Lesson, record: LessonReading) -> dict[str, Any]:
    """For the page's script: whether the lesson is read, and [done, percent] of each condition in their order."""
    found = finishing.conditions(record.staff, lesson, record.version, record)
    return {"read": record.read_at is not None, "conditions": [[one.met, one.percent] for one in found]}


@access(SIGNED_IN.as_json())
@require_POST
def progress(request: HttpRequest, course: str, lesson: str) -> JsonResponse:
    """From the page's script: the furthest block seen. 200 with how far, 400 for nonsense, 409 with a sentence."""
    row = _lesson_or_404(course, lesson)
    try:
        anchor = str(json.loads(request.body)["block"])[:64]
    except NONSENSE:
        return JsonResponse({"error": "unreadable"}, status=400)
    try:
        record = reading.mark_progress(_needs_staff(request), row, anchor)
    except Refused as refused:
        return JsonResponse({"error": "refused", "sentence": str(refused)}, status=409)
    return JsonResponse({"percent": 100 if record.read_at else record.furthest_percent, **_state(row, record)})


@access(SIGNED_IN.as_json())
@require_POST
def watched(request: HttpRequest, course: str, lesson: str, anchor: str) -> JsonResponse:
    """From a player: stretches of the film at `anchor`. 200 with how far it is, 400 for nonsense, 409 with a sentence."""
    row = _lesson_or_404(course, lesson)
    try:
        played, record = watching.note_played(_needs_staff(request), row, anchor, json.loads(request.body)["parts"])
    except Refused as refused:
        return JsonResponse({"error": "refused", "sentence": str(refused)}, status=409)
    except NONSENSE:
        return JsonResponse({"error": "unreadable"}, status=400)
    return JsonResponse({"watched_ms": played.watched_ms, **_state(row, record)})


@access(SIGNED_IN)
@require_POST
def finish(request: HttpRequest, course: str, lesson: str) -> HttpResponse:
    """“Read, next lesson”: works without scripts."""
    row = _lesson_or_404(course, lesson)
    try:
        staff = _needs_staff(request)
        reading.finish_lesson(staff, row)
    except reading.StillOpen as still_open:
        messages.warning(request, str(still_open))
        return HttpResponseRedirect(_place(row, still_open.anchors[0]))
    except Refused as refused:
        messages.warning(request, str(refused))
        return HttpResponseRedirect(_place(row))
    done = course_progress(staff, row.course)  # type: ignore[arg-type]
    following = done.around(row)[2] or done.next
    if (done.complete and following is None) or following is None:
        messages.success(request, _("You have read every lesson of this course."))
        return HttpResponseRedirect(reverse("lessons:course", args=[course]))
    return HttpResponseRedirect(reverse("lessons:lesson", args=[course, following.lesson.code]))


@access(SIGNED_IN)
@require_POST
def check(request: HttpRequest, course: str, lesson: str, anchor: str) -> HttpResponse:
    """An answer to a quick check: with a script the card comes back alone, without one the page at the card."""
    row = _lesson_or_404(course, lesson)
    alone = request.headers.get("X-Requested-With") == "fetch"
    try:
        staff = _needs_staff(request)
        reading.answer_quick_check(staff, row, anchor, _posted_response(request, row, anchor))
    except Refused as refused:
        if alone:
            return JsonResponse({"error": "refused", "sentence": str(refused)}, status=409)
        messages.warning(request, str(refused))
        return HttpResponseRedirect(_place(row, anchor))
    if not alone:
        return HttpResponseRedirect(f"{_place(row)}?why={anchor}#at-{anchor}")
    card = check_cards(staff, row, row.shown(), explain=anchor)[anchor]
    response = render(request, "lessons/_check.html", {"check": card, "lesson": row, "course": row.course})
    response["X-Lesson-State"] = json.dumps(_state(row, reading.open_lesson(staff, row)))
    return response


def _posted_response(request: HttpRequest, lesson: Lesson, anchor: str) -> Any:
    """The response as JSON from the script, or from the form's own fields. Raises Refused for JSON that is none."""
    if "response" in request.POST:
        try:
            return json.loads(request.POST["response"])
        except NONSENSE as error:
            raise Refused(_("Choose or write an answer first.")) from error
    number = finishing.checks_in(lesson.shown()).get(anchor)
    question: QuestionVersion | None = QuestionVersion.objects.filter(pk=number or 0).first()
    return response_of(question.kind, f"check-{anchor}", request.POST) if question else None
