"""Pictures of the library, kept for versions."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.core.files.base import ContentFile

from courses.lessons.models.files import Attachment

_kept: ContextVar[dict[int, Attachment] | None] = ContextVar("kept", default=None)


def keep_picture(rendition: Any) -> Attachment:
    """A drawn-anew picture as a lesson file of its own, so that a version outlives the library it came from; once per content."""
    known = _kept.get() or {}
    if rendition.pk in known:
        return known[rendition.pk]
    with rendition.file.open("rb") as file:
        content = file.read()
    digest = hashlib.sha256(content).hexdigest()
    kept = Attachment.objects.filter(kind="image", sha256=digest).first()
    if kept is None:
        kept = Attachment(title=rendition.image.title[:160], file=ContentFile(content, name="picture"))
        kept.save()
    return kept


@contextmanager
def kept(renditions: Iterable[Any]) -> Iterator[None]:
    """Keep these pictures now, so that what is published inside writes rows only and no transaction waits for a file (reliability.md R3).

    What then is not published leaves a file that is known by its content: the next publishing takes it.
    """
    token = _kept.set({rendition.pk: keep_picture(rendition) for rendition in renditions})
    try:
        yield
    finally:
        _kept.reset(token)


def are_kept() -> bool:
    """Whether this happens inside `kept`."""
    return _kept.get() is not None
