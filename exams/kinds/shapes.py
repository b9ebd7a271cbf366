"""Small shapes that bodies and keys are made of."""

import re
from collections.abc import Iterable, Mapping
from random import Random
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from training_site.lib import bilingual, richtext

Pair = dict[str, str]
Option = dict[str, Any]  # {"id", "text": {"zh", "en"}}

OPTION_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,15}")
LONGEST_TEXT = 2000


def pair(raw: Any) -> Pair:
    """A `{"zh", "en"}` pair with both keys, stripped; one string counts as Chinese."""
    if isinstance(raw, str):
        return {"zh": raw.strip(), "en": ""}
    if not isinstance(raw, Mapping):
        return {"zh": "", "en": ""}
    return {lang: str(raw.get(lang) or "").strip() for lang in ("zh", "en")}


def options(raw: Any) -> list[Option]:
    """A list of `{"id", "text"}`; rows that are no mapping or have no id fall away."""
    if not isinstance(raw, list | tuple):
        return []
    return [{"id": str(row["id"]), "text": pair(row.get("text"))} for row in raw if isinstance(row, Mapping) and row.get("id")]


def ids(rows: Iterable[Option]) -> list[str]:
    """The ids of options in their order."""
    return [row["id"] for row in rows]


def by_id(rows: Iterable[Option]) -> dict[str, Option]:
    """Options by id."""
    return {row["id"]: row for row in rows}


def shown(text: Pair) -> str | SafeString:
    """A text of an option in the reader's language: HTML where it has bold parts, else plain text that the template escapes."""
    words = bilingual.pick(text)
    return richtext.inline(words) if "**" in words else words


def words(rows: Iterable[Option], wanted: Iterable[str], lang: str | None) -> list[str]:
    """The texts of the wanted options, in the order wanted."""
    found = by_id(rows)
    return [bilingual.pick(found[row_id]["text"], lang) for row_id in wanted if row_id in found]


def in_order(rows: list[Option], order: Iterable[str]) -> list[Option]:
    """Options as `order` lists them; those it does not name follow as the author wrote them."""
    found = by_id(rows)
    listed = [row_id for row_id in dict.fromkeys(order) if row_id in found]
    return [found[row_id] for row_id in [*listed, *(row_id for row_id in found if row_id not in listed)]]


def mixed(rows: Iterable[Option], rng: Random) -> list[str]:
    """The ids in a random order."""
    order = ids(rows)
    rng.shuffle(order)
    return order


def list_problems(rows: list[Option], prefix: str, least: int, most: int) -> list[tuple[str, str]]:
    """What is wrong with a list of options, as (field, sentence)."""
    found: list[tuple[str, str]] = []
    if len(rows) < least:
        found.append((prefix, _("Write at least %(least)d options.") % {"least": least}))
    if len(rows) > most:
        found.append((prefix, _("Keep to %(most)d options at most.") % {"most": most}))
    seen: set[str] = set()
    for row in rows:
        field = f"{prefix}-{row['id']}"
        if not OPTION_ID.fullmatch(row["id"]) or row["id"] in seen:
            found.append((field, _("Each option needs an id of its own: lower-case letters, digits and hyphens.")))
        if not row["text"]["zh"]:
            found.append((field, _("Write this option in Chinese, or remove it.")))
        seen.add(row["id"])
    return found
