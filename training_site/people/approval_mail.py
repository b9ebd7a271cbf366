"""Wagtail's mails about approvals: owed with what happened, sent by jobs, each in the language of whoever reads it.

Wagtail sends them inside the transactions that start a workflow, approve and reject: a mail host that is slow would hold the writes of
everybody (reliability.md R3), and one that is away would lose the mail. It writes the text in the language of the recipient's profile,
which is empty here unless they went looking for it, else in that of whoever pressed the button, and the HTML always in the latter; here
both follow the recipient: their profile, else their login. People who have left get none (R14); Wagtail looks at the login only.
"""

from abc import ABC, abstractmethod
from typing import Any

from wagtail.admin import mail
from wagtail.models import TaskState, WorkflowState
from wagtail.signals import task_submitted, workflow_approved, workflow_rejected, workflow_submitted
from wagtail.users.models import UserProfile

from training_site.ledger.api import handler, owe
from training_site.logins.models import User
from training_site.people.mail import send
from training_site.people.standing import comes_in

JOB = "people.approval_mail"


class _OwedToEach(mail.EmailNotificationMixin, ABC):
    """One of Wagtail's notifiers: who is to be told what, by which templates."""

    occasion: str

    def __call__(self, instance: Any = None, **kwargs: Any) -> bool:
        """Owe a mail to everybody who is to be told; False when this is none of its occasions."""
        if not self.can_handle(instance, **kwargs):
            return False
        for recipient in self.get_valid_recipients(instance, **kwargs):
            owe(JOB, f"{self.occasion}:{instance.pk}:{self.step_of(instance)}", recipient.pk)
        return True

    def get_valid_recipients(self, instance: Any, **kwargs: Any) -> set[User]:
        return {recipient for recipient in super().get_valid_recipients(instance, **kwargs) if comes_in(recipient)}

    @abstractmethod
    def step_of(self, instance: Any) -> int:
        """The step that this is about, 0 for none: one workflow may be rejected at several steps, and at one of them again and again."""

    @abstractmethod
    def found(self, pk: int, step: int) -> Any:
        """What was told of, as it stood then; None where it is gone."""


class _OfTask(_OwedToEach):
    def step_of(self, instance: TaskState) -> int:
        return int(instance.pk)

    def found(self, pk: int, step: int) -> TaskState | None:
        found = TaskState.objects.select_related("workflow_state").filter(pk=pk).first()
        return found.specific if found is not None and found.workflow_state.content_object is not None else None


class _OfWorkflow(_OwedToEach):
    def step_of(self, instance: WorkflowState) -> int:
        return instance.current_task_state_id or 0

    def found(self, pk: int, step: int) -> WorkflowState | None:
        found = WorkflowState.objects.filter(pk=pk).first()
        if found is None or found.content_object is None:
            return None
        # Handed in anew since, it stands at another step; the mail is about the one at which it was told.
        found.current_task_state = TaskState.objects.filter(pk=step).first()
        return found if found.current_task_state is not None or not step else None


class TaskSubmitted(_OfTask, mail.GroupApprovalTaskStateSubmissionEmailNotifier):
    """To those who may approve."""

    occasion = "task_submitted"


class WorkflowSubmitted(_OfWorkflow, mail.WorkflowStateSubmissionEmailNotifier):
    """To whoever watches everything that is handed in."""

    occasion = "submitted"


class WorkflowApproved(_OfWorkflow, mail.WorkflowStateApprovalEmailNotifier):
    """To whoever handed it in."""

    occasion = "approved"


class WorkflowRejected(_OfWorkflow, mail.WorkflowStateRejectionEmailNotifier):
    """To whoever handed it in."""

    occasion = "rejected"


# Signals hold their receivers weakly, so these stand here.
_NOTIFIERS = [
    (task_submitted, TaskState, "group_approval_task_submitted_email_notification", TaskSubmitted()),
    (workflow_submitted, WorkflowState, "workflow_state_submitted_email_notification", WorkflowSubmitted()),
    (workflow_rejected, WorkflowState, "workflow_state_rejected_email_notification", WorkflowRejected()),
    (workflow_approved, WorkflowState, "workflow_state_approved_email_notification", WorkflowApproved()),
]
_BY_OCCASION: dict[str, _OwedToEach] = {notifier.occasion: notifier for _signal, _sender, _name, notifier in _NOTIFIERS}


def take_over() -> None:
    """In place of Wagtail's own, under the names by which it connects them: whichever app is ready first, there is one of each."""
    for signal, sender, name, notifier in _NOTIFIERS:
        signal.disconnect(sender=sender, dispatch_uid=name)
        signal.connect(notifier, sender=sender, dispatch_uid=name)


@handler(JOB)
def send_approval_mail(told_of: str, login_id: str) -> None:
    """Mail one person about one occasion. Nothing where it is gone by now, or they have left or lost their address since."""
    occasion, pk, step = told_of.split(":")
    notifier = _BY_OCCASION[occasion]
    instance = notifier.found(int(pk), int(step))
    user = User.objects.select_related("staff_member").filter(pk=int(login_id)).first()
    if instance is None or user is None or not user.email or not comes_in(user):
        return
    language = UserProfile.get_for_user(user).preferred_language or user.preferred_language
    template = notifier.get_template_set(instance)["text"].removesuffix(".txt")
    send(template, [user.email], language, f"{JOB}:{told_of}:{login_id}", user=user, **notifier.get_context(instance))
