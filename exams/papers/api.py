"""What other rooms use of exams as planned."""

from exams.papers.blueprint import Fill, blueprint_fill
from exams.papers.drawing import Drawn, draw
from exams.papers.editing import copy, write_exam
from exams.papers.models import BlueprintRow, Exam, ExamVersion, FixedQuestion, Section
from exams.papers.publishing import archive, publish_exam, restore
from exams.papers.queries import exams_for, in_use

__all__ = [
    "BlueprintRow", "Drawn", "Exam", "ExamVersion", "Fill", "FixedQuestion", "Section", "archive", "blueprint_fill",
    "copy", "draw", "exams_for", "in_use", "publish_exam", "restore", "write_exam",
]  # fmt: skip
