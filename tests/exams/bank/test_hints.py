"""Advice on writing."""

from typing import Any

import pytest

from exams.bank.hints import hints_for
from exams.kinds.api import kind
from tests.factories.bank import CONTENT


def fields(**changes: Any) -> list[str]:
    body, key = kind("single").from_content({**CONTENT["single"], **changes})
    return [hint.field for hint in hints_for("single", body, key)]


def options(*texts: str) -> list[dict[str, Any]]:
    return [{"id": "abcdef"[index], "text": {"zh": text, "en": ""}} for index, text in enumerate(texts)]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"stem": {"zh": "哪一项不正确？", "en": ""}}, ["stem"]),
        ({"stem": {"zh": "哪一项**不正确**？", "en": ""}}, []),
        ({"stem": {"zh": "哪一项？", "en": "Which is not right?"}}, ["stem"]),
        ({"stem": {"zh": "哪一项？", "en": "Which 一项?"}}, ["stem"]),
        ({"options": options("问好", "看手机", "以上都对")}, ["option-c"]),
        ({"options": options("问好", "看手机", "看手机")}, ["option-c"]),
        ({"options": options("先起身微笑问好，再请客户坐下说明来意", "看手机", "走开")}, ["option-a"]),
    ],
)
def test_hints_stand_at_their_field(changes: dict[str, Any], expected: list[str]) -> None:
    assert fields(**changes) == expected
