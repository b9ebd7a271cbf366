"""Writing audit events: always inside the transaction of the deed they tell of."""

from collections.abc import Iterable
from typing import Any

from django.db import models

from training_site.ledger.models import AuditEvent


def pseudonym_of(actor: object | None) -> str:
    """How the ledger names who did it: a StaffMember's or their login's pseudonym, a login's number, or "system"."""
    if actor is None:
        return "system"
    person = getattr(actor, "staff_member", None) or actor
    pseudonym = getattr(person, "pseudonym", "")
    return pseudonym or f"login-{getattr(actor, 'pk', '')}"


def recorded(subject: type[models.Model], ids: Iterable[int], *deeds: str) -> dict[int, list[dict[str, Any]]]:
    """The facts of these deeds about each of these subjects, oldest first, by the subject's id (one statement)."""
    told: dict[int, list[dict[str, Any]]] = {}
    about = AuditEvent.objects.filter(subject_kind=subject._meta.label_lower, subject_id__in=[str(one) for one in ids], deed__in=deeds)
    for subject_id, facts in about.order_by("pk").values_list("subject_id", "facts"):
        told.setdefault(int(subject_id), []).append(facts)
    return told


def record_many(deed: str, subjects: Iterable[models.Model], actor: object | None = None, **facts: Any) -> None:
    """The same deed, with the same facts, about each of the subjects: one audit event for each, in few statements."""
    by = pseudonym_of(actor)
    AuditEvent.objects.bulk_create(
        AuditEvent(deed=deed, actor=by, subject_kind=subject._meta.label_lower, subject_id=str(subject.pk), facts=facts) for subject in subjects
    )


def record(deed: str, subject: models.Model, actor: object | None = None, **facts: Any) -> AuditEvent:
    """Write one audit event. `facts` must be JSON and must not hold names, numbers or answers of people."""
    return AuditEvent.objects.create(
        deed=deed, actor=pseudonym_of(actor), subject_kind=subject._meta.label_lower, subject_id=str(subject.pk), facts=facts
    )
