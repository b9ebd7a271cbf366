"""The kinds there are."""

from functools import cache

from django.utils.translation import gettext as _

from exams.kinds.base import Kind
from exams.kinds.fill.kind import Fill
from exams.kinds.matching.kind import Matching
from exams.kinds.multiple.kind import Multiple
from exams.kinds.numeric.kind import Numeric
from exams.kinds.ordering.kind import Ordering
from exams.kinds.short.kind import Short
from exams.kinds.single.kind import Single
from exams.kinds.truefalse.kind import TrueFalse
from training_site.lib.errors import Refused


@cache
def _kinds() -> dict[str, Kind]:
    kinds: list[Kind] = [Single(), Multiple(), TrueFalse(), Fill(), Numeric(), Ordering(), Matching(), Short()]
    return {each.code: each for each in sorted(kinds, key=lambda each: each.order)}


def all_kinds() -> list[Kind]:
    """Every kind, in the order in which they are offered."""
    return list(_kinds().values())


def kind(code: str) -> Kind:
    """One kind by its code. Raises Refused for a code that no kind has."""
    found = _kinds().get(code)
    if found is None:
        raise Refused(_("There is no kind of question called “%(code)s”.") % {"code": code})
    return found
