"""Asking about a clause before it is signed, or saying why it cannot be signed; and the answers."""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from etiquette.norms.api import NormVersion
from etiquette.signing.models import ClauseAnswer, ClauseQuestion, SigningSet
from etiquette.signing.queries import versions_of
from training_site.ledger.api import record
from training_site.lib.errors import Refused
from training_site.people.api import ADMINISTRATOR, AUDITOR, HR, TRAINER, StaffMember, has_role, team_of

KINDS = ("question", "decline")

# What waits for an answer stands on top, in every database.
WAITING_FIRST = F("answer__at").asc(nulls_first=True)


def ask(signing_set: SigningSet, staff: StaffMember, version: NormVersion, text: str, *, kind: str = "question") -> ClauseQuestion:
    """Keep a question about a clause of a set; the same words twice are one question. Nothing of the signing changes.

    Raises Refused for an empty text or a clause that is not of this set today.
    """
    words = text.strip()
    if not words or kind not in KINDS:
        raise Refused(_("Write your question, or why you cannot sign."))
    if not signing_set.published or not versions_of(signing_set).filter(pk=version.pk).exists():
        raise Refused(_("This clause is no longer in the set. Open the set again."))
    with transaction.atomic():
        values = {"staff": staff, "norm_version": version, "kind": kind, "text": words}
        asked, made = ClauseQuestion.objects.get_or_create(**values, defaults={"signing_set": signing_set})
        if made:
            record("signing.asked", signing_set, staff, code=version.norm.code, kind=kind)
    return asked


def answer(question: ClauseQuestion, text: str, by: Any) -> ClauseAnswer:
    """Answer a question, once. Raises Refused for an empty text or where somebody else has answered."""
    words = text.strip()
    if not words:
        raise Refused(_("Write the answer, then send it."))
    try:
        with transaction.atomic():
            said = ClauseAnswer.objects.create(question=question, text=words, by=by)
            record("signing.answered", question.signing_set, by, code=question.norm_version.norm.code, kind=question.kind)
    except IntegrityError as error:
        raise Refused(_("Somebody else has answered this question already. Their answer stands below it.")) from error
    return said


def questions_visible_to(user: Any) -> QuerySet[ClauseQuestion]:
    """The questions a login may read and answer: trainers, HR and auditors all, supervisors those of their team."""
    rows = ClauseQuestion.objects.select_related("staff", "signing_set", "norm_version__norm__section__chapter", "answer__by")
    if has_role(user, TRAINER, ADMINISTRATOR, HR, AUDITOR):
        return rows
    own = getattr(user, "staff_member", None)
    return rows.filter(staff__in=team_of(own).values("pk")) if own else rows.none()


def questions_of(staff: StaffMember, signing_set: SigningSet) -> QuerySet[ClauseQuestion]:
    """What somebody has asked about a set, the newest first. One query."""
    return ClauseQuestion.objects.filter(staff=staff, signing_set=signing_set).select_related("norm_version__norm", "answer__by")


def narrowed_questions(rows: QuerySet[ClauseQuestion], *, state: str = "", kind: str = "", set_code: str = "", words: str = "") -> QuerySet[Any]:
    """Questions by state ("open", "answered"), kind, set, and words in name, number, clause or text."""
    rows = rows.filter(answer__isnull=state == "open") if state in {"open", "answered"} else rows
    rows = rows.filter(kind=kind) if kind in KINDS else rows
    rows = rows.filter(signing_set__code=set_code) if set_code else rows
    for word in words.split():
        found = rows.filter(staff__name__icontains=word) | rows.filter(staff__staff_number__icontains=word)
        rows = found | rows.filter(norm_version__norm__code__icontains=word) | rows.filter(text__icontains=word)
    return rows
