"""What other rooms use of reviews."""

from exams.reviews.evidence import facts_of, freeze_evidence
from exams.reviews.history import Objection, record_review_history
from exams.reviews.models import Evidence, Indicator, Rating, Review, ReviewCycle, Statement
from exams.reviews.opening import Opened, open_cycle, write_cycle
from exams.reviews.queries import export_header, export_rows, of_staff, progress, to_answer, visible_to
from exams.reviews.rating import Entry, rate, rate_self, save_draft
from exams.reviews.signing import acknowledge, close_cycle, decide, object_to, reassign, sign
from exams.reviews.weights import weighted_total

__all__ = [
    "Entry", "Evidence", "Indicator", "Objection", "Opened", "Rating", "Review", "ReviewCycle", "Statement", "acknowledge", "close_cycle",
    "decide", "export_header", "export_rows", "facts_of", "freeze_evidence", "object_to", "of_staff", "open_cycle", "progress", "rate", "rate_self",
    "reassign", "record_review_history", "save_draft", "sign", "to_answer", "visible_to", "weighted_total", "write_cycle",
]  # fmt: skip
