"""This room's deeds in the audit log, in words."""

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "course.archived": _("course archived"),
    "course.copied": _("course copied"),
    "course.published": _("course published"),
    "course.restored": _("course restored"),
    "course.unpublished": _("course taken back"),
    "lesson.file_deleted": _("lesson file deleted"),
    "lesson.file_renamed": _("lesson file renamed"),
    "lesson.published": _("lesson published"),
    "lesson.unpublished": _("lesson taken back"),
    "lessons.publish_refused": _("publication of a lesson refused"),
}
