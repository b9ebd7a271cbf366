"""What other rooms use of attempts."""

from exams.sittings.allowing import allow_minutes, grant_try, void_attempt
from exams.sittings.closing import close_overdue, submit, sweep
from exams.sittings.gates import Barrier, register_gate
from exams.sittings.history import record_history
from exams.sittings.lists import absent, resits
from exams.sittings.marking import current_result, mark_by_person, waiting_for_marks
from exams.sittings.models import Admission, AnswerEvent, Attempt, AttemptQuestion, Mark, Result, Voiding
from exams.sittings.pausing import pause, resume
from exams.sittings.permitting import may_decide_about
from exams.sittings.queries import current_results, passed, results_of, visible_to
from exams.sittings.recomputing import recompute
from exams.sittings.renewals import Renewal, register_renewals
from exams.sittings.saving import Saved, Sent, save
from exams.sittings.standing import Standing, may_start, moment
from exams.sittings.starting import start

__all__ = [
    "Admission", "AnswerEvent", "Attempt", "AttemptQuestion", "Barrier", "Mark", "Renewal", "Result", "Saved", "Sent", "Standing",
    "Voiding", "absent", "allow_minutes", "close_overdue", "current_result", "current_results", "grant_try", "mark_by_person",
    "may_decide_about", "may_start", "moment", "passed", "pause", "recompute", "record_history", "register_gate", "register_renewals",
    "resits", "results_of", "resume", "save", "start", "submit", "sweep", "visible_to", "void_attempt", "waiting_for_marks",
]  # fmt: skip
