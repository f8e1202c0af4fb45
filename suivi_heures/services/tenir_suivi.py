"""Bring the kept advancement of the contracts up to date: those a fact has touched, and those of another day."""

from __future__ import annotations

import datetime

from django.db.models import Exists, OuterRef, Q

from clauses_app.tenancy.contexte import exiger_guichet
from marches.models import Marche
from suivi_heures.models import SuiviMarche
from suivi_heures.models.suivi_marche import ORDRE_ETATS
from suivi_heures.queries.avancement import AvancementMarche, avancement_des_marches
from suivi_heures.queries.suivi_marches import lire_fraicheur

CHAMPS = (
    *("arrete_au", "rang_etat", "du", "valide", "retenu", "attente", "declare", "refuse", "attendu"),
    *("basse", "centrale", "haute", "part", "attendues", "recues"),
)
SOMMES = ("du", "valide", "retenu", "attente", "declare", "refuse", "attendu")
A_LA_FOIS = 500  # contracts; a screen waits for one such slice, the nightly task does them all


def tenir_suivi(*, au: datetime.date, tout: bool = False) -> int:
    """How many contracts were computed. `tout`: until nothing is late, for the nightly task.

    A row that another transaction is changing is left to the next reader (it will find it late again).
    """
    fraicheur = lire_fraicheur(au=au)
    if fraicheur.manquants:
        _ouvrir_les_lignes()
    elif not fraicheur.perimes:
        return 0
    faits = 0
    while lignes := _perimes(au):
        marches = Marche.objects.filter(pk__in=[ligne.marche_id for ligne in lignes])
        avancements = {a.marche.pk: a for a in avancement_des_marches(marches, au=au)}
        for ligne in lignes:
            _recopier(ligne, avancements[ligne.marche_id], au)
        SuiviMarche.objects.bulk_update(lignes, CHAMPS)
        faits += len(lignes)
        if not tout:
            break
    return faits


def _ouvrir_les_lignes() -> None:
    """A row for each contract that has none yet."""
    suivis = SuiviMarche.objects.filter(marche_id=OuterRef("pk"))
    nouveaux = Marche.objects.filter(~Exists(suivis)).values_list("pk", flat=True)
    SuiviMarche.objects.bulk_create(
        [SuiviMarche(guichet_id=exiger_guichet(), marche_id=pk) for pk in nouveaux], ignore_conflicts=True
    )


def _perimes(au: datetime.date) -> list[SuiviMarche]:
    perimes = SuiviMarche.objects.filter(Q(arrete_au=None) | ~Q(arrete_au=au)).order_by("marche_id")
    return list(perimes.select_for_update(of=("self",), skip_locked=True)[:A_LA_FOIS])


def _recopier(ligne: SuiviMarche, avancement: AvancementMarche, au: datetime.date) -> None:
    total = avancement.total
    ligne.arrete_au = au
    ligne.rang_etat = ORDRE_ETATS.index(total.etat)
    ligne.part = total.part
    ligne.attendues, ligne.recues = total.couverture.attendues, total.couverture.recues
    for nom in SOMMES:
        setattr(ligne, nom, getattr(total, nom))
    for nom in ("basse", "centrale", "haute"):
        setattr(ligne, nom, getattr(total.projection, nom) if total.projection else None)
