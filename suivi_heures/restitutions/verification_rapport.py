"""The address printed on a report, where anybody learns whether it still stands."""

from __future__ import annotations

from django.urls import reverse

from clauses_app.comptes.courriels import adresse
from clauses_app.interface.formats import formater_date, formater_date_heure
from suivi_heures.models import Bilan
from suivi_heures.queries.verification_rapport import RapportVerifie, code_de_verification


def adresse_de_verification(bilan: Bilan) -> str:
    return adresse(reverse("suivi_heures:rapport_verifier", args=[code_de_verification(bilan)]))


def decrire_verification(lu: RapportVerifie) -> list[tuple[str, str]]:
    lignes = [
        ("Document", f"Rapport du {lu.trimestre.libelle}, clauses sociales d’insertion"),
        ("Acheteur", lu.acheteur),
        ("Porte sur", lu.sujet),
        ("Établi par", lu.guichet),
        ("Version", lu.version),
        ("Produit le", formater_date_heure(lu.produit_a)),
        ("Publié le", formater_date(lu.publie_a) if lu.publie_a else ""),
        ("Retiré le", formater_date(lu.retire_a) if lu.retire_a else ""),
        ("Motif du retrait", lu.motif),
        ("Remplacé par", f"{lu.remplace_par}, publiée le {formater_date(lu.remplace_a)}" if lu.remplace_a else ""),
        *(
            (
                "Révision retirée",
                f"{une.version}, publiée le {formater_date(une.publie_a)}, retirée le {formater_date(une.retire_a)}"
                f"\u00a0: {une.motif.lower()}",
            )
            for une in lu.retirees
        ),
        ("Empreinte des chiffres", lu.empreinte),
        ("Empreinte SHA-256 du fichier", lu.empreinte_fichier),
    ]
    return [(nom, valeur) for nom, valeur in lignes if valeur]
