"""What this room contributes of people's data (training_site/people/personal_data.py)."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from exams.reviews.models import Evidence, Opening, Rating, Review, Statement
from exams.reviews.states import SELF
from training_site.people.api import Kept, StaffMember, Table, register_personal_data, register_retention

_LABELS = {
    "cycle__title_*": pgettext_lazy("my data", "Title"),
    "review__cycle__title_*": pgettext_lazy("my data", "Title"),
    "indicator__title_*": pgettext_lazy("my data", "Indicator"),
    "number": pgettext_lazy("my data", "Number"),
    "kind": pgettext_lazy("my data", "Deed"),
    "facts": pgettext_lazy("my data", "What"),
    "side": pgettext_lazy("my data", "Whose"),
    "at": pgettext_lazy("my data", "When"),
}
_SAID = pgettext_lazy("my data", "Statements about my reviews")
_OPENED = pgettext_lazy("my data", "Reviews that I opened")
_FOR_TEAM = pgettext_lazy("my data", "Reviews opened for my team")
_MINE = pgettext_lazy("my data", "Statements that I signed")


def _signed_or_own(staff: StaffMember) -> Q:
    return Q(review__staff=staff) & (Q(side=SELF) | Q(locked_at__isnull=False))


def contribute() -> None:
    """Called once, when the site starts. Of a review that is not signed, the supervisor's drafts are not told."""
    register_personal_data(
        "exams.reviews",
        pgettext_lazy("my data", "Reviews"),
        [
            Table(Review, "staff", ["cycle__title_*", "state", "score", "signed_at", "object_until"], labels=_LABELS),
            Table(Rating, _signed_or_own, ["review__cycle__title_*", "indicator__title_*", "side", "value", "comment"], labels=_LABELS),
            Table(Evidence, "review__staff", ["review__cycle__title_*", "number", "taken_at", "facts", "reason"], labels=_LABELS),
            Table(Statement, "review__staff", ["review__cycle__title_*", "kind", "text", "at"], _SAID, labels=_LABELS),
            Table(Review, "reviewer", ["cycle__title_*", "state", "signed_at"], pgettext_lazy("my data", "Reviews that I wrote"), labels=_LABELS),
            Table(Statement, "person", ["review__cycle__title_*", "kind", "text", "at"], _MINE, labels=_LABELS),
            Table(Evidence, "by", ["review__cycle__title_*", "number", "taken_at"], pgettext_lazy("my data", "Evidence that I froze"), True, _LABELS),
            Table(Opening, "by", ["cycle__title_*", "asked_at", "total"], _OPENED, True, _LABELS),
            Table(Opening, "team_of", ["cycle__title_*", "asked_at", "total"], _FOR_TEAM, labels=_LABELS),
        ],
        stays=_("Signed reviews keep their words: comments, reasons, objections, as people wrote them."),
    )
    register_retention(Kept("reviews", pgettext_lazy("my data", "Reviews"), _("Signed by people; under a pseudonym after erasure")))
