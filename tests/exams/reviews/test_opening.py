"""Opening a cycle: weights, reviewers, frozen evidence, in batches and again."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from etiquette.norms import impact
from exams.reviews import opening
from exams.reviews.api import Evidence, Indicator, Review, ReviewCycle, freeze_evidence, open_cycle, rate, sign, write_cycle
from exams.reviews.deadlines import after_working_days
from exams.reviews.evidence import digest_of, facts_of
from exams.reviews.models import IndicatorCitation
from tests.factories import certificates as certs
from tests.factories import reviews as make
from tests.factories.norms import norm_version
from tests.factories.people import PostingFactory, StaffFactory
from training_site.lib.errors import Refused

pytestmark = pytest.mark.django_db


def test_a_team_gets_its_reviews_with_evidence():
    made = make.house(3)
    opened = open_cycle(made.cycle, made.supervisor.login, team_of=made.supervisor)
    assert (opened.added, opened.without_reviewer) == (3, [])
    assert set(Review.objects.values_list("staff", "reviewer")) == {(person.pk, made.supervisor.pk) for person in made.people}
    assert Evidence.objects.filter(number=1).count() == 3


def test_opening_twice_adds_only_newcomers():
    made = make.opened(2)
    late = StaffFactory()
    PostingFactory(staff=late, unit=made.shop)
    opened = open_cycle(made.cycle, made.supervisor.login, team_of=made.supervisor)
    assert (opened.added, Review.objects.get(staff=late).reviewer) == (1, made.supervisor)


def test_opening_for_everybody_reviews_a_supervisor_by_the_next_above():
    made = make.house(1)
    opened = open_cycle(made.cycle, made.director.login)
    reviewers = dict(Review.objects.values_list("staff", "reviewer"))
    assert reviewers == {made.people[0].pk: made.supervisor.pk, made.supervisor.pk: made.director.pk}
    assert opened.without_reviewer == [made.director]


def test_opening_for_a_unit_takes_what_is_below_it():
    made = make.house(2)
    assert open_cycle(made.cycle, None, units=[made.head]).added == 3


def test_small_batches_open_the_same_reviews(monkeypatch):
    made = make.house(5)
    monkeypatch.setattr(opening, "BATCH", 2)
    assert open_cycle(made.cycle, None, team_of=made.supervisor).added == 5
    assert Evidence.objects.count() == 5


def test_weights_that_do_not_add_up_are_refused():
    made = make.house(1)
    Indicator.objects.filter(code="quality").update(weight=41)
    with pytest.raises(Refused, match="101"):
        open_cycle(made.cycle, None, team_of=made.supervisor)
    assert ReviewCycle.objects.get().state == "planned"


def test_a_cycle_without_indicators_is_refused():
    empty = write_cycle(
        "x",
        title={"zh": "空"},
        indicators=[],
        period_from=date(2026, 1, 1),
        period_to=date(2026, 3, 1),
        opens_on=date(2026, 3, 2),
        closes_on=date(2026, 4, 1),
    )
    with pytest.raises(Refused):
        open_cycle(empty, None)


def test_an_unknown_norm_is_refused():
    made = make.house(1)
    Indicator.objects.filter(code="quality").update(norm_codes="N-99.9-99")
    with pytest.raises(Refused):
        open_cycle(made.cycle, None, team_of=made.supervisor)


def test_norms_become_citations_of_the_version_in_force():
    version = norm_version("N-20.1-02")
    made = make.house(1)
    Indicator.objects.filter(code="quality").update(norm_codes="N-20.1-02，N-20.1-02")
    open_cycle(made.cycle, None, team_of=made.supervisor)
    assert list(IndicatorCitation.objects.values_list("norm_version", flat=True)) == [version.pk]
    assert [touched.norm_version_id for touched in impact.touched_by([version.pk])] == [version.pk]


def test_every_citing_table_is_asked():
    assert "exams_reviews.IndicatorCitation" not in impact.unregistered()


def test_an_opened_cycle_is_not_rewritten_by_the_loader():
    made = make.opened(1)
    make.cycle(closes_on=date(2030, 1, 1))
    assert ReviewCycle.objects.get().closes_on == made.cycle.closes_on


def test_evidence_holds_results_and_certificates_of_the_period_only():
    made = make.house(1)
    person = made.people[0]
    certs.certificate(person, date(2026, 3, 1))
    certs.result(person, passed=False, percent="60.00", at=datetime(2025, 3, 1, tzinfo=UTC))
    facts = facts_of(made.cycle, [person.pk], date(2026, 12, 1))[person.pk]
    assert (facts["schema"], facts["as_of"], [row["percent"] for row in facts["results"]], [row["status"] for row in facts["certificates"]]) == (
        2, "2026-12-01", ["92.50"], ["valid"],
    )  # fmt: skip


def test_evidence_stays_when_facts_change():
    made = make.opened(1)
    before = Evidence.objects.get().facts
    certs.certificate(made.people[0])
    assert Evidence.objects.get().facts == before


@pytest.mark.parametrize("count", [3, 300])
def test_facts_take_the_same_statements_for_few_and_many(count, django_assert_num_queries):
    made = make.house(count)
    certs.many(made.people)
    with django_assert_num_queries(8):
        assert len(facts_of(made.cycle, [person.pk for person in made.people], date(2026, 12, 1))) == count


def test_freezing_again_adds_a_row_with_its_reason():
    made = make.opened(1)
    row = make.review_of(made)
    certs.certificate(made.people[0])
    freeze_evidence(row, "考试成绩补录", made.supervisor.login, date(2026, 12, 1))
    assert list(Evidence.objects.filter(review=row).order_by("number").values_list("number", "reason")) == [(1, ""), (2, "考试成绩补录")]
    latest = Evidence.objects.get(review=row, number=2)
    assert latest.digest == digest_of(latest.facts)


def test_freezing_again_holds_the_review_as_signing_does():
    made = make.opened(1)
    with CaptureQueriesContext(connection) as asked:
        freeze_evidence(make.review_of(made), "补录", made.supervisor.login, date(2026, 12, 1))
    held = [row["sql"] for row in asked.captured_queries if "FOR UPDATE" in row["sql"] and "reviews_review" in row["sql"]]
    assert bool(held) == connection.features.has_select_for_update  # SQLite has one writer at a time


def test_freezing_again_wants_a_reason():
    made = make.opened(1)
    with pytest.raises(Refused):
        freeze_evidence(make.review_of(made), " ", made.supervisor.login, date(2026, 12, 1))


def test_signed_evidence_is_not_frozen_again():
    made = make.opened(1)
    row = make.review_of(made)
    rate(row, made.supervisor, make.entries(made.cycle))
    sign(row, made.supervisor)
    with pytest.raises(Refused):
        freeze_evidence(row, "补录", made.supervisor.login, date(2026, 12, 1))


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [(date(2026, 11, 23), 5, date(2026, 11, 30)), (date(2026, 11, 27), 1, date(2026, 11, 30)), (date(2026, 11, 28), 2, date(2026, 12, 1))],
)
def test_working_days_pass_over_weekends(day, count, expected):
    assert after_working_days(day, count) == expected
