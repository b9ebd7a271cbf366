"""Days on which somebody may have sat an exam, read or signed: working days, in working hours."""

import random
from datetime import date, datetime, time, timedelta

from django.utils import timezone

# Lunar New Year by year: the eve and the six days after it are free.
SPRING = {
    2024: (2, 10), 2025: (1, 29), 2026: (2, 17), 2027: (2, 6), 2028: (1, 26), 2029: (2, 13), 2030: (2, 3), 2031: (1, 23), 2032: (2, 11),
}  # fmt: skip
FIXED = {(1, 1), (5, 1), (5, 2), (5, 3), *((10, day) for day in range(1, 8))}
FIRST_HOUR, LAST_HOUR = 9, 16


def is_working(day: date) -> bool:
    """Monday to Friday, and no public holiday; made-up working days on weekends count as free."""
    spring = date(day.year, *SPRING[day.year]) if day.year in SPRING else None
    festive = spring is not None and spring - timedelta(days=1) <= day <= spring + timedelta(days=6)
    return day.weekday() < 5 and (day.month, day.day) not in FIXED and not festive


def working(day: date, first: date, last: date) -> date:
    """The working day nearest before `day`, else the first after it, between two days; `day` itself where there is none."""
    day = min(max(day, first), last)
    before = (day - timedelta(days=back) for back in range((day - first).days + 1))
    after = (day + timedelta(days=ahead) for ahead in range(1, (last - day).days + 1))
    return next((found for found in (*before, *after) if is_working(found)), day)


def after(day: date, count: int) -> date:
    """The first working day at least `count` days after a day."""
    day += timedelta(days=count)
    while not is_working(day):
        day += timedelta(days=1)
    return day


def moment(day: date, chance: random.Random) -> datetime:
    """A moment of a day from which even a long exam ends in working hours."""
    return timezone.make_aware(datetime.combine(day, time(chance.randint(FIRST_HOUR, LAST_HOUR), chance.randint(0, 59))))
