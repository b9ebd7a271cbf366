"""What people decide about enrolments by hand: each with a reason, dated, written down and audited."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from courses.paths.models import EarlyAdmission, Enrolment, EnrolmentChange, LearningPath, Step
from courses.paths.queries import journey_of
from courses.paths.settle import settle_people
from training_site.ledger import api as ledger
from training_site.lib import clock
from training_site.lib.errors import Refused, SomeoneElseWasFirst
from training_site.lib.reasons import reason_of
from training_site.people.api import StaffMember


def _reason(text: str) -> str:
    return reason_of(text, _("Give the reason. It stands in the record."))


def _note(enrolment: Enrolment, deed: str, audit: str, reason: str, by: Any, before: date | None = None, after: date | None = None) -> None:
    EnrolmentChange.objects.create(enrolment=enrolment, deed=deed, before=before, after=after, reason=reason, by=by)
    days = {name: day.isoformat() for name, day in (("before", before), ("after", after)) if day}
    ledger.record(f"paths.{audit}", enrolment, by, path=enrolment.path.code, person=enrolment.staff.pseudonym, **days)


def enrol_by_hand(person: StaffMember, path: LearningPath, started_on: date, reason: str, by: Any) -> Enrolment:
    """Put a person on a path from a day of one's choice; due `path.days` later. What they have done already counts at once."""
    reason = _reason(reason)
    if path.archived_at:
        raise Refused(_("This path is archived. Restore it first, or choose another one."))
    if person.left_on and person.left_on <= clock.today():
        raise Refused(_("%(name)s has left. Only people employed today can be enrolled.") % {"name": person.name})
    with transaction.atomic():
        facts = {"started_on": started_on, "due_on": started_on + timedelta(days=path.days - 1), "reason": reason[:200]}
        enrolment, created = Enrolment.objects.get_or_create(staff=person, path=path, defaults=facts)
        if not created:
            raise Refused(_("%(name)s is on this path already. Take that enrolment up again if it was ended.") % {"name": person.name})
        _note(enrolment, "enrolled", "enrolled", reason, by, after=enrolment.due_on)
        settle_people([person.pk])
    return enrolment


@transaction.atomic
def change_due(enrolment: Enrolment, due_on: date, reason: str, by: Any) -> Enrolment:
    """Move the due date, and the days of all stages by as many days. Raises Refused where nothing would change or all is done."""
    reason = _reason(reason)
    row = Enrolment.objects.select_related("path", "staff").get(pk=enrolment.pk)
    if row.ended_on or row.completed_at:
        raise Refused(_("This enrolment is over; its due date no longer matters."))
    if due_on < row.started_on:
        raise Refused(_("The due date lies before the first day, %(day)s. Enter a later day.") % {"day": row.started_on.isoformat()})
    if due_on == row.due_on:
        raise Refused(_("This is the due date already. Enter another day."))
    moved = (due_on - row.due_on).days
    going_on = Enrolment.objects.filter(pk=row.pk, due_on=row.due_on, ended_on__isnull=True, completed_at__isnull=True)
    if not going_on.update(due_on=due_on, moved_days=F("moved_days") + moved):
        raise SomeoneElseWasFirst(_("Somebody else has just changed this enrolment. Load the page again and look before you go on."))
    _note(row, "due", "due_changed", reason, by, before=row.due_on, after=due_on)
    return Enrolment.objects.get(pk=row.pk)


@transaction.atomic
def end(enrolment: Enrolment, reason: str, by: Any) -> Enrolment:
    """Nothing of this path is asked of the person any more; what they have done stays. Raises Refused when ended already."""
    reason, today = _reason(reason), clock.today()
    if not Enrolment.objects.filter(pk=enrolment.pk, ended_on__isnull=True).update(ended_on=today):
        raise SomeoneElseWasFirst(_("This enrolment is ended already."))
    row = Enrolment.objects.select_related("path", "staff").get(pk=enrolment.pk)
    _note(row, "ended", "ended", reason, by, after=today)
    return row


@transaction.atomic
def reopen(enrolment: Enrolment, reason: str, by: Any) -> Enrolment:
    """Take an ended enrolment up again, with the due date it had. Raises Refused when it is not ended."""
    reason = _reason(reason)
    before = Enrolment.objects.filter(pk=enrolment.pk).values_list("ended_on", flat=True).first()
    if not Enrolment.objects.filter(pk=enrolment.pk, ended_on__isnull=False).update(ended_on=None):
        raise SomeoneElseWasFirst(_("This enrolment is under way already."))
    row = Enrolment.objects.select_related("path", "staff").get(pk=enrolment.pk)
    _note(row, "reopened", "reopened", reason, by, before=before)
    settle_people([row.staff_id])
    return row


def admit_early(enrolment: Enrolment, step: Step, reason: str, by: Any) -> EarlyAdmission:
    """Let one person sit an exam before the steps that stand before it. Raises Refused where nothing holds the exam back."""
    reason = _reason(reason)
    held = next((todo for todo in journey_of(enrolment).todos if todo.step.pk == step.pk and todo.waits_for), None)
    if held is None or enrolment.ended_on:
        raise Refused(_("Nothing holds this exam back for this person."))
    with transaction.atomic():
        row, created = EarlyAdmission.objects.get_or_create(enrolment=enrolment, step=step, defaults={"reason": reason, "granted_by": by})
        if created:
            facts = {"path": enrolment.path.code, "exam": step.ref, "person": enrolment.staff.pseudonym}
            ledger.record("paths.early_admission", row, by, **facts)
    return row
