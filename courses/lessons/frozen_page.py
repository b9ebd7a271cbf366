"""The mixin of CoursePage and LessonPage: every door of publishing freezes the next version, in one transaction.

The doors are the publish button, the end of a workflow, the clock, the bulk action, an alias that follows its original, a
copy that is live at once or published later, and translations. Not all of them call `publish()` (the button goes to
Wagtail's action directly, aliases and live copies are only saved), but each saves the page once with the moment of
publishing. That `save()` is where a version is frozen; `publish()` adds who did it and asks the rules beforehand.
"""

from __future__ import annotations

from contextlib import nullcontext
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.http import HttpRequest

from courses.lessons import identities, preview, publishing

if TYPE_CHECKING:
    from wagtail.models import Revision

_publisher: ContextVar[Any] = ContextVar("publisher", default=None)


class FrozenOnPublish:
    """Put before Page. Publishing raises PublishRefused when the rules are broken (rules.py); the page stays as it was then."""

    identity_model: Any  # Course or Lesson

    def publish(self, revision: Revision, *args: Any, **kwargs: Any) -> Any:
        """Wagtail's own publish, with the frozen version or not at all."""
        user = kwargs.get("user") or (args[0] if args else None)
        token = _publisher.set(user)
        try:
            with publishing.pictures_ready(revision.as_object()), transaction.atomic():
                if not publishing.may_publish(self, revision, user):
                    return None
                return super().publish(revision, *args, **kwargs)  # type: ignore[misc]
        finally:
            _publisher.reset(token)

    def save(self, *args: Any, **kwargs: Any) -> Any:
        """Saved in one transaction with its identity and, when this is the save that publishes it, with its frozen version."""
        published = self._is_being_published(kwargs.get("update_fields"))
        with publishing.pictures_ready(self) if published else nullcontext(), transaction.atomic():
            result = super().save(*args, **kwargs)  # type: ignore[misc]
            identities.ensure(self)
            if published:
                revision = self.live_revision  # type: ignore[attr-defined]
                publishing.freeze(self, _publisher.get() or (revision.user if revision else None))
        return result

    def _is_being_published(self: Any, update_fields: Any) -> bool:
        """Whether this save makes the page live, or live anew. An alias in another language shows a foreign text and is not published."""
        if not self.live or (update_fields is not None and "last_published_at" not in update_fields):
            return False
        if self.alias_of_id and self.alias_of.locale_id != self.locale_id:
            return False
        before = type(self)._default_manager.filter(pk=self.pk).values_list("live", "last_published_at").first() if self.pk else None
        return bool(before is None or not before[0] or before[1] != self.last_published_at)

    def get_url_parts(self, request: HttpRequest | None = None) -> tuple[int, str, str] | None:
        """The reader's address of what this page became, instead of the page's own."""
        parts = super().get_url_parts(request)  # type: ignore[misc]
        address = identities.address_of(self)
        return parts and (parts[0], parts[1], address or parts[2])

    preview_template = ""

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        """The page as a draft; there is no other template, because a page is never served."""
        return self.preview_template

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        """What the editor's preview shows: the draft, pressed as publishing would."""
        return {**super().get_preview_context(request, mode_name), **preview.context_of(self, request)}  # type: ignore[misc]
