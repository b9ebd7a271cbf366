"""What other rooms use of the bank. Keys are behind the doors of `exams.bank.keys`."""

from exams.bank.drafting import Draft, copy_question, create_question, save_draft
from exams.bank.importing import Imported, from_content, publish_imported, publish_many
from exams.bank.models import MeasuredDifficulty, Question, QuestionCitation, QuestionVersion
from exams.bank.publishing import approve, restore, retire, send_back, submit_for_approval, withdraw
from exams.bank.queries import awaiting, citations_of, pool, record_measured, sent_back_to
from exams.bank.states import PRACTICE, SEALED

__all__ = [
    "PRACTICE",
    "SEALED",
    "Draft",
    "Imported",
    "MeasuredDifficulty",
    "Question",
    "QuestionCitation",
    "QuestionVersion",
    "approve",
    "awaiting",
    "citations_of",
    "copy_question",
    "create_question",
    "from_content",
    "pool",
    "publish_imported",
    "publish_many",
    "record_measured",
    "restore",
    "retire",
    "save_draft",
    "send_back",
    "sent_back_to",
    "submit_for_approval",
    "withdraw",
]
