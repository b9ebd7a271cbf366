"""How long each kind of data is kept: each room names its kinds when the site starts; the nightly pass of privacy removes what is past.

Periods are days and stand in settings.RETENTION_DAYS, so that an organisation sets its own. Append-only tables are never removed from:
they are named too, without a remover, so that the declared table is whole.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.utils.functional import Promise

from training_site.lib import clock

BATCH = 500


@dataclass(frozen=True)
class Kept:
    """One kind of data. `past(before)` are the rows whose period ended before a moment; `remove` deletes or empties some of them.

    `setting` names the period where several kinds share one; else it is the code.
    """

    code: str
    title: str | Promise
    basis: str | Promise
    past: Callable[[datetime], QuerySet] | None = None  # type: ignore[type-arg]
    remove: Callable[[list], object] | None = None  # type: ignore[type-arg]
    setting: str = ""

    @property
    def days(self) -> int | None:
        """How many days the kind is kept; None where nothing is ever removed."""
        return None if self.past is None else int(settings.RETENTION_DAYS[self.setting or self.code])

    def before(self, now: datetime | None = None) -> datetime:
        """The moment before which the kind's rows are past their period."""
        return (now or clock.now()) - timedelta(days=self.days or 0)


_kinds: dict[str, Kept] = {}


def register_retention(*kinds: Kept) -> None:
    """A room's kinds; called from AppConfig.ready."""
    for kind in kinds:
        _kinds[kind.code] = kind


def kept_kinds() -> list[Kept]:
    """Every kind, those with a period first, each group in the order of the rooms."""
    return sorted(_kinds.values(), key=lambda kind: kind.days is None)
