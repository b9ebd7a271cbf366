"""Many use one code, confirm one import or export the day's head at the same moment; or several knock at a door, one after another.

python -m tests.training_site.people.workers <story> <processes>, prints JSON: what each of them was told, sorted, and what stands afterwards.
"""

import json
import os
import sys
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


STORIES: dict[str, Callable[[int], Any]] = {"code": code, "roster": roster, "heads": heads, "knocks": knocks}

if __name__ == "__main__":
    django.setup()
    print(json.dumps(STORIES[sys.argv[1]](int(sys.argv[2]))))
