"""Random codes and public identifiers, all from `secrets`."""

import secrets

# Crockford's base 32 (https://www.crockford.com/base32.html): no I, L, O, U, so that a printed code can be typed.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def typed_code(characters: int) -> str:
    """A random code of base-32 characters, 5 bits each."""
    return "".join(secrets.choice(ALPHABET) for _ in range(characters))


def one_time_code() -> str:
    """Ten characters (50 bits) for a first sign-in; short enough for a printed slip, protected by lock-out and expiry."""
    return typed_code(10)


def certificate_code() -> str:
    """Twenty characters, 100 bits: cannot be guessed from outside (reliability.md R15 asks for 80)."""
    return typed_code(20)


def grouped(code: str, size: int = 4) -> str:
    """The code as people read it: `ABCD-EFGH-…`."""
    return "-".join(code[start : start + size] for start in range(0, len(code), size))


def plain(typed: str) -> str:
    """What somebody typed, as it is stored: upper case, without separators, look-alikes corrected."""
    cleaned = "".join(character for character in typed.upper() if character.isalnum())
    return cleaned.translate(str.maketrans("OIL", "011"))
