"""Rating and signing: drafts lose nothing, what is signed stays, people answer."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError, IntegrityError
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as some

from exams.reviews.api import (
    Entry,
    Rating,
    Review,
    Statement,
    acknowledge,
    close_cycle,
    decide,
    export_header,
    export_rows,
    object_to,
    rate,
    rate_self,
    reassign,
    save_draft,
    sign,
    weighted_total,
)  # fmt: skip
from exams.reviews.models import Indicator
from exams.reviews.rating import entries_of
from exams.reviews.signing import holds
from tests.factories import reviews as make
from tests.factories.people import StaffFactory
from training_site.ledger.models import AuditEvent
from training_site.lib import clock
from training_site.lib.errors import Refused

pytestmark = pytest.mark.django_db


def test_the_total_weighs_each_rating():
    assert weighted_total([(40, 4), (25, 3), (20, 5), (10, 4), (5, 2)]) == Decimal("3.85")


def test_the_total_leaves_out_what_is_not_rated():
    assert weighted_total([(40, 4), (60, None)]) == Decimal("4.00")


def test_there_is_no_total_without_a_rating():
    assert weighted_total([(100, None)]) is None


@given(some.lists(some.tuples(some.integers(1, 100), some.integers(1, 5)), min_size=1, max_size=12))
def test_the_total_lies_between_the_lowest_and_the_highest_rating(pairs):
    total = weighted_total(pairs)
    assert min(value for _w, value in pairs) <= total <= max(value for _w, value in pairs)


def test_a_draft_keeps_what_is_there_and_what_was_not_sent():
    made = make.opened(1)
    row = make.review_of(made)
    first, second = list(Indicator.objects.filter(cycle=made.cycle).values_list("pk", flat=True))[:2]
    save_draft(row, made.supervisor, "supervisor", {first: Entry(3, "甲")})
    save_draft(row, made.supervisor, "supervisor", {second: Entry(None, "乙")})
    assert entries_of(row, "supervisor") == {first: Entry(3, "甲"), second: Entry(None, "乙")}


def test_a_complete_draft_is_rated_and_an_incomplete_one_open_again():
    made = make.opened(1)
    row = make.review_of(made)
    states = [rate(row, made.supervisor, make.entries(made.cycle)).state]
    first = Indicator.objects.filter(cycle=made.cycle).first().pk
    states.append(rate(row, made.supervisor, {first: Entry(None)}).state)
    assert states == ["rated", "open"]


@pytest.mark.parametrize("value", [0, 6])
def test_a_rating_outside_the_scale_is_refused(value):
    made = make.opened(1)
    first = Indicator.objects.filter(cycle=made.cycle).first().pk
    with pytest.raises(Refused):
        save_draft(make.review_of(made), made.supervisor, "supervisor", {first: Entry(value)})


def test_an_indicator_of_another_cycle_is_refused():
    made = make.opened(1)
    other = make.cycle("other")
    with pytest.raises(Refused):
        save_draft(make.review_of(made), made.supervisor, "supervisor", make.entries(other))


def test_nobody_else_rates():
    made = make.opened(2)
    for person in (made.people[1], made.director):
        with pytest.raises(Refused):
            rate(make.review_of(made), person, make.entries(made.cycle))


def test_the_person_cannot_rate_for_the_supervisor():
    made = make.opened(1)
    with pytest.raises(Refused):
        save_draft(make.review_of(made), made.people[0], "supervisor", make.entries(made.cycle))


def test_a_self_rating_is_handed_in_once():
    made = make.opened(1)
    row = make.review_of(made)
    assert rate_self(row, made.people[0], make.entries(made.cycle)).self_rated_at is not None
    with pytest.raises(Refused):
        save_draft(make.review_of(made), made.people[0], "self", make.entries(made.cycle, 5))


def test_an_incomplete_self_rating_is_kept_and_not_handed_in():
    made = make.opened(1)
    first = Indicator.objects.filter(cycle=made.cycle).first().pk
    with pytest.raises(Refused):
        rate_self(make.review_of(made), made.people[0], {first: Entry(4)})
    assert entries_of(make.review_of(made), "self") == {first: Entry(4)}


def test_signing_wants_every_indicator():
    made = make.opened(1)
    row = make.review_of(made)
    first = Indicator.objects.filter(cycle=made.cycle).first().pk
    save_draft(row, made.supervisor, "supervisor", {first: Entry(4)})
    with pytest.raises(Refused, match=r"Indicator|指标"):
        sign(row, made.supervisor)


@pytest.mark.parametrize("value", [1, 5])
def test_both_ends_of_the_scale_want_a_comment(value):
    made = make.opened(1)
    row = make.review_of(made)
    bare = {pk: Entry(value if index == 0 else 3) for index, pk in enumerate(make.entries(made.cycle))}
    save_draft(row, made.supervisor, "supervisor", bare)
    with pytest.raises(Refused, match=str(value)):
        sign(row, made.supervisor)


def test_a_signature_freezes_the_record_and_starts_the_days():
    made = make.opened(1)
    row = make.signed(made, quality=5, complaints=3)
    statement = Statement.objects.get()
    assert (row.state, row.score, statement.facts["total"], holds(statement)) == ("signed", Decimal("4.15"), "4.15", True)
    assert row.object_until > clock.today()
    assert Rating.objects.filter(locked_at__isnull=True).count() == 0


@pytest.mark.parametrize("model", [Rating, Statement])
def test_what_is_signed_cannot_be_changed_in_the_database(model):
    made = make.opened(1)
    make.signed(made)
    field = {"value": 1} if model is Rating else {"text": "x"}
    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.all().update(**field)


def test_what_is_signed_cannot_be_deleted():
    made = make.opened(1)
    make.signed(made)
    with pytest.raises(DatabaseError), transaction.atomic():
        Rating.objects.all()._raw_delete("default")


def test_a_signed_review_takes_no_more_ratings():
    made = make.opened(1)
    row = make.signed(made)
    with pytest.raises(Refused):
        rate(row, made.supervisor, make.entries(made.cycle, 2))


def test_signing_twice_is_refused():
    made = make.opened(1)
    row = make.signed(made)
    with pytest.raises(Refused):
        sign(row, made.supervisor)


def test_an_altered_statement_no_longer_holds():
    made = make.opened(1)
    make.signed(made)
    statement = Statement.objects.get()
    statement.facts["total"] = "5.00"
    assert not holds(statement)


def test_the_person_acknowledges():
    made = make.opened(1)
    row = make.signed(made)
    acknowledge(row, made.people[0])
    assert (make.review_of(made).state, list(Statement.objects.values_list("kind", "person"))) == (
        "acknowledged", [("signed", made.supervisor.pk), ("acknowledged", made.people[0].pk)],
    )  # fmt: skip


def test_nobody_acknowledges_for_another():
    made = make.opened(2)
    with pytest.raises(Refused):
        acknowledge(make.signed(made), made.people[1])


def test_an_objection_wants_a_reason():
    made = make.opened(1)
    with pytest.raises(Refused):
        object_to(make.signed(made), made.people[0], "  ")


def test_an_objection_is_possible_on_the_last_day_and_not_after():
    made = make.opened(2)
    first, second = make.signed(made, 0), make.signed(made, 1)
    noon = clock.now().replace(hour=4)
    last = noon + timedelta(days=(first.object_until - noon.date()).days)
    object_to(first, made.people[0], "投诉不是我的", last)
    with pytest.raises(Refused):
        object_to(second, made.people[1], "投诉不是我的", last + timedelta(days=1))


def objected(made):
    row = make.signed(made, quality=2)
    object_to(row, made.people[0], "投诉不是我的")
    return make.review_of(made)


def test_the_reviewer_does_not_decide_on_an_objection_to_the_own_rating():
    made = make.opened(1)
    with pytest.raises(Refused):
        decide(objected(made), made.supervisor.login, "不改", {})


@pytest.mark.parametrize("who", ["hr", "director"])
def test_hr_or_the_next_supervisor_decides(who, hr):
    made = make.opened(1)
    row = objected(made)
    login = hr.login if who == "hr" else made.director.login
    quality = Indicator.objects.get(cycle=made.cycle, code="quality").pk
    decide(row, login, "投诉归属有误", {quality: 4})
    row = make.review_of(made)
    statement = Statement.objects.get(kind="decided")
    assert (row.state, row.score, statement.facts["changes"]) == ("decided", Decimal("4.00"), [{"code": "quality", "from": 2, "to": 4}])


def test_a_decision_leaves_the_signed_ratings_as_they_are(hr):
    made = make.opened(1)
    row = objected(made)
    quality = Indicator.objects.get(cycle=made.cycle, code="quality").pk
    decide(row, hr.login, "投诉归属有误", {quality: 4})
    assert Rating.objects.get(review=row, indicator=quality, side="supervisor").value == 2


def test_a_decision_wants_a_reason(hr):
    made = make.opened(1)
    with pytest.raises(Refused):
        decide(objected(made), hr.login, "", {})


def test_an_open_review_can_go_to_another_reviewer(hr):
    made = make.opened(1)
    row = reassign(make.review_of(made), made.director, hr.login)
    assert row.reviewer == made.director


def test_nobody_reviews_themselves(hr):
    made = make.opened(1)
    with pytest.raises(Refused):
        reassign(make.review_of(made), made.people[0], hr.login)


def test_a_cycle_with_unfinished_reviews_does_not_close(hr):
    made = make.opened(1)
    with pytest.raises(Refused):
        close_cycle(made.cycle, hr.login)


def test_a_closed_cycle_closes_its_reviews_for_good(hr):
    made = make.opened(1)
    acknowledge(make.signed(made), made.people[0])
    assert close_cycle(made.cycle, hr.login) == 1
    with pytest.raises(DatabaseError), transaction.atomic():
        Review.objects.all().update(score=Decimal(5))


def test_what_was_signed_stays_as_it_was_signed(hr):
    made = make.opened(2)
    row, other = make.signed(made), StaffFactory()
    moment = clock.now() - timedelta(days=40)
    for changes in (
        {"score": Decimal(5)},
        {"score": None},
        {"signed_at": moment},
        {"signed_at": None, "state": "rated"},
        {"object_until": moment.date()},
        {"staff": other},
        {"reviewer": other},
        {"self_rated_at": moment},
        {"state": "acknowledged", "score": Decimal(5)},
    ):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            Review.objects.filter(pk=row.pk).update(**changes)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Review.objects.filter(pk=row.pk)._raw_delete("default")


def test_the_score_moves_in_the_decision_of_an_objection_and_not_before_or_after(hr):
    made = make.opened(1)
    row = objected(made)
    rows = Review.objects.filter(pk=row.pk)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        rows.update(score=Decimal(5))
    decide(row, hr.login, "投诉归属有误", {Indicator.objects.get(cycle=made.cycle, code="quality").pk: 4})
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        rows.update(score=Decimal(5))
    assert (rows.get().state, rows.get().score) == ("decided", Decimal("4.00"))


def test_closing_counts_while_it_holds_the_reviews(hr):
    """An objection that began before midnight and is written after it is not left behind in a closed cycle."""
    made = make.opened(1)
    acknowledge(make.signed(made), made.people[0])
    with CaptureQueriesContext(connection) as asked:
        close_cycle(made.cycle, hr.login)
    begun, cycle, held, counted = (row["sql"] for row in asked.captured_queries[:4])
    assert begun.startswith("SAVEPOINT")
    assert "reviews_reviewcycle" in cycle
    assert 'reviews_review"' in held
    assert "COUNT" in counted
    assert connection.vendor == "sqlite" or ("FOR UPDATE" in cycle and "FOR UPDATE" in held)


def test_signing_holds_the_review_and_not_its_cycle():
    """Else many signatures of one cycle would wait for each other, and who closes it, holding the cycle first, would wait for ever."""
    made = make.opened(1)
    row = make.review_of(made)
    rate(row, made.supervisor, make.entries(made.cycle))
    with CaptureQueriesContext(connection) as asked:
        sign(row, made.supervisor)
    held = asked.captured_queries[1]["sql"]
    assert 'FROM "exams_reviews_review"' in held
    assert connection.vendor == "sqlite" or held.endswith('FOR UPDATE OF "exams_reviews_review"')


def test_silence_does_not_keep_a_cycle_open_for_ever(hr):
    made = make.opened(1)
    row = make.signed(made)
    later = clock.now() + timedelta(days=(row.object_until - clock.today()).days + 1)
    assert close_cycle(made.cycle, hr.login, later) == 1


def test_the_export_shows_supervisors_ratings_only_when_signed():
    made = make.opened(2)
    make.signed(made, 0)
    rate(make.review_of(made, 1), made.supervisor, make.entries(made.cycle, 2))
    header, rows = export_header(made.cycle), list(export_rows(made.cycle))
    column = header.index("Indicator quality") if "Indicator quality" in header else header.index("指标 quality")
    assert [row[column] for row in rows] == [4, None]
    assert {len(row) for row in rows} == {len(header)}


@pytest.mark.parametrize("count", [3, 300])
def test_the_export_takes_four_statements(count, django_assert_num_queries):
    made = make.opened(count)
    with django_assert_num_queries(4):
        assert len(list(export_rows(made.cycle))) == count


def test_every_deed_is_written_down(hr):
    made = make.opened(1)
    row = objected(made)
    decide(row, hr.login, "维持", {})
    deeds = list(AuditEvent.objects.filter(deed__startswith="reviews.").order_by("pk").values_list("deed", flat=True))
    assert deeds == ["reviews.cycle_opened", "reviews.reviews_opened", "reviews.signed", "reviews.objected", "reviews.decided"]


def test_the_ledger_holds_no_names_or_comments():
    made = make.opened(1)
    objected(made)
    text = str(list(AuditEvent.objects.filter(deed__startswith="reviews.").values_list("actor", "facts")))
    assert "投诉" not in text
    assert made.people[0].name not in text


def test_a_stranger_to_the_house_decides_nothing():
    made = make.opened(1)
    other = StaffFactory()
    row = objected(made)
    with pytest.raises(Refused):
        acknowledge(row, other)
