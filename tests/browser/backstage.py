"""What a walk with a paper needs done behind the scenes, in a process of its own: the walks themselves know no models.

    python -m tests.browser.backstage

reads lines such as `paper 3` (deed, number) and answers each with one line of JSON, until its input ends. DATABASE_URL and
DJANGO_SETTINGS_MODULE name the site that is walked on. Deeds are about the newest paper.
"""

import json
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import django


def paper(questions: int) -> dict[str, Any]:
    """A supervised attempt of so many questions, begun half an hour ago with an hour to go, and the number its taker signs in with."""
    from tests.factories import sittings as make
    from tests.factories.people import LoginFactory, StaffFactory
    from training_site.lib import clock

    staff = StaffFactory(login=LoginFactory())
    exam = make.published_exam(questions, limit_minutes=90, supervised=True)
    attempt = make.attempt(staff, exam, at=clock.now() - timedelta(minutes=30))
    return {"path": f"/exams/attempt/{attempt.public_id}/", "number": staff.login.username}


def time_over(seconds: int) -> dict[str, Any]:
    """Time was over so many seconds ago."""
    from exams.sittings.api import Attempt
    from training_site.lib import clock

    newest = Attempt.objects.latest("pk")
    return {"moved": Attempt.objects.filter(pk=newest.pk).update(deadline=clock.now() - timedelta(seconds=seconds))}


def stored(_number: int) -> dict[str, Any]:
    """What the server has: the answer that counts by question, everything that was sent and not taken, faults of the chain."""
    from exams.sittings.api import AnswerEvent, Attempt, AttemptQuestion
    from exams.sittings.chain import faults_of

    newest = Attempt.objects.latest("pk")
    items = AttemptQuestion.objects.filter(attempt=newest, response__isnull=False).order_by("position").values_list("position", "response")
    kept = (
        AnswerEvent.objects.filter(attempt_question__attempt=newest, accepted=False)
        .order_by("seq")
        .values_list("attempt_question__position", "reason", "response")
    )
    return {
        "counts": {str(position): response["option"] for position, response in items},
        "kept": [[position, reason, response["option"]] for position, reason, response in kept],
        "faults": faults_of(newest),
    }


DEEDS: dict[str, Callable[[int], dict[str, Any]]] = {"paper": paper, "time_over": time_over, "stored": stored}


def main() -> None:
    """Do what is asked, line by line, and tell what came of it."""
    django.setup()
    for line in sys.stdin:
        deed, number = line.split()
        print(json.dumps(DEEDS[deed](int(number))), flush=True)


if __name__ == "__main__":
    main()
