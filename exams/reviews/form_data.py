"""What the review form sends: ratings `value-<indicator>`, comments `comment-<indicator>`, corrections `change-<indicator>`."""

from collections.abc import Iterable

from django.http import QueryDict
from django.utils.translation import gettext as _

from exams.reviews.rating import Entry
from exams.reviews.refusals import FieldRefused
from training_site.lib.numbers import whole

_VALUES = frozenset({"", "1", "2", "3", "4", "5"})


def entries_from(data: QueryDict) -> dict[int, Entry]:
    """Indicator id → what was filled in, for the indicators that the request names. Raises FieldRefused for what is no rating."""
    for indicator in numbered(data, "value-"):
        _checked(data, f"value-{indicator}")
    return typed_entries(data)


def typed_entries(data: QueryDict) -> dict[int, Entry]:
    """The same for showing it again: what is no rating is left out, comments stay as they are."""
    found: dict[int, Entry] = {}
    for indicator in numbered(data, "comment-") | numbered(data, "value-"):
        raw = data.get(f"value-{indicator}", "")
        found[indicator] = Entry(int(raw) if raw in _VALUES - {""} else None, data.get(f"comment-{indicator}", "").replace("\r\n", "\n"))
    return found


def changes_from(data: QueryDict) -> dict[int, int]:
    """Indicator id → corrected rating, for `change-<indicator>` fields that are not left empty."""
    chosen = {indicator: _checked(data, f"change-{indicator}") for indicator in numbered(data, "change-")}
    return {indicator: int(raw) for indicator, raw in chosen.items() if raw}


def _checked(data: QueryDict, name: str) -> str:
    raw = data.get(name, "")
    if raw not in _VALUES:
        raise FieldRefused(name, _("A rating is a number from 1 to 5."))
    return raw


def numbered(names: Iterable[str], prefix: str) -> set[int]:
    """The indicators of the fields `<prefix><indicator>` among these names."""
    tails = (whole(name.removeprefix(prefix)) for name in names if name.startswith(prefix))
    return {number for number in tails if number is not None}
