"""Doing what a roster plan says: few wide statements, inside the one transaction that transfers has opened."""

import secrets
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, UNUSABLE_PASSWORD_SUFFIX_LENGTH
from django.contrib.auth.models import Group
from django.db import models

from training_site.ledger.api import wake_many
from training_site.logins.models import User
from training_site.people.api import SUPERVISOR, OrgUnit, Posting, StaffMember, Supervision
from training_site.roster.planning import CHANGED, LEAVES, MOVED, NEW, RETURNS, Deed, day_before
from training_site.transfers.api import Plan, RowPlan, slices

_ROWS = 1000
_PIECE = 2000  # rows whose deeds are in memory at once
_STAFF_FIELDS = ["name", "name_latin", "email", "mobile", "hired_on", "left_on", "login"]
_EVENTS = {NEW: "person.hired", RETURNS: "person.hired", MOVED: "person.moved", LEAVES: "person.left"}


def apply_plan(plan: Plan, today: date) -> None:
    """Write every row's deed piece by piece, begin what follows from several rows, and say to whom something happened."""
    woken: dict[str, list[int]] = defaultdict(list)
    for rows in slices(plan.rows, _PIECE):
        _apply_piece(rows, woken)
    _begin_supervisions(plan.derived, today)
    for event, ids in woken.items():
        wake_many(ids, event)


def _apply_piece(rows: list[RowPlan], woken: dict[str, list[int]]) -> None:
    by_effect: dict[str, list[Deed]] = defaultdict(list)
    for row in rows:
        by_effect[row.effect].append(row.data)
    known = [deed for effect in (CHANGED, MOVED, LEAVES, RETURNS) for deed in by_effect[effect]]
    logins = _add_logins([deed for deed in [*by_effect[NEW], *known] if deed.needs_login])
    _change_people(known, set(map(id, by_effect[RETURNS])), logins)
    _add_people(by_effect[NEW], logins)
    ids = _ids_of(deed.staff_number for deed in by_effect[NEW] + known)
    _end_posts(by_effect)
    _begin_posts([*by_effect[NEW], *by_effect[MOVED], *by_effect[RETURNS]], ids)
    for effect, event in _EVENTS.items():
        woken[event] += [ids[deed.staff_number] for deed in by_effect[effect]]


def _ids_of(staff_numbers: Iterable[str]) -> dict[str, int]:
    ids: dict[str, int] = {}
    for part in slices(staff_numbers):
        ids.update(StaffMember.objects.filter(staff_number__in=part).values_list("staff_number", "pk"))
    return ids


def _add_logins(deeds: list[Deed]) -> dict[str, int]:
    """Logins without a usable password (one-time codes open them); their ids by staff number."""
    made: dict[str, int] = {}
    for part in slices(deeds):
        users = [
            User(
                username=deed.staff_number,
                display_name=deed.fields.get("name") or (deed.person.name if deed.person else ""),
                email=deed.fields.get("email") or (deed.person.email if deed.person else ""),
                password=_unusable(),
                must_change_password=True,
            )
            for deed in part
        ]
        User.objects.bulk_create(users)
        made.update(User.objects.filter(username__in=[user.username for user in users]).values_list("username", "pk"))
    return made


def _unusable() -> str:
    # What `make_password(None)` makes, letter by letter: twenty times as long, while the database is held.
    return UNUSABLE_PASSWORD_PREFIX + secrets.token_hex(UNUSABLE_PASSWORD_SUFFIX_LENGTH // 2)


def _add_people(deeds: list[Deed], logins: dict[str, int]) -> None:
    for part in slices(deeds):
        StaffMember.objects.bulk_create(
            StaffMember(staff_number=deed.staff_number, login_id=logins.get(deed.staff_number), left_on=deed.left_on, **deed.fields) for deed in part
        )


def _change_people(deeds: list[Deed], returning: set[int], logins: dict[str, int]) -> None:
    """Upserts by id: `bulk_update` costs thirty times as much (performance.md)."""
    deed_of = {deed.person.pk: deed for deed in deeds if deed.person is not None}
    for part in slices(deed_of):
        people = list(StaffMember.objects.filter(pk__in=part).select_related("login"))
        users = []
        for person in people:
            deed = deed_of[person.pk]
            for name, value in deed.fields.items():
                if value:
                    setattr(person, name, value)
            person.left_on = deed.left_on or (None if id(deed) in returning else person.left_on)
            user = person.login
            person.login_id = logins.get(deed.staff_number, person.login_id)
            if user is not None and (user.email, user.display_name) != (person.email, person.name):
                user.email, user.display_name = person.email, person.name
                users.append(user)
        _upsert(StaffMember, people, _STAFF_FIELDS)
        _upsert(User, users, ["email", "display_name"])


def _upsert(model: type[models.Model], rows: list[Any], fields: list[str]) -> None:
    if rows:
        model._default_manager.bulk_create(rows, batch_size=_ROWS, update_conflicts=True, unique_fields=["id"], update_fields=fields)


def _last_day(effect: str, deed: Deed) -> date | None:
    """When the deed ends somebody's open post: the day before a later one begins, with the leaving, or with one long past."""
    if deed.post is None:
        return None
    if effect == MOVED and deed.starts_on is not None and deed.starts_on > deed.post.starts_on:
        return day_before(deed.starts_on)
    if effect == LEAVES:
        return deed.left_on
    if effect == RETURNS and deed.person is not None and deed.person.left_on is not None:
        return max(deed.person.left_on, deed.post.starts_on)
    return None


def _end_posts(by_effect: dict[str, list[Deed]]) -> None:
    """End the posts, and a leaver's supervisions; one statement per day and thousand people."""
    posts: dict[date, list[int]] = defaultdict(list)
    leavers: dict[date, list[int]] = defaultdict(list)
    for effect in (MOVED, LEAVES, RETURNS):
        for deed in by_effect[effect]:
            day = _last_day(effect, deed)
            if day is not None and deed.post is not None:
                posts[day].append(deed.post.pk)
            if effect == LEAVES and deed.left_on is not None and deed.person is not None:
                leavers[deed.left_on].append(deed.person.pk)
    for day, ids in posts.items():
        for part in slices(ids):
            Posting.objects.filter(pk__in=part).update(ends_on=day)
    for day, ids in leavers.items():
        for part in slices(ids):
            Supervision.objects.filter(supervisor__in=part, ends_on__isnull=True, starts_on__lte=day).update(ends_on=day)


def _begin_posts(deeds: list[Deed], ids: dict[str, int]) -> None:
    """New posts; one that begins on the very day of the present one corrects that one instead."""
    for part in slices(deeds):
        fresh = []
        for deed in part:
            if deed.post and deed.post.starts_on == deed.starts_on:
                Posting.objects.filter(pk=deed.post.pk).update(unit_id=deed.unit_id, job_role_id=deed.job_id)
            else:
                place: dict[str, Any] = {"unit_id": deed.unit_id, "job_role_id": deed.job_id, "starts_on": deed.starts_on, "ends_on": deed.left_on}
                fresh.append(Posting(staff_id=ids[deed.staff_number], **place))
        Posting.objects.bulk_create(fresh)


def _begin_supervisions(derived: list[dict[str, str]], today: date) -> None:
    """The supervisors that the file names for units nobody has entered them for, and their role."""
    if not derived:
        return
    people = {
        person.staff_number.casefold(): person for person in StaffMember.objects.filter(staff_number__in=[row["supervisor"] for row in derived])
    }
    units = dict(OrgUnit.objects.values_list("code", "pk"))
    Supervision.objects.bulk_create(
        [Supervision(supervisor=people[row["supervisor"].casefold()], unit_id=units[row["unit"]], starts_on=today) for row in derived],
        batch_size=_ROWS,
    )
    logins = [person.login_id for person in people.values() if person.login_id is not None]
    group, _made = Group.objects.get_or_create(name=SUPERVISOR)
    group.user_set.add(*logins)
