"""Advice on how a question is written: none of it stops an author.

The rules follow Haladyna, Downing and Rodriguez, "A review of multiple-choice item-writing guidelines for classroom assessment"
(Applied Measurement in Education 15(3), 2002): avoid negative stems or mark the negation, keep options about equally long, avoid
"all of the above" and "none of the above", and do not repeat an option.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
# "not correct", "except" and the like, in the words of the two languages of the content.
NEGATIONS = {"zh": re.compile(r"不(?:正确|符合|属于|应|对|恰当|合适)|错误的|除外"), "en": re.compile(r"\b(?:not|except|incorrect|false)\b")}
CATCH_ALL = re.compile(r"^(?:以上(?:都|均|全)|都不?对|all of the above|none of the above)", re.IGNORECASE)
TOO_LONG = 1.8


@dataclass(frozen=True)
class Hint:
    """One remark at a field of the editor: what was noticed, and what to do."""

    field: str
    title: str
    advice: str


def hints_for(kind: str, body: dict[str, Any], key: dict[str, Any]) -> list[Hint]:
    """Everything worth saying about a draft, finished or not."""
    found = [*_stem_hints(body["stem"])]
    if kind in {"single", "multiple"}:
        found += [*_catch_all(body["options"]), *_repeated(body["options"])]
    if kind == "single":
        found += _longest(body["options"], key["key"])
    found += _han_in_english(kind, body)
    return found


def by_field(hints: list[Hint]) -> dict[str, list[Hint]]:
    """Hints under their fields, as the templates want them."""
    grouped: dict[str, list[Hint]] = defaultdict(list)
    for hint in hints:
        grouped[hint.field].append(hint)
    return dict(grouped)


def _stem_hints(stem: dict[str, str]) -> Iterator[Hint]:
    zh = NEGATIONS["zh"].search(re.sub(r"\*\*.+?\*\*", "", stem["zh"]))
    en = NEGATIONS["en"].search(re.sub(r"\*\*.+?\*\*", "", stem["en"]))
    if zh or en:
        word = (zh or en)[0]  # type: ignore[index]
        advice = _("Ask for what is right instead, or set the negation in bold: **%(word)s**.") % {"word": word}
        yield Hint("stem", _("The stem is negative, and “%(word)s” is not marked.") % {"word": word}, advice)


def _catch_all(options: list[dict[str, Any]]) -> Iterator[Hint]:
    for row in options:
        text = next((text for text in row["text"].values() if CATCH_ALL.match(text)), "")
        if text:
            advice = _("It also gives full marks to somebody who knows only half. Put a concrete statement in its place.")
            yield Hint(f"option-{row['id']}", _("“%(text)s” does not go with shuffled options.") % {"text": text}, advice)


def _repeated(options: list[dict[str, Any]]) -> Iterator[Hint]:
    seen: set[str] = set()
    for row in options:
        text = row["text"]["zh"].casefold()
        if text and text in seen:
            yield Hint(f"option-{row['id']}", _("This option stands twice."), _("Change one of the two."))
        seen.add(text)


def _longest(options: list[dict[str, Any]], right: str) -> list[Hint]:
    lengths = {row["id"]: len(row["text"]["zh"]) for row in options}
    others = [length for row_id, length in lengths.items() if row_id != right]
    if right not in lengths or not others or not max(others) or lengths[right] < 12 or lengths[right] <= TOO_LONG * max(others):
        return []
    times = f"{lengths[right] / max(others):.1f}"
    advice = _("Those who are good at tests choose it without knowing the norm. Shorten it, or give the others as much detail.")
    return [Hint(f"option-{right}", _("The answer is %(times)s times as long as the longest distractor.") % {"times": times}, advice)]


def _han_in_english(kind: str, body: dict[str, Any]) -> Iterator[Hint]:
    places = [
        ("stem", body["stem"]),
        *((f"{side.removesuffix('s')}-{row['id']}", row["text"]) for side in ("options", "left", "right") for row in body.get(side, [])),
    ]
    for field, pair in places:
        if HAN.search(pair["en"]):
            yield Hint(
                field, _("There is Chinese in the English text."), _("Readers of English cannot read it; translate it or leave the English empty.")
            )
