"""What staff see of scenarios: the list, the cover, the conversation, the debrief."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from etiquette.scenarios.debrief import debrief as debrief_of
from etiquette.scenarios.grading import PASS_PERCENT
from etiquette.scenarios.models import Run
from etiquette.scenarios.queries import PROGRESS, cards_for, has_clock, looked_at, published, runs_visible_to
from etiquette.scenarios.replaying import start_replay
from etiquette.scenarios.running import choose as take
from etiquette.scenarios.running import open_run, put_aside, start_run
from etiquette.scenarios.states import RUN
from etiquette.scenarios.talk import moment_of
from training_site.lib.errors import Refused
from training_site.lib.numbers import whole
from training_site.people.api import STAFF, JobRole, access

PER_PAGE = 20


@require_safe
@access(STAFF)
def scenario_list(request: HttpRequest) -> HttpResponse:
    """Every published scenario with this person's progress; filtered by progress and job role, searched by words."""
    cards = cards_for(request.user.staff_member)
    roles = {role.code: role for role in JobRole.objects.all()}
    progress, role, words = (request.GET.get(name, "").strip() for name in ("state", "role", "q"))
    shown = [card for card in cards if (not progress or card.progress == progress) and (not role or card.scenario.role == role) and card.has(words)]
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
    for card in page:
        card.role = roles.get(card.scenario.role)
    context = {
        "place": "training",
        "page_obj": page,
        "total": len(cards),
        "passed": sum(card.progress == "passed" for card in cards),
        "chips": [(code, label, sum(card.progress == code for card in cards)) for code, label in PROGRESS],
        "roles": [found for code, found in roles.items() if any(card.scenario.role == code for card in cards)],
        "chosen": {"state": progress, "role": role, "q": words},
        "filtered": bool(progress or role or words),
    }
    return render(request, "scenarios/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@access(STAFF)
def cover(request: HttpRequest, code: str) -> HttpResponse:
    """Before the first step: situation, customer, minutes, what is looked at. A POST starts, or gives the open run again."""
    scenario = get_object_or_404(published(), code=code)
    version = scenario.current_version
    assert version is not None  # the constraint scenario_published_has_version
    me = request.user.staff_member
    if request.method == "POST":
        return _started(request, lambda: start_run(scenario, me, untimed="untimed" in request.POST))
    past = list(runs_visible_to(request.user).filter(scenario=scenario, state="finished", purpose=RUN).order_by("-finished_at")[:10])
    context = {
        "place": "training",
        "scenario": scenario,
        "version": version,
        "role": JobRole.objects.filter(code=version.role).first(),
        "looked_at": looked_at(version),
        "open_run": open_run(scenario, me),
        "past": past,
        "pass_percent": PASS_PERCENT,
        "timed": has_clock(version),
    }
    return render(request, "scenarios/cover.html", context)


def _mine(request: HttpRequest, public_id: UUID) -> Run:
    """A run of the signed-in person, or 404."""
    return get_object_or_404(runs_visible_to(request.user), public_id=public_id)


@require_safe
@access(STAFF)
def run(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The conversation at its present node."""
    return _show(request, _mine(request, public_id))


def _show(request: HttpRequest, current: Run, error: str = "", status: int = 200) -> HttpResponse:
    if current.state == "finished":
        return redirect("scenarios:debrief", public_id=current.public_id)
    if current.state == "abandoned":
        return redirect("scenarios:cover", code=current.scenario.code)
    context: dict[str, Any] = {"run": current, "version": current.version, "moment": moment_of(current), "error": error}
    return render(request, "scenarios/run.html", {**context, "looked_at": looked_at(current.version)}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@access(STAFF)
def choose(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take one choice. The form sends the node it was drawn for, so that a double click or a second window counts once."""
    current = _mine(request, public_id)
    if request.method != "POST" or current.state != "open":
        return _show(request, current)
    try:
        take(current, request.POST.get("node", ""), request.POST.get("choice", ""))
    except Refused as refusal:
        current.refresh_from_db()
        return _show(request, current, error=str(refusal), status=400)
    if current.state == "finished":
        return redirect("scenarios:debrief", public_id=current.public_id)
    return redirect(f"{reverse('scenarios:run', kwargs={'public_id': current.public_id})}#now")


@require_http_methods(["GET", "HEAD", "POST"])
@access(STAFF)
def abandon(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The question before an open run is put aside; the answer starts anew with `again`, or goes back to the cover."""
    current = _mine(request, public_id)
    if current.state != "open":
        return _show(request, current)
    if request.method != "POST":
        return render(request, "scenarios/abandon.html", {"place": "training", "run": current, "version": current.version, "taken": current.last_seq})
    put_aside(current)
    if current.purpose != RUN or "again" not in request.POST:
        messages.success(request, _("Put aside. Nothing of it counts."))
        return redirect("scenarios:cover", code=current.scenario.code)
    return _started(request, lambda: start_run(current.scenario, current.staff, untimed=current.untimed))


@require_http_methods(["GET", "HEAD", "POST"])
@access(STAFF)
def replay(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Again from the step of the debrief that the form names."""
    current = _mine(request, public_id)
    if request.method != "POST":
        return _show(request, current)
    step = whole(request.POST.get("step", "")) or 0
    return _started(request, lambda: start_replay(current, step, untimed=current.untimed), back=current)


def _started(request: HttpRequest, start: Callable[[], Run], back: Run | None = None) -> HttpResponse:
    """To the run that was started, or back with the refusal."""
    try:
        begun = start()
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("scenarios:debrief", public_id=back.public_id) if back else redirect("scenarios:list")
    return redirect(f"{reverse('scenarios:run', kwargs={'public_id': begun.public_id})}#now")


@require_safe
@access(STAFF)
def debrief(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """After the end: the verdict, each choice with its norms, better words."""
    current = _mine(request, public_id)
    if current.state != "finished":
        return _show(request, current)
    report = debrief_of(current)
    red = next((step for step in report.steps if step.red_line), None)
    return render(request, "scenarios/debrief.html", {"run": current, "version": current.version, "report": report, "red": red})
