"""Learning paths and enrolments in the admin."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.model import ModelViewSet

from courses.paths.models import Enrolment, LearningPath
from training_site.people.api import AUDITOR, HR, ORDER, TRAINER, TRAINING_MENU

READERS = {TRAINER, HR, AUDITOR}


class LearningPathViewSet(ModelViewSet):
    """The head of a path; its stages and steps stand in its overview."""

    model = LearningPath
    name = "learning_paths"
    icon = "list-ol"
    menu_label = _("Learning paths")
    menu_order = ORDER["paths"]
    menu_hook = TRAINING_MENU
    add_to_admin_menu = True
    form_fields = ["title_zh", "title_en", "days", "enrols_within_days"]
    list_display = ["title_zh", "title_en", "days", "enrols_within_days"]
    search_fields = ["title_zh", "title_en", "code"]
    inspect_view_enabled = True
    inspect_view_fields = ["code", "title_zh", "title_en", "days", "enrols_within_days"]
    inspect_template_name = "paths/inspect.html"
    export_headings = {"title_zh": _("Chinese title"), "title_en": _("English title")}
    list_export = ["code", "title_zh", "title_en", "days", "enrols_within_days"]
    copy_view_enabled = False


class EnrolmentViewSet(ModelViewSet):
    """Who is on which path since when; read only, for enrolments follow from job roles."""

    model = Enrolment
    name = "enrolments"
    icon = "group"
    menu_label = _("Enrolments")
    menu_order = ORDER["paths"] + 5
    menu_hook = TRAINING_MENU
    add_to_admin_menu = True
    form_fields = ["reason"]
    list_display = ["staff", "path", "started_on", "due_on", "ended_on"]
    list_filter = ["path", "started_on", "due_on"]
    search_fields = ["staff__name", "staff__staff_number"]
    list_export = ["staff", "path", "started_on", "due_on", "ended_on", "reason"]
    copy_view_enabled = False
