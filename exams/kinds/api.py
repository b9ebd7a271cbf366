"""What other rooms use of the kinds of question."""

from exams.kinds.base import GRADER_VERSION, FormData, Grade, Kind, Problem
from exams.kinds.registry import all_kinds, kind
from exams.kinds.rendering import render_review, render_take

__all__ = ["GRADER_VERSION", "FormData", "Grade", "Kind", "Problem", "all_kinds", "kind", "render_review", "render_take"]
