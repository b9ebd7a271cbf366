"""Once only, with several processes: one certificate of a pass, one attempt of a renewal. Files are left to a worker, which is not there."""

import pytest

from tests.at_once import told
from tests.databases import DEV


@pytest.mark.server
def test_one_certificate_comes_of_many_settlers(own_database):
    assert told(own_database, "tests.exams.certificates.workers", "settles", "8", settings=DEV) == {"certificates": 1, "files": 1}


@pytest.mark.server
def test_one_attempt_comes_of_many_who_begin_to_renew(own_database):
    assert told(own_database, "tests.exams.certificates.workers", "renews", "20", settings=DEV) == {"attempts": 2, "answers": 1}
