"""The receipt of a deposit, as it is shown and printed."""

from __future__ import annotations

import datetime
from typing import Any

from django.urls import reverse

from clauses_app.comptes.courriels import adresse
from clauses_app.interface.formats import formater_date_heure, formater_mois, formater_octets
from clauses_app.pdf import rendre_pdf
from suivi_heures.queries.recus_depot import RecuLu


def adresse_du_recu(code: str) -> str:
    return adresse(reverse("suivi_heures:recu", args=[code]))


def decrire_recu(
    lu: RecuLu, *, guichet: str, entreprise: str, mois_annonce: datetime.date | None
) -> list[tuple[str, str]]:
    """Neither the name of the file, nor who sent it: nothing of a person. Of the month, only what was announced: what
    is read in the file is not a fact of the deposit."""
    lignes = [
        ("Reçu le", f"{formater_date_heure(lu.depose_a)} (heure de Paris)"),
        ("Déposé par", entreprise),
        ("Auprès de", guichet),
        ("Mois annoncé", formater_mois(mois_annonce) if mois_annonce else ""),
        ("Taille", formater_octets(lu.octets)),
        ("Empreinte SHA-256", lu.empreinte),
        ("Numéro", lu.numero),
    ]
    return [(nom, valeur) for nom, valeur in lignes if valeur]


def imprimer_recu(code: str, lignes: list[tuple[str, str]]) -> bytes:
    contexte: dict[str, Any] = {"lignes": lignes, "code": code, "adresse": adresse_du_recu(code)}
    return rendre_pdf("suivi_heures/pdf/recu_depot.html", contexte, titre="Accusé de dépôt d’un relevé d’heures")
