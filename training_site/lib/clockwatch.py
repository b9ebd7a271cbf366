"""Whether the wall clock may be believed: it must move as time passes (reliability.md R4, P3).

A clock that is set by hand, by a time server or by a virtual machine that stood still jumps. Nobody can tell from inside which of the two readings is
right then, the clock's or the one of the time that has passed since it was last believed; so whoever decides by the clock asks for both, and
decides only what is true in both. The doubt ends when the clock is right again, or when the process is started anew and so believes the clock.
"""

import logging
import time
from datetime import datetime, timedelta

from training_site.lib import clock

logger = logging.getLogger(__name__)

JUMP = timedelta(minutes=5)
AGREED = timedelta()


def _passed() -> float:
    """Seconds that have really passed, with the sleep of the machine where the system counts it: no setting of the clock moves them."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()


class ClockWatch:
    """Compares the wall clock with the time that passes, each in seconds; steps up to JUMP are taken over."""

    def __init__(self) -> None:
        self.seen: tuple[float, float] | None = None
        self.doubts = False

    def ahead(self, wall: float, passed: float) -> timedelta:
        """How far the wall clock has jumped ahead (negative: back) since it was last believed; zero while it is believed."""
        if self.seen is None:
            self.seen = (wall, passed)
            return AGREED
        drift = timedelta(seconds=(wall - self.seen[0]) - (passed - self.seen[1]))
        doubts = abs(drift) > JUMP
        if doubts != self.doubts:
            self.doubts = doubts
            _tell(drift if doubts else AGREED)
        if doubts:
            return drift
        self.seen = (wall, passed)
        return AGREED


def _tell(drift: timedelta) -> None:
    if drift:
        logger.error(
            "The clock has jumped by %d seconds. Nothing is closed by the clock until it is right again, or until the processes are started anew.",
            drift.total_seconds(),
        )
    else:
        logger.warning("The clock is right again.")


_watch = ClockWatch()


def ahead() -> timedelta:
    """How far the wall clock has jumped ahead in this process; zero while it is believed. The first call begins the watch."""
    return _watch.ahead(time.time(), _passed())


def trusted() -> bool:
    """True while the wall clock of this process has moved as time has passed."""
    return not ahead()


def steady(moment: datetime | None = None) -> datetime:
    """A moment of the wall clock (default: this one) as it would read had the clock not jumped."""
    return (moment or clock.now()) - ahead()


def readings(moment: datetime) -> tuple[datetime, datetime]:
    """What a moment of the wall clock may be, the earlier reading first; twice the same while the clock is believed."""
    other = steady(moment)
    return min(moment, other), max(moment, other)
