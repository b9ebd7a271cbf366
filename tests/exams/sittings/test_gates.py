"""A gate of a room above keeps the exam's door shut, and says what is to be done first."""

import pytest

from exams.sittings import gates
from exams.sittings.api import Attempt, Barrier, may_start, register_gate, start
from tests.factories import sittings as make
from training_site.lib.errors import Refused


@pytest.fixture
def shut(monkeypatch):
    """A gate that lets nobody through; it goes with the test."""
    monkeypatch.setattr(gates, "_gates", [])
    register_gate(lambda exam, staff: Barrier("First read the norms.", (("The norms", "/norms/"),)))


def test_a_gate_refuses_the_start_with_its_sentence(shut, staff):
    exam = make.published_exam(1)
    standing = may_start(exam, staff)
    assert (standing.allowed, standing.reason, standing.first) == (False, "First read the norms.", (("The norms", "/norms/"),))
    with pytest.raises(Refused, match="First read the norms"):
        start(exam, staff)


def test_the_cover_names_and_links_what_comes_first_and_offers_no_start(shut, staff, client_of):
    exam = make.published_exam(1)
    client = client_of(staff)
    page = client.get(exam.get_absolute_url()).content.decode()
    assert "First read the norms." in page
    assert 'href="/norms/">' in page
    assert '<button class="btn btn-main">' not in page
    client.post(exam.get_absolute_url())
    assert not Attempt.objects.exists()


def test_an_attempt_in_progress_is_not_stopped_by_a_gate(staff, monkeypatch):
    exam = make.published_exam(1)
    running = make.attempt(staff, exam)
    monkeypatch.setattr(gates, "_gates", [lambda exam, staff: Barrier("Not yet.")])
    assert start(exam, staff) == running
