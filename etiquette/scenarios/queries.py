"""Whose runs somebody sees, who has passed what, and what a scenario looks at. Replays count nowhere."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Min, QuerySet
from django.utils.translation import gettext_lazy as _

from etiquette.norms.api import Section
from etiquette.scenarios.models import Run, Scenario, ScenarioCitation, ScenarioVersion
from etiquette.scenarios.states import RUN
from training_site.people.api import JobRole, StaffMember

PROGRESS = [("new", _("Not started")), ("open", _("In progress")), ("failed", _("Not passed yet")), ("passed", _("Passed"))]


def runs_visible_to(user: Any) -> QuerySet[Run]:
    """The runs of the signed-in person: a run is practice and nobody else's to read."""
    own = getattr(user, "staff_member", None)
    return Run.objects.filter(staff=own).select_related("version", "scenario", "staff", "replays") if own else Run.objects.none()


def published() -> QuerySet[Scenario]:
    """The scenarios staff can start, with their current version."""
    return Scenario.objects.filter(state="published").select_related("current_version")


def scenarios_passed(staff_ids: set[int]) -> Iterable[tuple[int, str, datetime]]:
    """(staff id, scenario code, end of the first passed run), in any version, for many people at once. One query."""
    if not staff_ids:
        return []
    rows = Run.objects.filter(staff__in=staff_ids, passed=True, purpose=RUN).order_by().values("staff", "scenario__code")
    return list(rows.annotate(first=Min("finished_at")).values_list("staff", "scenario__code", "first"))


def chapters_cited() -> dict[str, set[int]]:
    """Scenario code → numbers of the chapters whose norms its current version cites. One query."""
    found: dict[str, set[int]] = {}
    rows = ScenarioCitation.objects.filter(scenario_version__current_of__isnull=False).order_by()
    chapters = rows.values_list("scenario_version__scenario__code", "norm_version__norm__section__chapter__number").distinct()
    for code, number in chapters:
        found.setdefault(code, set()).add(number)
    return found


@dataclass
class Card:
    """A scenario on somebody's list. `progress` is a code of PROGRESS: an open run counts before a failed one, a passed one always."""

    scenario: Scenario
    progress: str
    passed_at: datetime | None
    step: int | None
    tries: int
    role: JobRole | None = None

    def has(self, words: str) -> bool:
        """True when every word stands in the title, the situation or the customer's name, in either language."""
        head = self.scenario.current_version
        text = " ".join((head.title_zh, head.title_en, head.situation_zh, head.situation_en, head.customer_zh, head.customer_en)).casefold()
        return all(word in text for word in words.casefold().split())


def cards_for(staff: StaffMember) -> list[Card]:
    """Every published scenario with one person's progress. Two queries."""
    scenarios = list(published())
    mine: dict[int, list[Run]] = {}
    for run in Run.objects.filter(staff=staff, scenario__in=scenarios, purpose=RUN).only("scenario", "state", "passed", "finished_at", "last_seq"):
        mine.setdefault(run.scenario_id, []).append(run)
    return [_card(scenario, mine.get(scenario.pk, [])) for scenario in scenarios]


def _card(scenario: Scenario, runs: list[Run]) -> Card:
    passed = [run.finished_at for run in runs if run.passed and run.finished_at]
    open_now = next((run for run in runs if run.state == "open"), None)
    finished = sum(run.state == "finished" for run in runs)
    progress = "passed" if passed else "open" if open_now else "failed" if finished else "new"
    return Card(scenario, progress, min(passed) if passed else None, open_now.last_seq + 1 if open_now else None, finished)


@dataclass(frozen=True)
class LookedAt:
    """A section of the manual that a scenario practises, and how many of its norms."""

    section: Section
    norms: int


def has_clock(version: ScenarioVersion) -> bool:
    """True when a step of this version is timed."""
    return any(node.get("seconds") for node in version.graph["nodes"])


def looked_at(version: ScenarioVersion) -> list[LookedAt]:
    """What a scenario looks at, by section of the manual. Whole sections, so that nothing points at a choice. One query."""
    counted: dict[int, set[int]] = {}
    sections: dict[int, Section] = {}
    for citation in version.citations.select_related("norm_version__norm__section__chapter"):
        norm = citation.norm_version.norm
        sections[norm.section_id] = norm.section
        counted.setdefault(norm.section_id, set()).add(norm.pk)
    ordered = sorted(sections.values(), key=lambda section: (section.chapter.number, section.order))
    return [LookedAt(section, len(counted[section.pk])) for section in ordered]
