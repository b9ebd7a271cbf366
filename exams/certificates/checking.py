"""The public check: by code, by QR, by the file itself. It tells the facts on the paper and the live status, nothing else (R19)."""

import hashlib
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import Any

from django.conf import settings
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac

from exams.certificates.models import Certificate, CertificatePdf, Knock
from exams.certificates.queries import with_standing
from exams.certificates.signing import is_genuine, spend_the_same
from exams.certificates.standing import status
from exams.certificates.states import REVOKED, SUPERSEDED, UNKNOWN
from training_site.lib import clock, codes

CODE_LENGTH = 20
MOST_PER_MINUTE = 30
LARGEST_FILE = 2 * 1024 * 1024
# A PDF of ours holds its address once; this much is unpacked at most to look for it (R20: no bombs).
MOST_UNPACKED = 8 * 1024 * 1024

_ADDRESS = re.compile(rb"/verify/([0-9A-Z]{20})/")
# A file of ours has some twenty streams; whoever sends thousands wants to keep the server busy.
MOST_STREAMS = 500
CHUNK = 64 * 1024


@dataclass(frozen=True)
class Finding:
    """What the public page shows. status: valid, expiring, expired, superseded, revoked or unknown.

    file: "" (checked by code), "same" (the file is the issued one), "altered" (it names a certificate and is another file).
    """

    status: str
    facts: dict[str, Any] | None = None
    name: str = ""
    masked: bool = True
    genuine: bool = False
    issued_on: date | None = None
    expires_on: date | None = None
    ended_on: date | None = None
    file: str = ""


def masked(name: str) -> str:
    """A name with its middle covered: 林*禾, 王*; of a Latin name the first letter of each word: L. X."""
    if name.isascii():
        return " ".join(f"{word[0]}." for word in name.split() if word)
    if len(name) <= 2:
        return name[:1] + "*"
    return name[0] + "*" * (len(name) - 2) + name[-1]


def look_up(code: str, on: date | None = None) -> Finding:
    """What is known of a code (as stored: 20 characters). One statement and one signature check, found or not (R15)."""
    certificate = with_standing(Certificate.objects.filter(code=code)).first() if len(code) == CODE_LENGTH else None
    if certificate is None:
        spend_the_same()
        return Finding(UNKNOWN)
    return _finding(certificate, on or clock.today())


def _finding(certificate: Certificate, day: date, file: str = "") -> Finding:
    state = status(certificate, day)
    ended_on = None
    if state == REVOKED:
        ended_on = timezone.localdate(certificate.revocation.at)
    elif state == SUPERSEDED:
        ended_on = certificate.superseded_by.issued_on
    whole = bool(settings.CERTIFICATES["show_names"])
    name = certificate.facts["holder"]["name"]
    return Finding(
        status=state,
        facts=certificate.facts,
        name=name if whole else masked(name),
        masked=not whole,
        genuine=is_genuine(certificate),
        issued_on=certificate.issued_on,
        expires_on=certificate.expires_on,
        ended_on=ended_on,
        file=file,
    )


def check_file(content: bytes) -> Finding:
    """What is known of an uploaded file; nothing of it is kept. An altered copy is recognised by the address inside it."""
    row = CertificatePdf.objects.filter(sha256=hashlib.sha256(content).hexdigest()).values_list("certificate_id", flat=True).first()
    if row is not None:
        return _finding(with_standing(Certificate.objects.filter(pk=row)).get(), clock.today(), "same")
    code = code_inside(content)
    certificate = with_standing(Certificate.objects.filter(code=code)).first() if code else None
    if certificate is None:
        return Finding(UNKNOWN, file="altered")
    return _finding(certificate, clock.today(), "altered")


def code_inside(content: bytes) -> str:
    """The code of the check address that a PDF holds, plain or in a compressed stream; "" where there is none."""
    found = _ADDRESS.search(content)
    left = MOST_UNPACKED
    for stream in islice(_streams(content), MOST_STREAMS) if not found else ():
        unpacked = _unpacked(stream, left)
        found = _ADDRESS.search(unpacked)
        left -= len(unpacked)
        if found or left <= 0:
            break
    return found.group(1).decode() if found else ""


def _streams(content: bytes) -> Iterator[bytes]:
    """What stands between `stream` and the next `endstream`. Each byte is looked at once: a regex over both words takes the square of the size."""
    end = 0
    while (at := content.find(b"stream", end)) >= 0 and (end := content.find(b"endstream", at + 6)) >= 0:
        yield content[at + 6 : end].lstrip(b"\r\n")
        end += len(b"endstream")


def _unpacked(stream: bytes, most: int) -> bytes:
    """A compressed stream in clear, at most `most` bytes of it; of a damaged one what came before the damage, which has cost its time too."""
    unpacking, clear = zlib.decompressobj(), bytearray()
    try:
        while stream and len(clear) < most and not unpacking.eof:  # behind its end may stand a line break
            clear += unpacking.decompress(stream, min(CHUNK, most - len(clear)))
            stream = unpacking.unconsumed_tail
        if not stream:
            clear += unpacking.flush()
    except zlib.error:
        pass
    return bytes(clear[:most])


def knock(address: str) -> bool:
    """Count one question of an address; False when it has asked more than MOST_PER_MINUTE times in this minute.

    Kept in the database, so that several processes count together; the address as a keyed hash, for an hour at most.
    """
    minute = clock.now().replace(second=0, microsecond=0)
    who = salted_hmac("exams.certificates.knock", address).hexdigest()
    row, created = Knock.objects.get_or_create(who=who, minute=minute, defaults={"count": 1})
    if created:
        Knock.objects.filter(minute__lt=minute - timedelta(hours=1)).delete()
        return True
    Knock.objects.filter(pk=row.pk).update(count=F("count") + 1)
    return row.count < MOST_PER_MINUTE


def typed(text: str) -> str:
    """A code as somebody typed or pasted it (grouped, lower case, look-alikes, or the whole address) as it is stored."""
    address = re.search(r"/verify/([0-9A-Za-z-]+)", text)
    return codes.plain(address.group(1) if address else text)
