"""Norms inside other rooms' pages: seals, clauses, inline citations.

    {% load norms %}
    {% seal version.level %}   {% cite version %}   {% clause version %}
    {{ text|cited:versions }}        paragraphs of author text; `versions` is the dict of `norms.api.versions_for`
    {{ line|cited_line:versions }}   one line of it, without a paragraph around

A citation is a link to the clause. static/norms/cite.js, which the frame loads, opens it as a card instead.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from etiquette.norms.citing import CITATION, without_marks
from etiquette.norms.models import NormVersion
from etiquette.norms.wording import BASIS_WORDS, LEVEL_WORDS, SEALS, Wording, day, wording
from training_site.lib import bilingual, richtext
from training_site.search import api as search

register = template.Library()
register.filter(without_marks)


@register.simple_tag
def seal(level: str) -> SafeString:
    """The seal of a level, "M", "F", "G" or "I", with its word for those who do not see it."""
    if level not in SEALS:
        return SafeString("")
    word = LEVEL_WORDS[level]
    return format_html(
        '<span class="lv lv-{}" title="{}"><span aria-hidden="true">{}</span><span class="vh">{}</span></span>',
        level.lower(),
        word,
        SEALS[level],
        word,
    )


@register.filter
def level_word(level: str) -> str:
    """The word of a level: "Must"."""
    return str(LEVEL_WORDS.get(level, ""))


@register.filter
def basis_word(basis: str) -> str:
    """The words of a basis: "Stated in the sources"."""
    return str(BASIS_WORDS.get(basis, ""))


@register.simple_tag
def cite(version: NormVersion) -> SafeString:
    """An inline citation of one version."""
    return citation(version.norm.code, version)


def citation(code: str, version: NormVersion | None) -> SafeString:
    """The link of a citation; without a version (not in force any more) a plain link to the clause."""
    label = _("Norm %(code)s, open the clause") % {"code": code}
    address = reverse("norms:norm", args=[code])
    if version is None:
        return format_html('<a class="cite" href="{}" aria-label="{}">{}</a>', address, label, code)
    return format_html(
        '<a class="cite" href="{}?version={}" data-card="{}" aria-label="{}">{}</a>',
        address,
        version.number,
        reverse("norms:card", args=[version.pk]),
        label,
        code,
    )


def _with_citations(html: SafeString, versions: Mapping[str, NormVersion] | None) -> SafeString:
    """Author HTML, already escaped, with `[[N-…]]` replaced. A code has no character that escaping changes."""
    known = versions or {}
    pieces = CITATION.split(html)
    return format_html_join(
        "",
        "{}",
        (
            (citation(piece, known.get(piece)) if at % 2 else SafeString(piece),)  # nosec B308 B703: parts of escaped HTML
            for at, piece in enumerate(pieces)
        ),
    )


@register.filter
def cited(text: str, versions: Mapping[str, NormVersion] | None = None) -> SafeString:
    """Author text as paragraphs, with bold and citations."""
    return _with_citations(richtext.paragraphs(text or ""), versions)


@register.filter
def cited_line(text: str, versions: Mapping[str, NormVersion] | None = None) -> SafeString:
    """One line of author text, with bold and citations."""
    return _with_citations(richtext.inline(text or ""), versions)


@register.simple_tag
def found_in(text: str, query: str) -> SafeString:
    """Plain author text with what was looked for in `<mark>`."""
    return search.highlight(without_marks(text), query)


@register.inclusion_tag("norms/_clause.html")
def clause(version: NormVersion, versions: Mapping[str, NormVersion] | None = None, query: str = "") -> dict[str, Any]:
    """The letter of a norm with its seal and code, a `<div class="clause">`; `query` marks what was looked for."""
    return {"version": version, "words": wording(version), "versions": versions, "query": query}


@register.simple_tag
def norm_words(version: NormVersion, field: str = "text") -> Wording:
    """`{% norm_words version as words %}`: the text ("text" or "matters") for this reader, and whether English is missing or stale."""
    return wording(version, field)


@register.filter
def full_date(moment: date | None) -> str:
    """A day with its year: "26 November 2026"."""
    return day(moment) if moment else ""


@register.inclusion_tag("norms/_other.html")
def other_language(version: NormVersion, query: str) -> dict[str, Any]:
    """In search results: the text in the other language, where only that one holds what was looked for."""
    english = bilingual.language() == "en"
    other = version.text_zh if english else version.text_en
    needed = bool(other) and "<mark>" in found_in(other, query) and "<mark>" not in found_in(wording(version).text, query)
    return {"text": other if needed else "", "query": query, "lang": "zh-Hans" if english else "en"}
