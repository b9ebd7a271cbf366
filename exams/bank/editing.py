"""Writing a question in the admin: choosing the kind, the editor, the preview."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from etiquette.norms.api import typed_codes
from etiquette.norms.widgets import addresses
from exams.bank import hints as advice
from exams.bank import keys
from exams.bank.checking import writing_problems
from exams.bank.drafting import Draft, create_question, save_draft
from exams.bank.forms import AttributesForm
from exams.bank.models import Question
from exams.bank.pages import BankPage, question_or_404, shown_body, state_mark, title_of
from exams.bank.publishing import submit_for_approval
from exams.bank.rules import WRITERS
from exams.bank.states import DRAFT, PUBLISHED, SEALED
from exams.kinds.api import FormData, Kind, Problem, all_kinds, kind, render_take
from training_site.lib import codes
from training_site.lib.errors import Refused
from training_site.people.api import access, role

NEW_ROWS = 4
BLANK_ROW = {"id": "", "field": "", "number": "", "letter": "", "text": {}, "feedback": {}}


class ChooseKindPage(BankPage):
    """The first step of a new question."""

    access_policy = role(*WRITERS)
    template_name = "bank/choose_kind.html"
    page_title = gettext_lazy("Write a question")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "kinds": all_kinds()}


def _kind_or_404(code: str) -> Kind:
    try:
        return kind(code)
    except Refused as refused:
        raise Http404 from refused


def _blank(this: Kind) -> tuple[dict[str, Any], dict[str, Any]]:
    """An empty draft with a few rows to fill. Ids are random, so that they tell a taker nothing about the order of writing."""
    ids: set[str] = set()
    while len(ids) < 2 * NEW_ROWS:  # none twice: an id on both sides of a matching question would tell which lines were written together
        ids.add(codes.typed_code(3).lower())
    rows = [{"id": each, "text": {}} for each in ids]
    options, right = rows[:NEW_ROWS], rows[NEW_ROWS:]
    key = [row["id"] for row in options] if this.code == "ordering" else None
    return this.read({"options": options, "left": options[:3], "right": right[1:]}, {"key": key})


class EditorPage(BankPage):
    """The editor of one question, new (`kind`) or old (`pk`): Chinese and English side by side, the form of its kind, citations."""

    access_policy = role(*WRITERS)
    template_name = "bank/editor.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.question: Question | None = None
        self.problems: list[Problem] = []
        self.cites: list[str] = []
        self.attributes = AttributesForm()

    def get_page_title(self) -> str:
        return self.question.code if self.question else _("New question: %(kind)s") % {"kind": self.this.label}

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "pk" in kwargs:
            self.question = question_or_404(kwargs["pk"])
            if self.question.state not in (DRAFT, PUBLISHED):
                messages.warning(request, _("This question is not open for editing. Withdraw it from approval or restore it first."))
                return redirect("questions:show", self.question.pk)
        self.this = _kind_or_404(self.question.kind if self.question else kwargs["kind"])
        return super().dispatch(request, *args, **kwargs)  # type: ignore[return-value]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.question is None:
            self.body, self.key = _blank(self.this)
            self.attributes = AttributesForm(initial={"difficulty": 1, "use": SEALED})
        else:
            self.body, self.key = self.question.body, keys.for_editor(self.question)
            self.cites = list(self.question.cited.values_list("norm__code", flat=True))
            names = ("chapter", "difficulty", "use", "red_line", "revision")
            self.attributes = AttributesForm(initial={"cites": self.cites, **{name: getattr(self.question, name) for name in names}})
        return self.render_to_response(self.get_context_data())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.body, self.key = self.this.from_form(FormData(request.POST))
        self.cites = typed_codes(request.POST.getlist("cites"))
        self.attributes = AttributesForm(request.POST)
        if not self.attributes.is_valid():
            return self._again(_("Nothing is saved yet. Mend what is marked below."))
        given = self.attributes.cleaned_data
        draft = Draft(self.this.code, given["use"], given["chapter"], given["difficulty"], given["red_line"], self.body, self.key, self.cites)
        try:
            saved = self._save(draft, given["revision"])
        except Refused as refused:
            return self._again(str(refused))
        return self._after(saved, request.POST.get("then") == "submit")

    def _save(self, draft: Draft, revision: int | None) -> Question:
        by: Any = self.request.user
        if self.question is None:
            return create_question(draft, by)
        self.question.revision = revision or 0
        return save_draft(self.question, draft, by)

    def _after(self, saved: Question, submit: bool) -> HttpResponse:
        if not submit:
            messages.success(self.request, _("The draft is saved."))
            return HttpResponseRedirect(reverse("questions:edit", args=[saved.pk]))
        self.problems = writing_problems(self.this.code, self.body, self.key, self.cites)
        try:
            submit_for_approval(saved, self.request.user)  # type: ignore[arg-type]
        except Refused as refused:
            self.question = question_or_404(saved.pk)
            self.attributes = AttributesForm({**self.attributes.cleaned_data, "revision": saved.revision})
            if self.kwargs.get("kind"):
                messages.success(self.request, _("The draft is saved."))
                if not self.problems:
                    messages.error(self.request, str(refused))
                return HttpResponseRedirect(reverse("questions:edit", args=[saved.pk]) + "?check=1")
            return self._again(_("The draft is saved, but it cannot go to approval yet. %(reason)s") % {"reason": refused})
        messages.success(self.request, _("The question waits for approval by somebody else."))
        return HttpResponseRedirect(reverse("questions:show", args=[saved.pk]))

    def _again(self, sentence: str) -> HttpResponse:
        return self.render_to_response(self.get_context_data(sentence=sentence), status=422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if self.request.GET.get("check"):
            self.problems = writing_problems(self.this.code, self.body, self.key, self.cites)
        fields: dict[str, list[str]] = {}
        for problem in self.problems:
            fields.setdefault(problem.field, []).append(problem.sentence)
        for name, errors in self.attributes.errors.items():
            fields.setdefault(name, []).extend(str(error) for error in errors)
        hints = advice.hints_for(self.this.code, self.body, self.key)
        return {
            **super().get_context_data(**kwargs),
            "question": self.question,
            "title": title_of(self.body) or _("New question"),
            "mark": state_mark(self.question) if self.question else None,
            "kind": self.this,
            "body": self.body,
            "key": self.key,
            "policy": self.body.get("policy"),
            "attributes": self.attributes,
            **addresses(),
            "problems": fields,
            "problem_count": sum(len(sentences) for sentences in fields.values()),
            "summary": [(field, sentence) for field, sentences in fields.items() for sentence in sentences],
            "hints": advice.by_field(hints),
            "hint_count": len(hints),
            "hint": self.this.hint,
            "blank_row": BLANK_ROW,
            "edit_template": f"kinds/{self.this.code}_edit.html",
            "measured": getattr(self.question.current_version, "measured", None) if self.question else None,
            **self.this.form_context(self.body, self.key),
        }


@access(role(*WRITERS))
def preview(request: HttpRequest, kind: str) -> HttpResponse:
    """The question as a taker will see it, from what stands in the editor, saved or not. The key is never read."""
    this = _kind_or_404(kind)
    body, problem = shown_body(this.code, this.from_form(FormData(request.POST))[0])
    rendered = {"html": render_take(this.code, None, body, this.unshuffled(body), None, 1), "kind": this, "problem": problem}
    return render(request, "bank/preview.html", rendered)
