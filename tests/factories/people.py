"""People, units and postings without surprises."""

from datetime import date
from typing import Any

import factory
from django.contrib.auth.models import Group
from factory.django import DjangoModelFactory

from training_site.logins.models import User
from training_site.people.models import JobRole, OrgUnit, Posting, StaffMember, Supervision

PASSWORD = "counter-six-steps"


class LoginFactory(DjangoModelFactory):
    """A login; `roles=["trainer"]` puts it into those groups."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda number: f"J{90000 + number}")
    display_name = factory.Sequence(lambda number: f"测试员{number}")

    @factory.post_generation
    def password(self: Any, create: bool, extracted: str | None, **kwargs: Any) -> None:
        self.set_password(extracted or PASSWORD)
        self.save()

    @factory.post_generation
    def roles(self: Any, create: bool, extracted: list[str] | None, **kwargs: Any) -> None:
        for name in extracted or []:
            self.groups.add(Group.objects.get(name=name))


class StaffFactory(DjangoModelFactory):
    """A person of the roster, without a login unless given one."""

    class Meta:
        model = StaffMember

    staff_number = factory.Sequence(lambda number: f"J{90000 + number}")
    name = factory.Sequence(lambda number: f"林测{number}")
    hired_on = date(2026, 1, 5)


def unit(code: str, parent: OrgUnit | None = None, kind: str = "shop", **fields: Any) -> OrgUnit:
    """A unit of the tree."""
    values = {"code": code, "name_zh": f"单位 {code}", "name_en": f"Unit {code}", "kind": kind, **fields}
    return parent.add_child(**values) if parent else OrgUnit.add_root(**values)


class JobRoleFactory(DjangoModelFactory):
    class Meta:
        model = JobRole
        django_get_or_create = ("code",)

    code = "counter"
    name_zh = "营业厅服务岗"
    name_en = "Counter staff"


class PostingFactory(DjangoModelFactory):
    class Meta:
        model = Posting

    staff = factory.SubFactory(StaffFactory)
    unit = factory.LazyFunction(lambda: OrgUnit.objects.first() or unit("HQ", kind="head-office"))
    job_role = factory.SubFactory(JobRoleFactory)
    starts_on = date(2026, 1, 5)


class SupervisionFactory(DjangoModelFactory):
    class Meta:
        model = Supervision

    supervisor = factory.SubFactory(StaffFactory)
    unit = factory.LazyFunction(lambda: OrgUnit.objects.first() or unit("HQ", kind="head-office"))
    starts_on = date(2026, 1, 5)
