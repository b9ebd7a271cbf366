"""Jobs of this room: the mail that takes the heads of the audit chain out of the house."""

from datetime import date

from django.conf import settings

from training_site.ledger.api import handler
from training_site.ledger.heads import MAIL_JOB, document_of
from training_site.people.api import send


@handler(MAIL_JOB)
def mail_heads(day: str, version: str) -> None:
    """Mail a day's heads to the addresses of the setting, in the site's first language; a repeated job repeats the Message-ID."""
    addresses = settings.LEDGER_HEADS["mail"]
    document = document_of(date.fromisoformat(day))
    if addresses and document["streams"]:
        send("clockwork/mail/heads", addresses, settings.LANGUAGE_CODE, f"{MAIL_JOB}:{day}", day=date.fromisoformat(day), streams=document["streams"])
