"""Item statistics against values worked out by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams.analysis import formulas

SHARES = st.lists(st.sampled_from([0.0, 0.25, 0.5, 1.0]), min_size=2, max_size=40)


def of(shares, rests=None):
    return formulas.Sums.over(shares, shares if rests is None else rests)


def test_facility_is_the_mean_share():
    assert formulas.facility(of([1, 1, 0, 0.5])) == 0.625


def test_facility_of_no_answers_is_unknown():
    assert formulas.facility(of([])) is None


def test_discrimination_is_the_correlation_with_the_rest_of_the_paper():
    # Rests 6, 4, 2, 0 against 1, 1, 0, 0: covariance 1, deviations 0.5 and sqrt(5), r = 1 / (0.5 * sqrt(5)).
    assert formulas.discrimination(of([1, 1, 0, 0], [6, 4, 2, 0])) == pytest.approx(0.894427191)


@pytest.mark.parametrize(("shares", "rests"), [([], []), ([1], [0.5]), ([1, 1, 1], [0.3, 0.2, 0.1]), ([1, 0, 1], [0.7, 0.7, 0.7])])
def test_discrimination_is_unknown_without_two_takers_who_differ(shares, rests):
    assert formulas.discrimination(of(shares, rests)) is None


def test_a_series_that_does_not_vary_is_seen_through_the_rounding_of_many():
    assert formulas.discrimination(of([0, 1] * 50_000, [0.7333] * 100_000)) is None
    assert formulas.discrimination(of([0, 1] * 50_000, [0.7, 0.7001] * 50_000)) == pytest.approx(1, abs=1e-4)


def test_a_question_that_strong_takers_miss_reads_as_negative():
    value = formulas.discrimination(of([0, 0, 1, 1], [0.9, 0.8, 0.2, 0.1]))
    assert formulas.read_discrimination(value) == formulas.Reading("negative", 4)


@pytest.mark.parametrize(("value", "code"), [(None, "none"), (0.1, "very-hard"), (0.3, "fitting"), (0.95, "fitting"), (0.99, "very-easy")])
def test_facility_reads_in_words(value, code):
    assert formulas.read_facility(value).code == code


@given(SHARES)
def test_discrimination_against_itself_is_one_where_it_varies(shares):
    value = formulas.discrimination(of(shares))
    assert value is None if len(set(shares)) == 1 else value == pytest.approx(1)


@given(SHARES, SHARES)
def test_groups_of_takers_may_be_added_up(some, others):
    assert of(some).plus(of(others)) == pytest.approx(of(some + others))


def test_series_of_different_length_are_refused():
    with pytest.raises(ValueError, match="shorter"):
        of([1, 1], [1])


@pytest.mark.parametrize(("part", "count", "low", "high"), [(8, 10, 0.4902, 0.9433), (0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0)])
def test_the_interval_is_wilsons(part, count, low, high):
    # The published worked values of the score interval: 8 of 10 is 0.490 to 0.943; unlike mean ± z it never leaves 0..1.
    assert formulas.wilson(part, count) == pytest.approx((low, high), abs=5e-4)


def test_no_answers_have_no_interval():
    assert formulas.wilson(0, 0) is None


@given(st.integers(1, 400), st.floats(0, 1))
def test_the_interval_holds_the_share_and_stays_within_bounds(count, share):
    low, high = formulas.wilson(share * count, count)
    assert 0 <= low <= share + 1e-9
    assert share - 1e-9 <= high <= 1


def test_the_rest_of_a_paper_leaves_the_item_out():
    assert formulas.rest_share(8, 10, 1, 2) == 0.75  # 6 of the other 8 points
    assert formulas.rest_share(2, 2, 1, 2) == 0


def test_thirds_are_cut_by_the_rest_and_the_outer_two_are_equal():
    assert formulas.thirds([0.1, 0.9, 0.5, 0.2, 0.8, 0.6, 0.4]) == [0, 2, 1, 0, 2, 1, 1]
    assert formulas.thirds([0.5, 0.6]) == [1, 1]
    assert formulas.thirds([0.5] * 3) == [0, 1, 2]


def test_the_variance_is_that_of_all_takers():
    assert of([1, 1, 0]).variance == pytest.approx(2 / 9)
    assert of([]).variance == 0


def test_alpha_is_worked_out_by_hand():
    # Totals 3, 3, 0, variance 2; three items with variance 2/9: (3/2) * (1 - (2/3)/2) = 1.
    assert formulas.alpha([2 / 9] * 3, 2) == pytest.approx(1)
    # Totals 3, 2, 1, 0, variance 5/4; items right for 3, 2, 1 of 4: variances 3/16, 4/16, 3/16: (3/2) * (1 - (10/16)/(5/4)) = 3/4.
    assert formulas.alpha([3 / 16, 4 / 16, 3 / 16], 5 / 4) == pytest.approx(0.75)


@pytest.mark.parametrize(("parts", "whole"), [([], 0), ([0.25], 0.25), ([0.25, 0.25], 0)])
def test_alpha_is_unknown_without_two_items_and_a_difference(parts, whole):
    assert formulas.alpha(parts, whole) is None


def test_the_standard_error_is_the_spread_that_is_not_reliable():
    assert formulas.standard_error(10, 0.75) == 5
    assert formulas.standard_error(10, 1.2) == 0


@pytest.mark.parametrize(
    ("chosen", "overall", "right", "code"),
    [
        ([0.5, 0.5, 0.5], 0.5, True, "key-weak"),
        ([0.4, 0.5, 0.6], 0.5, True, "key-works"),
        ([0.1, 0.0, 0.0], 0.04, False, "idle"),
        ([0.1, 0.2, 0.3], 0.2, False, "draws-strong"),
        ([0.3, 0.2, 0.1], 0.2, False, "works"),
        ([0.1, 0.2, 0.3], 0.2, None, "none"),
    ],
)
def test_an_option_reads_by_who_chose_it(chosen, overall, right, code):
    assert formulas.read_option(chosen, overall, right).code == code
