"""Asking for a correction, and HR's answer."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from training_site.ledger import api as ledger
from training_site.lib import clock
from training_site.lib.errors import Refused
from training_site.lib.moves import move_one
from training_site.logins.models import User
from training_site.people.api import ADMINISTRATOR, HR, StaffMember, has_role
from training_site.privacy.models import CorrectionRequest
from training_site.privacy.states import REQUEST_MOVES

MOST_OPEN = 5


def ask_correction(staff: StaffMember, text: str, by: User) -> CorrectionRequest:
    """Say what is wrong about oneself. Raises Refused for other people, without words, or with too many open requests."""
    if staff.login_id != by.pk:
        raise Refused(_("Everybody asks for corrections of their own data."))
    if not text.strip():
        raise Refused(_("Say what is wrong and how it should read."))
    with transaction.atomic():
        StaffMember.objects.select_for_update().get(pk=staff.pk)
        if CorrectionRequest.objects.filter(staff=staff, state="asked").count() >= MOST_OPEN:
            raise Refused(_("Five of your requests are open. Wait for HR’s answer before you write another one."))
        row = CorrectionRequest.objects.create(staff=staff, text=text.strip()[:1000])
        ledger.record("privacy.correction_asked", row, by)
    return row


def answer_correction(row: CorrectionRequest, by: User, done: bool, answer: str) -> CorrectionRequest:
    """HR's answer, once: corrected, or why not. Raises Refused without words, for others than HR, and for one's own request."""
    if not has_role(by, HR, ADMINISTRATOR):
        raise Refused(_("HR answers requests for a correction."))
    if row.staff.login_id == by.pk:
        raise Refused(_("Somebody else of HR answers your own request."))
    if not answer.strip():
        raise Refused(_("Write an answer: what was corrected, or why not."))
    with transaction.atomic():
        facts: dict[str, Any] = {"answer": answer.strip()[:400], "by": by, "answered_at": clock.now()}
        moved = move_one(row, REQUEST_MOVES, "done" if done else "refused", **facts)
        ledger.record("privacy.correction_answered", row, by, done=done)
    return moved
