"""Bodies, keys and responses of every kind, drawn by hypothesis."""

from typing import Any

from hypothesis import strategies as st

from exams.kinds.api import Kind, kind

IDS = ["a", "b", "c", "d", "e", "f"]
WORDS = st.text(min_size=1, max_size=12).filter(lambda text: bool(text.strip()) and "__" not in text)
STEM = {"zh": "题干", "en": "Stem"}


def _rows(ids: list[str]) -> list[dict[str, Any]]:
    return [{"id": row_id, "text": {"zh": f"项{row_id}", "en": f"Option {row_id}"}} for row_id in ids]


@st.composite
def single(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any], Any]:
    ids = IDS[: draw(st.integers(2, 6))]
    return {"stem": STEM, "options": _rows(ids)}, {"key": draw(st.sampled_from(ids))}, {"option": draw(st.sampled_from(ids))}


@st.composite
def multiple(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any], Any]:
    ids = IDS[: draw(st.integers(3, 6))]
    some = st.lists(st.sampled_from(ids), unique=True)
    right = draw(some.filter(lambda chosen: len(chosen) >= 2))
    return {"stem": STEM, "options": _rows(ids), "policy": draw(st.sampled_from(["all", "partial"]))}, {"key": right}, {"options": draw(some)}


@st.composite
def truefalse(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any], Any]:
    return {"stem": STEM}, {"key": draw(st.booleans())}, {"option": draw(st.sampled_from(["true", "false"]))}


@st.composite
def fill(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any], Any]:
    numbers = [str(number + 1) for number in range(draw(st.integers(1, 4)))]
    stem = " ".join(f"字 __{number}__" for number in numbers)
    key = {number: {"zh": draw(st.lists(WORDS, min_size=1, max_size=3)), "en": []} for number in numbers}
    given = {number: draw(st.one_of(WORDS, st.sampled_from(key[number]["zh"]))) for number in draw(st.lists(st.sampled_from(numbers), unique=True))}
    return {"stem": {"zh": stem, "en": stem}, "policy": draw(st.sampled_from(["all", "partial"]))}, {"key": key}, {"blanks": given}


@st.composite
def numeric(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any], Any]:
    numbers = st.decimals(-100000, 100000, places=2).map(str)
    value = draw(numbers)
    given = draw(st.one_of(numbers, st.just(value), st.text(max_size=20)))
    return (
        {"stem": STEM, "unit": {"zh": "元", "en": "yuan"}},
        {"key": {"value": value, "tolerance": draw(st.sampled_from(["0", "0.01", "5"]))}},
        {"number": given},
    )


@st.composite
def ordering(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any], Any]:
    ids = IDS[: draw(st.integers(3, 6))]
    body = {"stem": STEM, "options": _rows(ids), "policy": draw(st.sampled_from(["all", "partial"]))}
    return body, {"key": draw(st.permutations(ids))}, {"order": draw(st.permutations(ids))}


@st.composite
def matching(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any], Any]:
    left, right = [f"l{row_id}" for row_id in IDS[: draw(st.integers(2, 4))]], [f"r{row_id}" for row_id in IDS[: draw(st.integers(2, 6))]]
    partner = st.sampled_from(right)
    body = {"stem": STEM, "left": _rows(left), "right": _rows(right), "policy": draw(st.sampled_from(["all", "partial"]))}
    given = {row_id: draw(partner) for row_id in draw(st.lists(st.sampled_from(left), unique=True))}
    return body, {"key": {row_id: draw(partner) for row_id in left}}, {"pairs": given}


@st.composite
def short(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any], Any]:
    rubric = {"points": [{"text": {"zh": "要点", "en": "Point"}, "weight": draw(st.integers(1, 5))}], "model": STEM}
    return {"stem": STEM, "max_chars": 100}, {"rubric": rubric}, {"text": draw(st.text(max_size=100).filter(lambda text: "\r" not in text))}


STRATEGIES = {
    "single": single(),
    "multiple": multiple(),
    "truefalse": truefalse(),
    "fill": fill(),
    "numeric": numeric(),
    "ordering": ordering(),
    "matching": matching(),
    "short": short(),
}


@st.composite
def answered(draw: st.DrawFn) -> tuple[Kind, dict[str, Any], dict[str, Any], Any]:
    """A kind, a clean body, a clean key and a clean response (or None)."""
    this = kind(draw(st.sampled_from(sorted(STRATEGIES))))
    raw_body, raw_key, raw_response = draw(STRATEGIES[this.code])
    body = this.clean_body(raw_body)
    return this, body, this.clean_key(body, raw_key), this.clean_response(body, raw_response)
