"""Leaving ends, never deletes; a leaving can be taken back for 30 days."""

from datetime import date

import pytest
import time_machine

from tests.factories.people import LoginFactory, PostingFactory, StaffFactory, SupervisionFactory, unit
from training_site.ledger.models import AuditEvent
from training_site.lib.errors import Refused
from training_site.people.employment import end_employment, take_leaving_back
from training_site.people.models import StaffMember

LEFT = date(2026, 11, 20)


@pytest.fixture
def person(db):
    shop = unit("S1")
    found = StaffFactory(login=LoginFactory())
    PostingFactory(staff=found, unit=shop)
    SupervisionFactory(supervisor=found, unit=shop)
    with time_machine.travel("2026-11-22 04:00:00+00:00", tick=False):
        yield found


def test_ending_closes_post_and_supervision_with_the_day(person, hr):
    end_employment(person, LEFT, hr.login)
    assert [person.left_on, person.postings.get().ends_on, person.supervisions.get().ends_on] == [LEFT] * 3
    event = AuditEvent.objects.get(deed="people.employment_ended")
    assert (event.actor, event.facts) == (hr.pseudonym, {"left_on": "2026-11-20"})


def test_nobody_is_ended_twice(person, hr):
    end_employment(person, LEFT, hr.login)
    with pytest.raises(Refused):
        end_employment(person, LEFT, hr.login)


def test_nobody_leaves_before_the_present_post_began(person, hr):
    with pytest.raises(Refused):
        end_employment(person, date(2026, 1, 1), hr.login)
    assert StaffMember.objects.get(pk=person.pk).left_on is None


def test_taking_back_restores_exactly_what_was_ended(person, hr):
    before = [list(person.postings.values()), list(person.supervisions.values())]
    end_employment(person, LEFT, hr.login)
    take_leaving_back(person, hr.login)
    assert person.left_on is None
    assert [list(person.postings.values()), list(person.supervisions.values())] == before


def test_after_thirty_days_it_is_a_new_hire(person, hr):
    end_employment(person, LEFT, hr.login)
    with time_machine.travel("2026-12-22 04:00:00+00:00", tick=False), pytest.raises(Refused):
        take_leaving_back(person, hr.login)


def test_nobody_who_stays_is_taken_back(person, hr):
    with pytest.raises(Refused):
        take_leaving_back(person, hr.login)
