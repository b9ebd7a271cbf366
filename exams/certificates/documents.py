"""The certificate as a document: what stands on it, as HTML for the screen and for the PDF."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import segno
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import formats, translation
from django.utils.functional import Promise
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from exams.certificates.models import Certificate
from exams.certificates.states import BOTH, EN, ZH
from training_site.lib import codes, pdf, richtext

LOCALES = {ZH: "zh-hans", EN: "en"}
STYLESHEET = Path(__file__).parent / "static" / "certificates" / "certificate.css"

# Size in millimetres, spacing in characters and greatest width in millimetres of the large lines; a long one becomes smaller to
# fit. A Latin name is set smaller than a Chinese one, or it would look as large as the heading above it.
HEADING, NAME, LATIN_NAME = (15.5, 0.42, 170.0), (10.6, 0.28, 128.0), (8.8, 0.0, 128.0)
MIDDLE = 148.5
# Width of a Latin character in characters, on average, rounded up.
LATIN_WIDTH = 0.58
# The rule below the name, in millimetres: as long as in the drawing, or longer than the name by this much on both sides.
RULE, OVERHANG = 92.0, 6.0


def address_of(code: str) -> str:
    """The public check address of a code, as it stands in the QR code."""
    return settings.PUBLIC_URL.rstrip("/") + reverse("verify:certificate", args=[code])


def spoken_address() -> str:
    """The address of the public check as it is printed: without protocol and last slash."""
    return (settings.PUBLIC_URL.split("://", 1)[-1].rstrip("/") + reverse("verify:check")).rstrip("/")


@dataclass(frozen=True)
class Mark:
    """The QR code: the side in modules and the dark modules as one SVG path of strokes."""

    side: int
    path: str


def qr_of(address: str) -> Mark:
    """The QR code of an address, error correction M, without a quiet zone (the sheet around it is empty)."""
    matrix = segno.make(address, error="m", micro=False).matrix
    strokes = []
    for y, row in enumerate(matrix):
        x = 0
        while x < len(row):
            length = next((step for step in range(len(row) - x) if not row[x + step]), len(row) - x)
            if length:
                strokes.append(f"M{x} {y}.5h{length}")
            x += max(length, 1)
    return Mark(len(matrix), "".join(strokes))


@dataclass(frozen=True)
class Glyph:
    """One piece of a spaced line, set around its own middle (`x`, millimetres), so that every program sets it alike."""

    text: str
    x: float


@dataclass(frozen=True)
class SpacedLine:
    """A line of large text in the middle of the sheet: its size in millimetres, its pieces, and about how wide it is."""

    text: str
    size: float
    glyphs: list[Glyph]
    width: float

    @property
    def rule(self) -> tuple[float, float]:
        """Where the rule below it begins and ends, in millimetres."""
        half = max(RULE, self.width + 2 * OVERHANG) / 2
        return round(MIDDLE - half, 2), round(MIDDLE + half, 2)


def spaced_line(text: str, size: float, spacing: float, most: float) -> SpacedLine:
    """Short Chinese text stands character by character, `spacing` of a character apart; other text in one piece, at most `most` wide."""
    if text and not _latin(text) and len(text) <= 5:
        step = size * (1 + spacing)
        first = MIDDLE - step * (len(text) - 1) / 2
        glyphs = [Glyph(character, round(first + step * index, 3)) for index, character in enumerate(text)]
        return SpacedLine(text, size, glyphs, step * len(text))
    wide = max(1, sum(LATIN_WIDTH if _latin(character) else 1 for character in text))
    size = round(min(size, most / wide), 2)
    return SpacedLine(text, size, [Glyph(text, MIDDLE)], size * wide)


def _latin(text: str) -> bool:
    """Written in Latin letters, with or without accents."""
    return all(character < "\u0250" for character in text)


def seal_of(issuer: str) -> list[list[str]]:
    """The characters of the seal, column by column from the right: six or four of the issuer's; none for a Latin name."""
    han = [character for character in issuer if "\u3400" <= character <= "\u9fff"]
    count = 6 if len(han) >= 6 else 4 if len(han) >= 4 else 0
    return [han[: count // 2], han[count // 2 : count]] if count else []


def lines(text: str) -> SafeString:
    """Author text line by line, with its **bold** parts."""
    return format_html_join(SafeString("<br>"), "{}", ((richtext.inline(line.strip()),) for line in text.splitlines() if line.strip()))


def _in(lang: str, words: Callable[[], str] | Promise) -> str:
    with translation.override(LOCALES[lang]):
        return str(words() if callable(words) else words)


def _span(facts: dict[str, Any]) -> str:
    first, last = (formats.date_format(date.fromisoformat(facts[name]), "DATE_FORMAT") for name in ("issued_on", "expires_on"))
    return str(_("%(first)s to %(last)s") % {"first": first, "last": last})


def _labels(languages: list[str]) -> dict[str, str]:
    words = {"number": pgettext_lazy("certificate", "Number"), "valid": pgettext_lazy("certificate", "Valid"), "verify": _("Verify")}
    labels = {name: " ".join(_in(lang, word) for lang in languages) for name, word in words.items()}
    return {**labels, "qr": _in(languages[0], _("QR code of the public check page"))}


def context_of(certificate: Certificate, language: str) -> dict[str, Any]:
    """What the template needs; everything from the frozen facts. `language`: zh, en or both."""
    facts = certificate.facts
    languages = [ZH, EN] if language == BOTH else [language]
    holder = facts["holder"]
    first = languages[0]
    name = holder["name"] if first == ZH else holder["name_latin"] or holder["name"]
    beside = holder["name_latin"] if first == ZH and EN in languages and holder["name_latin"] != name else ""
    issuer = facts["issuer"]
    return {
        "facts": facts,
        "lang": "zh-Hans" if first == ZH else "en",
        "zh": ZH in languages,
        "en": EN in languages,
        "both": language == BOTH,
        "headline": spaced_line(_in(first, _("Certificate of competence")), *HEADING),
        "heading": {lang: _in(lang, _("Certificate of competence")) for lang in (ZH, EN)},
        "name": spaced_line(name, *(LATIN_NAME if _latin(name) else NAME)),
        "latin": beside,
        "wording": {lang: lines(facts["wording"][lang]) for lang in languages},
        "spans": [_in(lang, lambda: _span(facts)) for lang in languages],
        "labels": _labels(languages),
        "issuer": [issuer[lang] or issuer[ZH] for lang in languages],
        "signatory": [facts["signatory"][lang] for lang in languages if facts["signatory"][lang]],
        "seal": seal_of(issuer[ZH]),
        "qr": qr_of(address_of(facts["code"])),
        "address": address_of(facts["code"]),
        "spoken": spoken_address(),
        "code": codes.grouped(facts["code"]),
    }


def html_of(certificate: Certificate, language: str) -> str:
    """The whole document for the PDF; its stylesheet is given apart."""
    return render_to_string("certificates/document.html", context_of(certificate, language))


@lru_cache(maxsize=1)
def stylesheet() -> str:
    """certificate.css as text."""
    return STYLESHEET.read_text(encoding="utf-8")


def pdf_of(certificate: Certificate, language: str) -> bytes:
    """The PDF of a certificate; raises what lib.pdf.render raises."""
    return pdf.render(html_of(certificate, language), stylesheet())
