"""What the taker's pages show, gathered in few statements and handed to lean templates."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from exams.bank import api as bank
from exams.kinds import api as kinds
from exams.sittings.models import Attempt, AttemptQuestion, Mark, Result
from exams.sittings.saving import CLOSED, LATE
from exams.sittings.starting import deadline_of, paused_time
from training_site.lib.percentages import shown


@dataclass(frozen=True)
class Shown:
    """One question as the exam page shows it: nothing of it comes from the key table."""

    item: AttemptQuestion
    kind: kinds.Kind
    answered: bool

    @property
    def position(self) -> int:
        """Its number in the paper, from 1."""
        return self.item.position

    @property
    def red_line(self) -> bool:
        """True for a question about a red line."""
        return self.item.question_version.red_line

    @property
    def points(self) -> str:
        """“2.5 points”."""
        return points_in_words(self.item.points)

    @property
    def html(self) -> SafeString:
        """The question with the answer so far, from the body alone."""
        version = self.item.question_version
        return kinds.render_take(version.kind, version.pk, version.body, self.item.option_order, self.item.response, self.position, prefix="t")


def points_in_words(points: Decimal) -> str:
    """“1 point”, “2.5 points”."""
    return ngettext("%(points)s point", "%(points)s points", 1 if points == 1 else 2) % {"points": shown(points)}


def questions_shown(attempt: Attempt) -> list[Shown]:
    """The questions of an attempt in order (one statement)."""
    rows = []
    for item in attempt.questions.select_related("question_version").order_by("position"):
        kind = kinds.kind(item.question_version.kind)
        answered = kind.is_answered(item.response)
        rows.append(Shown(item, kind, answered))
    return rows


def browser_state(questions: list[Shown]) -> list[dict[str, Any]]:
    """What the page's scripts start from: position, revision, whether it is answered, flag, time of the last save."""
    return [
        {
            "item": each.position,
            "revision": each.item.revision,
            "flagged": each.item.flagged,
            "answered": each.answered,
            "saved_at": each.item.saved_at.isoformat() if each.item.saved_at else None,
        }
        for each in questions
    ]


@dataclass(frozen=True)
class LookedAt:
    """One question looked back at after release: with its key, so only for those whom the release policy allows."""

    shown: Shown
    mark: Mark | None
    html: SafeString

    @property
    def right(self) -> bool:
        """True when the answer got all its points."""
        return self.mark is not None and self.mark.score >= self.shown.item.points


def answers_shown(attempt: Attempt, marks: dict[int, Mark], key_of: dict[int, Any]) -> list[LookedAt]:
    """The questions of an attempt with answer, right answer and reason."""
    rows = []
    for each in questions_shown(attempt):
        item, version = each.item, each.item.question_version
        key = key_of[version.pk]
        grade = each.kind.grade(version.body, key, item.response)
        html = kinds.render_review(version.kind, version.body, item.option_order, item.response, grade=grade, key=key)
        rows.append(LookedAt(each, marks.get(item.pk), html))
    return rows


@dataclass(frozen=True)
class Weak:
    """A norm that wrong answers lead to."""

    version: Any
    missed: int


def weakest_norms(attempt: Attempt, most: int = 3) -> list[Weak]:
    """The norms cited by questions that did not get all their points, most often missed first (two statements)."""
    missed = [
        version_id
        for version_id, score, points in attempt.questions.filter(marks__superseded_by__isnull=True)
        .exclude(marks__isnull=True)
        .values_list("question_version_id", "marks__score", "points")
        if score < points
    ]
    counts: dict[int, list[Any]] = {}
    for versions in bank.citations_of(missed).values():
        for version in versions:
            counts.setdefault(version.norm_id, [version, 0])[1] += 1
    ranked = sorted(counts.values(), key=lambda pair: (-pair[1], pair[0].pk))
    return [Weak(version, count) for version, count in ranked[:most]]


def came_too_late(attempt: Attempt) -> list[int]:
    """The questions, in order, with an answer that is kept, but not marked (one statement).

    It arrived after time was over, or waited for the database until the clock had closed the paper.
    """
    kept = attempt.events.filter(accepted=False, reason__in=[LATE, CLOSED])
    return sorted(set(kept.values_list("attempt_question__position", flat=True)))


def time_spent(attempt: Attempt) -> timedelta | None:
    """How long an attempt took, pauses apart; None while it is open. Pauses are looked up only where the deadline was moved at all."""
    if attempt.submitted_at is None:
        return None
    spent = attempt.submitted_at - attempt.started_at
    plain = deadline_of(attempt.started_at, attempt.exam_version.settings["limit_minutes"], attempt.window_closes_at, 0)
    return spent - paused_time(attempt) if attempt.deadline > plain else spent


def wrong_count(result: Result) -> int:
    """How many questions did not get all their points."""
    return sum(section["count"] - section["right"] for section in result.sections)
