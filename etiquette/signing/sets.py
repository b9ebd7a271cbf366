"""Writing sets: from content files and from the admin; publishing, withdrawing, asking people to read."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from etiquette.norms.api import Norm
from etiquette.signing.models import ReadingRequest, SetNorm, SigningSet
from training_site.ledger.api import record
from training_site.lib import clock
from training_site.lib.errors import Refused
from training_site.people.api import JobRole, StaffMember


def norms_by_code(codes: Sequence[str]) -> list[Norm]:
    """The norms in the order of the codes. Raises Refused that names every unknown code or one that stands twice. One query."""
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if twice:
        raise Refused(_("Listed twice: %(codes)s.") % {"codes": ", ".join(twice)})
    found = {norm.code: norm for norm in Norm.objects.filter(code__in=codes)}
    missing = [code for code in codes if code not in found]
    if missing:
        raise Refused(_("Not in the manual: %(codes)s.") % {"codes": ", ".join(missing)})
    return [found[code] for code in codes]


def set_norms(signing_set: SigningSet, codes: Sequence[str]) -> bool:
    """Make these the norms of a set, in this order; True when that changed anything. Raises Refused as `norms_by_code`."""
    if list(signing_set.members.values_list("norm__code", flat=True)) == list(codes):
        return False
    norms = norms_by_code(codes)
    with transaction.atomic():
        signing_set.members.all().delete()
        SetNorm.objects.bulk_create(SetNorm(signing_set=signing_set, norm=norm, order=order) for order, norm in enumerate(norms))
    return True


def import_set(mapping: Mapping[str, Any], by: Any) -> SigningSet:
    """Bring in one entry of signing.yaml and publish it; loaded again without a change it writes nothing.

    `{id, title, intro, statement, norms, job_roles, due_days}`, texts as pairs. Raises Refused naming the set for a missing
    text, an unknown norm or job role. A set that a trainer has withdrawn stays withdrawn.
    """
    code = str(mapping.get("id", ""))
    try:
        fields = _fields(mapping)
        roles = _roles(mapping.get("job_roles", []))
        with transaction.atomic():
            signing_set, made = SigningSet.objects.get_or_create(code=code, defaults=fields)
            changed = {name: value for name, value in fields.items() if getattr(signing_set, name) != value}
            for name, value in changed.items():
                setattr(signing_set, name, value)
            if changed:
                signing_set.save(update_fields=list(changed))
            moved = set_norms(signing_set, [str(norm) for norm in mapping.get("norms", [])])
            if set(signing_set.job_roles.all()) != set(roles):
                signing_set.job_roles.set(roles)
                moved = True
            if made:
                publish_set(signing_set, by)
            elif changed or moved:
                record("signing.set_changed", signing_set, by, code=code)
    except Refused as refusal:
        raise Refused(f"{code or '?'}: {refusal}") from refusal
    return signing_set


def _fields(mapping: Mapping[str, Any]) -> dict[str, Any]:
    fields: dict[str, Any] = {"due_days": mapping.get("due_days")}
    for name in ("title", "intro", "statement"):
        pair = mapping.get(name) or {}
        if not isinstance(pair, Mapping) or (name != "intro" and not pair.get("zh")):
            raise Refused(_("“%(field)s” needs a Chinese text under zh.") % {"field": name})
        fields |= {f"{name}_zh": str(pair.get("zh") or "").strip(), f"{name}_en": str(pair.get("en") or "").strip()}
    return fields


def _roles(codes: Iterable[str]) -> list[JobRole]:
    wanted = list(codes)
    found = list(JobRole.objects.filter(code__in=wanted))
    missing = sorted(set(wanted) - {role.code for role in found})
    if missing:
        raise Refused(_("There is no job role %(codes)s.") % {"codes": ", ".join(missing)})
    return found


def save_set(signing_set: SigningSet, codes: Sequence[str], roles: Iterable[JobRole], by: Any) -> SigningSet:
    """Save a set as a trainer has written it, with its norms and job roles. Raises Refused as `norms_by_code`."""
    with transaction.atomic():
        signing_set.save()
        set_norms(signing_set, codes)
        signing_set.job_roles.set(roles)
        record("signing.set_changed", signing_set, by, code=signing_set.code)
    return signing_set


def publish_set(signing_set: SigningSet, by: Any) -> None:
    """Open a set for signing. Raises Refused when it has no norm or no statement."""
    if not signing_set.members.exists():
        raise Refused(_("This set has no norms yet. Add at least one, then publish it."))
    if not signing_set.statement_zh:
        raise Refused(_("Write the statement that is signed, then publish the set."))
    with transaction.atomic():
        signing_set.published, signing_set.published_at = True, clock.now()
        signing_set.save(update_fields=["published", "published_at"])
        record("signing.set_published", signing_set, by, code=signing_set.code)


def withdraw_set(signing_set: SigningSet, by: Any) -> None:
    """Take a set off everybody's list. Signatures stay; publishing it again brings it back."""
    with transaction.atomic():
        signing_set.published = False
        signing_set.save(update_fields=["published"])
        record("signing.set_withdrawn", signing_set, by, code=signing_set.code)


def request_reading(signing_set: SigningSet, staff: Iterable[StaffMember], due_on: date, by: Any) -> int:
    """Ask people to read and sign a set by a day; how many are asked now. Asked again, the new day holds.

    Raises Refused for a day in the past or a set that is not published.
    """
    if due_on < clock.today():
        raise Refused(_("This day is past. Choose today or a later day."))
    if not signing_set.published:
        raise Refused(_("Publish the set before you ask anybody to read it."))
    people = list(staff)
    with transaction.atomic():
        ReadingRequest.objects.bulk_create(
            (ReadingRequest(signing_set=signing_set, staff=person, due_on=due_on, requested_by=by) for person in people),
            batch_size=500,
            update_conflicts=True,
            unique_fields=["signing_set", "staff"],
            update_fields=["due_on", "requested_by", "requested_at"],
        )
        record("signing.requested", signing_set, by, people=len(people), due_on=due_on.isoformat())
    return len(people)
