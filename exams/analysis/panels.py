"""What this room shows on the pages of others."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from exams.analysis.queries import item_table
from exams.papers.api import Exam
from training_site.people.api import AUDITOR, TRAINER, has_role

MOST = 3


def exam_panel(request: HttpRequest, exam: object) -> str | None:
    """On the page of an exam's results: the three questions that most want a look, with the way to all figures. Two statements."""
    if not isinstance(exam, Exam) or not has_role(request.user, TRAINER, AUDITOR):
        return None
    rows = item_table(exam)
    context = {"exam": exam, "worst": [row for row in rows if row.weight][:MOST], "total": len(rows)}
    return render_to_string("analysis/exam_panel.html", context, request) if rows else None
