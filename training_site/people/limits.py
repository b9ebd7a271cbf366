"""Flood limits that hold over every process: counted in the cache `limits`, which is a table of the database (reliability.md R15).

allauth counts in Django's default cache and has no setting for another one. The default stays in each process's memory, for pages and
lessons use it; only what counts or remembers attempts is led to the table: its limits, and the codes of second factors that were used.
"""

from typing import Any

from django.core.cache import caches
from django.utils.crypto import salted_hmac

ALIAS = "limits"


class _Limits:
    """The cache `limits` of the present thread, under the name that allauth's modules know."""

    def __getattr__(self, name: str) -> Any:
        return getattr(caches[ALIAS], name)


def keyed(key: str, prefix: str, version: int) -> str:
    """KEY_FUNCTION of the cache: a keyed hash, so that the table holds neither network addresses nor names."""
    return salted_hmac("people.limits", f"{prefix}:{version}:{key}", algorithm="sha256").hexdigest()


def lead_allauth_to_the_table() -> None:
    """Called once, when the site starts; a test with two processes fails when allauth counts elsewhere."""
    from allauth.core.internal import ratelimit
    from allauth.mfa.totp.internal import auth as used_codes

    ratelimit.cache = _Limits()
    used_codes.cache = _Limits()
