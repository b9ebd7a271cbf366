"""The audit log is read by people: every deed and every fact in the code has words."""

import ast
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from training_site.people.deeds import FACTS, all_deeds, facts_in_words, words_for

PACKAGES = ["training_site", "etiquette", "courses", "exams"]
RECORDING = {"record", "record_many"}


def _records():
    """(file, call) of every call of the ledger's record() or record_many() with a deed written out."""
    for package in PACKAGES:
        for path in sorted((Path(settings.BASE_DIR) / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in RECORDING and node.args:
                    yield path, node


def test_every_deed_has_words():
    deeds = {node.args[0].value for _path, node in _records() if isinstance(node.args[0], ast.Constant)}
    assert len(deeds) > 50
    assert sorted(deeds - set(all_deeds())) == []


def test_every_fact_has_words():
    facts = {keyword.arg for _path, node in _records() for keyword in node.keywords if keyword.arg and keyword.arg != "by"}
    assert len(facts) > 30
    assert sorted(facts - set(FACTS)) == []


@pytest.mark.parametrize(
    ("facts", "zh", "en"),
    [
        ({}, "", ""),
        ({"reason": "系统故障", "minutes": 5, "supersedes": None}, "原因：系统故障；分钟：5", "reason: 系统故障; minutes: 5"),
        (
            {"codes": [f"N-1.1-0{number}" for number in range(1, 9)]},
            "条文：N-1.1-01, N-1.1-02, N-1.1-03, N-1.1-04, N-1.1-05, N-1.1-06 等，另有 2 项",
            None,
        ),
        ({"counts": {"new": 2, "leaves": 0, "warned": 1}}, "计数：新员工 2, 有提醒 1", "counts: new 2, with a warning 1"),
        ({"counts": {"sessions": 3, "flood_limits": 0}}, "计数：已结束的会话 3", None),
        ({"digest": "861e3376785ae3ec", "changed": False}, "摘要值：861e3376…；改了评定：否", "digest: 861e3376…; rating changed: no"),
    ],
)
def test_facts_are_one_line_for_reading(facts, zh, en):
    assert facts_in_words(facts) == zh
    if en is not None:
        with translation.override("en"):
            assert facts_in_words(facts) == en


def test_a_deed_without_words_is_shown_by_its_code():
    assert (words_for("exams.attempt_voided"), words_for("nobody.knows")) == ("答卷作废", "nobody.knows")
