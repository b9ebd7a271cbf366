"""One question on its page: how it looks, its key for those who write, what can be done with it, its history; and the queue."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from etiquette.norms.api import in_force
from exams.bank import keys, publishing
from exams.bank.comparing import changes_between, changes_of_draft
from exams.bank.drafting import copy_question
from exams.bank.forms import QueueForm, ReasonForm
from exams.bank.models import Question, QuestionVersion
from exams.bank.pages import BankPage, question_or_404, shown_body, state_mark, title_of
from exams.bank.rules import WRITERS, edited_among, may_write, why_not_decide
from exams.bank.states import DRAFT, IN_REVIEW, PUBLISHED, RETIRED
from exams.kinds.api import kind, render_review, render_take
from training_site.lib.errors import Refused
from training_site.people.api import access, role

PER_PAGE = 20
DEED_WORDS = {
    "written": gettext_lazy("Written"),
    "edited": pgettext_lazy("deed", "Edited"),
    "submitted": gettext_lazy("Handed in for approval"),
    "withdrawn": gettext_lazy("Taken back from approval"),
    "sent_back": gettext_lazy("Sent back"),
    "approved": gettext_lazy("Approved and published"),
    "imported": gettext_lazy("Loaded and published"),
    "retired": gettext_lazy("Retired"),
    "restored": gettext_lazy("Restored"),
}


class QueuePage(BankPage):
    """What waits for approval, longest first."""

    template_name = "bank/queue.html"
    page_title = gettext_lazy("Waiting for approval")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        waiting = Question.objects.filter(state=IN_REVIEW).select_related("author", "edited_by", "current_version").order_by("edited_at", "pk")
        form = QueueForm(self.request.GET)
        total = waiting.count()
        page = Paginator(form.narrowed(waiting), PER_PAGE).get_page(self.request.GET.get("page"))
        user: Any = self.request.user
        edited = edited_among([question.pk for question in page], user)
        rows = [
            {"question": question, "title": title_of(question.body), "kind": kind(question.kind), "why_not": why_not_decide(question, user, edited)}
            for question in page
        ]
        return {**super().get_context_data(**kwargs), "rows": rows, "page_obj": page, "form": form, "total": total}


class QuestionPage(BankPage):
    """One question."""

    template_name = "bank/question.html"

    def get_page_title(self) -> str:
        return self.question.code

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.question = question_or_404(kwargs["pk"])

    def not_sent_back(self, refusal: str) -> HttpResponse:
        """The page as it stands now, with the reason as it was typed and why it did not go through: at its field where it lies there."""
        reason = self.request.POST.get("reason", "")
        at_field = list(ReasonForm({"reason": reason}).errors.get("reason", ()))
        context = {"typed": reason, "reason_errors": at_field, "refusal": "" if refusal in at_field else refusal}
        return self.render_to_response(self.get_context_data(**context), status=422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        question, user = self.question, self.request.user
        this = kind(question.kind)
        body, problem = shown_body(question.kind, question.body)
        codes = list(question.cited.values_list("norm__code", flat=True))
        deeds = question.deeds.select_related("by", "version")
        return {
            **super().get_context_data(**kwargs),
            "question": question,
            "title": title_of(body),
            "mark": state_mark(question),
            "kind": this,
            "problem": problem,
            "html": render_take(question.kind, None, body, this.unshuffled(body), None, 1),
            "answer": self._answer(body) if may_write(user) else None,
            "changes": changes_of_draft(question, body, may_write(user)) if question.state in (DRAFT, IN_REVIEW) else [],
            "cites": list(in_force().filter(norm__code__in=codes)),
            "measured": getattr(question.current_version, "measured", None),
            "deeds": [{"row": deed, "word": DEED_WORDS.get(deed.deed, deed.deed)} for deed in deeds],
            "versions": list(question.versions.select_related("author", "approved_by").defer("body").order_by("-number")),
            "why_not": why_not_decide(question, user) if question.state == IN_REVIEW else "",
            **self._may(may_write(user)),
            **kwargs,
        }

    def _answer(self, body: dict[str, Any]) -> str:
        key = keys.for_editor(self.question)
        this = kind(self.question.kind)
        try:
            right = this.right_response(body, key)
            return render_review(this.code, body, this.unshuffled(body), right, key=key, with_stem=False)
        except (KeyError, IndexError):
            return ""  # a draft whose key is not finished has no right answer to show

    def _may(self, writes: bool) -> dict[str, bool]:
        state = self.question.state
        return {
            "may_edit": writes and state in (DRAFT, PUBLISHED),
            "may_submit": writes and state == DRAFT,
            "may_decide": state == IN_REVIEW,
            "may_withdraw": writes and state == IN_REVIEW,
            "may_retire": writes and state in (DRAFT, PUBLISHED),
            "may_restore": writes and state == RETIRED,
            "may_copy": writes,
        }


class ComparePage(BankPage):
    """Two versions side by side: what was taken out, what was put in."""

    template_name = "bank/compare.html"

    def get_page_title(self) -> str:
        return _("Version %(number)d compared") % {"number": self.kwargs["number"]}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        question = question_or_404(self.kwargs["pk"])
        new = get_object_or_404(question.versions, number=self.kwargs["number"])
        old: QuestionVersion | None = question.versions.filter(number__lt=new.number).order_by("-number").first()
        with_key = may_write(self.request.user)
        return {
            **super().get_context_data(**kwargs),
            "question": question,
            "new": new,
            "old": old,
            "rows": changes_between(question, old, new, with_key),
            "numbers": list(question.versions.order_by("number").values_list("number", flat=True)),
        }


def _send_back(question: Question, by: Any, reason: str) -> Question:
    form = ReasonForm({"reason": reason})
    if not form.is_valid():
        raise Refused(str(form.errors["reason"][0]))
    return publishing.send_back(question, by, form.cleaned_data["reason"])


# deed → what it calls, what is said afterwards
DEEDS: dict[str, tuple[Callable[[Question, Any, str], Any], Any]] = {
    "submit": (
        lambda question, by, reason: publishing.submit_for_approval(question, by),
        gettext_lazy("The question waits for approval by somebody else."),
    ),
    "approve": (
        lambda question, by, reason: publishing.approve(question, by),
        gettext_lazy("The question is published and can be drawn into exams."),
    ),
    "send-back": (_send_back, gettext_lazy("The question is back with its author, with your reason.")),
    "withdraw": (lambda question, by, reason: publishing.withdraw(question, by), gettext_lazy("The question is taken back and can be edited.")),
    "retire": (publishing.retire, gettext_lazy("The question is retired. It is not drawn any more; you can restore it at any time.")),
    "restore": (lambda question, by, reason: publishing.restore(question, by), gettext_lazy("The question is restored.")),
    "copy": (lambda question, by, reason: copy_question(question, by), gettext_lazy("This is the copy, as a draft.")),
}


@access(role(*WRITERS))
def do(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """One deed, from the button on the question's page; a refusal is shown there as a sentence."""
    question = question_or_404(pk)
    if deed not in DEEDS:
        raise Http404
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    verb, said = DEEDS[deed]
    why_not = why_not_decide(question, request.user) if deed in {"approve", "send-back"} else ""
    try:
        if why_not:
            raise Refused(why_not)
        if request.POST.get("revision") != str(question.revision):
            raise Refused(_("Somebody else changed this question in the meantime. Look at it again before you go on."))
        done = verb(question, request.user, request.POST.get("reason", ""))
    except Refused as refused:
        if deed == "send-back":
            page = QuestionPage()
            page.setup(request, pk=pk)
            return page.not_sent_back(str(refused))
        messages.error(request, str(refused))
        return redirect("questions:show", pk)
    messages.success(request, str(said))
    return redirect("questions:edit", done.pk) if deed == "copy" else redirect("questions:show", pk)
