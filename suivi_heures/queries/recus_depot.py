"""The code of a receipt: signed, it proves by itself what came, and when."""

from __future__ import annotations

import base64
import binascii
import datetime
from dataclasses import dataclass

from django.core import signing

from clauses_app.comptes.models import Guichet
from suivi_heures.models import ReleveHeures

# HMAC-SHA256 under the key of the application: only Ancrage can write one, anybody can have it verified.
SIGNATAIRE = signing.Signer(salt="accuse-de-depot")


@dataclass(frozen=True, slots=True)
class RecuLu:
    """What the signature covers: nobody can have changed it since."""

    guichet_id: int
    releve_id: int
    depose_a: datetime.datetime
    octets: int
    empreinte: str

    @property
    def numero(self) -> str:
        return f"{self.guichet_id}-{self.releve_id}"


def signer_recu(releve: ReleveHeures, *, octets: int) -> str:
    """Of the facts of the deposit alone: neither the month nor the status, which may still change."""
    empreinte = base64.urlsafe_b64encode(bytes.fromhex(releve.empreinte)).decode().rstrip("=")
    instant = int(releve.depose_a.timestamp())
    return SIGNATAIRE.sign(f"{releve.guichet_id}.{releve.pk}.{instant}.{octets}.{empreinte}")


def lire_recu(code: str) -> RecuLu | None:
    """None when Ancrage did not write this code, to the letter."""
    try:
        guichet, releve, instant, octets, empreinte = SIGNATAIRE.unsign(code.strip()).split(".")
        return RecuLu(
            guichet_id=int(guichet),
            releve_id=int(releve),
            depose_a=datetime.datetime.fromtimestamp(int(instant), tz=datetime.UTC),
            octets=int(octets),
            empreinte=base64.urlsafe_b64decode(empreinte + "=").hex(),
        )
    except (signing.BadSignature, ValueError, binascii.Error):
        return None


def noms_du_recu(lu: RecuLu) -> tuple[str, str, datetime.date | None]:
    """Of the guichet, of the company, and the month if one was announced: read where the receipt says."""
    guichet = Guichet.objects.filter(pk=lu.guichet_id).first()
    releve = ReleveHeures.objects.filter(pk=lu.releve_id).select_related("entreprise").first()
    if releve is None:
        return str(guichet or ""), "", None
    return str(guichet or ""), releve.entreprise.nom, releve.mois_annonce
