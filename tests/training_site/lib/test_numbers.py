"""What a request sends for a number or a day, and what becomes of it."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from training_site.lib.days import within_reach
from training_site.lib.numbers import LARGEST, whole


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("007", 7), (str(LARGEST), LARGEST)])
def test_digits_are_a_whole_number(text, number):
    assert whole(text) == number


@pytest.mark.parametrize("text", ["", "-1", "1.0", " 1", "²", "٣", "x", str(LARGEST + 1), "9" * 5000])
def test_anything_else_is_none(text):
    assert whole(text) is None


def test_a_number_has_its_own_limit():
    assert (whole("9", 9), whole("10", 9), whole("09", 9)) == (9, None, None)


@pytest.mark.parametrize("year", [1, 1899, 2200, 9999])
def test_a_day_that_nobody_means_is_refused(year):
    for asked in (date(year, 1, 1), slice(date(year, 1, 1), None), slice(None, date(year, 12, 31))):
        with pytest.raises(ValidationError):
            within_reach(asked)


def test_a_day_that_somebody_means_is_left_alone():
    assert within_reach(slice(date(1900, 1, 1), date(2199, 12, 31))) is None
    assert within_reach(slice(None, None)) is None
