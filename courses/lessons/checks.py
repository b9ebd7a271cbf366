"""Quick checks on a lesson's page: the question to answer, or the answer looked back at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.safestring import SafeString

from courses.lessons.finishing import checks_in
from courses.lessons.models import Lesson, LessonVersion, QuickAnswer
from exams.bank import keys
from exams.bank.api import QuestionVersion
from exams.kinds.api import kind, render_review, render_take
from training_site.people.api import StaffMember


@dataclass(frozen=True)
class Check:
    """One quick check as its card shows it. `verdict`: right, partly, wrong, noted (a person would have to mark it), or "" before an answer."""

    anchor: str
    number: int
    html: SafeString
    verdict: str
    explained: bool


def verdict_of(answer: QuickAnswer | None) -> str:
    """An answer's share in a word."""
    if answer is None:
        return ""
    if answer.share is None:
        return "noted"
    return "right" if answer.share == 1 else "partly" if answer.share > 0 else "wrong"


def _card(anchor: str, number: int, question: QuestionVersion, answer: QuickAnswer | None, explained: bool) -> Check:
    if answer is None:
        html = render_take(question.kind, question.pk, question.body, prefix="check-", number=anchor)
    elif explained:
        key = keys.for_practice(question.pk)
        grade = kind(question.kind).grade(question.body, key, answer.response)
        html = render_review(question.kind, question.body, response=answer.response, grade=grade, key=key)
    else:
        html = render_review(question.kind, question.body, response=answer.response)
    return Check(anchor, number, html, verdict_of(answer), explained and answer is not None)


def check_cards(staff: StaffMember | None, lesson: Lesson, version: LessonVersion, explain: str = "", again: str = "") -> dict[str, Check]:
    """All quick checks of a page by anchor, in two queries. `explain` names the one whose key is shown, if it has been answered;
    `again` the one that is offered anew."""
    checks = checks_in(version)
    if not checks:
        return {}
    questions = QuestionVersion.objects.in_bulk(checks.values())
    answers: dict[str, QuickAnswer] = {}
    if staff is not None:
        rows = QuickAnswer.objects.filter(staff=staff, lesson=lesson, anchor__in=checks).order_by("pk")
        answers = {row.anchor: row for row in rows if checks[row.anchor] == row.question_version_id}
    return {
        anchor: _card(anchor, number, questions[pk], None if again == anchor else answers.get(anchor), explain == anchor)
        for number, (anchor, pk) in enumerate(checks.items(), start=1)
    }


def response_of(sort: str, name: str, data: QueryDict) -> Any:
    """What a browser without scripts sent for a question, in the shape of its kind (exams/kinds/static/kinds/respond.js)."""
    typed = data.get(f"{name}-a", "")
    inside = {field.removeprefix(f"{name}-"): str(value) for field, value in data.items() if field.startswith(f"{name}-") and str(value).strip()}
    shapes: Mapping[str, Any] = {
        "single": {"option": typed},
        "truefalse": {"option": typed},
        "multiple": {"options": data.getlist(f"{name}-a")},
        "numeric": {"number": typed},
        "short": {"text": typed},
        "fill": {"blanks": inside},
        "matching": {"pairs": inside},
    }
    return shapes.get(sort) if typed or inside else None
