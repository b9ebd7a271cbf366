"""Questions about clauses, for trainers: the list, and one to answer."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _
from django.views.generic.base import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from etiquette.signing.admin.base import PER_PAGE, READERS, WRITERS, address
from etiquette.signing.asking import WAITING_FIRST, answer, narrowed_questions, questions_visible_to
from etiquette.signing.forms import AnswerForm
from etiquette.signing.models import SigningSet
from training_site.lib.errors import Refused
from training_site.transfers.api import export_response


class QuestionsView(PermissionCheckedMixin, WagtailAdminTemplateMixin, View):
    """Everything that was asked, what waits first."""

    model = SigningSet
    access_policy = READERS
    permission_required = "view"
    template_name = "signing/admin/questions.html"
    header_icon = "help"
    page_title = _("Questions about clauses")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": address("index"), "label": gettext("Norms to sign")}, {"url": "", "label": self.page_title}]

    def get(self, request: HttpRequest) -> HttpResponse:
        asked = {name: request.GET.get(name, "").strip() for name in ("state", "kind", "set", "q")}
        rows = narrowed_questions(
            questions_visible_to(request.user), state=asked["state"], kind=asked["kind"], set_code=asked["set"], words=asked["q"]
        ).order_by(WAITING_FIRST, "-asked_at", "-pk")
        if request.GET.get("export") in {"csv", "xlsx"}:
            return self.exported(rows, request.GET["export"])
        context = {
            "page_obj": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
            "asked": asked,
            "filtered": any(asked.values()),
            "sets": SigningSet.objects.all(),
        }
        return self.render_to_response(self.get_context_data(**context))

    def exported(self, rows: Any, fmt: str) -> HttpResponse:
        header = [
            gettext("Signing set"), gettext("Clause"), gettext("Version"), gettext("Staff number"), gettext("Name"),
            pgettext("about a clause", "Kind"), gettext("Question or reason"), gettext("Asked"),
            pgettext("about a clause", "Answer"), gettext("Answered by"), gettext("Answered at"),
        ]  # fmt: skip
        return export_response(self.request, "clause-questions", header, (self._row(question) for question in rows), fmt)

    def _row(self, question: Any) -> list[Any]:
        said = getattr(question, "answer", None)
        return [
            question.signing_set.code, question.norm_version.norm.code, question.norm_version.number, question.staff.staff_number,
            question.staff.name, str(question.get_kind_display()), question.text, question.asked_at,
            *((said.text, str(said.by), said.at) if said else ("", "", "")),
        ]  # fmt: skip


class AnswerView(PermissionCheckedMixin, WagtailAdminTemplateMixin, View):
    """One question with its clause. Readers read, trainers answer."""

    model = SigningSet
    access_policy = READERS
    permission_required = "view"
    template_name = "signing/admin/answer.html"
    header_icon = "help"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.question = get_object_or_404(questions_visible_to(request.user), public_id=kwargs["public_id"])

    def get_page_title(self) -> str:
        return str(self.question.norm_version.norm.code)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        trail = [
            {"url": address("index"), "label": gettext("Norms to sign")},
            {"url": address("questions"), "label": gettext("Questions about clauses")},
        ]
        return [*self.breadcrumbs_items, *trail, {"url": "", "label": self.get_page_title()}]

    def page(self, form: AnswerForm) -> HttpResponse:
        """The question, with the form for those who may answer."""
        may_change = self.user_has_permission("change")
        return self.render_to_response(self.get_context_data(question=self.question, form=form, may_change=may_change))

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.page(AnswerForm())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not WRITERS.allows(request.user):
            raise PermissionDenied
        form = AnswerForm(request.POST)
        if form.is_valid():
            try:
                answer(self.question, form.cleaned_data["text"], request.user)
            except Refused as refusal:
                form.add_error("text", str(refusal))
            else:
                messages.success(request, gettext("Answered. It stands at the clause when the person opens the set."))
                return HttpResponseRedirect(address("questions"))
        return self.page(form)
