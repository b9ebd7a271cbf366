"""Several processes settle the same person at once, on the database this suite runs on: one certificate, once."""

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent.parent
PREPARE = """
import django; django.setup()
from tests.factories import certificates as make
from tests.factories.people import StaffFactory
person = StaffFactory(); make.certificate_type(); make.result(person); print(person.pk)
"""
SETTLE = """
import sys, time
import django; django.setup()
from exams.certificates.api import settle_person
time.sleep(max(0, float(sys.argv[2]) - time.time()))
print(settle_person(int(sys.argv[1])))
"""
COUNT = """
import django; django.setup()
from exams.certificates.api import Certificate
from training_site.ledger.models import OwedJob
print(Certificate.objects.count(), OwedJob.objects.filter(kind="certificate.pdf").count())
"""
PROCESSES = 8


def run(code: str, url: str, *arguments: str) -> subprocess.Popen:
    """A process of its own on a database; jobs are left to a worker, which is not there."""
    surroundings = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "training_site.settings.dev", "PYTHONPATH": str(ROOT)}
    return subprocess.Popen([sys.executable, "-c", code, *arguments], cwd=ROOT, env=surroundings, stdout=subprocess.PIPE, text=True)


def said(process: subprocess.Popen) -> str:
    """What a process printed; it must have ended well."""
    out, _err = process.communicate(timeout=120)
    assert process.returncode == 0
    return out.strip()


def test_one_certificate_comes_of_many_settlers(own_database):
    person = said(run(PREPARE, own_database))
    start = str(time.time() + 4)
    answers = [said(process) for process in [run(SETTLE, own_database, person, start) for _ in range(PROCESSES)]]
    assert said(run(COUNT, own_database)) == "1 1"
    assert answers.count("1") >= 1
