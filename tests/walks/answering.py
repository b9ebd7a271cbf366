"""Answering questions in the browser as the content files say is right: the walks know no other key."""

import re
from functools import lru_cache
from typing import Any

import yaml
from playwright.sync_api import Locator

from tests.databases import ROOT

CONTENT = ROOT / "training_site" / "demo" / "content"
STEM = """form => {
    const stem = form.querySelector(".q-text").cloneNode(true);
    for (const extra of stem.querySelectorAll("small, input")) extra.remove();
    return stem.textContent;
}"""

GIVEN = """form => [...form.querySelectorAll("[data-kind] :is(input, select, textarea, [data-id])")].map(
    control => control.dataset.id ?? (control.matches("[type=radio], [type=checkbox]") ? `${control.value} ${control.checked}` : control.value))"""


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _pattern(stem: str) -> re.Pattern[str]:
    """A stem as it may be shown: figures of norms stand for their tokens, blanks are inputs, citations are short."""
    pieces = re.split(r"\{\{[a-z0-9-]+\}\}|\[\[[^\]]+\]\]|__\d__", _squeezed(stem).replace("**", ""))
    return re.compile(".*?".join(re.escape(piece) for piece in pieces))


@lru_cache(maxsize=1)
def _questions() -> list[tuple[str, re.Pattern[str], str, dict[str, Any]]]:
    """(kind, pattern of the stem, language, question) of every question of the content files."""
    found = []
    for path in sorted(CONTENT.glob("questions/*.yaml")):
        for row in yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader):
            found += [(row["kind"], _pattern(text), language, row) for language, text in row["stem"].items()]
    return found


def question_of(form: Locator) -> tuple[dict[str, Any], str]:
    """The question of the content files that a form shows, and the language it is shown in ("zh" or "en")."""
    kind, stem = form.locator("[data-kind]").get_attribute("data-kind"), _squeezed(form.evaluate(STEM))
    found = [(row, language) for of_kind, pattern, language, row in _questions() if of_kind == kind and pattern.fullmatch(stem)]
    assert len(found) == 1, f"{len(found)} questions of the content files read: {stem}"
    return found[0]


def answer(form: Locator) -> dict[str, Any]:
    """Answer the question in this form rightly; returns the question."""
    row, language = question_of(form)
    key = row["key"]
    if row["kind"] in {"single", "multiple"}:
        for option in key if row["kind"] == "multiple" else [key]:
            form.locator(f"input[value='{option}']").check()
    elif row["kind"] == "truefalse":
        form.locator(f"input[value='{'true' if key else 'false'}']").check()
    elif row["kind"] == "fill":
        for blank, accepted in key.items():
            _write(form.locator(f"[data-blank='{blank}']"), str(accepted[language][0]))
    elif row["kind"] == "numeric":
        _write(form.locator("input"), str(key["value"]))
    elif row["kind"] == "matching":
        for left, right in key.items():
            form.locator(f"[data-left='{left}']").select_option(right)
    elif row["kind"] == "ordering":
        _order(form, key)
    else:
        _write(form.locator("textarea"), key["model"][language][:200])
    return row


def given_in(form: Locator) -> list[str]:
    """What stands in the controls of a question, to be compared with another browser's."""
    return form.evaluate(GIVEN)


def _write(place: Locator, text: str) -> None:
    place.fill(text)
    place.blur()


def _order(form: Locator, wanted: list[str]) -> None:
    """Move each step up to its place with its own button, or say that the order stands."""
    for place, step in enumerate(wanted):
        shown = form.locator("[data-id]").evaluate_all("rows => rows.map(row => row.dataset.id)")
        for _move in range(shown.index(step) - place):
            form.locator(f"[data-id='{step}'] [data-move='-1']").click()
    keep = form.locator("[data-keep-order]")
    if keep.is_visible():
        keep.click()
