"""From draft to version: submit, approve with a second pair of eyes, send back, withdraw, retire, restore."""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from exams.bank import checking, keys
from exams.bank.models import Deed, Question, QuestionCitation, QuestionVersion
from exams.bank.rules import why_not_approve
from exams.bank.states import DRAFT, IN_REVIEW, PUBLISHED, QUESTION_MOVES, RETIRED
from training_site.ledger.api import record
from training_site.lib import clock
from training_site.lib.errors import Refused, SomeoneElseWasFirst
from training_site.lib.moves import move
from training_site.logins.models import User


def _move(question: Question, to: str, deed: str, by: User, reason: str = "", **changes: Any) -> None:
    """One guarded update of the question as the caller saw it, with its line of history and its audit event."""
    seen = Question.objects.filter(pk=question.pk, state=question.state, revision=question.revision)
    if move(seen, QUESTION_MOVES, to, **changes) != 1:
        raise SomeoneElseWasFirst(_("Somebody else changed this question in the meantime. Load the page again and look before you go on."))
    question.refresh_from_db()
    Deed.objects.create(question=question, deed=deed, by=by, reason=reason, version=question.current_version)
    record(f"bank.question_{deed}", question, by, code=question.code, version=question.current_version.number if question.current_version else None)


@transaction.atomic
def submit_for_approval(question: Question, by: User) -> Question:
    """Hand a draft to the approvers; it is locked until they have decided.

    Raises Refused with the first thing that is missing, or when the draft is what is published already.
    """
    frozen = checking.frozen_draft(question, keys.for_editor(question))
    if _is_current(question, frozen):
        raise Refused(_("Nothing has changed since the published version."))
    _move(question, IN_REVIEW, "submitted", by)
    return question


@transaction.atomic
def approve(question: Question, by: User) -> QuestionVersion:
    """Publish the draft as the next version, with its key and citations, and put it into the pool.

    Raises Refused when `by` wrote or last edited it (four eyes), when it does not wait for approval, or when a norm or a figure it
    names is no longer in force; SomeoneElseWasFirst when it was decided meanwhile.
    """
    reason = why_not_approve(question, by)
    if reason:
        raise Refused(reason)
    if question.state != IN_REVIEW:
        raise Refused(_("This question does not wait for approval."))
    frozen = checking.frozen_draft(question, keys.for_editor(question))
    current = question.current_version
    version = current if current is not None and _is_current(question, frozen) else _freeze(question, frozen, by)
    _move(question, PUBLISHED, "approved", by, current_version=version)
    return version


def _is_current(question: Question, frozen: checking.Frozen) -> bool:
    current = question.current_version
    return current is not None and current.digest == frozen.digest and keys.digests([current.pk])[current.pk] == frozen.key_digest


def _freeze(question: Question, frozen: checking.Frozen, by: User) -> QuestionVersion:
    last = question.versions.aggregate(last=Max("number"))["last"] or 0
    try:
        with transaction.atomic():
            version = QuestionVersion.objects.create(
                question=question,
                number=last + 1,
                body=frozen.body,
                digest=frozen.digest,
                author_id=question.edited_by_id,
                approved_by_id=by.pk,
                published_at=clock.now(),
                **frozen.attributes,
            )
    except IntegrityError as error:
        raise SomeoneElseWasFirst(
            _("Somebody else published this question in the meantime. Load the page again and look before you go on.")
        ) from error
    keys.freeze({version: frozen.key})
    QuestionCitation.objects.bulk_create(
        QuestionCitation(question_version=version, norm_version=norm_version) for norm_version in frozen.norm_versions
    )
    return version


@transaction.atomic
def send_back(question: Question, by: User, reason: str) -> Question:
    """Give a question back to its author with a reason. Raises Refused without one, or when it does not wait for approval."""
    if not reason.strip():
        raise Refused(_("Say what is to be changed, so that the author can act on it."))
    if question.state != IN_REVIEW:
        raise Refused(_("This question does not wait for approval."))
    _move(question, DRAFT, "sent_back", by, reason.strip())
    return question


@transaction.atomic
def withdraw(question: Question, by: User) -> Question:
    """Take a question back from approval, to go on writing."""
    if question.state != IN_REVIEW:
        raise Refused(_("This question does not wait for approval."))
    _move(question, DRAFT, "withdrawn", by)
    return question


@transaction.atomic
def retire(question: Question, by: User, reason: str = "") -> Question:
    """Take a question out of the pool and out of the lists; its versions and answers stay, and `restore` brings it back."""
    if question.state == RETIRED:
        raise Refused(_("This question is retired already."))
    _move(question, RETIRED, "retired", by, reason.strip())
    return question


@transaction.atomic
def restore(question: Question, by: User) -> Question:
    """Bring a retired question back: into the pool with its last version, or as a draft where the draft has gone on since."""
    if question.state != RETIRED:
        raise Refused(_("This question is not retired."))
    _move(question, PUBLISHED if _draft_is_published(question) else DRAFT, "restored", by)
    return question


def _draft_is_published(question: Question) -> bool:
    if question.current_version is None:
        return False
    try:
        return _is_current(question, checking.frozen_draft(question, keys.for_editor(question)))
    except Refused:
        return False
