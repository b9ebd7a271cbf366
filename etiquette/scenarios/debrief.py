"""The debrief: what was said, which norms that met or missed, and better words. Only after the end."""

from dataclasses import dataclass, field
from typing import Any

from etiquette.norms.api import NormVersion
from etiquette.scenarios import scores as secret
from etiquette.scenarios.grading import PASS_PERCENT, Dimension, dimensions_of, endings_of, nodes_of
from etiquette.scenarios.models import Run
from etiquette.scenarios.states import GOOD, GRADES
from training_site.lib import percentages

Pair = dict[str, str]


@dataclass(frozen=True)
class Other:
    """A choice that was not taken; shown only where the version allows it."""

    text: Pair
    grade: str
    why: Pair


@dataclass(frozen=True)
class Step:
    """One node as it went."""

    seq: int
    node: str
    step: Pair
    says: Pair
    said: Pair
    grade: str
    red_line: bool
    effect: Pair
    better: Pair
    why: Pair
    voice: int
    voice_word: Pair
    in_time: bool = True
    before: bool = False  # taken over from the run that is replayed
    norms: list[NormVersion] = field(default_factory=list)
    others: list[Other] = field(default_factory=list)

    @property
    def is_met(self) -> bool:
        """A good choice meets the norms it cites; a weak or forbidden one misses them."""
        return self.grade == GOOD


@dataclass(frozen=True)
class Debrief:
    """Everything the page says. `percent` of the best path, 0 when points are negative."""

    run: Run
    ending: dict[str, Any]
    steps: list[Step]
    best: int
    percent: str
    needed: int
    dimensions: list[Dimension] = field(default_factory=list)

    def count(self, grade: str) -> int:
        """How many choices had this grade."""
        return sum(step.grade == grade for step in self.steps)

    @property
    def counts(self) -> dict[str, int]:
        """Choices by grade."""
        return {grade: self.count(grade) for grade in GRADES}


def debrief(run: Run) -> Debrief:
    """The debrief of a finished run: three queries, however long it was. Raises Refused while the run is open."""
    hidden = secret.for_debrief(run)
    nodes = nodes_of(run.version.graph)
    norms: dict[str, list[NormVersion]] = {}
    for citation in run.version.citations.select_related("norm_version__norm__section__chapter"):
        norms.setdefault(citation.anchor, []).append(citation.norm_version)
    made = list(run.choices.all())
    first = run.from_step or 1
    steps = [made_step(row, nodes[row.node], hidden.scores, norms, run.version.reveal_branches, before=row.seq < first) for row in made]
    percent = percentages.shown(percentages.percent(max(run.points or 0, 0), hidden.best, 0))
    dimensions = dimensions_of([(row.node, row.choice) for row in made], run.version.graph, hidden.scores)
    return Debrief(run, dict(endings_of(hidden.scores)[run.ending]), steps, hidden.best, percent, PASS_PERCENT, dimensions)


def made_step(made: Any, node: Any, scores: Any, norms: dict[str, list[NormVersion]], reveal: bool, *, before: bool = False) -> Step:
    """One step of the debrief: `made` is a ChoiceMade, `node` its node of the graph, `norms` the cited versions by choice."""
    texts = {str(choice["id"]): choice["text"] for choice in node["choices"]}
    entry = scores["choices"][made.choice]
    others = [
        Other(texts[name], scores["choices"][name]["grade"], scores["choices"][name]["why"]) for name in texts if reveal and name != made.choice
    ]
    return Step(
        seq=made.seq,
        node=made.node,
        step=node["step"],
        says=node["says"],
        said=texts[made.choice],
        grade=entry["grade"],
        red_line=entry["red_line"],
        effect=entry["effect"],
        better=entry["better"],
        why=entry["why"],
        voice=node["voice"],
        voice_word=node["voice_word"],
        in_time=made.in_time,
        before=before,
        norms=norms.get(made.choice, []),
        others=others,
    )
