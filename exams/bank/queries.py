"""What can be drawn, and what a version cites."""

from collections.abc import Collection
from decimal import Decimal

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from etiquette.norms.api import NormVersion
from etiquette.norms.impact import Touched
from exams.bank.models import Deed, MeasuredDifficulty, Question, QuestionCitation, QuestionVersion
from exams.bank.rules import edited_since_publishing
from exams.bank.states import DRAFT, IN_REVIEW, PUBLISHED
from training_site.lib import clock
from training_site.people.roles import AnyUser


def pool(use: str, chapter: int | None = None, difficulty: int | None = None, red_line: bool | None = None) -> QuerySet[QuestionVersion]:
    """The current versions of all questions that are not retired, of one use; None means any. Ordered by question code.

    A question that is being edited stays in with its last approved version.
    """
    asked = {"chapter": chapter, "difficulty": difficulty, "red_line": red_line}
    wanted = {name: value for name, value in asked.items() if value is not None}
    return QuestionVersion.objects.filter(use=use, current_of__state__in=(DRAFT, IN_REVIEW, PUBLISHED), **wanted).order_by("current_of__code")


def sent_back_to(user: AnyUser) -> QuerySet[Question]:
    """The drafts that a login wrote last, and that an approver has sent back since."""
    returned = Deed.objects.filter(question=OuterRef("pk"), deed="sent_back", at__gte=OuterRef("edited_at"))
    return Question.objects.filter(Exists(returned), state=DRAFT, edited_by=user)


def awaiting(user: AnyUser) -> QuerySet[Question]:
    """What waits for approval and was written by others than this login alone (four eyes)."""
    others = Question.objects.filter(state=IN_REVIEW).exclude(author=user).exclude(edited_by=user)
    return others.exclude(pk__in=edited_since_publishing(user).values("pk"))


def citations_of(version_ids: Collection[int]) -> dict[int, list[NormVersion]]:
    """The norm versions that question versions cite, by question version id, in one query; norms, sections and chapters along."""
    found: dict[int, list[NormVersion]] = {version_id: [] for version_id in version_ids}
    rows = QuestionCitation.objects.filter(question_version__in=found).select_related("norm_version__norm__section__chapter")
    for row in rows:
        found[row.question_version_id].append(row.norm_version)
    return found


def touched_by(version_ids: Collection[int]) -> list[Touched]:
    """The questions in use that cite norm versions, by code only: a stem must not show on a page that takers may open."""
    rows = QuestionCitation.objects.filter(norm_version__in=version_ids, question_version__current_of__isnull=False)
    found = rows.values_list("question_version__question_id", "question_version__question__code", "norm_version_id", "anchor")
    return [
        Touched(_("Question"), code, reverse("questions:show", args=[pk]), norm_version_id, anchor) for pk, code, norm_version_id, anchor in found
    ]


def record_measured(version_id: int, facility: Decimal | None, discrimination: Decimal | None, responses: int) -> None:
    """Keep how a version did in exams: facility 0..1, discrimination −1..1, number of responses. Called by exams.analysis."""
    values = {"facility": facility, "discrimination": discrimination, "responses": responses, "measured_at": clock.now()}
    MeasuredDifficulty.objects.update_or_create(question_version_id=version_id, defaults=values)
