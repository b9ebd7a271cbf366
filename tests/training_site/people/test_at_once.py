"""Several processes use one code, and confirm one import, at the same moment: once is once (R10)."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.server
ROOT = Path(__file__).resolve().parent.parent.parent.parent
PROCESSES = 8
SETUP = "import sys, time\nimport django; django.setup()\n"
WAIT = "time.sleep(max(0, float(sys.argv[1]) - time.time()))\n"
PREPARE_CODE = """
from tests.factories.people import LoginFactory, StaffFactory
from training_site.people import codes
staff = StaffFactory(login=LoginFactory())
print(staff.login.username, codes.issue_code(staff))
"""
REDEEM = """
from training_site.lib.errors import Refused
from training_site.people import codes
try:
    codes.redeem(sys.argv[2], sys.argv[3]); print("in")
except Refused:
    print("out")
"""
PREPARE_RUN = """
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.factories.people import LoginFactory
from tests.samples.rosters import GOOD, workbook
from tests.training_site.roster.world import organisation
from training_site.transfers.api import receive
organisation()
login = LoginFactory(username="HR")
print(receive("roster", SimpleUploadedFile("roster.xlsx", workbook(GOOD)), login).pk, login.pk)
"""
CONFIRM = """
from training_site.lib.errors import Refused
from training_site.logins.models import User
from training_site.transfers.api import ImportRun, confirm
run, by = ImportRun.objects.get(pk=sys.argv[2]), User.objects.get(pk=sys.argv[3])
try:
    print(confirm(run, by).state)
except Refused:
    print("refused")
"""
COUNT = """
from training_site.people.models import Posting, StaffMember, Supervision
print(StaffMember.objects.count(), Posting.objects.count(), Supervision.objects.count())
"""


def start(code: str, url: str, media: Path, *arguments: str) -> subprocess.Popen:
    surroundings = {
        **os.environ,
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "training_site.settings.dev",
        "PYTHONPATH": str(ROOT),
        "DECORUM_MEDIA": str(media),
    }
    return subprocess.Popen([sys.executable, "-c", SETUP + code, *arguments], cwd=ROOT, env=surroundings, stdout=subprocess.PIPE, text=True)


def said(process: subprocess.Popen) -> str:
    out, _err = process.communicate(timeout=120)
    assert process.returncode == 0
    return out.strip()


def all_at_once(code: str, url: str, media: Path, *arguments: str) -> list[str]:
    moment = str(time.time() + 4)
    return sorted(said(process) for process in [start(WAIT + code, url, media, moment, *arguments) for _ in range(PROCESSES)])


def test_a_code_opens_once_however_many_use_it(own_database, tmp_path):
    username, code = said(start(PREPARE_CODE, own_database, tmp_path)).split()
    assert all_at_once(REDEEM, own_database, tmp_path, username, code) == ["in"] + ["out"] * (PROCESSES - 1)


def test_an_import_is_applied_once_however_many_confirm(own_database, tmp_path):
    run, login = said(start(PREPARE_RUN, own_database, tmp_path)).split()
    assert all_at_once(CONFIRM, own_database, tmp_path, run, login) == ["applied"] + ["refused"] * (PROCESSES - 1)
    assert said(start(COUNT, own_database, tmp_path)) == "4 4 1"
