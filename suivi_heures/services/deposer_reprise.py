"""Keep a reprise file aside until its reconciliation has been read."""

from __future__ import annotations

import hashlib

from clauses_app.comptes.models import Adhesion
from clauses_app.imports.nir import masquer_nir
from suivi_heures.enums import StatutReprise
from suivi_heures.models import Reprise

OUVERTS = (StatutReprise.DEPOSEE, StatutReprise.EXAMINEE)


class RepriseEnCours(RuntimeError):
    """Another file is being kept: its end must be seen first."""


def deposer_reprise(*, nom_fichier: str, octets: bytes, par: Adhesion) -> Reprise:
    """The files dropped before and never kept are given up, their content forgotten."""
    if Reprise.objects.filter(statut=StatutReprise.EN_COURS).exists():
        raise RepriseEnCours("Une reprise est en cours\u00a0: attendez sa fin avant de déposer un autre fichier.")
    Reprise.objects.filter(statut__in=OUVERTS).update(statut=StatutReprise.ABANDONNEE, contenu=None)
    depot: Reprise = Reprise.objects.create(
        nom_fichier=masquer_nir(nom_fichier)[-150:],
        contenu=octets,
        empreinte=hashlib.sha256(octets).hexdigest(),
        deposee_par=str(par),
    )
    return depot
