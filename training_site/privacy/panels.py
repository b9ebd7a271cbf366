"""What this room shows on the pages of people: the way to one's own data; and for HR what can be done about a person's."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from training_site.people.api import ADMINISTRATOR, HR, StaffMember, has_role
from training_site.privacy.erasing import earliest_day
from training_site.privacy.models import CorrectionRequest, ErasureRequest


def account_panel(request: HttpRequest, staff: object) -> str | None:
    """On the account page: what the system knows of me, and how many of my requests HR still has. One statement."""
    if not isinstance(staff, StaffMember):
        return None
    waiting = CorrectionRequest.objects.filter(staff=staff, state="asked").count()
    return render_to_string("privacy/account_panel.html", {"waiting": waiting}, request)


def person_panel(request: HttpRequest, person: object) -> str | None:
    """On a person's page in the administration: copy and erasure of who has left. Two statements."""
    if not isinstance(person, StaffMember) or not has_role(request.user, HR, ADMINISTRATOR):
        return None
    context = {
        "person": person,
        "is_hr": has_role(request.user, HR),
        "erasure": ErasureRequest.objects.filter(staff=person).first(),
        "waiting": CorrectionRequest.objects.filter(staff=person, state="asked").first(),
        "earliest": earliest_day(person),
    }
    return render_to_string("privacy/admin/person_panel.html", context, request)
