"""Frozen blocks to HTML. A published body never changes, so its HTML is kept by version; only quick checks are drawn anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from courses.lessons.models.lesson import LessonVersion
from etiquette.norms.api import NormVersion
from training_site.lib import bilingual

Block = dict[str, Any]
Versions = Mapping[str, NormVersion]

EDITION = 2  # raised when a block's template changes, so that kept HTML of old templates is not shown
KEPT_SECONDS = 7 * 86400
LONGEST_BOXED = 2  # characters of a step's title that fit into its box


def render_block(block: Block, versions: Versions, lang: str) -> SafeString:
    """One frozen block through its template."""
    html = _template(block, versions, lang)
    return format_html('<dl class="facts facts-1">{}</dl>', html) if block["type"] == "number" else html


def _template(block: Block, versions: Versions, lang: str) -> SafeString:
    value = block["value"]
    context = {
        "block": block,
        "value": value,
        "versions": versions,
        "extra": _not_inline(value),
        "nothing": {},
        "lang_code": "en" if lang == "en" else "zh-Hans",
        "short_titles": block["type"] == "steps" and all(len(item["title"]) <= LONGEST_BOXED for item in value["items"]),
    }
    return render_to_string(f"lessons/blocks/{block['type']}.html", context)


def _not_inline(value: dict[str, Any]) -> list[str]:
    """The block's own norms without those that its running text cites already."""
    texts = " ".join(text for text in value.values() if isinstance(text, str))
    return [code for code in value.get("cites", []) if f"[[{code}]]" not in texts]


def render_parts(body: Sequence[Block], versions: Versions, lang: str) -> list[tuple[str, str]]:
    """A body as ("html", markup) pieces with ("check", anchor) where a quick check stands. Figures in a row share one frame."""
    parts: list[tuple[str, str]] = []
    for kind, run in groupby(body, key=lambda block: block["type"]):
        blocks = list(run)
        if kind == "quick_check":
            parts += [("check", block["id"]) for block in blocks]
        elif kind == "number":
            inside = format_html_join("", "{}", ((_template(block, versions, lang),) for block in blocks))
            parts.append(("html", format_html('<dl class="facts facts-1{}">{}</dl>', " three" if len(blocks) > 1 else "", inside)))
        else:
            parts += [("html", _template(block, versions, lang)) for block in blocks]
    return parts


def notes_of(versions: Sequence[NormVersion]) -> SafeString:
    """The list of cited norms at the end of a lesson, for print and for looking back."""
    return render_to_string("lessons/_notes.html", {"versions": versions})


def cited_versions(version: LessonVersion) -> list[NormVersion]:
    """The norm versions a lesson version is pinned to, each once, in the order of the manual."""
    rows = NormVersion.objects.filter(courses_lessons_lessoncitations__lesson_version=version).distinct()
    order = ("norm__section__chapter__number", "norm__section__order", "norm__order", "norm__code")
    return list(rows.select_related("norm__section__chapter").order_by(*order))


def kept_parts(version: LessonVersion) -> dict[str, Any]:
    """`{"parts", "notes", "norms"}` of a published version: pieces of HTML, the notes and how many norms; from the cache when it is there."""
    key = f"lessons.body.{EDITION}.{version.pk}.{version.digest[:12]}.{bilingual.language()}"
    kept: dict[str, Any] | None = None if settings.DEBUG else cache.get(key)
    if kept is None:
        cited = cited_versions(version)
        versions = {row.norm.code: row for row in cited}
        parts = [(kind, str(text)) for kind, text in render_parts(version.body, versions, version.locale)]
        kept = {"parts": parts, "notes": str(notes_of(cited)), "norms": len(cited)}
        cache.set(key, kept, KEPT_SECONDS)
    return kept


def headings(body: Sequence[Block]) -> list[dict[str, str]]:
    """The list of contents: anchor and text of each heading."""
    return [{"anchor": block["id"], "text": block["value"]["text"]} for block in body if block["type"] == "heading"]
