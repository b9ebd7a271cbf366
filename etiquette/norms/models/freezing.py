"""Publishing a norm, through whichever door, freezes its next version."""

from datetime import date
from typing import Any

from django.db import models, transaction

from etiquette.norms import freezing


class FreezesVersions(models.Model):
    """Put before DraftStateMixin: publish and unpublish, and what they leave behind in versions, are one transaction.

    Every door of Wagtail ends in `publish()`: the button, an approved workflow, the schedule, a copy published at once.
    """

    class Meta:
        abstract = True

    def publish(
        self,
        revision: Any,
        user: Any = None,
        changed: bool = True,
        log_action: Any = True,
        previous_revision: Any = None,
        skip_permission_checks: bool = False,
        *,
        edition: Any = None,
        effective_on: date | None = None,
        freeze: bool = True,
    ) -> None:
        """As Wagtail's, and then the next version, unless nothing of it changed. A revision with a future date freezes on its day.

        `freeze=False` is for an edition, which freezes all its norms together afterwards.
        """
        with transaction.atomic():
            freezing.lock_manual_of(self)
            super().publish(revision, user, changed, log_action, previous_revision, skip_permission_checks)  # type: ignore[misc]
            now: Any = type(self)._default_manager.get(pk=self.pk)
            if freeze and now.live and now.live_revision_id == revision.pk:
                freezing.freeze([now], by=user, edition=edition, effective_on=effective_on)

    def unpublish(self, set_expired: bool = False, commit: bool = True, user: Any = None, log_action: Any = True) -> None:
        """As Wagtail's, and a last version that says the clause no longer binds."""
        with transaction.atomic():
            freezing.lock_manual_of(self)
            super().unpublish(set_expired, commit, user, log_action)  # type: ignore[misc]
            if commit:
                freezing.withdraw(self, by=user)
