"""What the platform knows of people about the norms of an indicator: its chapters in their last exams, what they signed, scenarios they passed."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Max
from django.utils import timezone

from etiquette.norms.api import Chapter
from etiquette.scenarios.api import Scenario, chapters_cited, scenarios_passed
from etiquette.signing.api import Signature
from exams.reviews.models import IndicatorCitation, ReviewCycle
from exams.reviews.states import NORMS
from exams.sittings.api import current_results
from training_site.lib import bilingual

Facts = dict[str, Any]
# What one indicator's part of the evidence holds.
PARTS = ("chapters", "signed", "scenarios")


@dataclass
class Cited:
    """What an indicator cites: ids of norms, numbers of their chapters."""

    norms: set[int] = field(default_factory=set)
    chapters: set[int] = field(default_factory=set)


def cited_by(cycle: ReviewCycle) -> dict[str, Cited]:
    """Indicator code → what it cites, for the indicators that show this kind of evidence. One statement."""
    found: dict[str, Cited] = {}
    rows = IndicatorCitation.objects.filter(indicator__cycle=cycle).order_by("pk")
    values = rows.values_list("indicator__code", "indicator__evidence_kinds", "norm_version__norm", "norm_version__norm__section__chapter__number")
    for code, kinds, norm, chapter in values:
        if NORMS in kinds:
            cited = found.setdefault(code, Cited())
            cited.norms.add(norm)
            cited.chapters.add(chapter)
    return found


def about_norms(cycle: ReviewCycle, staff_ids: Collection[int], since: datetime, until: datetime) -> dict[int, dict[str, Facts]]:
    """Staff id → indicator code → {chapters, signed, scenarios}; what nobody knows anything about is left out. At most seven statements.

    chapters: chapter {number, title}, exam (title), right, count, on, before: the person's last attempt until `until` that asked about the
    chapter; signed: chapter, norms (how many of it), cited (how many of these the indicator cites), on, before; scenarios: title, on,
    before: the first pass of those that cite the chapter. `before`: the day lies before the period, which begins at `since`.
    """
    cited = cited_by(cycle)
    numbers = {number for one in cited.values() for number in one.chapters}
    if not numbers:
        return {}
    titles = {row.number: {"number": row.number, "title": bilingual.both_of(row, "title")} for row in Chapter.objects.filter(number__in=numbers)}
    answered = _answered(staff_ids, numbers, until)
    signed = _signed(staff_ids, numbers, {norm for one in cited.values() for norm in one.norms}, until)
    passed = _passed(staff_ids, until)
    about = chapters_cited()
    names = {row.code: bilingual.both_of(row, "title") for row in Scenario.objects.all()}

    def dated(at: datetime) -> Facts:
        return {"on": timezone.localdate(at).isoformat(), "before": at < since}

    def part(staff: int, one: Cited) -> Facts:
        chapters = sorted(one.chapters)
        return {
            "chapters": [
                {"chapter": titles[number], "exam": exam, "right": right, "count": count, **dated(at)}
                for number in chapters
                for exam, right, count, at in answered.get((staff, number), [])
            ],
            "signed": [
                {"chapter": titles[number], "norms": count, "cited": len(one.norms & norms), **dated(at)}
                for number in chapters
                for count, norms, at in signed.get((staff, number), [])
            ],
            "scenarios": [{"title": names[code], **dated(at)} for code, at in passed.get(staff, []) if one.chapters & about.get(code, set())],
        }

    found: dict[int, dict[str, Facts]] = {}
    for staff in staff_ids:
        parts = {code: part(staff, one) for code, one in cited.items()}
        found[staff] = {code: facts for code, facts in parts.items() if any(facts.values())}
    return found


def _answered(staff_ids: Iterable[int], numbers: Collection[int], until: datetime) -> dict[tuple[int, int], list[tuple[Facts, int, int, datetime]]]:
    """(staff, chapter) → [(exam, right, count, when)] of the last attempt with this chapter. One statement."""
    found: dict[tuple[int, int], list[tuple[Facts, int, int, datetime]]] = {}
    rows = current_results().filter(attempt__staff__in=staff_ids, attempt__submitted_at__lte=until).order_by("attempt__submitted_at", "pk")
    values: Iterable[Any] = rows.values_list(
        "attempt__staff", "attempt__exam__title_zh", "attempt__exam__title_en", "attempt__submitted_at", "chapters"
    )
    for staff, zh, en, at, chapters in values:
        for row in chapters:
            if row["chapter"] in numbers:
                found[staff, row["chapter"]] = [({"zh": zh, "en": en}, row["right"], row["count"], at)]
    return found


def _signed(
    staff_ids: Iterable[int], numbers: Collection[int], cited: Collection[int], until: datetime
) -> dict[tuple[int, int], list[tuple[int, set[int], datetime]]]:
    """(staff, chapter) → [(norms signed, those of `cited` among them, last time)]. Two statements."""
    rows = Signature.objects.filter(staff__in=staff_ids, signed_at__lte=until, norm_version__norm__section__chapter__number__in=numbers).order_by()
    chapter = "norm_version__norm__section__chapter__number"
    own: dict[tuple[int, int], set[int]] = {}
    for staff, number, norm in rows.filter(norm_version__norm__in=cited).values_list("staff", chapter, "norm_version__norm"):
        own.setdefault((staff, number), set()).add(norm)
    counts = rows.values("staff", chapter).annotate(norms=Count("norm_version__norm", distinct=True), last=Max("signed_at"))
    return {(row["staff"], row[chapter]): [(row["norms"], own.get((row["staff"], row[chapter]), set()), row["last"])] for row in counts}


def _passed(staff_ids: Collection[int], until: datetime) -> dict[int, list[tuple[str, datetime]]]:
    """Staff → scenarios passed with the day of the first pass. Other runs are practice and nobody else's to read."""
    found: dict[int, list[tuple[str, datetime]]] = {}
    for staff, code, at in sorted(scenarios_passed(set(staff_ids)), key=lambda fact: (fact[2], fact[1])):
        if at <= until:
            found.setdefault(staff, []).append((code, at))
    return found
