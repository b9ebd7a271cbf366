"""What other rooms use of learning paths."""

from courses.paths.editing import StagePlan, write_path
from courses.paths.enrolling import admit_early, change_due, end, enrol_by_hand, reopen
from courses.paths.models import Enrolment, LearningPath, PathRole, Stage, Step, StepCompletion
from courses.paths.queries import Journey, Todo, journeys, journeys_of, order_of
from courses.paths.settle import enrol, settle_all, settle_people

__all__ = [
    "Enrolment", "Journey", "LearningPath", "PathRole", "Stage", "StagePlan", "Step", "StepCompletion", "Todo",
    "admit_early", "change_due", "end", "enrol", "enrol_by_hand", "journeys", "journeys_of", "order_of", "reopen", "settle_all", "settle_people",
    "write_path",
]  # fmt: skip
