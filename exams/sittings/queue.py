"""The queue of answers that a person has to mark, blind to the name, and the page where a mark is changed."""

from decimal import Decimal
from typing import cast

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from exams.bank import keys
from exams.kinds import api as kinds
from exams.papers.api import Exam
from exams.sittings.marking import mark_by_person, marks_by_people, waiting_for_marks
from exams.sittings.models import AttemptQuestion
from exams.sittings.permitting import MARKERS
from exams.sittings.states import MARKED
from training_site.lib.errors import Refused
from training_site.lib.numbers import whole
from training_site.lib.percentages import shown
from training_site.lib.reasons import LONGEST_REASON
from training_site.logins.models import User
from training_site.people.api import access, role

PER_PAGE = 50


class MarkForm(forms.Form):
    """Points and a comment, which the taker reads after release."""

    score = forms.DecimalField(label=gettext_lazy("Points"), min_value=Decimal(0), max_digits=6, decimal_places=2)
    comment = forms.CharField(
        label=gettext_lazy("Comment on the answer"),
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("The taker reads it with the answers."),
    )

    def __init__(self, *args: object, most: Decimal, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["score"].help_text = _("0 to %(most)s points") % {"most": shown(most)}
        self.fields["score"].widget.attrs.update(max=str(most), step="0.01", autofocus=True)


class ChangeForm(MarkForm):
    """Other points for an answer that was marked, and why. `mark` is the one that was looked at; `finished`: there is a result already."""

    mark = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: object, most: Decimal, finished: bool, **kwargs: object) -> None:
        super().__init__(*args, most=most, **kwargs)
        self.fields["comment"] = forms.CharField(
            label=_("Reason"),
            max_length=LONGEST_REASON,
            widget=forms.Textarea({"rows": 3}),
            help_text=_("The taker reads it with the result. It stands in the audit log.") if finished else _("It stands in the audit log."),
        )


@access(role(*MARKERS))
@require_GET
def waiting(request: HttpRequest) -> HttpResponse:
    """What waits for a mark, oldest first; no names."""
    rows = waiting_for_marks().select_related("question_version__question")
    exams = Exam.objects.filter(pk__in=rows.order_by().values("attempt__exam")).order_by("code")
    chosen = request.GET.get("exam", "")
    if (number := whole(chosen)) is not None:
        rows = rows.filter(attempt__exam=number)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page_title": _("Marking"), "header_icon": "edit", "page_obj": page, "exams": exams, "chosen": chosen}
    return render(request, "sittings/admin/marking.html", context)


@access(role(*MARKERS))
@require_http_methods(["GET", "POST"])
def mark(request: HttpRequest, pk: int) -> HttpResponse:
    """One answer with its question and rubric; after saving, the next one of the same exam."""
    item = get_object_or_404(waiting_for_marks(), pk=pk)
    form = MarkForm(request.POST or None, most=item.points)
    if request.method == "POST" and form.is_valid():
        try:
            mark_by_person(item, form.cleaned_data["score"], cast(User, request.user), form.cleaned_data["comment"])
        except Refused as refusal:
            form.add_error("score", str(refusal))
        else:
            return _next(request, item)
    left = waiting_for_marks().filter(attempt__exam=item.attempt.exam_id).count()
    context = {
        "page_title": _("Mark an answer"),
        "page_subtitle": str(item.attempt.exam),
        "header_icon": "edit",
        "form": form,
        "answer": _answer(item),
        "left": left,
    }
    return render(request, "sittings/admin/mark.html", context)


def _answer(item: AttemptQuestion) -> SafeString:
    version = item.question_version
    key = keys.for_marking([version.pk])[version.pk]
    return kinds.render_review(version.kind, version.body, item.option_order, item.response, key=key)


@access(role(*MARKERS))
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Another mark for an answer that a person has marked: the marks before it stay, and a result that was made is replaced."""
    mark = get_object_or_404(
        marks_by_people().select_related("attempt_question__attempt__exam", "attempt_question__attempt__staff"), attempt_question=pk
    )
    item = mark.attempt_question
    back = reverse("results:inspect", args=[item.attempt_id])
    finished = item.attempt.state == MARKED
    form = ChangeForm(request.POST or None, most=item.points, finished=finished, initial={"mark": mark.pk, "score": mark.score})
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        try:
            mark_by_person(item, facts["score"], cast(User, request.user), facts["comment"], instead_of=facts["mark"])
        except Refused as refusal:
            form.add_error("score", str(refusal))
        else:
            with_result, alone = _("The mark is changed. The one before and its result are kept."), _("The mark is changed. The one before is kept.")
            messages.success(request, with_result if finished else alone)
            return redirect(back)
    context = {
        "page_title": _("Change the mark"),
        "page_subtitle": f"{item.attempt.exam} · {item.attempt.reference}",
        "header_icon": "edit",
        "form": form,
        "answer": _answer(item),
        "mark": mark,
        "item": item,
        "finished": finished,
        "back": back,
    }
    return render(request, "sittings/admin/change_mark.html", context, status=422 if form.errors else 200)


def _next(request: HttpRequest, item: AttemptQuestion) -> HttpResponse:
    following = waiting_for_marks().filter(attempt__exam=item.attempt.exam_id).first()
    if following is None:
        messages.success(request, _("Marked. No answer of this exam is waiting any more."))
        return redirect("results:marking")
    messages.success(request, _("Marked. Here is the next answer."))
    return redirect("results:mark", pk=following.pk)
