"""What this room contributes of people's data (training_site/people/personal_data.py)."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from exams.sittings.models import Admission, AnswerEvent, Attempt, Mark, Pause, PauseEnd, Result, Voiding
from training_site.people.api import Kept, Table, register_personal_data, register_retention

_LABELS = {
    "public_id": pgettext_lazy("my data", "Attempt"),
    "attempt__public_id": pgettext_lazy("my data", "Attempt"),
    "pause__attempt__public_id": pgettext_lazy("my data", "Attempt"),
    "attempt_question__attempt__public_id": pgettext_lazy("my data", "Attempt"),
    "exam__title_*": pgettext_lazy("my data", "Title"),
    "attempt_question__position": pgettext_lazy("my data", "Question"),
    "response": pgettext_lazy("my data", "Answer"),
    "arrived_at": pgettext_lazy("my data", "When"),
    "accepted": pgettext_lazy("my data", "Accepted"),
    "granted_at": pgettext_lazy("my data", "When"),
    "at": pgettext_lazy("my data", "When"),
}
_ANSWER = ["attempt__public_id", "attempt_question__position", "response", "accepted", "arrived_at"]
_ATTEMPTS = pgettext_lazy("my data", "Attempts")
_RESULTS = pgettext_lazy("my data", "Results")
_EXTRA = pgettext_lazy("my data", "Extra minutes and tries")
_VOID = pgettext_lazy("my data", "Attempts declared void")
_BASIS = _("Results and certificates rest on them; under a pseudonym after erasure")
_GRANTED = pgettext_lazy("my data", "Extra minutes and tries that I granted")


def contribute() -> None:
    """Called once, when the site starts.

    Answers are told as they were sent, by the code of the question; the question, its key and the mark of a single answer are not: others
    sit the same questions, and the release policy of the exam holds here too (R7).
    """
    register_personal_data(
        "exams.sittings",
        pgettext_lazy("my data", "Exams"),
        [
            Table(
                Attempt,
                "staff",
                ["public_id", "exam__title_*", "number", "state", "started_at", "deadline", "submitted_at"],
                _ATTEMPTS,
                labels=_LABELS,
            ),
            Table(Result, "attempt__staff", ["attempt__public_id", "score", "out_of", "percent", "passed", "made_at"], _RESULTS, labels=_LABELS),
            Table(AnswerEvent, "attempt__staff", _ANSWER, pgettext_lazy("my data", "Answers as they were sent"), labels=_LABELS),
            Table(Admission, "staff", ["exam__title_*", "extra_minutes", "extra_tries", "reason", "granted_at"], _EXTRA, labels=_LABELS),
            Table(Voiding, "attempt__staff", ["attempt__public_id", "reason", "at"], _VOID, labels=_LABELS),
            Table(Pause, "attempt__staff", ["attempt__public_id", "began_at", "ended__ended_at", "reason"], labels=_LABELS),
            Table(Pause, "by", ["attempt__public_id", "began_at", "reason"], of_login=True, labels=_LABELS),
            Table(PauseEnd, "by", ["pause__attempt__public_id", "ended_at"], of_login=True, labels=_LABELS),
            Table(Admission, "granted_by", ["exam__title_*", "reason", "granted_at"], _GRANTED, True, _LABELS),
            Table(Mark, "by", ["attempt_question__attempt__public_id", "at"], pgettext_lazy("my data", "Answers that I marked"), True, _LABELS),
            Table(Voiding, "by", ["attempt__public_id", "reason", "at"], pgettext_lazy("my data", "Attempts that I declared void"), True, _LABELS),
        ],
    )
    register_retention(
        Kept("exam_records", pgettext_lazy("my data", "Exams"), _("Results and certificates rest on them; under a pseudonym after erasure"))
    )
