from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KindsConfig(AppConfig):
    """The kinds of question: shape, marking and look. No tables."""

    name = "exams.kinds"
    label = "exams_kinds"
    verbose_name = _("Kinds of question")
