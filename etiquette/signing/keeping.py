"""What this room contributes of people's data (training_site/people/personal_data.py)."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from etiquette.signing.models import ClauseAnswer, ClauseQuestion, ReadingRequest, Signature
from training_site.people.api import Kept, Table, register_personal_data, register_retention

_LABELS = {
    "norm_version__norm__code": pgettext_lazy("my data", "Norm"),
    "question__norm_version__norm__code": pgettext_lazy("my data", "Norm"),
    "signing_set__title_*": pgettext_lazy("my data", "Title"),
    "language": pgettext_lazy("my data", "Language"),
}
_ANSWERS = pgettext_lazy("my data", "Answers to my questions about clauses")
_ANSWERED = pgettext_lazy("my data", "Questions about clauses that I answered")
_ASKED = pgettext_lazy("my data", "Readings that I asked for")


def contribute() -> None:
    """Called once, when the site starts."""
    register_personal_data(
        "etiquette.signing",
        pgettext_lazy("my data", "Norms read and signed"),
        [
            Table(Signature, "staff", ["signed_at", "norm_version__norm__code", "typed_name", "statement", "language"], labels=_LABELS),
            Table(ReadingRequest, "staff", ["signing_set__title_*", "requested_at", "due_on"], labels=_LABELS),
            Table(ClauseQuestion, "staff", ["signing_set__title_*", "norm_version__norm__code", "kind", "text", "asked_at"], labels=_LABELS),
            Table(ClauseAnswer, "question__staff", ["question__norm_version__norm__code", "text", "at"], _ANSWERS, labels=_LABELS),
            Table(ClauseAnswer, "by", ["question__norm_version__norm__code", "text", "at"], _ANSWERED, True, _LABELS),
            Table(ReadingRequest, "requested_by", ["signing_set__title_*", "requested_at"], _ASKED, True, _LABELS),
        ],
        stays=_("A signature keeps the name that was typed and the wording: it proves that somebody was instructed."),
    )
    register_retention(Kept("signatures", pgettext_lazy("my data", "Norms read and signed"), _("Proof of instruction; never removed")))
