"""Questions about clauses, for supervisors and HR: those of their own people, to read and to answer."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from etiquette.signing.asking import WAITING_FIRST, answer, narrowed_questions, questions_visible_to
from etiquette.signing.forms import AnswerForm
from training_site.lib.errors import Refused
from training_site.people.api import TEAM_LEAD, access

PER_PAGE = 25


@require_safe
@access(TEAM_LEAD)
def team_questions(request: HttpRequest) -> HttpResponse:
    """The list, what waits first."""
    state, words = (request.GET.get(name, "").strip() for name in ("state", "q"))
    visible = questions_visible_to(request.user)
    rows = narrowed_questions(visible, state=state, words=words).order_by(WAITING_FIRST, "-asked_at", "-pk")
    context = {
        "place": "team",
        "page_obj": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "waiting": visible.filter(answer__isnull=True).count(),
        "asked": {"state": state, "q": words},
        "filtered": bool(state or words),
    }
    return render(request, "signing/team_questions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@access(TEAM_LEAD)
def team_answer(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One question with its clause; a POST answers it."""
    question = get_object_or_404(questions_visible_to(request.user), public_id=public_id)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            answer(question, form.cleaned_data["text"], request.user)
        except Refused as refusal:
            form.add_error("text", str(refusal))
        else:
            messages.success(request, _("Answered. It stands at the clause when the person opens the set."))
            return redirect("signing:team_questions")
    context = {"place": "team", "question": question, "form": form}
    return render(request, "signing/team_answer.html", context, status=400 if form.errors else 200)
