"""Who may do what in the bank."""

from collections.abc import Collection, Iterable

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from exams.bank.models import Deed, Question
from training_site.people.api import ADMINISTRATOR, APPROVER, AUDITOR, TRAINER, has_role

AnyUser = AbstractBaseUser | AnonymousUser
WRITERS = {TRAINER, APPROVER, ADMINISTRATOR}
APPROVERS = {APPROVER, ADMINISTRATOR}
READERS = {*WRITERS, AUDITOR}


def may_write(user: AnyUser) -> bool:
    """True for those who write questions and see keys."""
    return has_role(user, *WRITERS)


def why_not_approve(question: Question, by: AnyUser, edited: Collection[int] | None = None) -> str:
    """Why this login cannot approve this question, in a sentence; "" when it can as far as authorship goes (four eyes).

    `edited` is edited_among() of a list that holds the question; without it one statement asks.
    """
    if by.pk == question.author_id:
        return _("You wrote this question; somebody else has to approve it.")
    if by.pk == question.edited_by_id:
        return _("You edited this question last; somebody else has to approve it.")
    if question.pk in (edited_among([question.pk], by) if edited is None else edited):
        return _("You wrote a part of this text; somebody else has to approve it.")
    return ""


def edited_since_publishing(by: AnyUser) -> QuerySet[Question]:
    """The questions that a login has edited since their last version was published, whoever else has done so later."""
    published = Deed.objects.filter(question=OuterRef("question"), deed__in=("approved", "imported"), pk__gt=OuterRef("pk"))
    return Question.objects.filter(pk__in=Deed.objects.filter(~Exists(published), deed="edited", by=by.pk).values("question"))


def edited_among(questions: Iterable[int], by: AnyUser) -> set[int]:
    """The ids among these of the questions that edited_since_publishing() holds. One statement."""
    return set(edited_since_publishing(by).filter(pk__in=list(questions)).values_list("pk", flat=True))


def why_not_decide(question: Question, by: AnyUser, edited: Collection[int] | None = None) -> str:
    """The same with the role: the sentence that stands beside a disabled button."""
    if not has_role(by, *APPROVERS):
        return _("Questions are approved by people with the role “Approver”.")
    return why_not_approve(question, by, edited)
