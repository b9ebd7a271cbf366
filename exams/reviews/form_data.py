"""What the review form sends, read strictly: ratings `value-<indicator>`, comments `comment-<indicator>`."""

from django.http import QueryDict
from django.utils.translation import gettext as _

from exams.reviews.rating import Entry
from training_site.lib.errors import Refused


def entries_from(data: QueryDict) -> dict[int, Entry]:
    """Indicator id → what was filled in, for the indicators that the request names. Raises Refused for what is no rating."""
    found: dict[int, Entry] = {}
    for indicator in _numbered(data, "comment-") | _numbered(data, "value-"):
        raw = data.get(f"value-{indicator}", "")
        if raw not in {"", "1", "2", "3", "4", "5"}:
            raise Refused(_("A rating is a number from 1 to 5."))
        found[indicator] = Entry(int(raw) if raw else None, data.get(f"comment-{indicator}", "").replace("\r\n", "\n"))
    return found


def changes_from(data: QueryDict) -> dict[int, int]:
    """Indicator id → corrected rating, for `change-<indicator>` fields that are not left empty."""
    changes = {}
    for indicator in _numbered(data, "change-"):
        raw = data.get(f"change-{indicator}", "")
        if raw not in {"", "1", "2", "3", "4", "5"}:
            raise Refused(_("A rating is a number from 1 to 5."))
        if raw:
            changes[indicator] = int(raw)
    return changes


def _numbered(data: QueryDict, prefix: str) -> set[int]:
    tails = [name.removeprefix(prefix) for name in data if name.startswith(prefix)]
    return {int(tail) for tail in tails if tail.isascii() and tail.isdigit() and len(tail) < 16}
