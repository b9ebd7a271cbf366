"""Fingerprints of what is published, so that publishing the same thing twice makes one version."""

import hashlib
import json
from typing import Any

SCHEMA = 1


def digest_of(content: Any) -> str:
    """SHA-256 over canonical JSON: keys sorted, no spaces, characters as they are."""
    text = json.dumps({"schema": SCHEMA, "content": content}, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
