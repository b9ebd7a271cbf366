"""Going through a scenario: starting, choosing, ending. What the browser sends is a node and a choice, never a score."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from etiquette.scenarios import scores as secret
from etiquette.scenarios.grading import nodes_of, outcome_of, silence_of, walk
from etiquette.scenarios.models import ChoiceMade, Run, Scenario, ScenarioVersion
from etiquette.scenarios.states import REPLAY, RUN, RUN_MOVES
from training_site.ledger.api import wake
from training_site.lib import clock
from training_site.lib.errors import Refused, SomeoneElseWasFirst
from training_site.lib.moves import move
from training_site.people.api import StaffMember

# What a made-up run takes for one choice, where history is written.
_PER_CHOICE = timedelta(seconds=70)

# What a choice may take on its way to the server after the clock of a timed step has run out.
GRACE = timedelta(seconds=3)


def open_run(scenario: Scenario, staff: StaffMember) -> Run | None:
    """The run that somebody has left unfinished; replays are another matter."""
    return Run.objects.filter(scenario=scenario, staff=staff, state="open", purpose=RUN).first()


def put_aside(run: Run) -> bool:
    """Abandon an open run with the steps taken so far; True when it was open until now."""
    gone = move(Run.objects.filter(pk=run.pk), RUN_MOVES, "abandoned", finished_at=clock.now())
    run.refresh_from_db()
    return gone == 1


def start_run(scenario: Scenario, staff: StaffMember, *, afresh: bool = False, untimed: bool = False) -> Run:
    """The open run of this person, or a new one on the current version. Two starts at once give one run.

    `afresh` abandons the open run first; `untimed` stops the clock of timed steps. Raises Refused when the scenario is not published.
    """
    with transaction.atomic():
        if afresh:
            move(Run.objects.filter(scenario=scenario, staff=staff, purpose=RUN), RUN_MOVES, "abandoned", finished_at=clock.now())
        found = open_run(scenario, staff)
        if found:
            return found
        scenario = Scenario.objects.select_related("current_version").get(pk=scenario.pk)
        version = scenario.current_version
        if scenario.state != "published" or version is None:
            raise Refused(_("This scenario is not open at the moment. Choose another one from the list."))
        try:
            with transaction.atomic():
                return Run.objects.create(
                    scenario=scenario,
                    version=version,
                    staff=staff,
                    number=next_number(scenario.pk, staff, RUN),
                    node=version.graph["start"],
                    node_since=clock.now(),
                    untimed=untimed,
                )
        except IntegrityError:
            return Run.objects.get(scenario=scenario, staff=staff, state="open", purpose=RUN)


def next_number(scenario_id: int, staff: StaffMember, purpose: str) -> int:
    """One more than the person's last run (or replay) of a scenario."""
    last = Run.objects.filter(scenario=scenario_id, staff=staff, purpose=purpose).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def deadline_of(run: Run) -> datetime | None:
    """When the clock of the step where an open run stands runs out; None without a clock."""
    seconds = nodes_of(run.version.graph).get(run.node, {}).get("seconds")
    return run.node_since + timedelta(seconds=int(seconds)) if seconds and run.node_since and not run.untimed else None


def choose(run: Run, node: str, choice: str) -> Run:
    """Take one choice at the node where the run stands; the last one ends the run. The run in hand is up to date afterwards.

    Sent twice, the same choice counts once. At a timed step whose clock has run out, silence is taken, whatever was sent: the
    server's clock decides. Raises Refused for a choice the node does not have, SomeoneElseWasFirst when the run stands elsewhere
    already (another choice was sent from another window).
    """
    now = clock.now()
    hidden = secret.for_run(run.version_id)
    here = nodes_of(run.version.graph).get(node)
    deadline = deadline_of(run) if node == run.node else None
    in_time = deadline is None or now <= deadline + GRACE
    if here is not None and not in_time:
        choice = silence_of(here, hidden.scores) or choice
    if here is None or choice not in {str(option["id"]) for option in here["choices"]}:
        raise Refused(_("Choose one of the answers, then send it."))
    with transaction.atomic():
        made = list(run.choices.values_list("node", "choice"))
        to = hidden.scores["choices"][choice]["to"]
        goes_on = to in nodes_of(run.version.graph)
        changes: dict[str, object] = {"node": to if goes_on else "", "last_seq": len(made) + 1, "node_since": now}
        if not goes_on:
            changes |= _ending([*(taken for _node, taken in made), choice], hidden) | {"state": "finished", "finished_at": now}
        standing = Run.objects.filter(pk=run.pk, state="open", node=node, last_seq=len(made))
        if standing.update(**changes) != 1:
            run.refresh_from_db()
            if (node, choice) not in made:
                raise SomeoneElseWasFirst(_("You have already gone on from here, perhaps in another window. This is where you stand now."))
            return run
        ChoiceMade.objects.create(run=run, seq=len(made) + 1, node=node, choice=choice, at=now, in_time=in_time)
        if not goes_on and run.purpose != REPLAY:
            wake(run.staff_id, "scenario.finished")
    run.refresh_from_db()
    return run


def _ending(choices: Sequence[str], hidden: secret.VersionSecrets) -> dict[str, object]:
    """What a run is worth that ended with these choices, as fields of its row."""
    end = outcome_of(choices, hidden.scores, hidden.best)
    return {"points": end.points, "red_line": end.red_line, "ending": end.ending, "outcome": end.outcome, "passed": end.passed}


def record_run(version: ScenarioVersion, staff: StaffMember, choices: Sequence[str], started_at: datetime) -> Run:
    """Write a finished run of the past through the same rows: `choices` are ids from the start to an ending, in order.

    Nobody is woken. Raises Refused when the choices are no path of this version.
    """
    hidden = secret.for_run(version.pk)
    nodes, place, path = nodes_of(version.graph), str(version.graph["start"]), []
    for choice in choices:
        if place not in nodes or choice not in {option["id"] for option in nodes[place]["choices"]}:
            raise Refused(_("Choice %(choice)s cannot be taken at “%(node)s”.") % {"choice": choice, "node": place})
        path.append((place, choice))
        place = hidden.scores["choices"][choice]["to"]
    if place in nodes:
        raise Refused(_("These choices do not lead to an ending; they stop at “%(node)s”.") % {"node": place})
    with transaction.atomic():
        run = Run.objects.create(
            scenario_id=version.scenario_id,
            version=version,
            staff=staff,
            number=next_number(version.scenario_id, staff, RUN),
            state="finished",
            node="",
            last_seq=len(path),
            started_at=started_at,
            finished_at=started_at + _PER_CHOICE * len(path),
            **_ending(choices, hidden),
        )
        ChoiceMade.objects.bulk_create(
            ChoiceMade(run=run, seq=seq, node=node, choice=choice, at=started_at + _PER_CHOICE * seq) for seq, (node, choice) in enumerate(path, 1)
        )
    return run


def path_through(version: ScenarioVersion, pick: Callable[[list[tuple[str, str]]], str]) -> list[str]:
    """Choice ids for `record_run`: `pick([(choice id, grade), …])` decides at each node. For made-up histories only."""
    return walk(version.graph, secret.for_run(version.pk).scores, pick)
