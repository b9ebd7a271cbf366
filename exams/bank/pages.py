"""What the room's own pages inside the Wagtail admin share."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from etiquette.norms.api import resolve_all
from exams.bank.models import Question
from exams.bank.rules import READERS
from exams.kinds.api import kind
from training_site.lib import bilingual
from training_site.lib.errors import Refused
from training_site.people.api import role


class BankPage(WagtailAdminTemplateMixin, TemplateView):
    """A page below the list of questions; readers of the bank may open it unless the subclass says otherwise."""

    access_policy = role(*READERS)
    page_title: str | Promise = ""
    header_icon = "list-ul"

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        listed = {"url": reverse("questions:index"), "label": _("Question bank")}
        return [listed, {"url": "", "label": str(self.get_page_title())}]


def question_or_404(pk: int) -> Question:
    """A question with what every page of it shows, in one query."""
    rows = Question.objects.select_related("author", "edited_by", "current_version__measured", "current_version__approved_by")
    return get_object_or_404(rows, pk=pk)


def title_of(body: dict[str, Any]) -> str:
    """The stem, cut to a title."""
    text = bilingual.pick(body.get("stem")).replace("\n", " ")
    return text if len(text) <= 60 else f"{text[:59]}…"


def state_mark(question: Question) -> dict[str, str]:
    """The state as the reference shows it: a class, an icon, a word."""
    marks = {"draft": ("now", "pen"), "in_review": ("soon", "clock"), "published": ("done", "done"), "retired": ("off", "stop")}
    tone, icon = marks[question.state]
    return {"tone": tone, "icon": icon, "word": question.get_state_display()}


def shown_body(code: str, body: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """A draft's body as a taker would see it, and the sentence about a figure that cannot be resolved ("" when all can)."""
    tidy = kind(code).tidy_body(body)
    try:
        return resolve_all(tidy), ""
    except Refused as refused:
        return tidy, str(refused)
