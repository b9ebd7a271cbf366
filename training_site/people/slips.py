"""Slips to print and cut: name, staff number, one-time code, and where to sign in, in both languages."""

from collections.abc import Sequence

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from training_site.lib import clock
from training_site.people.codes import VALID_FOR, Slip
from training_site.people.queries import postings_by_person


def slip_sheet(request: HttpRequest, slips: Sequence[Slip], back: str, left: int = 0) -> HttpResponse:
    """An A4 page of slips. The codes stand on this one response and nowhere else; no cache keeps it.

    `back` is the address of the way out, `left` how many people of the same choice have no slip yet.
    The QR code holds the staff number, never the code.
    """
    postings = postings_by_person(slip.staff.pk for slip in slips)
    door = settings.PUBLIC_URL + reverse("people:first_sign_in")
    rows = [
        {
            "staff": slip.staff,
            "code": slip.grouped,
            "posting": postings.get(slip.staff.pk),
            "qr": segno.make(f"{door}?{urlencode({'number': slip.staff.staff_number})}", error="m").svg_data_uri(scale=4, border=2),
        }
        for slip in slips
    ]
    context = {
        "slips": rows,
        "door": door.split("://", 1)[1],
        "until": clock.now() + VALID_FOR,
        "back": back,
        "left": left,
        "organisation_pair": settings.ORGANISATION,
    }
    response = render(request, "people/slips.html", context)
    response["Cache-Control"] = "no-store, private"
    return response
