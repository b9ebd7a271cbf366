"""Questions, published exams and attempts without surprises. Keys of all questions carry CANARY words that no taker may ever read."""

from collections.abc import Sequence
from datetime import datetime
from itertools import count
from typing import Any
from uuid import uuid4

from exams.bank.models import AnswerKey, Question, QuestionVersion
from exams.papers.api import Exam, publish_exam, write_exam
from exams.sittings.api import Attempt, Sent, Standing, save, start, submit
from tests.factories.people import LoginFactory
from training_site.lib import clock
from training_site.logins.models import User
from training_site.people.api import StaffMember

CANARY = "canary-7f3a"
CANARY_NUMBER = "73051.37"  # what a question asks for a number has to be one
PLAIN = {"zh": "正确", "en": "right"}
_numbers = count(1)

__all__ = ["CANARY", "CANARY_NUMBER", "Standing", "answer", "attempt", "finished", "published_exam", "question", "right", "wrong"]


def pair(text: str) -> dict[str, str]:
    """The same words in both languages, told apart."""
    return {"zh": f"{text}（中）", "en": f"{text} (en)"}


BODIES: dict[str, tuple[dict[str, Any], Any]] = {
    "single": ({"options": [{"id": letter, "text": pair(f"option {letter}")} for letter in "abcd"]}, "b"),
    "multiple": ({"policy": "all", "options": [{"id": letter, "text": pair(f"option {letter}")} for letter in "abcd"]}, ["a", "c"]),
    "truefalse": ({}, True),
    "numeric": ({"unit": pair("yuan")}, {"value": CANARY_NUMBER, "tolerance": "0.005"}),
    "fill": ({"policy": "all"}, {"1": {"zh": [f"{CANARY} accepted", "ok"], "en": [f"{CANARY} accepted", "ok"]}}),
    "ordering": ({"policy": "all", "options": [{"id": letter, "text": pair(f"step {letter}")} for letter in "abc"]}, ["c", "a", "b"]),
    "matching": (
        {
            "policy": "all",
            "left": [{"id": f"l{number}", "text": pair(f"left {number}")} for number in (1, 2)],
            "right": [{"id": f"r{number}", "text": pair(f"right {number}")} for number in (1, 2, 3)],
        },
        {"l1": "r2", "l2": "r1"},
    ),
    "short": ({"max_chars": 300}, None),
}
RIGHT = {
    "single": {"option": "b"},
    "multiple": {"options": ["a", "c"]},
    "truefalse": {"option": "true"},
    "numeric": {"number": CANARY_NUMBER},
    "fill": {"blanks": {"1": "ok"}},
    "ordering": {"order": ["c", "a", "b"]},
    "matching": {"pairs": {"l1": "r2", "l2": "r1"}},
    "short": {"text": "ok"},
}
WRONG = {
    "single": {"option": "a"},
    "multiple": {"options": ["b"]},
    "truefalse": {"option": "false"},
    "numeric": {"number": "3"},
    "fill": {"blanks": {"1": "no"}},
    "ordering": {"order": ["a", "b", "c"]},
    "matching": {"pairs": {"l1": "r1", "l2": "r2"}},
    "short": {"text": "no"},
}


def question(
    kind: str = "single",
    *,
    chapter: int = 9,
    difficulty: int = 1,
    red_line: bool = False,
    use: str = "sealed",
    people: tuple[User, User] | None = None,
) -> QuestionVersion:
    """A published question by `people` (author, approver; new ones by default); its key, feedback and rubric hold the canary."""
    number = next(_numbers)
    author, approver = people or (LoginFactory(), LoginFactory())
    facts = {"kind": kind, "use": use, "chapter": chapter, "difficulty": difficulty, "red_line": red_line}
    extra, right_key = BODIES[kind]
    stem = pair(f"question {number} __1__" if kind == "fill" else f"question {number}")
    body = {"stem": stem, **extra}
    row = Question.objects.create(code=f"t-{number}-{uuid4().hex[:6]}", author=author, edited_by=author, body=body, **facts)
    return publish_version(row, body, right_key, approver)


def publish_version(row: Question, body: dict[str, Any], right_key: Any, approver: Any) -> QuestionVersion:
    """The next version of a question with its key."""
    facts = {name: getattr(row, name) for name in ("kind", "use", "chapter", "difficulty", "red_line")}
    version = QuestionVersion.objects.create(
        question=row, number=row.versions.count() + 1, digest=uuid4().hex, author=row.author, approved_by=approver, body=body, **facts
    )
    rubric = {"points": [{"text": pair(f"{CANARY} rubric"), "weight": 1}], "model": pair(f"{CANARY} model")}
    options = {option["id"]: pair(f"{CANARY} option") for option in body.get("options", [])}
    key = {"key": right_key, "feedback": pair(f"{CANARY} because"), "option_feedback": options, "rubric": rubric if row.kind == "short" else None}
    AnswerKey.objects.create(version=version, key=key, digest=uuid4().hex)
    Question.objects.filter(pk=row.pk).update(state="published", current_version=version)
    row.refresh_from_db()
    return version


def published_exam(
    questions: Sequence[QuestionVersion] | int = 4, *, sections: Sequence[dict[str, Any]] | None = None, code: str = "", **fields: Any
) -> Exam:
    """An exam in force over the questions given (or that many new single-choice ones), all of them fixed in one section."""
    if isinstance(questions, int):
        people = (LoginFactory(), LoginFactory())  # two for all: a password costs a tenth of a second on a real site
        rows = [question(people=people) for _number in range(questions)]
    else:
        rows = list(questions)
    if sections is None:
        sections = [{"title": pair("All"), "points_each": "1", "fixed": [version.question.code for version in rows]}]
    defaults = {"resit_gap_hours": 0, "shuffle_questions": False}
    exam = write_exam(code or f"exam-{next(_numbers)}", title=pair("Exam"), sections=sections, **{**defaults, **fields})
    publish_exam(exam)
    return Exam.objects.select_related("current_version").get(pk=exam.pk)


def attempt(staff: StaffMember, exam: Exam, at: datetime | None = None) -> Attempt:
    """An attempt in progress."""
    return start(exam, staff, at=at)


def answer(sitting: Attempt, position: int, response: Any, revision: int = 0, key: str = "", at: datetime | None = None) -> Any:
    """One save, as the endpoint does it."""
    return save(sitting.staff.login_id, sitting.public_id, Sent(position, revision, key or uuid4().hex, response), at or clock.now())


def right(kind: str) -> Any:
    """A response that earns everything."""
    return RIGHT[kind]


def wrong(kind: str) -> Any:
    """A response that earns nothing."""
    return WRONG[kind]


def finished(staff: StaffMember, exam: Exam, right_answers: int | None = None, at: datetime | None = None) -> Attempt:
    """A submitted attempt with so many right answers (default: all), the others wrong; `at` is when it began and ended."""
    sitting = start(exam, staff, at=at)
    for item in sitting.questions.select_related("question_version").order_by("position"):
        kind = item.question_version.kind
        good = right_answers is None or item.position <= right_answers
        answer(sitting, item.position, RIGHT[kind] if good else WRONG[kind], at=at)
    submit(sitting, staff, at)
    return sitting
