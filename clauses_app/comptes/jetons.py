"""Secrets given once (invitations, programs): 256 bits, stored as their fingerprint only."""

import hashlib
import re
import secrets

PREFIXE_API = "anc_"  # lets a scanner of leaked secrets recognise ours
_FORME_API = re.compile(PREFIXE_API + r"([0-9]{1,18})_[A-Za-z0-9_-]{43}")


def creer_jeton() -> str:
    return secrets.token_urlsafe(32)


def creer_jeton_api(guichet_id: int) -> str:
    """« anc_12_… »: it says which guichet to look in, so that no role has to read the keys of all of them."""
    return f"{PREFIXE_API}{guichet_id}_{creer_jeton()}"


def guichet_du_jeton(jeton: str) -> int | None:
    """What the key claims; only its fingerprint, found there, proves it."""
    trouve = _FORME_API.fullmatch(jeton)
    return int(trouve[1]) if trouve else None


def empreinte(jeton: str) -> str:
    return hashlib.sha256(jeton.encode()).hexdigest()
