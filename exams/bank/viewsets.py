"""The question bank in the Wagtail admin. Plain models with views of their own: no revisions, no snippets (R8)."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.model import ModelViewSet

from exams.bank import deciding, editing
from exams.bank.listing import QuestionIndexView
from exams.bank.models import Question
from exams.bank.rules import READERS, WRITERS
from training_site.people.api import ORDER, TRAINING_MENU, RolePolicy

POLICY = RolePolicy(Question, view=READERS, add=WRITERS, change=WRITERS)


class QuestionViewSet(ModelViewSet):
    """List, editor, approval queue, history; nothing is ever deleted, so there is no view for it."""

    model = Question
    name = "questions"
    url_prefix = "questions"
    icon = "list-ul"
    menu_label = _("Question bank")
    menu_name = "questions"
    menu_hook = TRAINING_MENU
    menu_order = ORDER["questions"]
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    index_view_class = QuestionIndexView
    list_per_page = 30
    form_fields = ["code"]
    permission_policy = POLICY

    def get_urlpatterns(self) -> list[URLPattern]:
        """Our own addresses instead of the generic ones."""
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("new/", editing.ChooseKindPage.as_view(), name="add"),
            path("new/<slug:kind>/", editing.EditorPage.as_view(), name="write"),
            path("preview/<slug:kind>/", editing.preview, name="preview"),
            path("waiting/", deciding.QueuePage.as_view(), name="queue"),
            path("<int:pk>/", deciding.QuestionPage.as_view(), name="show"),
            path("<int:pk>/edit/", editing.EditorPage.as_view(), name="edit"),
            path("<int:pk>/versions/<int:number>/", deciding.ComparePage.as_view(), name="compare"),
            path("<int:pk>/do/<slug:deed>/", deciding.do, name="do"),
        ]
