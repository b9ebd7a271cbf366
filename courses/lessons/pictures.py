"""Pictures of the library, kept for versions."""

from __future__ import annotations

import hashlib
from typing import Any

from django.core.files.base import ContentFile

from courses.lessons.models.files import Attachment


def keep_picture(rendition: Any) -> Attachment:
    """A drawn-anew picture as a lesson file of its own, so that a version outlives the library it came from; once per content."""
    with rendition.file.open("rb") as file:
        content = file.read()
    digest = hashlib.sha256(content).hexdigest()
    kept = Attachment.objects.filter(kind="image", sha256=digest).first()
    if kept is None:
        kept = Attachment(title=rendition.image.title[:160], file=ContentFile(content, name="picture"))
        kept.save()
    return kept
