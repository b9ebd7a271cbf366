"""What stands in the way of publishing, each at its block and field."""

from typing import Any

import pytest

from courses.lessons.blocks import LessonBody
from courses.lessons.importing import raw_body
from courses.lessons.models import AttachmentUse, LessonCitation
from courses.lessons.press import Press
from courses.lessons.rules import PublishRefused
from tests.factories import lessons as make
from tests.factories.norms import norm_version

pytestmark = pytest.mark.django_db


def pressed(raw: list[dict[str, Any]], lang: str = "zh") -> Press:
    stream = LessonBody(required=False).to_python(raw)
    press = Press(lang, raw)
    press.body(stream)
    return press


def block(kind: str, value: dict[str, Any], block_id: str = "b1") -> dict[str, Any]:
    return {"type": kind, "value": value, "id": block_id}


def places(press: Press) -> list[tuple[int | None, tuple[str | int, ...]]]:
    return [(problem.block, problem.path) for problem in press.problems]


@pytest.mark.parametrize(
    ("kind", "value", "path"),
    [
        ("text", {"text": "见[[N-9.9-99]]", "cites": ""}, ("text",)),
        ("text", {"text": "在{{no-such-figure}}内", "cites": ""}, ("text",)),
        ("text", {"text": "", "cites": ""}, ("text",)),
        ("text", {"text": "好", "cites": "N-9.9-99"}, ("cites",)),
        ("text", {"text": "好", "cites": "nonsense"}, ("cites",)),
        ("clause", {"norm": "N-9.9-99"}, ("norm",)),
        ("clause", {"norm": ""}, ("norm",)),
        ("number", {"value": "no-such-figure", "text": "", "cites": ""}, ("value",)),
        ("quick_check", {"question": "q-none"}, ("question",)),
        ("figure", {"drawing": "", "image": None, "alt": "x", "caption": "", "cites": ""}, ("drawing",)),
        ("figure", {"drawing": "no-such", "image": None, "alt": "x", "caption": "", "cites": ""}, ("drawing",)),
        ("attachment", {"title": "x", "file": None, "text": ""}, ("file",)),
    ],
)
def test_press_says_what_is_wrong_at_its_field(kind: str, value: dict[str, Any], path: tuple[str | int, ...]) -> None:
    assert places(pressed([block("heading", {"text": "一"}, "b0"), block(kind, value)])) == [(1, path)]


def test_press_says_what_is_wrong_inside_a_list() -> None:
    lines = [
        {"type": "item", "id": str(number), "value": {"who": "staff", "text": "您好", "remark": "", "cites": cites}}
        for number, cites in enumerate(["", "N-9.9-99"])
    ]
    assert places(pressed([block("dialogue", {"scene": "", "lines": lines})])) == [(0, ("lines", 1, "cites"))]


def test_sealed_question_may_not_stand_in_a_lesson() -> None:
    make.practice_question("q-sealed", use="sealed")
    press = pressed([block("quick_check", {"question": "q-sealed"})])
    assert (places(press), "q-sealed" in str(press.problems[0].sentence)) == ([(0, ("question",))], True)


def test_film_needs_words_for_those_who_cannot_hear() -> None:
    film = make.attachment("Film", b"\x00\x00\x00\x18ftypisom" + bytes(64))
    value = {"title": "开门", "file": film.pk, "captions": None, "transcript": ""}
    assert places(pressed([block("video", value)])) == [(0, ("captions",))]


def test_file_of_the_wrong_kind_is_named() -> None:
    assert places(pressed([block("video", {"title": "x", "file": make.attachment().pk, "captions": None, "transcript": "x"})])) == [(0, ("file",))]


def test_citations_are_pinned_to_versions_with_their_anchors() -> None:
    norm_version("N-9.2-01")
    norm_version("N-9.2-04")
    blocks = [
        make.text_block("b1", "迎[[N-9.2-01]]，再迎[[N-9.2-01]]。", "Greet[[N-9.2-01]].", ["N-9.2-04"]),
        {"id": "b2", "type": "clause", "norm": "N-9.2-01"},
    ]
    make.course("co-1", [make.lesson_file("co-1-l1", blocks)])
    rows = LessonCitation.objects.filter(lesson_version__locale="zh").values_list("anchor", "norm_version__norm__code")
    assert sorted(rows) == [("b1", "N-9.2-01"), ("b1", "N-9.2-04"), ("b2", "N-9.2-01")]


def test_changed_norm_makes_a_new_version_when_the_lesson_is_published_again() -> None:
    norm_version("N-9.2-01")
    make.course("co-1", [make.lesson_file("co-1-l1", [make.text_block("b1", "迎[[N-9.2-01]]。", "Greet[[N-9.2-01]].")])])
    norm_version("N-9.2-01", text_zh="改了的条文")
    make.lesson_page().get_latest_revision().publish()
    assert make.lesson().zh_version.number == 2


def test_frozen_figure_stays_when_the_norm_changes() -> None:
    norm_version("N-2.1-02", values={"answer-time": ("30", "second")})
    make.course(
        "co-1", [make.lesson_file("co-1-l1", [{"id": "b1", "type": "number", "value": "answer-time", "text": make.pair("应答", "to answer")}])]
    )
    value = make.lesson().zh_version.body[0]["value"]
    assert (value["quantity"], value["unit"]) == ("30", "秒")


def test_file_of_a_lesson_is_written_down_with_the_version() -> None:
    make.course("co-1", [make.lesson_file("co-1-l1")])
    page, row = make.lesson_page(), make.attachment()
    page.body = [*page.body.get_prep_value(), block("attachment", {"title": "表", "file": row.pk, "text": ""}, "b9")]
    page.save_revision().publish()
    assert list(AttachmentUse.objects.values_list("attachment", "lesson_version__number")) == [(row.pk, 2)]


def test_two_blocks_with_one_mark_are_refused() -> None:
    make.course("co-1", [make.lesson_file("co-1-l1")])
    page = make.lesson_page()
    page.body = [block("heading", {"text": "一"}), block("heading", {"text": "二"})]
    with pytest.raises(PublishRefused):
        page.save_revision().publish()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_press_of_a_long_lesson_takes_a_constant_number_of_queries(lang: str, django_assert_num_queries: Any) -> None:
    norm_version("N-2.1-02", values={"answer-time": ("30", "second")})
    make.practice_question()
    for count in (3, 300):
        blocks = [make.text_block(f"b{number}", "{{answer-time}}[[N-2.1-02]]", "{{answer-time}}[[N-2.1-02]]") for number in range(count)]
        raw = raw_body([*blocks, make.check_block("c1", "q-3001")], lang)
        stream = LessonBody(required=False).to_python(raw)
        with django_assert_num_queries(4):
            Press(lang, raw).body(stream)
