"""Working days: Monday to Friday. Public holidays and made-up working days are not known to this room; the page says so."""

from datetime import date, timedelta


def after_working_days(day: date, count: int) -> date:
    """The `count`-th working day after a day (the day itself does not count); `count` ≥ 1."""
    reached = day
    while count > 0:
        reached += timedelta(days=1)
        count -= reached.weekday() < 5
    return reached
