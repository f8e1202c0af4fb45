"""Outputs of the demonstration: two conventions, documents of the last closed quarter. Done once, by the services."""

from __future__ import annotations

from decimal import Decimal

from clauses_app.comptes.models import Adhesion
from clauses_app.tenancy.contexte import within_guichet
from suivi_heures.enums import GenreSortie, TypeFinanceur
from suivi_heures.models import Restitution
from suivi_heures.queries.clotures import derniere_cloture, trimestre_de
from suivi_heures.restitutions.figer import empreinte, en_json
from suivi_heures.restitutions.sorties.produire import rassembler_sortie
from suivi_heures.services.enregistrer_restitution import enregistrer_restitution
from suivi_heures.services.inscrire_financement import inscrire_financement

CONVENTIONS = (
    ("Département du Val-de-Marne", TypeFinanceur.DEPARTEMENT, Decimal(40)),
    ("DDETS du Val-de-Marne", TypeFinanceur.ETAT, Decimal(35)),
)
PRODUITES = (GenreSortie.ANNUEL, GenreSortie.NATIONAL, GenreSortie.FINANCEURS)


def produire_des_restitutions(guichet_id: int) -> None:
    with within_guichet(guichet_id):
        cloture = derniere_cloture()
        if cloture is None or Restitution.objects.exists():
            return
        par = Adhesion.objects.get(nom_affiche="Camille Ferrand")
        for nom, sorte, part in CONVENTIONS:
            inscrire_financement(
                nom=nom,
                type_financeur=sorte,
                part_pct=part,
                annee_debut=cloture.annee,
                annee_fin=None,
                maitre_ouvrage=None,
                par=par,
            )
        for genre in PRODUITES:
            sortie, resultat = rassembler_sortie(genre=genre, cloture=cloture)
            enregistrer_restitution(
                genre=genre,
                trimestre=trimestre_de(cloture),
                donnees=en_json(sortie),
                publies=[un.en_json() for un in resultat.publies],
                empreinte=empreinte(sortie),
                par=par,
            )
