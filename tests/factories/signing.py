"""Signing sets without surprises."""

from collections.abc import Sequence
from typing import Any

from etiquette.signing.api import SigningSet, import_set
from tests.factories.norms import norm_version
from tests.factories.people import JobRoleFactory
from tests.factories.rows import like


def signing_set(
    code: str = "set-ch09", norms: Sequence[str] = ("N-9.2-01", "N-9.2-02", "N-15.1-01"), job_roles: Sequence[str] = ("counter",), **fields: Any
) -> SigningSet:
    """A published set over these norms, which are published where they are missing."""
    for norm in norms:
        norm_version(norm, level="F" if norm.startswith("N-15") else "M")
    for role in job_roles:
        JobRoleFactory(code=role)
    texts = {"title": {"zh": "第 9 章 营业厅窗口", "en": "Chapter 9"}, "intro": {"zh": "请逐条读完。", "en": "Read it."}}
    statement = {"zh": "我已读过并遵守。", "en": "I have read it and will keep to it."}
    whole = {"id": code, **texts, "statement": statement, "norms": list(norms), "job_roles": list(job_roles), "due_days": 7, **fields}
    return import_set(whole, None)


def many_sets(count: int) -> list[SigningSet]:
    """So many published sets for one job role, each with its norms, rows made in bulk."""
    sample = signing_set("set-1")
    rows = SigningSet.objects.bulk_create(like(sample, code=f"set-{number}") for number in range(2, count + 1))
    member, role = SigningSet.norms.through, sample.job_roles.through
    member.objects.bulk_create(like(each, signing_set=row) for row in rows for each in sample.members.all())
    role.objects.bulk_create(role(signingset=row, jobrole=each) for row in rows for each in sample.job_roles.all())
    return [sample, *rows]
