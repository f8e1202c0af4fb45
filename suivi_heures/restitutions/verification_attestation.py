"""The public page of a certificate, as it is printed on it and as it is read."""

from __future__ import annotations

from decimal import Decimal

from django.urls import reverse

from clauses_app.comptes.courriels import adresse
from clauses_app.interface.formats import formater_date, formater_date_heure, formater_heures
from suivi_heures.queries.verification_attestation import AttestationVerifiee


def adresse_de_l_attestation(code: str) -> str:
    return adresse(reverse("suivi_heures:attestation_verifier", args=[code]))


def decrire_attestation(lue: AttestationVerifiee) -> list[tuple[str, str]]:
    lignes = [
        ("Numéro", lue.numero),
        ("Délivrée par", lue.guichet),
        ("À", lue.entreprise),
        ("Marché", lue.marche),
        ("Acheteur", lue.acheteur),
        ("Heures dues", formater_heures(Decimal(lue.du)) if lue.du else "une dette partagée"),
        ("Heures validées", formater_heures(Decimal(lue.valide)) if lue.valide else ""),
        ("Chiffres arrêtés au", formater_date(lue.au) if lue.au else ""),
        ("Produite le", f"{formater_date_heure(lue.produite_a)} (heure de Paris)"),
        ("Empreinte SHA-256 du fichier", lue.empreinte),
    ]
    return [(nom, valeur) for nom, valeur in lignes if valeur]
