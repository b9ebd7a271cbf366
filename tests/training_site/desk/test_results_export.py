"""What the table of results says of each person: where they were on the day of the attempt, not where they are now."""

import csv
import io
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.certificates import result
from tests.factories.people import JobRoleFactory, PostingFactory, StaffFactory, unit
from tests.factories.rows import FEW, MANY

pytestmark = pytest.mark.django_db
ATTEMPT = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)


def exported(client):
    client.cookies["django_language"] = "en"
    return list(csv.DictReader(io.StringIO(client.get("/team/results/?export=csv").content.decode("utf-8-sig"))))


def posted(person, place, role, since, until=None):
    return PostingFactory(staff=person, unit=place, job_role=JobRoleFactory(code=role, name_en=role), starts_on=since, ends_on=until)


def test_unit_and_job_role_are_those_of_the_day_of_the_attempt(hr, client_of):
    person = StaffFactory()
    posted(person, unit("S1"), "counter", date(2026, 1, 5), date(2026, 3, 10))
    posted(person, unit("S2"), "hotline", date(2026, 3, 11))
    result(person, at=ATTEMPT)
    result(person, at=ATTEMPT + timedelta(days=1))
    rows = exported(client_of(hr))
    told = [(row["Unit on the day of the attempt"], row["Job role on the day of the attempt"]) for row in rows]
    assert told == [("Unit S2", "hotline"), ("Unit S1", "counter")]
    assert list(rows[0])[:5] == ["Staff number", "Name", "Unit on the day of the attempt", "Job role on the day of the attempt", "Exam"]


def test_late_in_the_evening_the_day_is_that_of_the_site(hr, client_of):
    person = StaffFactory()
    posted(person, unit("S1"), "counter", date(2026, 1, 5), date(2026, 3, 10))
    posted(person, unit("S2"), "hotline", date(2026, 3, 11))
    result(person, at=datetime(2026, 3, 10, 17, 0, tzinfo=UTC))  # one o'clock of the 11th in Shanghai
    assert [row["Unit on the day of the attempt"] for row in exported(client_of(hr))] == ["Unit S2"]


@pytest.mark.parametrize(("since", "until"), [(date(2026, 6, 1), None), (date(2026, 1, 5), date(2026, 3, 9))])
def test_without_a_post_on_that_day_the_columns_are_empty(hr, client_of, since, until):
    person = StaffFactory()
    posted(person, unit("S1"), "counter", since, until)
    result(person, at=ATTEMPT)
    assert [row["Unit on the day of the attempt"] for row in exported(client_of(hr))] == [""]


def test_the_table_asks_the_same_for_three_and_three_hundred_rows(hr, client_of):
    client, counts, place = client_of(hr), [], unit("S1")
    for number in (FEW, MANY):
        person = posted(StaffFactory(), place, "counter", date(2026, 1, 5)).staff
        for _each in range(number):
            result(person, at=ATTEMPT)
        with CaptureQueriesContext(connection) as asked:
            assert len(exported(client)) >= number
        counts.append(len(asked))
    assert counts[0] == counts[1]
