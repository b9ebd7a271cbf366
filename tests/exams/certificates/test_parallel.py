"""Several processes settle the same person at once: one certificate, once. Files are left to a worker, which is not there."""

import pytest

from tests.at_once import told
from tests.databases import DEV


@pytest.mark.server
def test_one_certificate_comes_of_many_settlers(own_database):
    assert told(own_database, "tests.exams.certificates.workers", "8", settings=DEV) == {"certificates": 1, "files": 1}
