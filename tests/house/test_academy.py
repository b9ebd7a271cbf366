"""The sample academy is what it claims to be, and every recomputation agrees with its past."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests import databases

pytestmark = pytest.mark.server

FACTS = """
import collections, json, re
import django; django.setup()
from django.apps import apps
from django.conf import settings
from django.db import models
from etiquette.norms.models import Norm, NormVersion
from training_site.people.models import StaffMember, Supervision
from exams.certificates.models import Certificate, Revocation
from exams.certificates.standing import status
from django.utils import timezone
from exams.reviews.models import ReviewCycle, Statement
from exams.papers.models import Exam
from exams.sittings.api import may_start
from exams.sittings.models import Attempt
from training_site.demo.days import is_working
han = re.compile(r"[\\u3400-\\u9fff]")
hasty, before = [], {}
for row in Attempt.objects.order_by("number").select_related("exam__current_version", "staff"):
    last, gap = before.get((row.exam_id, row.staff_id)), row.exam.current_version.settings["resit_gap_hours"]
    hasty += [f"{row.exam.code} {row.staff.staff_number}"] if last and (row.started_at - last).total_seconds() < gap * 3600 else []
    before[row.exam_id, row.staff_id] = row.submitted_at or row.started_at
stray = []
for room in settings.ROOMS:
    for model in apps.get_app_config(room.replace(".", "_")).get_models():
        texts = [field for field in model._meta.fields if isinstance(field, (models.CharField, models.TextField))]
        fields = [field.name for field in texts if field.name.endswith("_en")]
        for row in model._default_manager.values_list(*fields) if fields else []:
            stray += [f"{model.__name__}: {text[:40]}" for text in row if text and han.search(text)]
print(json.dumps({
    "levels": collections.Counter(Norm.objects.values_list("level", flat=True)),
    "versions": NormVersion.objects.count(),
    "supervisors": Supervision.objects.values("supervisor").distinct().count(),
    "people": StaffMember.objects.count(),
    "certificates": sorted({status(row) for row in Certificate.objects.select_related("revocation")}),
    "cycles": sorted(ReviewCycle.objects.values_list("state", flat=True)),
    "decisions": sorted(bool(row.facts["changes"]) for row in Statement.objects.filter(kind="decided")),
    "nights": [str(at) for at in map(timezone.localtime, Attempt.objects.values_list("submitted_at", flat=True)) if not 9 <= at.hour < 18],
    "holidays": [str(at) for at in map(timezone.localtime, Attempt.objects.values_list("started_at", flat=True)) if not is_working(at.date())],
    "hasty": hasty,
    "ready": may_start(Exam.objects.get(code="onboarding"), StaffMember.objects.get(staff_number="J20402")).reason,
    "han": stray,
}))
"""


def run(url: str, *arguments: str, root: Path = databases.ROOT) -> str:
    environment = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "training_site.settings.test", "PYTHONPATH": str(root)}
    done = subprocess.run([sys.executable, *arguments], cwd=root, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return done.stdout


def test_the_academy_holds_what_it_claims(academy_database):
    facts = json.loads(run(academy_database, "-c", FACTS).splitlines()[-1])
    assert facts["levels"] == {"M": 308, "F": 42, "G": 44, "I": 172}
    assert (facts["versions"], facts["supervisors"]) == (566, 14)
    assert facts["people"] >= 220
    assert set(facts["certificates"]) == {"valid", "expiring", "expired", "superseded", "revoked"}
    assert facts["decisions"] == [False, True]
    assert (facts["nights"], facts["holidays"]) == ([], [])
    assert facts["hasty"] == []
    assert facts["cycles"] == ["closed", "open"]
    assert facts["ready"] == ""
    assert facts["han"] == []


def test_every_recomputation_of_its_past_changes_nothing(academy_database):
    assert run(academy_database, "manage.py", "recompute_grades", "--check").strip().endswith(" 0 differences.")
    said = run(academy_database, "manage.py", "clockwork", "--once")
    assert [line for line in said.splitlines() if line.startswith(("learning paths", "certificates"))] == ["learning paths: 0", "certificates: 0"]
    assert "The chain is whole" in run(academy_database, "manage.py", "verify_ledger")


COUNT = """
import django; django.setup()
from django.apps import apps
from django.conf import settings
rooms = [apps.get_app_config(room.replace(".", "_")) for room in settings.ROOMS]
print({model._meta.label: model._base_manager.count() for room in rooms for model in room.get_models()})
"""


def test_loading_again_adds_no_row(academy_database):
    before = run(academy_database, "-c", COUNT).splitlines()[-1]
    run(academy_database, "manage.py", "load_demo")
    assert run(academy_database, "-c", COUNT).splitlines()[-1] == before


def test_it_loads_from_another_folder_without_anything_beside_it(own_database, tmp_path):
    elsewhere = tmp_path / "elsewhere" / "academy"
    for package in ("training_site", "etiquette", "courses", "exams"):
        shutil.copytree(databases.ROOT / package, elsewhere / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copyfile(databases.ROOT / "manage.py", elsewhere / "manage.py")
    (elsewhere / ".cache").mkdir()
    said = run(own_database, "manage.py", "load_demo", "--without-history", root=elsewhere)
    assert "norms: 566" in said
    assert str(databases.ROOT) not in said
