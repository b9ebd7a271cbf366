"""Wagtail permission policies from roles: our admin views ask for a role, not for a table of model permissions."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from wagtail.permission_policies.base import BasePermissionPolicy

from training_site.people.roles import has_role


class RolePolicy(BasePermissionPolicy):
    """`RolePolicy(Model, add={TRAINER}, change={TRAINER}, view={TRAINER, AUDITOR})`; an action not named is nobody's."""

    def __init__(self, model: type[Any], **allowed: set[str]) -> None:
        super().__init__(model)
        self.allowed: Mapping[str, set[str]] = allowed

    def user_has_permission(self, user: Any, action: str) -> bool:
        """True when the login's roles include one of those the action names."""
        wanted = self.allowed.get(action)
        return bool(user.is_active and wanted and has_role(user, *wanted))

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def users_with_any_permission(self, actions: Any) -> QuerySet[Any]:
        names = {name for action in actions for name in self.allowed.get(action, set())}
        return get_user_model().objects.filter(is_active=True, groups__name__in=names).distinct()
