"""The room's place in the Wagtail admin."""

from wagtail import hooks
from wagtail.permissions import register_permission_policy

from exams.reviews.models import ReviewCycle
from exams.reviews.viewsets import POLICY, ReviewCycleViewSet

register_permission_policy(ReviewCycle, POLICY)


@hooks.register("register_admin_viewset")
def cycle_viewset() -> ReviewCycleViewSet:
    return ReviewCycleViewSet()
