"""What the chooser of norms and figures asks: norms by number and words, how chosen codes stand, figures with their values."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import OuterRef, Q, QuerySet, Subquery

from etiquette.norms.models import EditionNorm, Norm, NormVersion
from etiquette.norms.queries import in_force
from etiquette.norms.searching import find
from etiquette.norms.units import worded
from training_site.lib import bilingual, clock

MOST = 20
MOST_CODES = 200
IN_FORCE, COMING, DRAFT, WITHDRAWN, UNKNOWN = "in force", "coming", "draft", "withdrawn", "unknown"
_NUMBER = re.compile(r"^(n-)?(\d{1,2})(?:\.(\d{1,2})?(?:-(\d{0,2}))?)?$", re.IGNORECASE)


@dataclass(frozen=True)
class Choice:
    """A norm to choose, or a chosen code: where it stands today, its version, and whether an open edition changes it."""

    code: str
    standing: str
    version: NormVersion | None
    in_edition: bool


@dataclass(frozen=True)
class FigureChoice:
    """A figure to insert: its key, what its token reads as, its name, and the norm it belongs to."""

    key: str
    words: str
    name: str
    code: str


def _number_of(word: str) -> str | None:
    """The beginning of a code that a word such as "9.2", "N-9" or "9.2-0" asks for; None where it is no number of the manual."""
    match = _NUMBER.match(word)
    if match is None or not (match[1] or "." in word):
        return None
    chapter, section, order = match[2], match[3], match[4]
    if section is None:
        return f"N-{int(chapter)}."
    return f"N-{int(chapter)}.{int(section)}-" + (order or "")


def find_choices(query: str, chapter: int | None = None, level: str = "") -> tuple[list[Choice], int]:
    """At most MOST norms in force that hold every word and number asked for, and how many there are. Three queries.

    Nothing is found while nothing is asked: neither a word nor a chapter nor a level.
    """
    words = query.split()
    numbers = [number for word in words if (number := _number_of(word))]
    rest = " ".join(word for word in words if _number_of(word) is None)
    if not (words or chapter or level):
        return [], 0
    rows = _narrowed(find(rest) if rest else in_force(), numbers, chapter, level)
    shown = list(rows[:MOST])
    return _with_editions(shown), len(shown) if len(shown) < MOST else rows.count()


def _narrowed(rows: QuerySet[NormVersion], numbers: Iterable[str], chapter: int | None, level: str) -> QuerySet[NormVersion]:
    asked = Q()
    for number in numbers:
        asked |= Q(norm__code__startswith=number)
    rows = rows.filter(asked)
    if chapter:
        rows = rows.filter(norm__section__chapter__number=chapter)
    return rows.filter(level=level) if level else rows


def _in_open_edition(norm_ids: Iterable[int]) -> set[int]:
    return set(EditionNorm.objects.filter(edition__state="open", norm__in=list(norm_ids)).values_list("norm", flat=True))


def _with_editions(versions: Collection[NormVersion]) -> list[Choice]:
    changing = _in_open_edition(version.norm_id for version in versions)
    return [Choice(version.norm.code, IN_FORCE, version, version.norm_id in changing) for version in versions]


def standing_of(codes: Collection[str]) -> list[Choice]:
    """How each code stands today, in the order given: in force with its version, or why not. At most three queries."""
    wanted = list(dict.fromkeys(codes))[:MOST_CODES]
    versions = list(in_force().filter(norm__code__in=wanted)) if wanted else []
    found = {choice.code: choice for choice in _with_editions(versions)} if versions else {}
    missing = [code for code in wanted if code not in found]
    return [found.get(code) or one for code, one in zip(wanted, _others(wanted, missing), strict=True)]


def _others(wanted: list[str], missing: list[str]) -> list[Choice]:
    """A choice for every code; those that are in force are looked at by the caller alone."""
    last = NormVersion.objects.filter(norm=OuterRef("pk")).order_by("-number")
    rows = Norm.objects.filter(code__in=missing).annotate(gone=Subquery(last.values("withdrawn")[:1]), day=Subquery(last.values("effective_on")[:1]))
    known = {row.code: row for row in rows} if missing else {}
    return [Choice(code, _why_not(known.get(code)), None, False) for code in wanted]


def _why_not(norm: Norm | None) -> str:
    """Why a norm that is not in force is not."""
    if norm is None:
        return UNKNOWN
    gone, day = norm.gone, norm.day  # type: ignore[attr-defined]
    if day is None:
        return DRAFT
    return COMING if day > clock.today() and not gone else WITHDRAWN


def all_figures() -> list[FigureChoice]:
    """Every figure in force, in the order of the manual, in the reader's language. One query."""
    lang = bilingual.language()
    versions = in_force().filter(norm__norm_values__isnull=False).distinct()
    return [
        FigureChoice(figure["key"], worded(figure["quantity"], figure["unit"], lang), bilingual.pick(figure["name"]), version.norm.code)
        for version in versions
        for figure in version.values
    ]
