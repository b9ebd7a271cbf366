"""The days and hours on which the sample academy's people may have done something."""

import random
from datetime import date, timedelta

import pytest
from django.utils import timezone

from training_site.demo.days import after, is_working, moment, working


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 11, 27), True),  # a Friday
        (date(2026, 11, 28), False),
        (date(2026, 1, 1), False),
        (date(2026, 10, 7), False),
        (date(2026, 2, 16), False),  # the eve of the lunar year
        (date(2026, 2, 24), True),
    ],
)
def test_weekends_and_holidays_are_free(day, expected):
    assert is_working(day) is expected


def test_a_free_day_becomes_the_working_day_before_it_within_the_bounds():
    assert working(date(2026, 11, 29), date(2026, 11, 1), date(2026, 11, 30)) == date(2026, 11, 27)
    assert working(date(2026, 11, 29), date(2026, 11, 28), date(2026, 12, 4)) == date(2026, 11, 30)
    assert working(date(2026, 11, 29), date(2026, 11, 28), date(2026, 11, 29)) == date(2026, 11, 29)
    assert working(date(2026, 12, 9), date(2026, 11, 1), date(2026, 11, 26)) == date(2026, 11, 26)


def test_a_day_after_is_never_a_free_one():
    assert after(date(2026, 11, 26), 2) == date(2026, 11, 30)
    assert all(is_working(after(date(2026, 1, 1) + timedelta(days=offset), 0)) for offset in range(365))


def test_every_moment_leaves_time_for_the_longest_exam_before_evening():
    chance = random.Random(1)
    hours = [timezone.localtime(moment(date(2026, 11, 27), chance)).hour for _ in range(200)]
    assert (min(hours), max(hours)) == (9, 16)
