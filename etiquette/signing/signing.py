"""Signing: everything of a set that is open, in one act and one transaction."""

import hashlib
import json
import uuid
from collections.abc import Collection, Iterable
from datetime import UTC, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from etiquette.norms.api import NormVersion
from etiquette.signing.models import Signature, SigningSet
from etiquette.signing.queries import unsigned, versions_of
from training_site.ledger.api import record, wake
from training_site.lib import bilingual, clock
from training_site.lib.errors import Refused
from training_site.people.api import StaffMember


def same_name(typed: str, staff: StaffMember) -> bool:
    """True when somebody typed their own name: as in the roster, or in Latin letters; spaces and capitals do not matter."""

    def plain(name: str) -> str:
        return "".join(name.split()).casefold()

    return bool(plain(typed)) and plain(typed) in {plain(staff.name), plain(staff.name_latin)} - {""}


def digest_of(receipt: uuid.UUID, staff: StaffMember, at: datetime, statement: str, typed_name: str, versions: Iterable[NormVersion]) -> str:
    """SHA-256 over the canonical JSON of one act: who (by pseudonym), when (UTC), the statement, the versions and their digests."""
    content = {
        "receipt": str(receipt),
        "staff": staff.pseudonym,
        "at": at.astimezone(UTC).isoformat(),
        "statement": statement,
        "typed_name": typed_name,
        "versions": sorted([version.norm.code, version.number, version.digest] for version in versions),
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def statement_mark(signing_set: SigningSet, language: str) -> str:
    """SHA-256 over a set's statement and the language it is read in: what a page shows and what is signed from it have the same."""
    shown = [language, bilingual.text_of(signing_set, "statement", language)]
    return hashlib.sha256(json.dumps(shown, ensure_ascii=False).encode()).hexdigest()


def sign_set(signing_set: SigningSet, staff: StaffMember, typed_name: str, read_versions: Collection[int], language: str | None = None) -> uuid.UUID:
    """Sign every open version of a set at once; the receipt's id.

    `read_versions` are the ids of the versions the person was shown. Raises Refused: another name was typed, the set is not
    published or all signed, or a norm was published meanwhile (so that nobody signs what they have not read).
    """
    if not same_name(typed_name, staff):
        raise Refused(_("This is not the name in your record. Type your own name, %(name)s.") % {"name": staff.name})
    with transaction.atomic():
        if not signing_set.published:
            raise Refused(_("This set is not open for signing at the moment."))
        versions = list(unsigned(signing_set, staff))
        if not versions:
            raise Refused(_("You have signed all of this set already."))
        if {version.pk for version in versions} - set(read_versions):
            raise Refused(_("A clause has changed since you opened this page. Read the new text below, then sign."))
        receipt = _write(signing_set, staff, versions, clock.now(), typed_name.strip(), language or bilingual.language())
        record("signing.signed", signing_set, staff, receipt=str(receipt), versions=len(versions))
        wake(staff.pk, "norms.signed")
    return receipt


def _write(signing_set: SigningSet, staff: StaffMember, versions: list[NormVersion], at: datetime, typed_name: str, language: str) -> uuid.UUID:
    receipt = uuid.uuid4()
    statement = bilingual.text_of(signing_set, "statement", language)
    digest = digest_of(receipt, staff, at, statement, typed_name, versions)
    try:
        with transaction.atomic():
            Signature.objects.bulk_create(
                Signature(
                    receipt=receipt,
                    staff=staff,
                    norm_version=version,
                    signing_set=signing_set,
                    signed_at=at,
                    typed_name=typed_name,
                    statement=statement,
                    language=language,
                    digest=digest,
                )
                for version in versions
            )
    except IntegrityError as error:
        raise Refused(_("This has been signed already, perhaps in another window. Load the page again to see your receipt.")) from error
    return receipt


def record_signatures(signing_set: SigningSet, staff: StaffMember, at: datetime) -> uuid.UUID | None:
    """Write a signing of the past through the same rows: the versions in force on that day that the person had not signed.

    None when nothing was left to sign. Nobody is woken.
    """
    signed = set(Signature.objects.filter(staff=staff).values_list("norm_version", flat=True))
    versions = [version for version in versions_of(signing_set, timezone.localtime(at).date()) if version.pk not in signed]
    if not versions:
        return None
    with transaction.atomic():
        return _write(signing_set, staff, versions, at, staff.name, "zh")


def verify_receipt(receipt: uuid.UUID) -> bool:
    """True when the digest of an act can be computed again from its rows."""
    rows = list(Signature.objects.filter(receipt=receipt).select_related("staff", "norm_version__norm"))
    if not rows:
        return False
    first = rows[0]
    digest = digest_of(receipt, first.staff, first.signed_at, first.statement, first.typed_name, [row.norm_version for row in rows])
    return {row.digest for row in rows} == {digest}
