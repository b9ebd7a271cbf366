"""The bank's place in the Wagtail admin."""

from wagtail import hooks
from wagtail.permissions import register_permission_policy

from exams.bank.models import Question
from exams.bank.viewsets import POLICY, QuestionViewSet

register_permission_policy(Question, POLICY)


@hooks.register("register_admin_viewset")
def question_viewset() -> QuestionViewSet:
    return QuestionViewSet()
