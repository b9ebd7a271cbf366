"""Wagtail's mails about approvals, in the language of whoever reads them.

Wagtail writes the text in the language of the recipient's profile, which is empty here unless they went looking for it, else in that of
whoever pressed the button, and the HTML always in the latter. Here both follow the recipient: their profile, else their login.
"""

from collections.abc import Iterable
from typing import Any

from django.utils import translation
from wagtail.admin import mail
from wagtail.models import TaskState, WorkflowState
from wagtail.signals import task_submitted, workflow_approved, workflow_rejected, workflow_submitted
from wagtail.users.models import UserProfile

from training_site.logins.models import User


class _ToEachInTheirLanguage(mail.EmailNotificationMixin):
    def send_emails(self, template_set: dict[str, str], context: dict[str, Any], recipients: Iterable[User], **kwargs: Any) -> bool:
        """One after the other; True when every mail went out."""
        sent = [self._send_to(template_set, context, recipient, **kwargs) for recipient in recipients]
        return all(sent)

    def _send_to(self, template_set: dict[str, str], context: dict[str, Any], recipient: User, **kwargs: Any) -> bool:
        with translation.override(UserProfile.get_for_user(recipient).preferred_language or recipient.preferred_language):
            sent: bool = super().send_emails(template_set, dict(context), {recipient}, **kwargs)
        return sent


class TaskSubmitted(_ToEachInTheirLanguage, mail.GroupApprovalTaskStateSubmissionEmailNotifier):
    """To those who may approve."""


class WorkflowSubmitted(_ToEachInTheirLanguage, mail.WorkflowStateSubmissionEmailNotifier):
    """To whoever watches everything that is handed in."""


class WorkflowApproved(_ToEachInTheirLanguage, mail.WorkflowStateApprovalEmailNotifier):
    """To whoever handed it in."""


class WorkflowRejected(_ToEachInTheirLanguage, mail.WorkflowStateRejectionEmailNotifier):
    """To whoever handed it in."""


# Signals hold their receivers weakly, so these stand here.
_NOTIFIERS = [
    (task_submitted, TaskState, "group_approval_task_submitted_email_notification", TaskSubmitted()),
    (workflow_submitted, WorkflowState, "workflow_state_submitted_email_notification", WorkflowSubmitted()),
    (workflow_rejected, WorkflowState, "workflow_state_rejected_email_notification", WorkflowRejected()),
    (workflow_approved, WorkflowState, "workflow_state_approved_email_notification", WorkflowApproved()),
]


def take_over() -> None:
    """In place of Wagtail's own, under the names by which it connects them: whichever app is ready first, there is one of each."""
    for signal, sender, name, notifier in _NOTIFIERS:
        signal.disconnect(sender=sender, dispatch_uid=name)
        signal.connect(notifier, sender=sender, dispatch_uid=name)
