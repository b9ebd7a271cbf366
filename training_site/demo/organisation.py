"""The fictional operator: units, job roles, people, logins. The same seed always makes the same people."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.db import transaction

from training_site.demo.reading import load
from training_site.logins.models import User
from training_site.people.api import JobRole, OrgUnit, Posting, StaffMember, Supervision

# Everybody but the named accounts has been here between two months and nine years.
SHORTEST, LONGEST = 60, 3300


def load_organisation(today: date) -> int:
    """Create what is missing; return the number of people there are. `today` anchors every date."""
    plan = load("organisation.yaml")
    with transaction.atomic():
        roles = {
            row["code"]: JobRole.objects.update_or_create(code=row["code"], defaults={"name_zh": row["zh"], "name_en": row["en"], "order": order})[0]
            for order, row in enumerate(plan["job_roles"])
        }
        units = {unit.code: unit for unit, _staff in _units(plan["units"], None)}
        if not StaffMember.objects.exists():
            _people(plan, roles, units, today)
    return StaffMember.objects.count()


def _units(row: dict[str, Any], parent: OrgUnit | None) -> Iterator[tuple[OrgUnit, dict[str, int]]]:
    unit = OrgUnit.objects.filter(code=row["code"]).first()
    if unit is None:
        fields = {"code": row["code"], "kind": row["kind"], "name_zh": row["zh"], "name_en": row["en"]}
        unit = parent.add_child(**fields) if parent else OrgUnit.add_root(**fields)
    yield unit, row.get("staff", {})
    for child in row.get("children", []):
        yield from _units(child, OrgUnit.objects.get(pk=unit.pk))


def _slots(plan: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """(unit code, job code) of every place that is not filled by a named account."""
    taken = [(account["unit"], account["job"]) for account in plan["accounts"]]
    for unit, staff in _units(plan["units"], None):
        for job, count in staff.items():
            free = count - sum(1 for place in taken if place == (unit.code, job))
            yield from [(unit.code, job)] * max(free, 0)


def _people(plan: dict[str, Any], roles: dict[str, JobRole], units: dict[str, OrgUnit], today: date) -> None:
    chance = random.Random(plan["seed"])  # nosec B311: made-up people, no secret
    names = [(surname, given) for surname in plan["surnames"] for given in plan["given"]]
    chance.shuffle(names)
    rows = list(plan["accounts"])
    for index, (unit, job) in enumerate(_slots(plan)):
        surname, given = names[index]
        latin = f"{plan['surnames'][surname]} {plan['given'][given]}"
        number = f"J1{index + 1:04d}"
        rows.append({"number": number, "name": surname + given, "latin": latin, "unit": unit, "job": job, "days": chance.randint(SHORTEST, LONGEST)})
    password = make_password(plan["password"])
    groups = {group.name: group for group in Group.objects.all()}
    people = []
    for row in rows:
        managed = row["job"] in {"counter-manager", "hotline-manager"}
        row.setdefault("roles", ["supervisor"] if managed else [])
        newcomer = row.get("stage") == "imported"
        login = User(username=row["number"], display_name=row["name"], email=f"{row['number'].lower()}@{plan['email_domain']}")
        login.password = make_password(None) if newcomer else password
        login.must_change_password = newcomer
        login.save()
        login.groups.set([groups[name] for name in row["roles"]])
        hired = today - timedelta(days=row["days"])
        facts = {"staff_number": row["number"], "name": row["name"], "name_latin": row["latin"], "email": login.email}
        people.append(StaffMember(login=login, hired_on=hired, **facts))
    StaffMember.objects.bulk_create(people)
    Posting.objects.bulk_create(
        Posting(staff=person, unit=units[row["unit"]], job_role=roles[row["job"]], starts_on=person.hired_on)
        for person, row in zip(people, rows, strict=True)
    )
    Supervision.objects.bulk_create(
        Supervision(supervisor=person, unit=units[row["unit"]], starts_on=person.hired_on)
        for person, row in zip(people, rows, strict=True)
        if "supervisor" in row["roles"]
    )
