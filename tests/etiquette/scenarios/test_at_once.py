"""Once only, with real processes on a database of their own (reliability.md R10): starting, choosing, signing."""

import pytest

from tests.at_once import told


@pytest.mark.server
def test_twelve_windows_at_once_make_one_run_one_choice_and_one_receipt(own_database: str) -> None:
    assert told(own_database, "tests.etiquette.scenarios.workers", "12") == {
        "runs": 1, "same": True, "choices": 1, "said": True, "signatures": 3, "receipts": 1,
    }  # fmt: skip
