"""People who wait: requests of companies, proofs to control, duplicates, contracts that do not hold together."""

from __future__ import annotations

import datetime

from django.db.models import Count, Min
from django.utils import timezone

from beneficiaires.enums import Controle, EtatDemande, StatutDoublon
from beneficiaires.models import DoublonProbable, Justificatif
from beneficiaires.queries.demandes import demandes_ouvertes, echeance, lire_reglage
from beneficiaires.queries.vigilances import vigilances
from clauses_app.interface.formats import accorder, formater_date, formater_de
from suivi_heures.queries.affaires.commun import Affaire, jour_de


def demandes_a_suivre() -> list[Affaire]:
    """One affair a request: ours to examine, or the company's to answer."""
    demandes = list(demandes_ouvertes()[:200])
    if not demandes:
        return []
    reglage = lire_reglage()
    return [
        Affaire(
            type="eligibilites",
            ton="accent" if d.etat == EtatDemande.A_EXAMINER else "surveiller",
            icone="person-badge",
            titre=f"{d.entreprise} demande l’éligibilité {formater_de(d)}",
            detail=f"Embauche prévue le {formater_date(d.date_debut)}, {d.attribution.marche.objet}."
            if d.etat == EtatDemande.A_EXAMINER
            else f"Pièce demandée à {d.entreprise}. {d.dernier_message}",
            bouton="Répondre" if d.etat == EtatDemande.A_EXAMINER else "Voir la demande",
            url="beneficiaires:demande",
            cle=d.pk,
            qui="Vous" if d.etat == EtatDemande.A_EXAMINER else str(d.entreprise),
            depuis=jour_de(d.depuis),
            echeance=echeance(jour_de(d.depuis), reglage),
        )
        for d in demandes
    ]


def pieces_a_controler() -> list[Affaire]:
    """One affair a person, whatever the number of proofs."""
    rangees = (
        Justificatif.objects.filter(controle=Controle.A_CONTROLER, beneficiaire__fusionne_dans=None)
        .values("beneficiaire_id", "beneficiaire__nom", "beneficiaire__prenom")
        .annotate(nombre=Count("pk"), depuis=Min("annonce_a"))
        .order_by("depuis")
    )
    return [
        Affaire(
            type="eligibilites",
            ton="surveiller",
            icone="file-earmark-text",
            titre=f"{r['beneficiaire__prenom']} {r['beneficiaire__nom']}\u00a0:"
            f" {accorder(r['nombre'], 'pièce à contrôler', 'pièces à contrôler')}",
            detail="Une pièce trop ancienne au premier jour de travail est à redemander.",
            bouton="Contrôler",
            url="beneficiaires:fiche",
            cle=r["beneficiaire_id"],
            qui="Vous",
            depuis=jour_de(r["depuis"]),
            echeance=jour_de(r["depuis"]) + datetime.timedelta(days=15),
        )
        for r in rangees[:200]
    ]


def doublons_a_voir() -> list[Affaire]:
    """One affair for all: the list is short and settled at one sitting."""
    paires = DoublonProbable.objects.filter(
        statut=StatutDoublon.A_VOIR,
        premiere__fusionne_dans=None,
        seconde__fusionne_dans=None,
        premiere__anonymise_le=None,
        seconde__anonymise_le=None,
    ).aggregate(nombre=Count("pk"), depuis=Min("trouve_a"))
    if not paires["nombre"]:
        return []
    return [
        Affaire(
            type="eligibilites",
            ton="surveiller",
            icone="people",
            titre=accorder(paires["nombre"], "doublon probable à regarder", "doublons probables à regarder"),
            detail="Deux fiches pour une personne coupent sa fenêtre d’éligibilité en deux.",
            bouton="Comparer",
            url="beneficiaires:doublons",
            cle=None,
            qui="Vous",
            depuis=jour_de(paires["depuis"]),
            echeance=None,
        )
    ]


def contrats_incoherents() -> list[Affaire]:
    """Warnings nobody has explained yet. One still to come is mended before its day: it has a term, not a start."""
    jour = timezone.localdate()
    return [
        Affaire(
            type="eligibilites",
            ton="surveiller",
            icone="exclamation-triangle-fill",
            titre=f"{v.personne} : {v.titre[0].lower()}{v.titre[1:]}",
            detail=v.phrase,
            bouton="Vérifier",
            url="beneficiaires:fiche",
            cle=v.personne.pk,
            qui="Vous",
            depuis=v.depuis if v.depuis <= jour else None,
            echeance=v.depuis if v.depuis > jour else None,
        )
        for v in vigilances()
        if v.levee is None
    ]
