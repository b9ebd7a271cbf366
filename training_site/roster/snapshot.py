"""What the database knows at the moment of planning, in eight queries whatever the number of rows."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Max, QuerySet

from training_site.logins.models import User
from training_site.people.api import JobRole, OrgUnit, Posting, StaffMember, Supervision, closed_to


class Person(NamedTuple):
    """A member of staff as the plan compares it."""

    pk: int
    staff_number: str
    name: str
    name_latin: str
    email: str
    mobile: str
    hired_on: date | None
    left_on: date | None
    login_id: int | None


class Post(NamedTuple):
    """Somebody's open posting."""

    pk: int
    unit_id: int
    job_id: int
    starts_on: date


class Unit(NamedTuple):
    """A unit with its place in the tree."""

    pk: int
    code: str
    name: str
    path: str
    closed: bool


@dataclass
class Snapshot:
    """Look-up tables, all by case-folded text, and a digest over the rows they were made from."""

    units: dict[str, list[Unit]] = field(default_factory=lambda: defaultdict(list))
    jobs: dict[str, tuple[int, str]] = field(default_factory=dict)
    job_names: dict[int, str] = field(default_factory=dict)
    units_by_id: dict[int, Unit] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    posts: dict[int, Post] = field(default_factory=dict)
    later_starts: dict[int, date] = field(default_factory=dict)
    usernames: set[str] = field(default_factory=set)
    emails: dict[str, int] = field(default_factory=dict)
    closed: set[int] = field(default_factory=set)  # logins whose address whoever imports may not change
    supervised: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    digest: str = ""

    def latest_start(self, staff_id: int) -> date | None:
        """When the last of somebody's posts began, open or ended."""
        post = self.posts.get(staff_id)
        return self.later_starts.get(staff_id, post.starts_on if post else None)


def _sources(by: User) -> dict[str, QuerySet[Any, tuple[Any, ...]]]:
    """Every row that a plan looks at, in a fixed order."""
    open_posts = Posting.objects.filter(ends_on__isnull=True).order_by("pk")
    open_supervisions = Supervision.objects.filter(ends_on__isnull=True).order_by("pk")
    return {
        "units": OrgUnit.objects.order_by("pk").values_list("pk", "code", "name_zh", "name_en", "path", "closed_on"),
        "jobs": JobRole.objects.order_by("pk").values_list("pk", "code", "name_zh", "name_en"),
        "people": StaffMember.objects.order_by("pk").values_list(*Person._fields),
        "posts": open_posts.values_list("staff_id", "pk", "unit_id", "job_role_id", "starts_on"),
        "latest": Posting.objects.order_by("staff_id").values_list("staff_id").annotate(Max("starts_on")),
        "logins": User.objects.order_by("pk").values_list("pk", "username", "email", "staff_member__staff_number"),
        "closed": closed_to(by).order_by("pk").values_list("pk"),
        "supervised": open_supervisions.values_list("supervisor_id", "unit__path"),
    }


def _said(name: str, row: tuple[Any, ...]) -> bytes:
    return f"{name}{row!r}".encode()


def fingerprint(by: User) -> str:
    """What `take` would have as its digest now; a fraction of a plan's cost, so that it can be asked inside the transaction that writes."""
    digest = hashlib.sha256()
    for name, rows in _sources(by).items():
        for row in rows.iterator(chunk_size=2000):
            digest.update(_said(name, row))
    return digest.hexdigest()


def take(today: date, by: User) -> Snapshot:
    """Read everything a plan needs. Closed units are found too, so that the sentence can say so."""
    seen, digest, sources = Snapshot(), hashlib.sha256(), _sources(by)

    def rows(name: str) -> Iterator[tuple[Any, ...]]:
        for row in sources[name].iterator(chunk_size=2000):
            digest.update(_said(name, row))
            yield row

    _places(seen, rows("units"), rows("jobs"), today)
    days: dict[date | None, date | None] = {}  # few days, many people: one object each
    for row in rows("people"):
        person = Person(*row)
        hired_on, left_on = (days.setdefault(day, day) for day in (person.hired_on, person.left_on))
        seen.people[_folded(person.staff_number)] = person._replace(hired_on=hired_on, left_on=left_on)
    for staff_id, pk, unit_id, job_id, starts_on in rows("posts"):
        seen.posts[staff_id] = Post(pk, unit_id, job_id, days.setdefault(starts_on, starts_on) or starts_on)
    for staff_id, latest in rows("latest"):
        if staff_id not in seen.posts or seen.posts[staff_id].starts_on != latest:
            seen.later_starts[staff_id] = latest
    for pk, username, email, staff_number in rows("logins"):
        _login(seen, pk, username, email, staff_number)
    seen.closed = {pk for (pk,) in rows("closed")}
    for supervisor_id, path in rows("supervised"):
        seen.supervised[supervisor_id].append(path)
    seen.digest = digest.hexdigest()
    return seen


def _places(seen: Snapshot, units: Iterable[tuple[Any, ...]], jobs: Iterable[tuple[Any, ...]], today: date) -> None:
    """Units and job roles by code and by either name."""
    for pk, code, name_zh, name_en, path, closed_on in units:
        unit = Unit(pk, code, name_zh, path, closed_on is not None and closed_on <= today)
        seen.units_by_id[pk] = unit
        for key in {code.casefold(), name_zh.casefold(), name_en.casefold()} - {""}:
            seen.units[key].append(unit)
    for pk, code, name_zh, name_en in jobs:
        seen.job_names[pk] = name_zh
        for key in {code.casefold(), name_zh.casefold(), name_en.casefold()} - {""}:
            seen.jobs[key] = (pk, name_zh)


def _login(seen: Snapshot, pk: int, username: str, email: str, staff_number: str | None) -> None:
    """Addresses, and the names that are not the staff number of the person they belong to."""
    if username != staff_number:
        seen.usernames.add(username.casefold())
    if email:
        seen.emails[_folded(email)] = pk


def _folded(text: str) -> str:
    # The text itself where folding changes nothing: no second copy of each number and address.
    folded = text.casefold()
    return text if folded == text else folded
