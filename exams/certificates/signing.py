"""Proof that facts are those that were issued: canonical JSON, its sha256, an Ed25519 signature over it (R19).

The private key comes from the environment or follows from SECRET_KEY (HKDF, RFC 5869); only public keys are stored, so that
certificates of an earlier key can still be checked.
"""

import hashlib
import json
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from exams.certificates.models import Certificate, SigningKey

PURPOSE = b"decorum certificates, signing key 1"


def canonical(facts: dict[str, Any]) -> bytes:
    """Facts as bytes that do not depend on key order or spacing."""
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest_of(facts: dict[str, Any]) -> str:
    """sha256 of the canonical facts, hexadecimal."""
    return hashlib.sha256(canonical(facts)).hexdigest()


@lru_cache(maxsize=4)
def _key(seed: str, secret: str) -> Ed25519PrivateKey:
    if seed:
        try:
            return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(seed))
        except ValueError as error:
            raise ImproperlyConfigured("DECORUM_CERTIFICATE_KEY must be 64 hexadecimal digits.") from error
    material = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(secret.encode())
    return Ed25519PrivateKey.from_private_bytes(material)


def private_key() -> Ed25519PrivateKey:
    """The key of this site. Raises ImproperlyConfigured for a seed that is none."""
    return _key(str(settings.CERTIFICATES["signing_key"]), settings.SECRET_KEY)


def public_hex(key: Ed25519PrivateKey) -> str:
    """The public half, hexadecimal (64 digits)."""
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


def key_id_of(public: str) -> str:
    """The first 16 hexadecimal digits of the sha256 of the public key."""
    return hashlib.sha256(bytes.fromhex(public)).hexdigest()[:16]


def sign(digest: str) -> tuple[str, str]:
    """(signature, key id) of a digest; the public key is written down at its first use."""
    key = private_key()
    public = public_hex(key)
    key_id = key_id_of(public)
    SigningKey.objects.get_or_create(key_id=key_id, defaults={"public_key": public})
    return key.sign(bytes.fromhex(digest)).hex(), key_id


def _own_public_key(key_id: str) -> str:
    public = public_hex(private_key())
    if key_id == key_id_of(public):
        return public
    return SigningKey.objects.filter(key_id=key_id).values_list("public_key", flat=True).first() or ""


def verified(public: str, digest: str, signature: str) -> bool:
    """True when the signature over the digest is the public key's."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(bytes.fromhex(signature), bytes.fromhex(digest))
    except (InvalidSignature, ValueError):
        return False
    return True


def is_genuine(certificate: Certificate) -> bool:
    """True when facts, columns, digest and signature of a certificate belong together."""
    facts = certificate.facts
    columns = [certificate.code, certificate.number, certificate.issued_on.isoformat(), certificate.expires_on.isoformat()]
    stated = [facts.get("code"), facts.get("number"), facts.get("issued_on"), facts.get("expires_on")]
    public = _own_public_key(certificate.key_id)
    whole = certificate.digest == digest_of(facts) and columns == stated
    return verified(public, certificate.digest, certificate.signature) and whole


def spend_the_same() -> None:
    """The work of one check for a code that does not exist, so that the time of an answer says nothing (R15)."""
    verified(public_hex(private_key()), digest_of({"schema": 0}), "00" * 64)
