"""Where a request comes from, behind proxies: what limits on sign-in and on the public check count by."""

import ipaddress


def _address(text: str) -> str:
    """An address as a proxy writes it, perhaps with a port: "203.0.113.7:51000", "[2001:db8::1]:443"; "" for what is none."""
    bare = text.strip()
    if bare.startswith("["):
        bare = bare[1:].partition("]")[0]
    elif bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        return str(ipaddress.ip_address(bare))
    except ValueError:
        return ""


def client_address(forwarded_for: str, own: str, proxies: int) -> str:
    """The address that the outermost of `proxies` proxies of ours saw; `own` (of whoever speaks to us) without proxies.

    Each proxy adds the address it was asked from at the end of X-Forwarded-For, so the client stands that many places from the end; what
    stands before was sent by the client and may say anything. A shorter header has not come through all of them: `own` counts then.
    """
    hops = forwarded_for.split(",") if forwarded_for else []
    return (_address(hops[-proxies]) if 0 < proxies <= len(hops) else "") or own
