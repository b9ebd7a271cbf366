"""What other rooms use of the signing of norms."""

from etiquette.signing.asking import answer, ask
from etiquette.signing.models import ClauseAnswer, ClauseQuestion, ReadingRequest, SetNorm, Signature, SigningSet
from etiquette.signing.queries import is_signed, list_for, sets_signed, unsigned, versions_of
from etiquette.signing.sets import import_set, publish_set, request_reading, withdraw_set
from etiquette.signing.signing import record_signatures, sign_set, verify_receipt

__all__ = [
    "ClauseAnswer",
    "ClauseQuestion",
    "ReadingRequest",
    "SetNorm",
    "Signature",
    "SigningSet",
    "answer",
    "ask",
    "import_set",
    "is_signed",
    "list_for",
    "publish_set",
    "record_signatures",
    "request_reading",
    "sets_signed",
    "sign_set",
    "unsigned",
    "verify_receipt",
    "versions_of",
    "withdraw_set",
]
