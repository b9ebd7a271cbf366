"""Reviews on the screen: the person's own, the supervisor's team, one review for everybody concerned."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from exams.reviews import owing, signing
from exams.reviews.evidence import current, freeze_evidence
from exams.reviews.form_data import changes_from, entries_from
from exams.reviews.models import Review, ReviewCycle, Statement
from exams.reviews.presenting import items_of, rows_of, steps_of
from exams.reviews.queries import export_header, export_rows, narrowed, of_staff, progress, team_rows, visible_to, without_review
from exams.reviews.rating import entries_of, may_write, missing, rate_self, save_draft, total_of
from exams.reviews.refusals import FieldRefused
from exams.reviews.returning import Returned, context_of, returned
from exams.reviews.states import BEFORE_SIGNING, DECIDED, EVIDENCE_KINDS, OBJECTED, REVIEW_LABELS, SCALE, SELF, SIGNED, SUPERVISOR
from training_site.lib import clock
from training_site.lib.errors import Refused
from training_site.people.api import SIGNED_IN, TEAM_LEAD, OrgUnit, StaffMember, access
from training_site.transfers.api import export_response

PER_PAGE = 50


def person_of(request: HttpRequest) -> StaffMember | None:
    """The person of the login, or None."""
    return getattr(request.user, "staff_member", None)


@access(SIGNED_IN)
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """My reviews, newest first."""
    person = person_of(request)
    page = Paginator(of_staff(person) if person else Review.objects.none(), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "reviews/mine.html", {"page_obj": page, "place": "training"})


def _chosen_cycle(request: HttpRequest, cycles: list[ReviewCycle]) -> ReviewCycle | None:
    code = request.GET.get("cycle")
    if code:
        found = next((cycle for cycle in cycles if cycle.code == code), None)
        if found is None:
            raise Http404
        return found
    return next((cycle for cycle in cycles if cycle.state == "open"), cycles[0] if cycles else None)


@access(TEAM_LEAD)
@require_safe
def team(request: HttpRequest) -> HttpResponse:
    """A cycle in my units: who stands where."""
    cycles = list(ReviewCycle.objects.all())
    cycle = _chosen_cycle(request, cycles)
    person = person_of(request)
    rows = team_rows(request.user, cycle) if cycle else Review.objects.none()
    chosen, shown = narrowed(rows, request.GET)
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
    lacking = without_review(cycle, person) if cycle and person else 0
    context = {
        "cycles": cycles, "cycle": cycle, "page_obj": page, "progress": progress(rows), "lacking": lacking, "place": "team",
        "openings": owing.under_way(cycle) if cycle else [], "chosen": chosen, "states": REVIEW_LABELS.items(),
        "units": OrgUnit.objects.filter(pk__in=rows.order_by().values("unit")).order_by("path"),
    }  # fmt: skip
    return render(request, "reviews/team.html", context)


@access(TEAM_LEAD)
@require_safe
def export_team(request: HttpRequest, code: str) -> HttpResponse:
    """The reviews of my units in a cycle as a table, as filtered."""
    cycle = get_object_or_404(ReviewCycle, code=code)
    _chosen, rows = narrowed(team_rows(request.user, cycle), request.GET)
    kind = request.GET.get("format", "xlsx")
    return export_response(request, f"reviews-{cycle.code}-team", export_header(cycle), export_rows(cycle, rows), kind, _("Reviews"))


def _visible(request: HttpRequest, public_id: object) -> Review:
    found = visible_to(request.user).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


@access(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, public_id: object) -> HttpResponse:
    """One review: rating form, reading, signing, answering, deciding, each for whom it is and while it is time."""
    row = _visible(request, public_id)
    if request.method != "POST":
        return _page(request, row)
    deed = _DEEDS.get(request.POST.get("deed", ""))
    if deed is None:
        raise Http404
    try:
        messages.success(request, deed(request, row))
    except Refused as refusal:
        row = _visible(request, public_id)
        return _page(request, row, returned(row, refusal, request.POST))
    return HttpResponseRedirect(row.get_absolute_url())


@access(SIGNED_IN.as_json())
@require_POST
def save(request: HttpRequest, public_id: object) -> JsonResponse:
    """The draft as it is typed: {saved_at, total, missing} or {problem} with 409."""
    row = _visible(request, public_id)
    side = SELF if row.staff_id == getattr(person_of(request), "pk", None) else SUPERVISOR
    try:
        at = save_draft(row, _person(request), side, entries_from(request.POST))
    except Refused as refusal:
        return JsonResponse({"problem": str(refusal)}, status=409)
    total = total_of(row, side)
    return JsonResponse(
        {"saved_at": f"{timezone.localtime(at):%H:%M}", "total": None if total is None else str(total), "missing": len(missing(row, side))}
    )


def _person(request: HttpRequest) -> StaffMember:
    person = person_of(request)
    if person is None:
        raise Refused(_("This login belongs to nobody of the staff list."))
    return person


def _save(request: HttpRequest, row: Review) -> str:
    person = _person(request)
    save_draft(row, person, SELF if row.staff_id == person.pk else SUPERVISOR, entries_from(request.POST))
    return _("The draft is saved.")


def _hand_in(request: HttpRequest, row: Review) -> str:
    rate_self(row, _person(request), entries_from(request.POST))
    return _("Your self rating is handed in. Your supervisor can read it now.")


def _sign(request: HttpRequest, row: Review) -> str:
    person = _person(request)
    save_draft(row, person, SUPERVISOR, entries_from(request.POST))
    if not missing(row, SUPERVISOR) and request.POST.get("agreed") != "on":
        raise FieldRefused("agreed", _("Tick the sentence above the button to sign. Everything you filled in is saved."))
    signing.sign(row, person)
    return _("The review is signed. The person can read it now and answer.")


def _acknowledge(request: HttpRequest, row: Review) -> str:
    if request.POST.get("read") != "on":
        raise FieldRefused("read", _("Tick the sentence above the button to acknowledge. Nothing is recorded yet."))
    signing.acknowledge(row, _person(request))
    return _("Thank you. You have acknowledged the review.")


def _object(request: HttpRequest, row: Review) -> str:
    signing.object_to(row, _person(request), request.POST.get("reason", ""))
    return _("Your objection is recorded. Human resources or the next supervisor decide on it.")


def _decide(request: HttpRequest, row: Review) -> str:
    signing.decide(row, request.user, request.POST.get("reason", ""), changes_from(request.POST))
    return _("The decision is recorded. Both sides can read it now.")


def _freeze(request: HttpRequest, row: Review) -> str:
    if row.reviewer_id != _person(request).pk:
        raise Refused(_("Only the reviewer freezes the evidence again."))
    freeze_evidence(row, request.POST.get("reason", ""), request.user, clock.today())
    return _("The evidence is frozen again as of today.")


_DEEDS: dict[str, Callable[[HttpRequest, Review], str]] = {
    "save": _save, "hand-in": _hand_in, "sign": _sign, "acknowledge": _acknowledge, "object": _object, "decide": _decide, "freeze": _freeze,
}  # fmt: skip


def _page(request: HttpRequest, row: Review, back: Returned | None = None) -> HttpResponse:
    """The page for whoever looks: a side is shown to the other one only when it was handed in or signed. `back` is a form that was refused."""
    person = person_of(request)
    is_subject, is_reviewer = (person is not None and person.pk == pk for pk in (row.staff_id, row.reviewer_id))
    statements = {statement.kind: statement for statement in Statement.objects.filter(review=row).select_related("person")}
    signed = SIGNED in statements
    own = entries_of(row, SELF) if is_subject or row.self_rated_at else {}
    theirs = entries_of(row, SUPERVISOR) if is_reviewer or signed else {}
    evidence = current(row)
    side = SELF if may_write(row, person, SELF) else SUPERVISOR if may_write(row, person, SUPERVISOR) else ""
    if back and side == SELF:
        own = {**own, **back.entries}
    elif back and side == SUPERVISOR:
        theirs = {**theirs, **back.entries}
    may_object = is_subject and row.state == SIGNED and row.object_until is not None and clock.today() <= row.object_until
    may_decide, may_freeze = signing.may_decide(row, request.user), is_reviewer and row.state in BEFORE_SIGNING
    places = {"rating": bool(side), "object": may_object, "decide": may_decide, "freeze": may_freeze}
    context: dict[str, Any] = {
        "review": row,
        "rows": rows_of(row, evidence, own, theirs, statements.get(DECIDED)),
        "steps": steps_of(row, statements),
        "evidence": evidence,
        "side": side,
        "own": is_subject,
        "is_reviewer": is_reviewer,
        "signed": statements.get(SIGNED),
        "statements": statements.values(),
        "missing": missing(row, side) if side else [],
        "total": total_of(row, side or SUPERVISOR) if side or not signed else None,
        "shows_total": bool(side) or signed,
        "unlisted": _unlisted(row, evidence),
        "may_answer": is_subject and row.state == SIGNED,
        "may_object": may_object,
        "may_decide": may_decide,
        "may_freeze": may_freeze,
        "objection": statements.get(OBJECTED),
        "decision": statements.get(DECIDED),
        "scale": SCALE,
        "place": "training" if is_subject else "team",
        **context_of(row, back or Returned(), places),
    }
    return render(request, "reviews/review.html", context, status=422 if back else 200)


def _unlisted(row: Review, evidence: Any) -> list[Any]:
    """Evidence that no indicator of the cycle shows, so that nothing frozen is hidden from the two people."""
    shown = {kind for kinds in row.cycle.indicators.values_list("evidence_kinds", flat=True) for kind in kinds}
    return items_of(evidence, [kind for kind, _label in EVIDENCE_KINDS if kind not in shown])
