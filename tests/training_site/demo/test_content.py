"""What every lesson, exam and signing set of the sample academy has."""

import re
from typing import Any

from training_site.demo.reading import load, load_all

PARTS = {"text", "pair", "dialogue", "checklist", "quick-check", "figure"}


def clauses() -> list[dict[str, Any]]:
    return [clause for chapter in load_all("norms/*.yaml") for section in chapter["sections"] for clause in section["clauses"]]


def rows_of(code: str) -> list[dict[str, Any]]:
    return [row for exam in load("exams.yaml") if exam["code"] == code for section in exam["sections"] for row in section["rows"]]


def test_every_written_lesson_has_all_its_parts():
    lessons = load_all("courses/*/lessons/*.yaml")
    assert len(lessons) >= 15
    missing = {lesson["id"]: PARTS - {block["type"] for block in lesson["blocks"]} for lesson in lessons}
    assert {name: parts for name, parts in missing.items() if parts} == {}


def test_every_red_line_is_signed_by_somebody():
    signed = {norm for row in load("signing.yaml") for norm in row["norms"]}
    assert {clause["id"] for clause in clauses() if clause.get("red_line")} - signed == set()


def test_every_red_question_cites_a_red_line():
    red = {clause["id"] for clause in clauses() if clause.get("red_line")}
    rows = [row for file in load_all("questions/*.yaml") for row in file if row.get("red_line")]
    assert [row["id"] for row in rows if not red & set(row["cites"])] == []


def test_every_job_role_with_an_exam_has_a_path_and_something_to_sign():
    roles = {role for exam in load("exams.yaml") for role in exam["job_roles"]}
    assert roles - {role for path in load("paths.yaml") for role in path["job_roles"]} == set()
    assert roles - {role for row in load("signing.yaml") for role in row["job_roles"]} == set()


def test_red_questions_of_the_onboarding_exam_stand_under_the_rule_that_all_must_be_right():
    sections = [section for exam in load("exams.yaml") if exam["code"] == "onboarding" for section in exam["sections"]]
    asked = {section.get("all_correct", False): {row.get("red_line") for row in section["rows"]} for section in sections}
    assert asked == {True: {True}, False: {False}}


def test_the_onboarding_exam_asks_about_fraud_and_has_forty_questions():
    rows = rows_of("onboarding")
    assert 16 in {row["chapter"] for row in rows}
    assert sum(row["count"] for row in rows) == 40


def test_figures_that_are_typed_are_those_of_the_norms_cited():
    """A blank's accepted spellings are plain words, so a changed figure has to be changed there as well."""
    values: dict[str, set[str]] = {}
    for value in load("values.yaml"):
        values.setdefault(value["norm"], set()).add(value["quantity"])
    typed = {
        (row["id"], said[0].split()[0]): {figure for norm in row["cites"] for figure in values.get(norm, set())}
        for file in load_all("questions/*.yaml") for row in file if row["kind"] == "fill"
        for blank in row["key"].values() for said in blank.values() if said[0][:1].isdigit()
    }  # fmt: skip
    assert len(typed) >= 3
    assert [where for where, figures in typed.items() if where[1] not in figures] == []


def test_what_rests_on_suggestions_alone_says_so():
    """Basis D is the editors' own: a question that cites nothing else names it as a suggestion."""
    suggested = {clause["id"] for clause in clauses() if clause["basis"] == "D"}
    stems = {row["id"]: row["stem"] for file in load_all("questions/*.yaml") for row in file if set(row["cites"]) <= suggested}
    assert len(stems) >= 20
    assert [code for code, stem in stems.items() if not re.search("建议|示例", stem["zh"]) or not re.search("suggest|example", stem["en"])] == []
