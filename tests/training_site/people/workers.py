"""Many use one code, confirm one import or export the day's head at the same moment; or several knock at a door, one after another.

python -m tests.training_site.people.workers <story> <processes>, prints JSON: what each of them was told, sorted, and what stands afterwards.
"""

import contextlib
import json
import multiprocessing
import os
import sys
import threading
from collections.abc import Callable
from typing import Any

import django

from tests.at_once import together

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "training_site.settings.test")


def code(processes: int) -> Any:
    """One code, and so many who type it."""
    from tests.factories.people import LoginFactory, StaffFactory
    from training_site.lib.errors import Refused
    from training_site.people import codes

    staff = StaffFactory(login=LoginFactory())
    typed = codes.issue_code(staff)

    def redeem(_index: int) -> str:
        try:
            codes.redeem(staff.login.username, typed)
        except Refused:
            return "out"
        return "in"

    return sorted(together(processes, redeem))


def roster(processes: int) -> Any:
    """One plan, and so many who confirm it; then the people, postings and supervisions there are."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from tests.factories.people import LoginFactory
    from tests.samples.rosters import GOOD, workbook
    from tests.training_site.roster.world import organisation
    from training_site.lib.errors import Refused
    from training_site.people.models import Posting, StaffMember, Supervision
    from training_site.transfers.api import confirm, receive

    organisation()
    login = LoginFactory(username="HR")
    run = receive("roster", SimpleUploadedFile("roster.xlsx", workbook(GOOD)), login)

    def press(_index: int) -> str:
        try:
            return str(confirm(type(run).objects.get(pk=run.pk), login).state)
        except Refused:
            return "refused"

    return [sorted(together(processes, press)), [table.objects.count() for table in (StaffMember, Posting, Supervision)]]


def rosters(processes: int) -> Any:
    """So many files that each give the same person another name, confirmed at once by as many; then whether the name is that of the file applied."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from tests.factories.people import LoginFactory
    from tests.samples.rosters import GOOD, workbook
    from tests.training_site.roster.world import organisation
    from training_site.lib.errors import Refused
    from training_site.people.models import StaffMember
    from training_site.roster.kind import RosterKind
    from training_site.transfers.api import confirm, receive, register

    together_here = multiprocessing.get_context("fork").Barrier(processes)

    class Meeting(RosterKind):
        """Whoever has looked whether the data are as planned waits for the others to have looked too; where they cannot, not for long."""

        def rests_on(self, by: Any) -> str:
            found = super().rests_on(by)
            with contextlib.suppress(threading.BrokenBarrierError):
                together_here.wait(2)
            return found

    organisation()
    logins = [LoginFactory(username=f"HR{number}") for number in range(processes)]
    confirm(receive("roster", SimpleUploadedFile("roster.xlsx", workbook(GOOD)), logins[0]), logins[0])
    files = [workbook([[GOOD[0][0], f"名{number}", *GOOD[0][2:]]]) for number in range(processes)]
    runs = [receive("roster", SimpleUploadedFile("roster.xlsx", file), by) for file, by in zip(files, logins, strict=True)]
    register(Meeting())

    def press(index: int) -> str:
        try:
            return str(confirm(type(runs[index]).objects.get(pk=runs[index].pk), logins[index]).state)
        except Refused:
            return "refused"

    said = together(processes, press)
    names = {f"名{number}" for number, state in enumerate(said) if state == "applied"}
    return [sorted(said), names == {StaffMember.objects.get(staff_number=GOOD[0][0]).name}]


def heads(processes: int) -> Any:
    """So many who export the head of the same day."""
    from training_site.ledger import api as ledger

    return sorted(together(processes, lambda _index: ledger.export_heads()))


def knocks(processes: int) -> Any:
    """So many, each a process after the other, that knock twice where three times an hour are allowed; what each was answered."""
    from django.test import Client, override_settings

    def knock(_index: int) -> list[int]:
        with override_settings(ACCOUNT_RATE_LIMITS={"login": "3/h/ip"}):
            return [Client().post("/account/first/", {"staff_number": "J1", "code": "nothing"}).status_code for _ in range(2)]

    return [together(1, knock)[0] for _ in range(processes)]


STORIES: dict[str, Callable[[int], Any]] = {"code": code, "roster": roster, "rosters": rosters, "heads": heads, "knocks": knocks}

if __name__ == "__main__":
    django.setup()
    print(json.dumps(STORIES[sys.argv[1]](int(sys.argv[2]))))
