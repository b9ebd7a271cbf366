"""What many do at the same moment with exams.

    python -m tests.exams.sittings.workers <story> <processes>

prints one JSON object and ends with 0 only when every process ended with 0.
"""

import contextlib
import json
import os
import sys
from collections import Counter
from collections.abc import Callable
from typing import Any

import django

from tests.at_once import together

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "training_site.settings.test")


def people() -> Any:
    """A person with a login."""
    from tests.factories.people import LoginFactory, StaffFactory

    return StaffFactory(login=LoginFactory())


def starts(processes: int) -> dict[str, Any]:
    """Everybody starts and hands in until no try is left: the limit is three."""
    from exams.sittings.api import Attempt, may_start, start, submit
    from tests.factories import sittings as make
    from training_site.lib.errors import Refused

    staff, exam = people(), make.published_exam(3, max_attempts=3)

    def job(_index: int) -> int:
        while may_start(exam, staff).tries_left:
            with contextlib.suppress(Refused):  # between two tries: another process is being marked
                submit(start(exam, staff), staff)
        return 1

    answered = sum(together(processes, job))
    rows = Attempt.objects.filter(exam=exam)
    return {"attempts": rows.count(), "numbers": sorted(rows.values_list("number", flat=True)), "answered": answered}


def first_starts(processes: int) -> dict[str, Any]:
    """One try, fifty starts: all of them get the same attempt."""
    from exams.sittings.api import Attempt, AttemptQuestion, start
    from tests.factories import sittings as make

    staff, exam = people(), make.published_exam(3, max_attempts=1)
    answers = together(processes, lambda _index: str(start(exam, staff).public_id))
    return {"attempts": Attempt.objects.count(), "answers": len(set(answers)), "questions": AttemptQuestion.objects.count()}


def submits(processes: int) -> dict[str, Any]:
    """One attempt handed in by many at once."""
    from exams.sittings.api import Mark, Result, submit
    from tests.factories import sittings as make
    from training_site.ledger.models import AuditEvent

    staff = people()
    sitting = make.attempt(staff, make.published_exam(3))
    make.answer(sitting, 1, {"option": "b"})
    together(processes, lambda _index: submit(sitting, staff) is not None)
    deeds = AuditEvent.objects.filter(deed="exams.attempt_submitted").count()
    return {"results": Result.objects.count(), "marks": Mark.objects.count(), "deeds": deeds}


def tabs(processes: int) -> dict[str, Any]:
    """Several tabs answer the same questions; every text that was sent must stand in the events, the chain whole."""
    from exams.sittings.api import AnswerEvent
    from exams.sittings.chain import faults_of
    from tests.factories import sittings as make

    staff = people()
    sitting = make.attempt(staff, make.published_exam(5))
    rounds = 500 // processes

    def job(index: int) -> list[int]:
        known = dict.fromkeys(range(1, 6), 0)
        statuses = []
        for turn in range(rounds):
            item = turn % 5 + 1
            outcome = make.answer(sitting, item, {"option": "abcd"[(turn + index) % 4]}, revision=known[item], key=f"tab-{index}-turn-{turn}")
            statuses.append(outcome.status)
            known[item] = outcome.facts.get("revision", known[item])
        return statuses

    said = Counter(status for statuses in together(processes, job) for status in statuses)
    events = AnswerEvent.objects.filter(attempt=sitting)
    sent = {f"tab-{index}-turn-{turn}" for index in range(processes) for turn in range(rounds)}
    return {
        "lost": len(sent - set(events.values_list("client_key", flat=True))),
        "accepted_equal": said[200] == events.filter(accepted=True).count(),
        "rejected_equal": said[409] == events.filter(accepted=False).count(),
        "other": sorted(set(said) - {200, 409}),
        "faults": faults_of(sitting),
    }


def closing(processes: int) -> dict[str, Any]:
    """Saves and the hand-in at the same moment: what was answered 200 is in the marked answers."""
    from exams.sittings.api import recompute, submit
    from tests.factories import sittings as make

    staff = people()
    sitting = make.attempt(staff, make.published_exam(processes))

    def job(index: int) -> int:
        if index == 0:
            submit(sitting, staff)
            return 0
        return int(make.answer(sitting, index, {"option": "b"}).status)

    statuses = together(processes, job)
    saved = {index for index, status in enumerate(statuses) if status == 200}
    stored = set(sitting.questions.filter(response__isnull=False).values_list("position", flat=True))
    sitting.refresh_from_db()
    result = sitting.results.get()
    return {
        "saved_equal": saved == stored,
        "marked_equal": result.score == len(saved),
        "statuses": sorted(set(statuses) - {0, 200, 410}),
        "faults": recompute(sitting),
    }


def pauses(processes: int) -> dict[str, Any]:
    """Everybody pauses, then everybody lets it go on, all at once: one pause, one end, the deadline moved by just as long."""
    from exams.sittings.api import pause, resume
    from exams.sittings.models import Attempt, Pause, PauseEnd
    from tests.factories import sittings as make

    invigilator = people().login
    before = make.attempt(people(), make.published_exam(3))
    paused = sum(together(processes, lambda _index: pause([before], "drill", invigilator)))
    resumed = sum(together(processes, lambda _index: resume([before], invigilator)))
    after, stood = Attempt.objects.get(), PauseEnd.objects.select_related("pause").get()
    moved = after.deadline - before.deadline == stood.ended_at - stood.pause.began_at
    return {"paused": paused, "resumed": resumed, "rows": Pause.objects.count(), "moved": moved, "running": after.paused_since is None}


def pause_or_hand_in(processes: int) -> dict[str, Any]:
    """Half of them pause while half hand in: whoever is first wins, and the other finds it so."""
    from exams.sittings.api import pause, submit
    from exams.sittings.models import Attempt, Pause
    from tests.factories import sittings as make

    staff, invigilator = people(), people().login
    one = make.attempt(staff, make.published_exam(3))
    jobs = [lambda: pause([one], "drill", invigilator), lambda: submit(Attempt.objects.get(), staff) is not None]
    together(processes, lambda index: int(jobs[index % 2]()))
    after = Attempt.objects.get()
    won = {"open": after.paused_since is not None and Pause.objects.count() == 1, "marked": after.paused_since is None and Pause.objects.count() == 0}
    return {"one_won": won.get(after.state, False)}


def sittings(takers: int) -> list[dict[str, str]]:
    """So many attempts in progress at one exam, each with a session of its taker, for a real server."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from tests.factories import sittings as make

    exam, opened = make.published_exam(3), []
    for _number in range(takers):
        staff = people()
        session = SessionStore()
        session[SESSION_KEY] = str(staff.login.pk)
        session[BACKEND_SESSION_KEY] = "training_site.people.backends.ActiveLoginBackend"
        session[HASH_SESSION_KEY] = staff.login.get_session_auth_hash()
        session.create()
        opened.append({"attempt": str(make.attempt(staff, exam).public_id), "session": session.session_key})
    return opened


def stored(_processes: int) -> dict[str, Any]:
    """Every accepted answer, by the browser's key, and what is wrong with the chains of all attempts."""
    from exams.sittings.api import AnswerEvent, Attempt
    from exams.sittings.chain import faults_of

    rows = AnswerEvent.objects.filter(accepted=True).values_list("client_key", "response")
    return {
        "accepted": {key: response["option"] for key, response in rows},
        "faults": [fault for attempt in Attempt.objects.all() for fault in faults_of(attempt)],
    }


STORIES: dict[str, Callable[[int], Any]] = {
    "starts": starts,
    "first_starts": first_starts,
    "submits": submits,
    "tabs": tabs,
    "closing": closing,
    "pauses": pauses,
    "pause_or_hand_in": pause_or_hand_in,
    "sittings": sittings,
    "stored": stored,
}


def main() -> None:
    """Tell one story and print what came of it."""
    django.setup()
    print(json.dumps(STORIES[sys.argv[1]](int(sys.argv[2]))))


if __name__ == "__main__":
    main()
