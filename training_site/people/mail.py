"""Mails: plain text and HTML from two templates, in the reader's language, with a Message-ID that a repeated job repeats."""

import hashlib
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation

from training_site.lib import bilingual
from training_site.logins.models import User


def message_id(key: str) -> str:
    """`<…@host>`, the same for the same key: mail programs and servers then show a mail once even if a job sent it twice."""
    digest = hashlib.sha256(key.encode()).hexdigest()[:32]
    return f"<{digest}@{urlsplit(settings.PUBLIC_URL).hostname or 'localhost'}>"


def send_notice(template: str, login: User, key: str, **context: Any) -> bool:
    """Send `<template>_subject.txt`, `<template>.txt` and `<template>.html` to a login's address; False when it has none.

    `key` names the occasion ("people.reset:17:…"); the language is the login's own. Call it from jobs only, never inside a
    transaction (reliability.md R3).
    """
    if not login.email or not login.is_active:
        return False
    send(template, [login.email], login.preferred_language, key, login=login, **context)
    return True


def send(template: str, addresses: Sequence[str], language: str, key: str, **context: Any) -> None:
    """The same to addresses that belong to no login, as those of operators."""
    with translation.override(language):
        values = {
            "site_name": bilingual.pick(settings.SITE_NAME),
            "organisation": bilingual.pick(settings.ORGANISATION),
            "public_url": settings.PUBLIC_URL,
            **context,
        }
        subject = " ".join(render_to_string(f"{template}_subject.txt", values).split())
        # By the second one no program answers that somebody is on leave.
        headers = {"Message-ID": message_id(key), "Auto-Submitted": "auto-generated"}
        mail = EmailMultiAlternatives(subject, render_to_string(f"{template}.txt", values).strip(), to=list(addresses), headers=headers)
        mail.attach_alternative(render_to_string(f"{template}.html", values), "text/html")
    mail.send()
