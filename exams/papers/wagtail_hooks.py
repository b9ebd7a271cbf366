"""Exams in the Wagtail admin."""

from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSet
from wagtail.permissions import register_permission_policy

from exams.papers.models import Exam
from exams.papers.viewsets import POLICY, exam_viewset

register_permission_policy(Exam, POLICY)


@hooks.register("register_admin_viewset")
def exams() -> ViewSet:
    return exam_viewset
