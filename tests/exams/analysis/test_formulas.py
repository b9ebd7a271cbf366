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
    assert formulas.discrimination([1, 1, 0, 0], [8, 6, 2, 0], weight=2) == pytest.approx(0.894427191)


def test_discrimination_is_unknown_when_everybody_answers_alike():
    assert formulas.discrimination([1, 1, 1], [3, 2, 1], weight=1) is None


def test_a_question_that_strong_takers_miss_reads_as_negative():
    value = formulas.discrimination([0, 0, 1, 1], [9, 8, 3, 2], weight=1)
    assert formulas.read_discrimination(value) == formulas.Reading("negative", 2)


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
