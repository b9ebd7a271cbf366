"""A copy of an exam has every setting of it, also one that is added to the table one day."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from exams.papers.api import Exam, copy, write_exam
from tests.factories.people import JobRoleFactory

# What a copy has of its own, or not yet.
OWN = {"id", "code", "title_zh", "title_en", "state", "current_version", "archived_at", "changed_at"}
UNUSUAL = {
    "intro_zh": "说明", "intro_en": "Words", "opens_at": datetime(2026, 1, 5, tzinfo=UTC), "closes_at": datetime(2026, 3, 5, tzinfo=UTC),
    "limit_minutes": 17, "pass_mark": Decimal("66.50"), "max_attempts": 7, "resit_gap_hours": 5, "release": "after_close",
    "shuffle_questions": False, "shuffle_options": False, "supervised": True,
}  # fmt: skip


@pytest.mark.django_db
def test_a_copy_has_every_setting():
    settings = {field.name for field in Exam._meta.concrete_fields} - OWN
    usual = Exam()
    assert settings == set(UNUSUAL)
    assert [name for name, value in UNUSUAL.items() if getattr(usual, name) == value] == []
    JobRoleFactory(code="counter")
    section = {"title": {"zh": "一", "en": "One"}, "points_each": "2.50", "all_correct": True, "rows": [{"count": 3, "chapter": 9}]}
    exam = write_exam("source", title={"zh": "考试", "en": "Exam"}, sections=[section], job_roles=["counter"], **UNUSUAL)
    made = copy(exam)
    assert {name: getattr(made, name) for name in settings} == UNUSUAL
    assert (made.title_zh, [role.code for role in made.job_roles.all()]) == ("考试", ["counter"])
    assert made.sections.get().rows.get().chapter == 9
