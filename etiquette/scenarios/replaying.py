"""Again from a step: a new run that starts at a step of an ended one, with the talk before it. Practice, counted nowhere."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from etiquette.scenarios.models import ChoiceMade, Run
from etiquette.scenarios.running import next_number
from etiquette.scenarios.states import REPLAY, RUN_MOVES
from training_site.lib import clock
from training_site.lib.errors import Refused
from training_site.lib.moves import move


def start_replay(origin: Run, step: int, *, untimed: bool = False) -> Run:
    """A replay of `origin` from `step` (1, 2, 3 …), in the version that `origin` ran. Asked for twice, the open one is given again.

    Another open replay of the same scenario is put aside. Raises Refused while `origin` is open, for a step it did not take, and
    where the scenario has been taken off the list.
    """
    if origin.state != "finished":
        raise Refused(_("This scenario has not ended yet. Go through it to the end, then the debrief opens."))
    if origin.scenario.state != "published":
        raise Refused(_("This scenario is not open at the moment. Choose another one from the list."))
    made = list(origin.choices.filter(seq__lte=step))
    if not made or made[-1].seq != step:
        raise Refused(_("This run has no step %(step)s. Choose one of the steps in the debrief.") % {"step": step})
    mine = Run.objects.filter(scenario=origin.scenario_id, staff=origin.staff_id, purpose=REPLAY, state="open")
    with transaction.atomic():
        found = mine.filter(replays=origin, from_step=step).first()
        if found:
            return found
        move(mine, RUN_MOVES, "abandoned", finished_at=clock.now())
        try:
            with transaction.atomic():
                return _begin(origin, made, untimed)
        except IntegrityError:
            return mine.get()


def _begin(origin: Run, made: list[ChoiceMade], untimed: bool) -> Run:
    """The row of the replay, and the choices before its first step as they were made."""
    now, first = clock.now(), made[-1]
    run = Run.objects.create(
        scenario_id=origin.scenario_id,
        version_id=origin.version_id,
        staff_id=origin.staff_id,
        purpose=REPLAY,
        replays=origin,
        from_step=first.seq,
        number=next_number(origin.scenario_id, origin.staff, REPLAY),
        node=first.node,
        last_seq=first.seq - 1,
        node_since=now,
        untimed=untimed,
    )
    ChoiceMade.objects.bulk_create(
        ChoiceMade(run=run, seq=row.seq, node=row.node, choice=row.choice, at=row.at, in_time=row.in_time) for row in made[:-1]
    )
    return run
