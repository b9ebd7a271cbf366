"""Item statistics against values worked out by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams.analysis import formulas

SHARES = st.lists(st.sampled_from([0.0, 0.25, 0.5, 1.0]), min_size=2, max_size=40)


def test_facility_is_the_mean_share():
    assert formulas.facility([1, 1, 0, 0.5]) == 0.625


def test_facility_of_no_answers_is_unknown():
    assert formulas.facility([]) is None


def test_discrimination_takes_the_item_out_of_the_total():
    # Rest scores 6, 4, 2, 0 against 1, 1, 0, 0: covariance 1, deviations 0.5 and sqrt(5), r = 1 / (0.5 * sqrt(5)).
    assert formulas.discrimination([1, 1, 0, 0], [6, 4, 2, 0]) == pytest.approx(0.894427191)


def test_discrimination_is_unknown_when_everybody_answers_alike():
    assert formulas.discrimination([1, 1, 1], [3, 2, 1]) is None


def test_a_question_that_strong_takers_miss_reads_as_negative():
    value = formulas.discrimination([0, 0, 1, 1], [9, 8, 2, 1])
    assert formulas.read_discrimination(value) == formulas.Reading("negative", 4)


@pytest.mark.parametrize(("value", "code"), [(None, "none"), (0.1, "very-hard"), (0.3, "fitting"), (0.95, "fitting"), (0.99, "very-easy")])
def test_facility_reads_in_words(value, code):
    assert formulas.read_facility(value).code == code


@given(SHARES)
def test_correlation_with_itself_is_one_where_it_varies(shares):
    value = formulas.correlation(shares, shares)
    assert value is None if len(set(shares)) == 1 else value == pytest.approx(1)


def test_series_of_different_length_are_refused():
    with pytest.raises(ValueError, match="same length"):
        formulas.correlation([1], [1, 2])


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


def test_alpha_is_worked_out_by_hand():
    # Totals 3, 3, 0, variance 2; three items with variance 2/9: (3/2) * (1 - (2/3)/2) = 1.
    assert formulas.alpha([[1, 1, 1], [1, 1, 1], [0, 0, 0]]) == pytest.approx(1)
    # Totals 3, 2, 1, 0, variance 5/4; items right for 3, 2, 1 of 4: variances 3/16, 4/16, 3/16: (3/2) * (1 - (10/16)/(5/4)) = 3/4.
    assert formulas.alpha([[1, 1, 1], [1, 1, 0], [1, 0, 0], [0, 0, 0]]) == pytest.approx(0.75)


@pytest.mark.parametrize("table", [[], [[1, 0]], [[1], [0]], [[1, 0], [0, 1]]])
def test_alpha_is_unknown_without_two_items_two_takers_and_a_difference(table):
    assert formulas.alpha(table) is None


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
