"""Once only, with real processes on a database of their own (reliability.md R10): starting, choosing, signing."""

import json
import os
import subprocess
import sys

import pytest

from tests.databases import ROOT


@pytest.mark.server
def test_twelve_windows_at_once_make_one_run_one_choice_and_one_receipt(own_database: str) -> None:
    environment = {**os.environ, "DATABASE_URL": own_database, "DJANGO_SETTINGS_MODULE": "training_site.settings.test", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "tests.etiquette.scenarios.workers", "12"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=300)

    assert done.returncode == 0, done.stderr[-4000:]
    assert json.loads(done.stdout) == {"runs": 1, "same": True, "choices": 1, "said": True, "signatures": 3, "receipts": 1}
