"""Say of a proof whether it does: right, refused with a reason, or back to be controlled."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from beneficiaires.enums import Controle
from beneficiaires.models import Justificatif
from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe


@transaction.atomic
def controler_justificatif(*, piece: Justificatif, controle: str, motif: str = "", par: Any) -> Justificatif:
    piece = Justificatif.objects.select_for_update(of=("self",)).get(pk=piece.pk)
    piece.controle, piece.motif = controle, motif
    fait = controle != Controle.A_CONTROLER
    piece.controle_le = timezone.localdate() if fait else None
    piece.controle_par = str(par or "") if fait else ""
    piece.save(update_fields=["controle", "motif", "controle_le", "controle_par"])
    journaliser(
        Verbe.JUSTIFICATIF_CONTROLE,
        piece.beneficiaire,
        par=par,
        libelle=f"bénéficiaire {piece.beneficiaire.ref}",
        controle=controle,
    )
    return piece
