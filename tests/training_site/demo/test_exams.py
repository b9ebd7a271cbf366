"""An exam of the content files, as it is loaded."""

from typing import Any

import pytest

from exams.papers.api import Exam
from tests.factories import bank
from training_site.demo.learning import load_exam

pytestmark = pytest.mark.django_db


def content(**fields: Any) -> dict[str, Any]:
    """One exam as a content file has it."""
    pair = {"zh": "柜台考试", "en": "Counter exam"}
    rules = {"limit_minutes": 30, "pass_mark": "80", "max_attempts": 3, "resit_gap_hours": 24, "release": "score"}
    return {
        "code": "counter",
        "title": pair,
        "intro": pair,
        "job_roles": [],
        "sections": [{"title": pair, "rows": [{"count": 1}]}],
        **rules,
        **fields,
    }


@pytest.mark.parametrize(("said", "supervised"), [({"supervised": True}, True), ({"supervised": False}, False), ({}, False)])
def test_a_file_says_whether_an_exam_is_sat_in_a_supervised_room(said, supervised):
    bank.question_version()
    exam = load_exam(content(**said), bank.second_pair())
    assert (exam.supervised, exam.current_version.settings.get("supervised", False)) == (supervised, supervised)


def test_a_file_that_says_so_no_longer_takes_it_back():
    bank.question_version()
    load_exam(content(supervised=True), bank.second_pair())
    load_exam(content(), bank.second_pair())
    found = Exam.objects.get()
    assert (found.supervised, "supervised" in found.current_version.settings, found.current_version.number) == (False, False, 2)
