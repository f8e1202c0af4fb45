"""Tokens of invitation: 256 bits, stored as their fingerprint only."""

import hashlib
import secrets


def creer_jeton() -> str:
    return secrets.token_urlsafe(32)


def empreinte(jeton: str) -> str:
    return hashlib.sha256(jeton.encode()).hexdigest()
