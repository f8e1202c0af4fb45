"""People and work contracts of a reprise file."""

from __future__ import annotations

from beneficiaires.models import Beneficiaire, ContratTravail
from marches.models import Attribution
from suivi_heures.imports.reprise_fiches import FicheReprise
from suivi_heures.services.rapprocher_objets import Avancee, rapprocher_objets


def reprendre_personnes(*, contenu: FicheReprise, avancee: Avancee) -> None:
    """People, then the contracts that tie them to an attribution."""
    avancee.retenir(
        "beneficiaires",
        rapprocher_objets(
            modele=Beneficiaire,
            cle=("ref",),
            voulus={
                b.ref: {
                    "nom": b.nom,
                    "prenom": b.prenom,
                    "autres_noms": list(b.autres_noms),
                    "date_naissance": b.date_naissance,
                    "sexe": b.sexe or "",
                    "commune": b.commune,
                    "qpv": b.qpv,
                    "niveau_formation": b.niveau_formation,
                }
                for b in contenu.beneficiaires
            },
        ),
    )
    _suivre_les_reunions(avancee)
    _reprendre_les_contrats(contenu, avancee)


def _suivre_les_reunions(avancee: Avancee) -> None:
    """A file merged here keeps its contracts on the file that was kept, whatever the other tool still says."""
    reunies = dict(Beneficiaire.objects.exclude(fusionne_dans=None).values_list("pk", "fusionne_dans_id"))
    for ref, pk in avancee.ids["beneficiaires"].items():
        while pk in reunies:
            pk = reunies[pk]
        avancee.ids["beneficiaires"][ref] = pk


def _reprendre_les_contrats(contenu: FicheReprise, avancee: Avancee) -> None:
    """Lot, contract and holder are copied from the attribution; the database refuses a wrong copy."""
    attributions = Attribution.objects.in_bulk(list(avancee.ids["attributions"].values()))
    voulus = {}
    for contrat in contenu.contrats:
        attribution = attributions[avancee.ids["attributions"][contrat.attribution]]
        voulus[contrat.ref] = {
            "beneficiaire_id": avancee.ids["beneficiaires"][contrat.beneficiaire],
            "employeur_id": avancee.ids["entreprises"][contrat.employeur],
            "attribution_id": attribution.pk,
            "lot_id": attribution.lot_id,
            "marche_id": attribution.marche_id,
            "titulaire_id": attribution.entreprise_id,
            "modalite": contrat.modalite,
            "type_contrat": contrat.type_contrat,
            "date_debut": contrat.date_debut,
            "date_fin": contrat.date_fin,
        }
    avancee.retenir("contrats", rapprocher_objets(modele=ContratTravail, cle=("ref",), voulus=voulus))
