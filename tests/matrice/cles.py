"""A passkey as a browser would have registered it, without browser nor secret."""

from __future__ import annotations

import json
import secrets
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import sha256, websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData


def creer_cle(hote: str = "testserver") -> dict[str, Any]:
    identifiant = secrets.token_bytes(32)
    publique = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    donnees = AuthenticatorData.create(
        sha256(hote.encode()),
        AuthenticatorData.FLAG.USER_PRESENT | AuthenticatorData.FLAG.ATTESTED,
        0,
        AttestedCredentialData.create(Aaguid(bytes(16)), identifiant, publique),
    )
    client = {"type": "webauthn.create", "challenge": websafe_encode(b"defi"), "origin": f"https://{hote}"}
    return {
        "id": websafe_encode(identifiant),
        "rawId": websafe_encode(identifiant),
        "type": "public-key",
        "response": {
            "clientDataJSON": websafe_encode(json.dumps(client).encode()),
            "attestationObject": websafe_encode(bytes(AttestationObject.create("none", donnees, {}))),
            "transports": [],
        },
        "clientExtensionResults": {},
    }
