"""What Wagtail does to pages beside publishing: unpublishing by any door, moving, deleting."""

from typing import Any

from courses.lessons import identities, publishing
from courses.lessons.frozen_page import FrozenOnPublish
from courses.lessons.languages import language_of


def after_unpublish(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Signal page_unpublished: sent by the button, the bulk action, the clock and with the pages below."""
    if isinstance(instance, FrozenOnPublish):
        publishing.withdraw(instance)


def replace_children(parent: Any) -> None:
    """After a move: the places of all pages below `parent`, whose paths the move may have shifted."""
    for page in parent.get_children().specific():
        if isinstance(page, FrozenOnPublish) and language_of(page) == "zh":
            identities.ensure(page)


def after_move(sender: Any, instance: Any, parent_page_before: Any, parent_page_after: Any, **kwargs: Any) -> None:
    """Signal post_page_move: siblings' places have changed on both sides."""
    for parent in {parent_page_before.pk: parent_page_before, parent_page_after.pk: parent_page_after}.values():
        parent.refresh_from_db()
        replace_children(parent)


def after_delete(sender: Any, instance: Any, **kwargs: Any) -> None:
    """A page that never had a version takes its identity with it, unless its translation still needs it."""
    if not isinstance(instance, FrozenOnPublish):
        return
    identity = identities.of(instance)
    translated = type(instance)._default_manager.filter(translation_key=instance.translation_key).exists()  # type: ignore[attr-defined]
    if identity is not None and not translated and not identity.versions.exists():
        if hasattr(identity, "lessons"):
            identity.lessons.update(course=None)
        identity.delete()
