"""Note a proof that was shown or announced: its kind, its dates. The file itself is never kept."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from beneficiaires.enums import Controle
from beneficiaires.models import Justificatif
from beneficiaires.queries.anciennete import lire_pieces
from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe


@transaction.atomic
def annoncer_justificatif(*, piece: Justificatif, vu: bool, par: Any) -> Justificatif:
    """`vu`: seen and right, hence controlled at once, unless its dates say otherwise; otherwise it waits."""
    piece.annonce_par = str(par or "")
    jour = timezone.localdate()
    if vu and not lire_pieces([piece], au=jour)[0].faute:
        piece.controle, piece.controle_le, piece.controle_par = Controle.CONFORME, jour, str(par or "")
    piece.save()
    journaliser(
        Verbe.JUSTIFICATIF_CONTROLE,
        piece.beneficiaire,
        par=par,
        libelle=f"bénéficiaire {piece.beneficiaire.ref}",
        controle=piece.controle,
    )
    return piece
