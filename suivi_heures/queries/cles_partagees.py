"""The digest under which the columns of a layout are shared: only who has the company and the file can compute it."""

from __future__ import annotations

import re

from django.conf import settings
from django.utils.crypto import salted_hmac

SEL = "suivi_heures.correspondance"
SIRET = re.compile(r"\d{14}\Z")


def cles_partagees(siret: str, empreinte: str) -> list[str]:
    """The first is the one to write under; the others were written under a former key of the instance."""
    if not SIRET.match(siret or "") or not empreinte:
        return []
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [
        salted_hmac(SEL, f"{siret}:{empreinte}", secret=secret, algorithm="sha256").hexdigest() for secret in secrets
    ]
