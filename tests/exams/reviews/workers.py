"""What many do at the same moment with a review cycle: `python -m tests.exams.reviews.workers <story> <processes>`, prints JSON."""

import json
import os
import sys
from typing import Any

import django

from tests.at_once import together

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "training_site.settings.test")
ROUNDS = 6


def opens(processes: int) -> dict[str, Any]:
    """An open cycle, more people than a batch, and so many logins that open the reviews of everybody."""
    from exams.reviews import opening, owing
    from exams.reviews.models import Opening
    from tests.factories import reviews as make
    from training_site.ledger.models import OwedJob
    from training_site.lib import clock
    from training_site.lib.errors import Refused

    opening.BATCH = 2
    made = make.house(5)
    opening.begin(made.cycle, None)

    def press(_index: int) -> str:
        try:
            owing.open_or_owe(made.cycle, made.director.login, clock.today())
        except Refused:
            return "refused"
        return "owed"

    answers = together(processes, press)
    return {
        "owed": answers.count("owed"),
        "refused": answers.count("refused"),
        "openings": Opening.objects.count(),
        "jobs": OwedJob.objects.filter(kind=owing.JOB).count(),
    }


def closes(processes: int) -> dict[str, Any]:
    """Open cycles one after another; half of so many processes close it while the others, who planned before, add a review each."""
    from exams.reviews import opening
    from exams.reviews.api import Review, ReviewCycle, close_cycle
    from tests.factories import reviews as make
    from training_site.lib import clock
    from training_site.lib.errors import Refused

    made, day = make.house(processes), clock.today()
    for number in range(ROUNDS):
        cycle = make.cycle(f"round-{number}")
        opening.begin(cycle, None)
        people = opening.plan_for(cycle, day, team_of=made.supervisor).people

        def step(index: int, cycle: ReviewCycle = cycle, people: Any = people) -> None:
            try:
                if index % 2:
                    opening.add_batch(cycle, people[index : index + 1], None, day)
                else:
                    close_cycle(cycle, None)
            except Refused:
                pass

        together(processes, step)
    return {"late": Review.objects.filter(cycle__state="closed").exclude(state="closed").count()}


STORIES = {"opens": opens, "closes": closes}

if __name__ == "__main__":
    django.setup()
    print(json.dumps(STORIES[sys.argv[1]](int(sys.argv[2]))))
