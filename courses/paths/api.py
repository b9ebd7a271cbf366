"""What other rooms use of learning paths."""

from courses.paths.models import Enrolment, LearningPath, PathRole, Stage, Step, StepCompletion
from courses.paths.queries import Journey, Todo, journeys, journeys_of
from courses.paths.settle import enrol, settle_all, settle_people

__all__ = [
    "Enrolment", "Journey", "LearningPath", "PathRole", "Stage", "Step", "StepCompletion", "Todo",
    "enrol", "journeys", "journeys_of", "settle_all", "settle_people",
]  # fmt: skip
