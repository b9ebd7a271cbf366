"""Leaving and staying: an employment is ended with its posts, never deleted; a leaving that has not come yet can be taken back."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from training_site.ledger import api as ledger
from training_site.lib import clock
from training_site.lib.errors import Refused
from training_site.people.models import Posting, StaffMember, Supervision
from training_site.people.roles import AnyUser


def end_employment(staff: StaffMember, left_on: date, by: AnyUser) -> None:
    """Set the first day on which the person no longer works here; posts and supervisions end with it, and so does the login.

    Raises Refused when they have left already, or when the day is before the hire or the present post.
    """
    with transaction.atomic():
        locked = StaffMember.objects.select_for_update().get(pk=staff.pk)
        if locked.left_on is not None:
            raise Refused(_("A leaving date is entered already."))
        began = Posting.objects.filter(staff=staff, ends_on__isnull=True).values_list("starts_on", flat=True).first() or locked.hired_on
        if began is not None and left_on < began:
            raise Refused(_("The leaving date is before the beginning of the present post."))
        StaffMember.objects.filter(pk=staff.pk).update(left_on=left_on)
        Posting.objects.filter(staff=staff, ends_on__isnull=True).update(ends_on=left_on)
        Supervision.objects.filter(supervisor=staff, ends_on__isnull=True, starts_on__lte=left_on).update(ends_on=left_on)
        ledger.record("people.employment_ended", staff, by, left_on=left_on.isoformat())
        ledger.wake(staff.pk, "person.left")
    staff.refresh_from_db()


def take_leaving_back(staff: StaffMember, by: AnyUser) -> None:
    """Undo `end_employment`: the posts and supervisions that ended with it are open again.

    Raises Refused when nobody was leaving, or when the person left more than 30 days ago: then it is a new hire.
    """
    with transaction.atomic():
        locked = StaffMember.objects.select_for_update().get(pk=staff.pk)
        if locked.left_on is None:
            raise Refused(_("No leaving date is entered."))
        if locked.erased_at is not None:
            raise Refused(_("This person’s data were erased; that cannot be undone. Bring them in again with the roster and a new staff number."))
        if (clock.today() - locked.left_on).days > 30:
            raise Refused(_("The person left more than 30 days ago. Bring them in again with the roster and a new day of hire."))
        last = Posting.objects.filter(staff=staff).order_by("-starts_on").first()
        if last is not None and last.ends_on == locked.left_on:
            Posting.objects.filter(pk=last.pk).update(ends_on=None)
        Supervision.objects.filter(supervisor=staff, ends_on=locked.left_on).update(ends_on=None)
        StaffMember.objects.filter(pk=staff.pk).update(left_on=None)
        ledger.record("people.leaving_taken_back", staff, by, left_on=locked.left_on.isoformat())
        ledger.wake(staff.pk, "person.hired")
    staff.refresh_from_db()
