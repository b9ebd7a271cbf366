"""Erasure of somebody who has left: asked for by HR, confirmed by a second person, done in one act, never undone.

What is left under the pseudonym: training record, results, certificates, signatures, reviews. Frozen documents keep the name that
stands on them (docs/decisions/0006-erasure.md); each room says so in its part.
"""

from datetime import date, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from training_site.ledger import api as ledger
from training_site.lib import clock
from training_site.lib.errors import Refused
from training_site.lib.moves import move_one
from training_site.logins.models import User
from training_site.people.api import ADMINISTRATOR, HR, Identifiers, StaffMember, has_role
from training_site.people.personal_data import parts
from training_site.privacy.copying import delete_files
from training_site.privacy.models import CorrectionRequest, DataExport, ErasureRequest
from training_site.privacy.states import REQUEST_MOVES


def earliest_day(staff: StaffMember) -> date | None:
    """The first day on which the person's data may be erased; None while they have no leaving date."""
    return staff.left_on + timedelta(days=settings.ERASURE_AFTER_DAYS) if staff.left_on else None


def _may_be_erased(staff: StaffMember) -> None:
    if staff.erased_at is not None:
        raise Refused(_("This person’s data were erased already."))
    day = earliest_day(staff)
    if day is None:
        raise Refused(_("Only the data of people who have left can be erased."))
    if day > clock.today():
        said = {"day": day.isoformat(), "days": settings.ERASURE_AFTER_DAYS}
        raise Refused(_("These data must be kept until %(day)s: %(days)d days after the last day of work (Labour Contract Law, article 50).") % said)


def ask_erasure(staff: StaffMember, reason: str, by: User) -> ErasureRequest:
    """Ask for erasure. Raises Refused when the person works here or the legal minimum is not over, without a reason, or asked twice."""
    if not has_role(by, HR):
        raise Refused(_("HR asks for an erasure, an administrator confirms it."))
    if not reason.strip():
        raise Refused(_("Say on whose wish or on which ground."))
    _may_be_erased(staff)
    try:
        with transaction.atomic():
            row = ErasureRequest.objects.create(staff=staff, reason=reason.strip()[:400], asked_by=by)
            ledger.record("privacy.erasure_asked", staff, by)
    except IntegrityError as error:
        raise Refused(_("An erasure has been asked for already.")) from error
    return row


def _second_person(row: ErasureRequest, by: User) -> None:
    if not has_role(by, ADMINISTRATOR):
        raise Refused(_("An administrator confirms an erasure."))
    if row.asked_by_id == by.pk:
        raise Refused(_("You asked for this erasure; a second person confirms it."))
    if row.staff.login_id == by.pk:
        raise Refused(_("Nobody decides on their own data."))


def refuse_erasure(row: ErasureRequest, by: User, answer: str) -> ErasureRequest:
    """Say no, with a reason; the data stay, and it can be asked for again."""
    _second_person(row, by)
    if not answer.strip():
        raise Refused(_("Say why not."))
    with transaction.atomic():
        moved = move_one(row, REQUEST_MOVES, "refused", decided_by=by, decided_at=clock.now(), answer=answer.strip()[:400])
        ledger.record("privacy.erasure_refused", row.staff, by)
    return moved


def known_words(staff: StaffMember) -> Identifiers:
    """By what the person is known today."""
    email = staff.email or (staff.login.email if staff.login else "")
    return Identifiers(staff.name, staff.name_latin, staff.staff_number, email, staff.mobile, staff.pseudonym)


def erase(row: ErasureRequest, by: User) -> ErasureRequest:
    """Confirm and do it: every room's part, then its own, in one transaction; files of copies go after it."""
    _second_person(row, by)
    with transaction.atomic():
        staff = StaffMember.objects.select_for_update().get(pk=row.staff_id)
        _may_be_erased(staff)
        known = known_words(staff)
        moved = move_one(row, REQUEST_MOVES, "done", decided_by=by, decided_at=clock.now())
        for part in parts():
            if part.erase:
                part.erase(staff, known)
        ledger.record("privacy.erased", staff, by, request=row.pk)
        copies = list(DataExport.objects.filter(staff=staff))
        transaction.on_commit(lambda: delete_files(copies))
    moved.refresh_from_db()
    return moved


def erase_own_tables(staff: StaffMember, known: Identifiers) -> None:
    """This room's part: texts about the person lose the words by which they were known."""
    for request in CorrectionRequest.objects.filter(staff=staff):
        CorrectionRequest.objects.filter(pk=request.pk).update(text=known.pseudonym, answer=known.replaced(request.answer))
    for row in ErasureRequest.objects.filter(staff=staff):
        ErasureRequest.objects.filter(pk=row.pk).update(reason=known.replaced(row.reason), answer=known.replaced(row.answer))
