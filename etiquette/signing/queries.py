"""What is in a set today, what somebody has still to sign, and who has signed a whole set."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, F, Min, OuterRef, Q, QuerySet
from django.utils import timezone

from etiquette.norms.api import NormVersion, in_force
from etiquette.signing.models import ReadingRequest, SetNorm, Signature, SigningSet
from training_site.lib import clock
from training_site.lib.slots import Asked
from training_site.people.api import Posting, StaffMember, posting_of


def versions_of(signing_set: SigningSet, on: date | None = None) -> QuerySet[NormVersion]:
    """The versions in force of a set's norms, in the set's order. Withdrawn norms and those not yet in force are left out."""
    members = SetNorm.objects.filter(signing_set=signing_set)
    return (
        in_force(on)
        .filter(norm__signing_members__in=members)
        .annotate(place=F("norm__signing_members__order"))
        .order_by("place", "norm__signing_members__pk")
    )


def unsigned(signing_set: SigningSet, staff: StaffMember) -> QuerySet[NormVersion]:
    """The versions in force of a set that somebody has not signed yet; nothing when all is signed."""
    signed = Signature.objects.filter(staff=staff, norm_version=OuterRef("pk"))
    return versions_of(signing_set).filter(~Exists(signed))


def is_signed(signing_set: SigningSet, staff: StaffMember) -> bool:
    """True when the set has norms in force and every one of their present versions is signed."""
    return not unsigned(signing_set, staff).exists() and versions_of(signing_set).exists()


def sets_signed(staff_ids: set[int]) -> Iterable[tuple[int, str, datetime]]:
    """(staff id, set code, when the last norm of the set was signed) for everybody who has signed every norm of a set.

    A norm counts from its first signature, in whichever version was in force then; a later version does not take the set
    away again, it is to be signed anew (`unsigned`). Norms no longer in force are not asked for. Two queries.
    """
    if not staff_ids:
        return []
    wanted: dict[int, set[int]] = {}
    codes: dict[int, str] = {}
    members = SetNorm.objects.filter(signing_set__published=True, norm__in=in_force().order_by().values("norm"))
    for set_id, code, norm in members.order_by().values_list("signing_set", "signing_set__code", "norm"):
        wanted.setdefault(set_id, set()).add(norm)
        codes[set_id] = code
    first = Signature.objects.filter(staff__in=staff_ids).order_by().values("staff", "norm_version__norm").annotate(first=Min("signed_at"))
    by_person: dict[int, dict[int, datetime]] = {}
    for staff, norm, at in first.values_list("staff", "norm_version__norm", "first"):
        by_person.setdefault(staff, {})[norm] = at
    return [
        (staff, codes[set_id], max(signed[norm] for norm in norms))
        for staff, signed in by_person.items()
        for set_id, norms in wanted.items()
        if norms <= signed.keys()
    ]


@dataclass(frozen=True)
class ToSign:
    """A set on somebody's list: how much of it is open, by when (None for no date), and whether they signed an earlier version."""

    signing_set: SigningSet
    open_count: int
    norm_count: int
    signed_at: datetime | None
    due_on: date | None
    again: bool
    requested: bool

    @property
    def is_overdue(self) -> bool:
        """The day is past and something is open."""
        return self.due_on is not None and self.due_on < clock.today()

    @property
    def is_signed(self) -> bool:
        """Nothing is open."""
        return self.norm_count > 0 and self.open_count == 0


def sets_for(staff: StaffMember, posting: Posting | None) -> QuerySet[SigningSet]:
    """The published sets that concern somebody: by the job role of their posting, by request, or because they have signed from them."""
    requested = ReadingRequest.objects.filter(staff=staff, signing_set=OuterRef("pk"))
    signed = Signature.objects.filter(staff=staff, signing_set=OuterRef("pk"))
    return SigningSet.objects.filter(published=True).filter(
        Q(pk__in=SigningSet.objects.filter(job_roles=posting.job_role_id if posting else None).values("pk")) | Exists(requested) | Exists(signed)
    )


def signed_before(staff: StaffMember, versions: list[NormVersion]) -> dict[int, NormVersion]:
    """The version of each norm that somebody signed last, by norm id; norms never signed are left out. One query."""
    rows = Signature.objects.filter(staff=staff, norm_version__norm__in=[version.norm_id for version in versions])
    return {row.norm_version.norm_id: row.norm_version for row in rows.select_related("norm_version__norm").order_by("norm_version__number")}


def to_sign(signing_set: SigningSet, staff: StaffMember) -> ToSign:
    """One set as it stands for one person."""
    return _rows(staff, posting_of(staff), [signing_set])[0]


def list_for(staff: StaffMember) -> list[ToSign]:
    """Everything somebody has to sign or has signed, what is due first on top. As many queries for 3 sets as for 30."""
    posting = posting_of(staff)
    rows = _rows(staff, posting, list(sets_for(staff, posting)))
    return sorted(rows, key=lambda row: (row.is_signed, row.due_on or date.max, row.signing_set.code))


def open_for(staff: StaffMember, asked: Asked) -> list[ToSign]:
    """What somebody has still to sign and the page around does not ask for by that day or an earlier one; what is overdue first.

    The days that a path and a set reckon by themselves may differ: there the path's counts. A day that a person has set does not give way.
    """
    rows = [row for row in list_for(staff) if row.open_count]
    return [row for row in rows if not _says_so(row, asked.get(("signing", row.signing_set.code)))]


def _says_so(row: ToSign, day: date | None) -> bool:
    return day is not None and not (row.requested and row.due_on is not None and row.due_on < day)


def _rows(staff: StaffMember, posting: Posting | None, sets: list[SigningSet]) -> list[ToSign]:
    if not sets:
        return []
    members: dict[int, list[int]] = {}
    for set_id, norm in SetNorm.objects.filter(signing_set__in=sets).values_list("signing_set", "norm"):
        members.setdefault(set_id, []).append(norm)
    current = {version.norm_id: version for version in in_force().filter(norm__in={norm for norms in members.values() for norm in norms})}
    signed: dict[int, dict[int, datetime]] = {}
    for norm, version, at in Signature.objects.filter(staff=staff).values_list("norm_version__norm", "norm_version", "signed_at"):
        signed.setdefault(norm, {})[version] = at
    asked = dict(ReadingRequest.objects.filter(staff=staff).values_list("signing_set", "due_on"))
    rows = []
    for signing_set in sets:
        versions = [current[norm] for norm in members.get(signing_set.pk, []) if norm in current]
        left = [version for version in versions if version.pk not in signed.get(version.norm_id, {})]
        done = [signed[version.norm_id][version.pk] for version in versions if version.pk in signed.get(version.norm_id, {})]
        due = _due(signing_set, left, posting.starts_on if posting else None, asked.get(signing_set.pk))
        again = any(version.norm_id in signed for version in left)
        last = max(done) if done else None
        rows.append(ToSign(signing_set, len(left), len(versions), last, due if left else None, again, signing_set.pk in asked))
    return rows


def _due(signing_set: SigningSet, left: list[NormVersion], posted: date | None, asked: date | None) -> date | None:
    """By when: the day asked for, else so many days after it began to bind this person: posted, published, in force, whichever came last."""
    if asked or signing_set.due_days is None or not left:
        return asked
    begun = [version.effective_on for version in left] + [day for day in (posted, _day(signing_set.published_at)) if day]
    return max(begun) + timedelta(days=signing_set.due_days)


def _day(moment: datetime | None) -> date | None:
    return timezone.localtime(moment).date() if moment else None
