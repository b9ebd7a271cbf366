"""The mixin of CoursePage and LessonPage: every door of publishing freezes the next version, in one transaction.

The doors are the publish button, the end of a workflow, the clock, the bulk action, an alias that follows its
original, a copy that is published later, and translations. Buttons, workflow, clock and bulk end in `publish()`;
aliases are only ever saved, so `save()` looks after them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.http import HttpRequest

if TYPE_CHECKING:
    from wagtail.models import Revision


def language_of(page: Any) -> str:
    """The language of a page as the rooms name it: "zh" or "en"."""
    return "en" if page.locale.language_code.startswith("en") else "zh"


class FrozenOnPublish:
    """Put before Page. Raises PublishRefused from `publish()` when the rules of publishing are broken (rules.py)."""

    def publish(self, revision: Revision, *args: Any, **kwargs: Any) -> Any:
        """Wagtail's own publish, then the frozen version; nothing of either when the rules are broken."""
        from courses.lessons import publishing

        user = kwargs.get("user") or (args[0] if args else None)
        with transaction.atomic():
            if not publishing.may_publish(self, revision, user):
                return None
            result = super().publish(revision, *args, **kwargs)  # type: ignore[misc]
            publishing.freeze_published(self, user)
        return result

    def save(self, *args: Any, **kwargs: Any) -> Any:
        """Saved in one transaction with its identity; an alias, which has no revisions, is frozen here."""
        from courses.lessons import identities, publishing

        with transaction.atomic():
            result = super().save(*args, **kwargs)  # type: ignore[misc]
            identities.ensure(self)
            publishing.freeze_alias(self)
        return result

    def get_url_parts(self, request: HttpRequest | None = None) -> tuple[int, str, str] | None:
        """The reader's address of what this page became, instead of the page's own."""
        from courses.lessons import identities

        parts = super().get_url_parts(request)  # type: ignore[misc]
        address = identities.address_of(self)
        return parts and (parts[0], parts[1], address or parts[2])

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        """What the editor's preview shows: the draft, pressed as publishing would."""
        from courses.lessons import preview

        return {**super().get_preview_context(request, mode_name), **preview.context_of(self, request)}  # type: ignore[misc]
