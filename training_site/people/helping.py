"""Helping somebody in: a supervisor for the own team, HR for everybody. Each act asks first, then shows a slip or says what it did."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from training_site.lib.errors import Refused
from training_site.people import codes
from training_site.people.access import access, role
from training_site.people.models import StaffMember
from training_site.people.queries import visible_staff
from training_site.people.roles import ADMINISTRATOR, HR, SUPERVISOR, has_role
from training_site.people.slips import slip_sheet

HELPERS = role(SUPERVISOR, HR, ADMINISTRATOR)


def helped(request: HttpRequest, public_id: object) -> StaffMember:
    """The person to be helped, or 404 for anybody whom this login may not see (R13)."""
    people = StaffMember.objects.all() if has_role(request.user, ADMINISTRATOR) else visible_staff(request.user)
    return get_object_or_404(people.select_related("login"), public_id=public_id)


def _back(request: HttpRequest) -> str:
    target = request.POST.get("next") or request.GET.get("next") or ""
    return target if url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()) else reverse("desk:home")


def _ask(request: HttpRequest, person: StaffMember, **texts: Any) -> HttpResponse:
    allowed = codes.may_help(request.user, person)
    context = {"person": person, "back": _back(request), "allowed": allowed, "place": "team", **texts}
    return render(request, "people/help.html", context, status=200 if allowed else 403)


@access(HELPERS)
def reset(request: HttpRequest, public_id: object) -> HttpResponse:
    """A forgotten password: take it away, end the sessions, show a slip with a one-time code."""
    person = helped(request, public_id)
    if request.method == "POST":
        try:
            code = codes.reset_password(person, request.user)
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect(_back(request))
        return slip_sheet(request, [codes.Slip(person, code)], _back(request))
    return _ask(
        request,
        person,
        heading=_("Reset the password of %(name)s?") % {"name": person.name},
        text=_("The present password stops working at once, and every device is signed out. You get a slip with a one-time code for the person."),
        action=_("Reset and show the slip"),
    )


@access(HELPERS)
def new_code(request: HttpRequest, public_id: object) -> HttpResponse:
    """A lost slip: another one-time code; the password, if there is one, stays."""
    person = helped(request, public_id)
    if request.method == "POST":
        try:
            code = codes.issue_code(person, request.user)
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect(_back(request))
        return slip_sheet(request, [codes.Slip(person, code)], _back(request))
    return _ask(
        request,
        person,
        heading=_("Issue a one-time code to %(name)s?") % {"name": person.name},
        text=_("Codes given out before stop working. The new one works once, for 7 days."),
        action=_("Issue and show the slip"),
    )


@access(HELPERS)
def unlock(request: HttpRequest, public_id: object) -> HttpResponse:
    """Too many wrong passwords: open the door again at once."""
    person = helped(request, public_id)
    if request.method == "POST":
        try:
            codes.unlock(person, request.user)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("%(name)s can sign in again.") % {"name": person.name})
        return redirect(_back(request))
    return _ask(
        request,
        person,
        heading=_("Open the locked sign-in of %(name)s?") % {"name": person.name},
        text=_("Sign-in was closed after several wrong attempts. Make sure that it was the person and nobody else."),
        action=_("Open it"),
    )
