"""Which ways people take through a scenario, and where they go wrong. Counts only: no run is ever shown with a name.

A first run is the first time somebody begins a scenario, however it ended; replays from a step never count. Where the figures
are narrowed to a unit or a team, they are withheld below MIN_PEOPLE people, so that nobody's run can simply be read off.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from etiquette.scenarios import scores as secret
from etiquette.scenarios.grading import PASS_PERCENT, endings_of
from etiquette.scenarios.models import ChoiceMade, Run, Scenario, ScenarioVersion
from etiquette.scenarios.states import GOOD, OUTCOMES, RUN
from training_site.people.api import OrgUnit, Posting, StaffMember, in_force

MIN_PEOPLE = 5
MOST_MISSED = 3


@dataclass(frozen=True)
class Asked:
    """What a report is asked for. `staff` limits it to a team (None: everybody), `unit` to a unit with all below it."""

    first_only: bool = True
    since: date | None = None
    until: date | None = None
    unit: OrgUnit | None = None
    staff: QuerySet[StaffMember] | None = None

    @property
    def is_narrow(self) -> bool:
        """True where the figures are those of a part of the people, and so are withheld for a few."""
        return self.unit is not None or self.staff is not None

    def runs(self) -> QuerySet[Run]:
        """The runs that count."""
        rows = Run.objects.filter(purpose=RUN).order_by()
        if self.first_only:
            rows = rows.filter(number=1)
        if self.since:
            rows = rows.filter(started_at__gte=_midnight(self.since))
        if self.until:
            rows = rows.filter(started_at__lt=_midnight(self.until + timedelta(days=1)))
        if self.unit:
            posted = Posting.objects.filter(in_force(), unit__path__startswith=self.unit.path)
            rows = rows.filter(staff__in=posted.values("staff"))
        if self.staff is not None:
            rows = rows.filter(staff__in=self.staff.order_by().values("pk"))
        return rows


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


@dataclass(frozen=True)
class Totals:
    """How many began, and how it ended."""

    begun: int = 0
    people: int = 0
    open: int = 0
    abandoned: int = 0
    finished: int = 0
    passed: int = 0
    red: int = 0
    outcomes: Mapping[str, int] = field(default_factory=dict)

    @property
    def passed_share(self) -> int:
        """Of the runs that came to an ending, in percent."""
        return share(self.passed, self.finished)


@dataclass(frozen=True)
class ChoiceFigures:
    """One answer: how often it was given, and its share of all answers at its node in percent."""

    id: str
    text: dict[str, str]
    grade: str
    red_line: bool
    times: int
    share: int


@dataclass(frozen=True)
class NodeFigures:
    """One node: how many answers were given there and the share of good ones in percent."""

    id: str
    step: dict[str, str]
    says: dict[str, str]
    taken: int
    good: int
    choices: list[ChoiceFigures]

    @property
    def good_share(self) -> int:
        return share(self.good, self.taken)

    @property
    def is_weak(self) -> bool:
        """Below the mark from which a run is passed."""
        return bool(self.taken) and self.good * 100 < self.taken * PASS_PERCENT

    @property
    def commonest_miss(self) -> ChoiceFigures | None:
        """The answer that is not good and was given most often."""
        missed = [choice for choice in self.choices if choice.grade != GOOD and choice.times]
        return max(missed, key=lambda choice: choice.times, default=None)


@dataclass(frozen=True)
class PathReport:
    """One version: totals, every node, the nodes that go wrong most, the red lines that were touched, the endings reached."""

    version: ScenarioVersion
    totals: Totals
    nodes: list[NodeFigures]
    endings: list[tuple[Mapping[str, Any], int]]
    withheld: bool = False

    @property
    def worst(self) -> list[NodeFigures]:
        """At most three nodes with the smallest share of good answers, where any was not good."""
        missed = [node for node in self.nodes if node.taken > node.good]
        return sorted(missed, key=lambda node: (node.good_share, -node.taken))[:MOST_MISSED]

    @property
    def red_lines(self) -> list[tuple[NodeFigures, ChoiceFigures]]:
        """Choices on a red line that somebody took, the most frequent first."""
        found = [(node, choice) for node in self.nodes for choice in node.choices if choice.red_line and choice.times]
        return sorted(found, key=lambda pair: -pair[1].times)


def share(part: int, whole: int) -> int:
    """`part` of `whole` in percent, rounded; 0 of nothing."""
    return round(part * 100 / whole) if whole else 0


_COUNTS = {
    "begun": Count("pk"),
    "people": Count("staff", distinct=True),
    "open": Count("pk", filter=Q(state="open")),
    "abandoned": Count("pk", filter=Q(state="abandoned")),
    "finished": Count("pk", filter=Q(state="finished")),
    "passed": Count("pk", filter=Q(passed=True)),
    "red": Count("pk", filter=Q(red_line=True)),
}


def totals_of(runs: QuerySet[Run]) -> Totals:
    """The totals of some runs. One query."""
    outcomes = {outcome: Count("pk", filter=Q(outcome=outcome)) for outcome in OUTCOMES}
    row = runs.aggregate(**_COUNTS, **outcomes)
    return Totals(**{name: row[name] for name in _COUNTS}, outcomes={outcome: row[outcome] for outcome in OUTCOMES})


def choice_counts(runs: QuerySet[Run]) -> dict[tuple[int, str], int]:
    """(version id, choice id) → how often it was taken in these runs. One query."""
    taken = ChoiceMade.objects.filter(run__in=runs.values("pk")).order_by().values("run__version", "choice")
    return {(row["run__version"], row["choice"]): row["times"] for row in taken.annotate(times=Count("pk"))}


def node_figures(version: ScenarioVersion, scores: Mapping[str, Any], counts: Mapping[tuple[int, str], int]) -> list[NodeFigures]:
    """The nodes of a version with their figures. No query."""
    rows = []
    for node in version.graph["nodes"]:
        times = {choice["id"]: counts.get((version.pk, choice["id"]), 0) for choice in node["choices"]}
        taken, entries = sum(times.values()), scores["choices"]
        choices = [
            ChoiceFigures(name, choice["text"], entries[name]["grade"], entries[name]["red_line"], times[name], share(times[name], taken))
            for choice in node["choices"]
            for name in [choice["id"]]
        ]
        good = sum(choice.times for choice in choices if choice.grade == GOOD)
        rows.append(NodeFigures(node["id"], node["step"], node["says"], taken, good, choices))
    return rows


def path_report(version: ScenarioVersion, asked: Asked) -> PathReport:
    """The figures of one version. Four queries, however many ran it; for trainers and supervisors only, never for takers."""
    runs = asked.runs().filter(version=version)
    totals = totals_of(runs)
    if asked.is_narrow and totals.people < MIN_PEOPLE:
        return PathReport(version, Totals(people=totals.people), [], [], withheld=True)
    scores = secret.for_trainers(version)
    reached = dict(runs.filter(state="finished").values_list("ending").annotate(times=Count("pk")))
    endings = [(ending, reached.get(name, 0)) for name, ending in endings_of(scores).items()]
    return PathReport(version, totals, node_figures(version, scores, choice_counts(runs)), endings)


@dataclass(frozen=True)
class UnitFigures:
    """The people of one unit (None: posted nowhere today); `withheld` where they are too few to be shown."""

    unit: OrgUnit | None
    totals: Totals
    withheld: bool


def by_unit(version: ScenarioVersion, asked: Asked) -> list[UnitFigures]:
    """The same runs by the unit in which the people are posted today. Two queries."""
    posting = Posting.objects.filter(in_force(), staff=OuterRef("staff")).order_by("-starts_on", "-pk")
    rows = asked.runs().filter(version=version).annotate(at_unit=Subquery(posting.values("unit")[:1])).values("at_unit").annotate(**_COUNTS)
    found = {row.pop("at_unit"): Totals(**row) for row in rows}
    units = {unit.pk: unit for unit in OrgUnit.objects.filter(pk__in=[pk for pk in found if pk])}
    few = _too_few({pk: totals.people for pk, totals in found.items()})
    shown = [UnitFigures(units.get(pk), Totals(people=row.people) if pk in few else row, pk in few) for pk, row in found.items()]
    return sorted(shown, key=lambda row: row.unit.path if row.unit else "~")


def _too_few(people: Mapping[int | None, int]) -> set[int | None]:
    """The units to withhold: those with few people, and where together they are still few, the next smallest, or the sum would give them away."""
    few = {unit for unit, count in people.items() if count < MIN_PEOPLE}
    if few and sum(people[unit] for unit in few) < MIN_PEOPLE and len(people) > len(few):
        few.add(min((unit for unit in people if unit not in few), key=lambda unit: people[unit]))
    return few


@dataclass(frozen=True)
class ScenarioFigures:
    """One scenario on the list of paths, by its current version."""

    scenario: Scenario
    version: ScenarioVersion
    totals: Totals
    worst: NodeFigures | None
    withheld: bool


def scenario_figures(scenarios: Iterable[Scenario], asked: Asked) -> list[ScenarioFigures]:
    """The current versions of these scenarios with the step that goes wrong most. Three queries, however many there are."""
    rows = list(scenarios)
    versions = [row.current_version for row in rows if row.current_version]
    runs = asked.runs().filter(version__in=versions)
    grouped = {row.pop("version"): Totals(**row) for row in runs.values("version").annotate(**_COUNTS)}
    counts, scores = choice_counts(runs), secret.for_many(versions)
    figures = []
    for scenario in rows:
        version = scenario.current_version
        if version is None:
            continue
        totals = grouped.get(version.pk, Totals())
        if asked.is_narrow and totals.people < MIN_PEOPLE:
            figures.append(ScenarioFigures(scenario, version, Totals(people=totals.people), None, withheld=totals.people > 0))
            continue
        worst = PathReport(version, totals, node_figures(version, scores[version.pk], counts), []).worst
        figures.append(ScenarioFigures(scenario, version, totals, worst[0] if worst else None, withheld=False))
    return figures
