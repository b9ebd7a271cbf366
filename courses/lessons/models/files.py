"""Uploaded files of lessons: kept under media/private, handed out by an access-checked view only."""

import uuid
from typing import Any

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.lessons.models.course import CourseVersion
from courses.lessons.models.lesson import LessonVersion
from courses.lessons.uploads import describe
from training_site.ledger.api import append_only
from training_site.lib import clock

KINDS = [
    ("document", _("document")),
    ("video", _("video")),
    ("audio", _("audio")),
    ("captions", _("captions")),
    ("image", _("picture")),
]


def private_storage() -> Storage:
    """Where no web server reaches."""
    return storages["private"]


def stored_name(attachment: "Attachment", filename: str) -> str:
    """A name of our own: nothing of what the uploader called the file reaches the disk but its checked ending."""
    return f"lessons/{attachment.public_id.hex}.{attachment.extension}"


class Attachment(models.Model):
    """A file of a lesson. `content_type` and `extension` come from the content, never from the uploader's name for it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=160)
    kind = models.CharField(_("kind"), max_length=10, choices=KINDS, editable=False)
    file = models.FileField(_("file"), upload_to=stored_name, storage=private_storage)
    extension = models.CharField(max_length=8, editable=False)
    content_type = models.CharField(max_length=100, editable=False)
    size = models.PositiveBigIntegerField(_("size in bytes"), editable=False)
    duration_ms = models.PositiveIntegerField(_("length in milliseconds"), null=True, blank=True, editable=False)  # films and recordings
    sha256 = models.CharField(max_length=64, db_index=True, editable=False)
    uploaded_at = models.DateTimeField(_("uploaded"), default=clock.now, editable=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False, verbose_name=_("uploaded by")
    )

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        verbose_name = _("lesson file")
        verbose_name_plural = _("lesson files")
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=["document", "video", "audio", "captions", "image"]), name="attachment_kind"),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Sniffs kind, type, size and digest when the file is new; raises Refused for what is not accepted."""
        if self._state.adding and not self.sha256:
            describe(self)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """Where readers fetch it."""
        from django.urls import reverse

        return reverse("lessons:file", args=[self.public_id])


@append_only()
class AttachmentUse(models.Model):
    """That a frozen version shows a file: who may read the version may fetch the file, and the file stays for ever."""

    attachment = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="uses")
    lesson_version = models.ForeignKey(LessonVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="files")
    course_version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="files")

    class Meta:
        verbose_name = _("use of a lesson file")
        verbose_name_plural = _("uses of lesson files")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(lesson_version__isnull=False) ^ models.Q(course_version__isnull=False), name="attachment_use_one_place"
            ),
            models.UniqueConstraint(
                fields=["attachment", "lesson_version"], condition=models.Q(lesson_version__isnull=False), name="attachment_use_lesson_once"
            ),
            models.UniqueConstraint(
                fields=["attachment", "course_version"], condition=models.Q(course_version__isnull=False), name="attachment_use_course_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attachment_id} in {self.lesson_version_id or self.course_version_id}"
