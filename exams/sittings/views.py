"""The taker's pages: cover, paper, result, answers after release."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_GET, require_http_methods

from etiquette.norms import api as norms
from exams.bank import keys
from exams.papers.api import Exam, exams_for
from exams.sittings import pages
from exams.sittings.arrival import arrived
from exams.sittings.endpoints import facts_of
from exams.sittings.marking import current_marks, current_result
from exams.sittings.models import Attempt, Result
from exams.sittings.pulse import OTHER_SECONDS, SUPERVISED_SECONDS, token_of
from exams.sittings.queries import own_attempt, visible_to
from exams.sittings.release import policy_in_words, release_of
from exams.sittings.standing import at_the_door, moment
from exams.sittings.starting import enter
from exams.sittings.states import OPEN, VOID
from training_site.lib.bilingual import pick
from training_site.lib.errors import Refused
from training_site.people.api import SIGNED_IN, STAFF, StaffMember, access


def _person(request: HttpRequest) -> StaffMember:
    return request.user.staff_member  # type: ignore[union-attr,no-any-return]


def _offered(code: str, person: StaffMember) -> Exam:
    """An exam that a person may sit or has sat; everything else is not there (R13)."""
    exam = Exam.objects.select_related("current_version").filter(code=code, current_version__isnull=False).first()
    if exam is None:
        raise Http404
    sat = Attempt.objects.filter(exam=exam, staff=person).exists()
    if not sat and not exams_for(person).filter(pk=exam.pk).exists():
        raise Http404
    return exam


@access(STAFF)
@require_http_methods(["GET", "POST"])
def cover(request: HttpRequest, code: str) -> HttpResponse:
    """The rules in words, and the door into the exam. POST begins an attempt or goes on with the one in progress."""
    person = _person(request)
    exam = _offered(code, person)
    if request.method == "POST":
        try:
            attempt = enter(exam, person, arrived(request))
        except Refused as refusal:
            messages.warning(request, str(refusal))
            return redirect("sittings:cover", code=code)
        return redirect("sittings:paper", public_id=attempt.public_id)
    standing = at_the_door(exam, person, arrived(request))
    version = exam.current_version
    assert version is not None
    rules = version.settings
    past = Result.objects.filter(attempt__exam=exam, attempt__staff=person, attempt__purpose="live", replaced_by__isnull=True)
    context = {
        "place": "training",
        "exam": exam,
        "title": pick(rules["title"]),
        "intro": pick(rules["intro"]),
        "rules": rules,
        "questions": sum(len(section["fixed"]) + sum(row["count"] for row in section["rows"]) for section in rules["sections"]),
        "all_correct": [pick(section["title"]) for section in rules["sections"] if section["all_correct"]],
        "opens_at": moment(rules, "opens_at"),
        "closes_at": moment(rules, "closes_at"),
        "release": policy_in_words(rules["release"], moment(rules, "closes_at")),
        "standing": standing,
        "results": past.exclude(attempt__state=VOID).select_related("attempt").order_by("attempt__number"),
    }
    return render(request, "sittings/cover.html", context)


def _own(request: HttpRequest, public_id: UUID) -> Attempt:
    attempt = own_attempt(request.user, public_id)
    if attempt is None:
        raise Http404
    return attempt


@access(SIGNED_IN)
@require_GET
@ensure_csrf_cookie
def paper(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The paper while it is open; afterwards the way to the result."""
    attempt = _own(request, public_id)
    if attempt.state != OPEN:
        return redirect("sittings:result", public_id=public_id)
    questions = pages.questions_shown(attempt)
    rules = attempt.exam_version.settings
    context = {
        "attempt": attempt,
        "title": pick(rules["title"]),
        "rules": rules,
        "questions": questions,
        "state": {
            **facts_of(attempt),
            "items": pages.browser_state(questions),
            "pulse": reverse("sittings:pulse", args=[token_of(attempt)]),
            "every": SUPERVISED_SECONDS if rules.get("supervised") else OTHER_SECONDS,
        },
        "all_correct": any(section["all_correct"] for section in rules["sections"]),
    }
    return render(request, "sittings/paper.html", context)


def _seen(request: HttpRequest, public_id: UUID) -> tuple[Attempt, Result | None]:
    """An attempt of one's own, or one that one's task allows to see, with its result in force."""
    own = Result.objects.filter(attempt__public_id=public_id, attempt__staff__login_id=request.user.pk, replaced_by__isnull=True)
    found = own.exclude(attempt__state=VOID).select_related("attempt__exam__current_version", "attempt__exam_version", "attempt__staff").first()
    if found is not None:
        return found.attempt, found
    attempt = own_attempt(request.user, public_id)
    if attempt is None:
        attempt = visible_to(request.user).filter(public_id=public_id).select_related("exam", "exam_version", "staff").first()
    if attempt is None:
        raise Http404
    return attempt, current_result(attempt)


@access(SIGNED_IN)
@require_GET
def result(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The outcome of an attempt; before it is marked, what happens next."""
    attempt, outcome = _seen(request, public_id)
    own = attempt.staff.login_id == request.user.pk
    if attempt.state == OPEN:
        if own:
            return redirect("sittings:paper", public_id=public_id)
        raise Http404
    rules = attempt.exam_version.settings
    context: dict[str, Any] = {
        "place": "results" if own else "team",
        "attempt": attempt,
        "own": own,
        "result": outcome,
        "title": pick(rules["title"]),
        "rules": rules,
        "spent": pages.time_spent(attempt),
        "release": release_of(attempt),
        "late": pages.came_too_late(attempt) if own and attempt.closed_by == "clock" else [],
    }
    if outcome is not None:
        context |= _details(outcome, rules)
        context["wrong"] = pages.wrong_count(outcome)
        context["weak"] = pages.weakest_norms(attempt) if context["wrong"] else []
        again = own and not outcome.passed and attempt.purpose == "live"
        context["standing"] = at_the_door(attempt.exam, attempt.staff, arrived(request)) if again else None
    return render(request, "sittings/result.html", context)


def _details(outcome: Result, rules: dict[str, Any]) -> dict[str, Any]:
    titles = {chapter.number: chapter for chapter in norms.Chapter.objects.filter(number__in=[row["chapter"] for row in outcome.chapters])}
    mark = float(rules["pass_mark"])
    bars = []
    for row in outcome.chapters:
        share = 100 * float(row["score"]) / float(row["out_of"])
        bars.append({**row, "title": titles.get(row["chapter"]), "width": f"{share:.1f}%", "weak": share < mark})
    return {
        "bars": bars,
        "right": sum(row["right"] for row in outcome.sections),
        "count": sum(row["count"] for row in outcome.sections),
        "tick": f"{mark:g}%",
        "strict": [section for section in outcome.sections if section["all_correct"]],
    }


@access(SIGNED_IN)
@require_GET
def answers(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Every question with the answer given, the right one and the reason: for the taker, once the release policy allows it."""
    attempt = _own(request, public_id)
    released = release_of(attempt)
    if not released.open:
        messages.info(request, released.sentence)
        return redirect("sittings:result", public_id=public_id)
    key_of = keys.for_feedback(list(attempt.questions.values_list("question_version_id", flat=True)))
    rows = pages.answers_shown(attempt, current_marks(attempt), key_of)
    context = {"place": "results", "attempt": attempt, "title": pick(attempt.exam_version.settings["title"]), "rows": rows}
    return render(request, "sittings/answers.html", context)
