"""The invigilator's room: who is sitting an exam now, how far they are, and the clock of each; pause, resume, more minutes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Max, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods

from exams.papers.api import Exam
from exams.sittings.allowing import MOST_MINUTES, allow_minutes
from exams.sittings.lists import absent
from exams.sittings.models import Attempt
from exams.sittings.pausing import pause, resume
from exams.sittings.queries import visible_to
from exams.sittings.states import OPEN
from training_site.lib import clock
from training_site.lib.errors import Refused
from training_site.lib.reasons import LONGEST_REASON
from training_site.logins.models import User
from training_site.people.api import HR, SUPERVISOR, TRAINER, access, has_role, role, visible_staff
from training_site.transfers.api import export_response

INVIGILATORS = role(TRAINER, SUPERVISOR, HR)
PER_PAGE = 60
SILENT = timedelta(minutes=2)  # nothing has been saved for so long


@dataclass(frozen=True)
class Seat:
    """One open attempt as the invigilator sees it. `left` is in whole seconds and stands still during a pause."""

    attempt: Attempt
    answered: int
    flagged: int
    count: int
    saved_at: datetime | None
    left: int
    silent: bool


class ActForm(forms.Form):
    """What is done to the seats that are chosen, or to everybody. `sure` is the number of people that was named before giving them minutes."""

    act = forms.ChoiceField(choices=[("pause", ""), ("resume", ""), ("minutes", "")])
    who = forms.ChoiceField(choices=[("chosen", ""), ("all", "")], required=False)
    minutes = forms.IntegerField(label=gettext_lazy("Extra minutes"), min_value=1, max_value=MOST_MINUTES, required=False)
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=LONGEST_REASON, required=False)
    sure = forms.IntegerField(required=False)

    def clean(self) -> dict[str, Any]:
        facts: dict[str, Any] = super().clean() or {}
        if facts.get("act") in ("pause", "minutes") and not facts.get("reason", "").strip():
            self.add_error("reason", _("Give the reason. The people in the room read it, and it stands in the audit log."))
        if facts.get("act") == "minutes" and not facts.get("minutes") and "minutes" not in self.errors:
            self.add_error("minutes", _("Enter between 1 and %(most)d minutes.") % {"most": MOST_MINUTES})
        return facts


def _exam(request: HttpRequest, code: str) -> Exam:
    return get_object_or_404(Exam.objects.select_related("current_version"), code=code, current_version__isnull=False)


def open_attempts(user: Any, exam: Exam) -> QuerySet[Attempt]:
    """The attempts in progress that this login may see, in the order of staff numbers; nobody invigilates an exam of their own."""
    rows = visible_to(user).filter(exam=exam, state=OPEN).exclude(staff__login=user)
    return rows.select_related("staff", "exam", "exam_version").order_by("staff__staff_number")


def seats(rows: QuerySet[Attempt]) -> list[Seat]:
    """What is known of each attempt, in one statement."""
    now = clock.now()
    counted = rows.annotate(
        answered=Count("questions", filter=Q(questions__response__isnull=False)),
        flagged=Count("questions", filter=Q(questions__flagged=True)),
        total=Count("questions"),
        saved_at=Max("questions__saved_at"),
    )
    found = []
    for one in counted:
        facts: Any = one
        left = max(int((one.deadline - (one.paused_since or now)).total_seconds()), 0)
        silent = one.paused_since is None and now - (facts.saved_at or one.started_at) > SILENT
        found.append(Seat(one, facts.answered, facts.flagged, facts.total, facts.saved_at, left, silent))
    return found


def _context(request: HttpRequest, exam: Exam) -> dict[str, Any]:
    page = Paginator(open_attempts(request.user, exam), PER_PAGE).get_page(request.GET.get("page"))
    ticked = request.POST.getlist("seat")
    return {"exam": exam, "seats": seats(page.object_list), "page_obj": page, "now": clock.now(), "ticked": ticked}  # type: ignore[arg-type]


@access(INVIGILATORS)
@require_http_methods(["GET", "POST"])
def room(request: HttpRequest, code: str) -> HttpResponse:
    """The room of one exam. POST does one act to the people chosen and comes back; what is wrong is said at its field.

    Minutes are never taken back, so whoever gives them to several people is asked first.
    """
    exam = _exam(request, code)
    if request.GET.get("export") in ("xlsx", "csv"):
        return _export(request, exam)
    form, asked = ActForm(request.POST or None), 0
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        chosen = _chosen(request, exam, facts.get("who") == "all")
        several = len(chosen) > 1 or facts.get("who") == "all"
        if not chosen:
            form.add_error(None, _("Choose at least one person, or everybody."))
        elif facts["act"] == "minutes" and several and facts.get("sure") != len(chosen):
            asked = len(chosen)
        elif _done(request, chosen, form):
            return redirect("sittings:room", code=code)
    missing = absent(exam)
    if not has_role(request.user, TRAINER, HR):  # these see every attempt, and so everybody who is missing
        missing = missing.filter(pk__in=visible_staff(request.user).values("pk"))
    context = {**_context(request, exam), "place": "team", "form": form, "asked": asked, "missing": missing.count()}
    return render(request, "sittings/room.html", context, status=422 if form.errors else 200)


@access(INVIGILATORS)
@require_GET
def rows(request: HttpRequest, code: str) -> HttpResponse:
    """The rows alone, for the page that refreshes itself."""
    return render(request, "sittings/parts/seats.html", _context(request, _exam(request, code)))


def _chosen(request: HttpRequest, exam: Exam, everybody: bool) -> list[Attempt]:
    mine = open_attempts(request.user, exam)
    if everybody:
        return list(mine)
    try:
        wanted = [UUID(value) for value in request.POST.getlist("seat")]
    except ValueError:
        raise Http404 from None
    return list(mine.filter(public_id__in=wanted)) if wanted else []


def _done(request: HttpRequest, chosen: list[Attempt], form: ActForm) -> bool:
    """Do the act and say so; False when it was refused, which the form then says."""
    facts, by = form.cleaned_data, cast(User, request.user)
    try:
        if facts["act"] == "pause":
            done = pause(chosen, facts["reason"], by)
            said = ngettext("%(count)d paper is paused. Its clock stands still.", "%(count)d papers are paused. Their clocks stand still.", done)
        elif facts["act"] == "resume":
            done = resume(chosen, by)
            said = ngettext("%(count)d paper goes on, with no time lost.", "%(count)d papers go on, with no time lost.", done)
        else:
            for attempt in chosen:
                allow_minutes(attempt.exam, attempt.staff, facts["minutes"], facts["reason"], by)
            done = len(chosen)
            said = ngettext("%(count)d person has more time.", "%(count)d people have more time.", done)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, said % {"count": done})
    return True


def _export(request: HttpRequest, exam: Exam) -> HttpResponse:
    header = [_("Staff number"), _("Name"), _("Started"), _("Answered"), _("Questions"), _("Last saved"), _("Deadline"), _("Paused since")]
    table = [
        [seat.attempt.staff.staff_number, seat.attempt.staff.name, seat.attempt.started_at, seat.answered, seat.count, seat.saved_at,
         seat.attempt.deadline, seat.attempt.paused_since]
        for seat in seats(open_attempts(request.user, exam))
    ]  # fmt: skip
    return export_response(request, f"room-{exam.code}", header, table, request.GET["export"])


def room_address(exam: Exam) -> str:
    """Where the room of an exam is."""
    return reverse("sittings:room", args=[exam.code])
