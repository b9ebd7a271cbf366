"""What other rooms use of the bank."""

from exams.bank.models import MeasuredDifficulty, Question, QuestionVersion

__all__ = ["MeasuredDifficulty", "Question", "QuestionVersion"]
