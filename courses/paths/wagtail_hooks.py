"""The room's places in the admin."""

from wagtail import hooks
from wagtail.permissions import register_permission_policy

from courses.paths.models import Enrolment, LearningPath
from courses.paths.viewsets import READERS, EnrolmentViewSet, LearningPathViewSet
from training_site.people.api import TRAINER, RolePolicy

register_permission_policy(LearningPath, RolePolicy(LearningPath, view=READERS, change={TRAINER}))
register_permission_policy(Enrolment, RolePolicy(Enrolment, view=READERS))


@hooks.register("register_admin_viewset")
def viewsets() -> list[object]:
    return [LearningPathViewSet("learning_paths"), EnrolmentViewSet("enrolments")]
