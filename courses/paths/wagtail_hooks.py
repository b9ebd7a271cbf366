"""The room's places in the admin."""

from wagtail import hooks
from wagtail.permissions import register_permission_policy

from courses.paths import enrolments
from courses.paths import viewsets as paths
from courses.paths.models import Enrolment, LearningPath

register_permission_policy(LearningPath, paths.POLICY)
register_permission_policy(Enrolment, enrolments.POLICY)


@hooks.register("register_admin_viewset")
def viewsets() -> list[object]:
    return [paths.LearningPathViewSet(), enrolments.EnrolmentViewSet()]
