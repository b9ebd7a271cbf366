"""How a review is laid out: indicators with their evidence, the steps it goes through."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exams.certificates.states import LABELS
from exams.reviews.models import Evidence, Indicator, IndicatorCitation, Review, Statement
from exams.reviews.rating import Entry
from exams.reviews.states import BEFORE_SIGNING, CLOSED, DECIDED, NORMS, OBJECTED, SIGNED
from training_site.lib import bilingual, percentages
from training_site.lib.templatetags.frame import day


@dataclass(frozen=True)
class Item:
    """One line of evidence: an icon, what it is, a remark, the figure."""

    icon: str
    title: str
    note: str
    figure: str


def _day(text: str) -> str:
    return date_format(date.fromisoformat(text), "DATE_FORMAT")


def _result(fact: Mapping[str, Any]) -> Item:
    note = (_("passed on %(day)s") if fact["passed"] else _("not passed on %(day)s")) % {"day": _day(fact["on"])}
    return Item("exam", bilingual.pick(fact["title"]), note, f"{percentages.shown(Decimal(fact['percent']))}%")


def _certificate(fact: Mapping[str, Any]) -> Item:
    note = _("%(number)s, valid until %(day)s") % {"number": fact["number"], "day": _day(fact["expires_on"])}
    return Item("seal", bilingual.pick(fact["title"]), note, str(LABELS[fact["status"]]))


def _signed(fact: Mapping[str, Any]) -> Item:
    count = fact["norms"]
    return Item("norm", bilingual.pick(fact["title"]), "", ngettext("%(count)d norm signed", "%(count)d norms signed", count) % {"count": count})


def _path(fact: Mapping[str, Any]) -> Item:
    late = fact["late"]
    note = (
        ngettext("%(count)d step late", "%(count)d steps late", late) % {"count": late}
        if late
        else _("due on %(day)s") % {"day": _day(fact["due_on"])}
    )
    return Item("book", bilingual.pick(fact["title"]), note, f"{fact['done']} / {fact['total']}")


def _scenario(fact: Mapping[str, Any]) -> Item:
    return Item("talk", bilingual.pick(fact["title"]), _day(fact["on"]), _("passed"))


def _when(fact: Mapping[str, Any]) -> str:
    return (_("%(day)s, before the period") if fact["before"] else "%(day)s") % {"day": _day(fact["on"])}


def _chapter(fact: Mapping[str, Any]) -> str:
    return _("Chapter %(number)s %(title)s") % {"number": fact["chapter"]["number"], "title": bilingual.pick(fact["chapter"]["title"])}


def _chapter_result(fact: Mapping[str, Any]) -> Item:
    note = _("%(exam)s, %(when)s") % {"exam": bilingual.pick(fact["exam"]), "when": _when(fact)}
    return Item("exam", _chapter(fact), note, _("%(right)d of %(count)d right") % {"right": fact["right"], "count": fact["count"]})


def _chapter_signed(fact: Mapping[str, Any]) -> Item:
    count, when = fact["norms"], _when(fact)
    note = _("%(count)d of them cited here, %(when)s") % {"count": fact["cited"], "when": when} if fact["cited"] else when
    return Item("norm", _chapter(fact), note, ngettext("%(count)d norm signed", "%(count)d norms signed", count) % {"count": count})


def _scenario_about(fact: Mapping[str, Any]) -> Item:
    return Item("talk", bilingual.pick(fact["title"]), _when(fact), _("passed"))


# What schema 2 adds, found for one indicator by the norms it cites.
_ABOUT_NORMS = {"chapters": _chapter_result, "signed": _chapter_signed, "scenarios": _scenario_about}

# Evidence of the person, since schema 1; a schema that changes one of these gets a table of its own, and this one stays.
_ITEMS = {"results": _result, "certificates": _certificate, "signed": _signed, "paths": _path, "scenarios": _scenario}


def items_of(evidence: Evidence | None, kinds: list[str], indicator: str = "") -> list[Item]:
    """The evidence of these kinds as lines; what touches the norms of `indicator` (its code) comes first."""
    if evidence is None:
        return []
    own = evidence.facts.get(NORMS, {}).get(indicator, {}) if NORMS in kinds else {}
    about = [line(fact) for part, line in _ABOUT_NORMS.items() for fact in own.get(part, [])]
    return about + [_ITEMS[kind](fact) for kind in kinds if kind in _ITEMS for fact in evidence.facts.get(kind, [])]


@dataclass(frozen=True)
class Row:
    """One indicator on the page. `final` is the rating after a decision, None where it was not changed."""

    indicator: Indicator
    citations: list[IndicatorCitation]
    items: list[Item]
    own: Entry
    theirs: Entry
    final: int | None

    @property
    def differs(self) -> bool:
        """Both sides rated, and not alike."""
        return None not in (self.own.value, self.theirs.value) and self.own.value != self.theirs.value


def rows_of(
    review: Review, evidence: Evidence | None, own: Mapping[int, Entry], theirs: Mapping[int, Entry], decision: Statement | None
) -> list[Row]:
    """The indicators of a review in their order. Two statements."""
    changed = {change["code"]: change["to"] for change in (decision.facts["changes"] if decision else [])}
    cited: dict[int, list[IndicatorCitation]] = {}
    for citation in IndicatorCitation.objects.filter(indicator__cycle=review.cycle_id).select_related("norm_version__norm"):
        cited.setdefault(citation.indicator_id, []).append(citation)
    blank = Entry(None)
    return [
        Row(
            indicator,
            cited.get(indicator.pk, []),
            items_of(evidence, indicator.evidence_kinds, indicator.code),
            own.get(indicator.pk, blank),
            theirs.get(indicator.pk, blank),
            changed.get(indicator.code),
        )
        for indicator in Indicator.objects.filter(cycle=review.cycle_id)
    ]


@dataclass(frozen=True)
class Step:
    """One step of the way: its name, what stands below it, and done, now or next."""

    name: str
    note: str
    status: str


def steps_of(review: Review, statements: Mapping[str, Statement]) -> list[Step]:
    """The way of a review: self rating (left out where it was never handed in), rating, signature, answer, end."""
    signed, answered = SIGNED in statements, len(statements) > 1
    objected = OBJECTED in statements
    own = [] if signed and review.self_rated_at is None else [(_("Self rating"), review.self_rated_at, review.self_rated_at is not None)]
    steps = [
        *own,
        (_("Rating by the supervisor"), None, review.state not in BEFORE_SIGNING or review.state == "rated"),
        (_("Signature"), review.signed_at, signed),
        (_("Objection") if objected else _("Acknowledgement"), None, answered or review.state == CLOSED),
    ]
    if objected:
        steps.append((_("Decision"), None, DECIDED in statements))
    steps.append((_("Closed"), None, review.state == CLOSED))
    reached = next((index for index, (_name, _at, done) in enumerate(steps) if not done), len(steps))
    return [Step(name, day(at), "done" if done else "now" if index == reached else "next") for index, (name, at, done) in enumerate(steps)]
