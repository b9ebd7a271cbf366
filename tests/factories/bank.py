"""Questions of every kind, with keys that a test knows."""

import itertools
from typing import Any

from django.contrib.auth import get_user_model

from exams.bank.api import Draft, Question, QuestionVersion, create_question, publish_many
from exams.kinds.api import kind as kind_of
from tests.factories.norms import norm_version
from tests.factories.people import LoginFactory

_numbers = itertools.count(1)


def text(zh: str, en: str = "") -> dict[str, str]:
    """A pair."""
    return {"zh": zh, "en": en or f"English of {zh.encode().hex()[:6]}"}


CONTENT: dict[str, dict[str, Any]] = {
    "single": {
        "stem": text("客户进厅，先做什么？", "A customer comes in. What comes first?"),
        "options": [
            {"id": "a", "text": text("问好", "Greet")},
            {"id": "b", "text": text("看手机", "Look at the phone")},
            {"id": "c", "text": text("走开", "Walk off")},
        ],
        "key": "a",
    },
    "multiple": {
        "stem": text("哪些做法符合规范？", "Which of these meet the norms?"),
        "options": [
            {"id": "a", "text": text("起身", "Stand up")},
            {"id": "b", "text": text("打断", "Interrupt")},
            {"id": "c", "text": text("双手递物", "Hand over with both hands")},
            {"id": "d", "text": text("背身", "Turn away")},
        ],
        "key": ["a", "c"],
    },
    "truefalse": {"stem": text("客户先开口才问好。对吗？", "Greet only when greeted. True?"), "key": False},
    "fill": {
        "stem": text("先 __1__，再 __2__。", "First __1__, then __2__."),
        "key": {"1": {"zh": ["问好"], "en": ["greet"]}, "2": {"zh": ["办理", "办理业务"], "en": ["serve"]}},
    },
    "numeric": {
        "stem": text("两项各 9 元，共多少？", "Two items at 9 yuan each: how much?"),
        "unit": {"zh": "元", "en": "yuan"},
        "key": {"value": "18.00", "tolerance": "0.005"},
    },
    "ordering": {
        "stem": text("按先后排好。", "Put in order."),
        "options": [
            {"id": "a", "text": text("办理", "Serve")},
            {"id": "b", "text": text("送别", "Say goodbye")},
            {"id": "c", "text": text("迎接", "Greet")},
        ],
        "key": ["c", "a", "b"],
    },
    "matching": {
        "stem": text("配对。", "Match."),
        "left": [{"id": "l1", "text": text("欢迎光临", "Welcome")}, {"id": "l2", "text": text("请慢走", "Goodbye")}],
        "right": [
            {"id": "r1", "text": text("送别", "Parting")},
            {"id": "r2", "text": text("迎接", "Greeting")},
            {"id": "r3", "text": text("确认", "Checking")},
        ],
        "key": {"l1": "r2", "l2": "r1"},
    },
    "short": {
        "stem": text("您怎样回答？", "What would you say?"),
        "max_chars": 300,
        "key": {"points": [{"text": text("先安心", "Reassure first"), "weight": 2}], "model": text("您别担心。", "Please don’t worry.")},
    },
}


def author() -> Any:
    """The login that writes questions in tests."""
    return get_user_model().objects.filter(username="J80001").first() or LoginFactory(username="J80001", roles=["trainer"])


def second_pair() -> Any:
    """The login that approves them."""
    return get_user_model().objects.filter(username="J80002").first() or LoginFactory(username="J80002", roles=["trainer", "approver"])


def content(
    kind: str = "single", chapter: int = 9, difficulty: int = 1, use: str = "sealed", red_line: bool = False, **fields: Any
) -> dict[str, Any]:
    """One question as a content file has it."""
    return {
        "id": f"q-{next(_numbers):05d}",
        "kind": kind,
        "use": use,
        "chapter": chapter,
        "difficulty": difficulty,
        "red_line": red_line,
        "cites": ["N-9.2-01"],
        "feedback": text("见柜台流程。", "See the counter flow."),
        **CONTENT[kind],
        **fields,
    }


def question_versions(items: list[dict[str, Any]]) -> list[QuestionVersion]:
    """Many published versions in a few statements, in the order of `items` (see `content`); cited norms are published when missing."""
    norms = {code: norm_version(code) for code in {code for item in items for code in item["cites"]}}
    done = publish_many(items, author(), second_pair(), norms)
    return [done.versions[item["id"]] for item in items]


def question_version(
    kind: str = "single", chapter: int = 9, difficulty: int = 1, use: str = "sealed", red_line: bool = False, **fields: Any
) -> QuestionVersion:
    """One published version; `fields` override those of the content format (id, stem, options, key, cites …)."""
    return question_versions([content(kind, chapter, difficulty, use, red_line, **fields)])[0]


def draft(kind: str = "single", by: Any = None, **fields: Any) -> Question:
    """A question in draft, complete, citing N-9.2-01."""
    item = content(kind, **fields)
    for code in item["cites"]:
        norm_version(code)
    body, key = kind_of(kind).from_content(item)
    written = Draft(kind, item["use"], item["chapter"], item["difficulty"], item["red_line"], body, key, item["cites"])
    return create_question(written, by or author(), item["id"])


def right(version: QuestionVersion) -> dict[str, Any] | None:
    """The response that earns everything (None for short answers)."""
    this = kind_of(version.kind)
    body, key = this.from_content({**CONTENT[version.kind], "feedback": {}})
    return this.right_response(version.body, key) if body else None


def wrong(version: QuestionVersion) -> dict[str, Any]:
    """A response that earns nothing, for the bodies of `CONTENT`."""
    return {
        "single": {"option": "b"},
        "multiple": {"options": ["b", "d"]},
        "truefalse": {"option": "true"},
        "fill": {"blanks": {"1": "走开"}},
        "numeric": {"number": "17"},
        "ordering": {"order": ["a", "b", "c"]},
        "matching": {"pairs": {"l1": "r1"}},
        "short": {"text": ""},
    }[version.kind]
