"""What waits around people: requests of companies, proofs, a look-alike, an overlap, an end in sight. Done once, by
the services."""

from __future__ import annotations

import datetime
from decimal import Decimal

from django.utils import timezone

from beneficiaires.enums import EtatDemande
from beneficiaires.models import Beneficiaire, ContratTravail, DemandeEligibilite, Justificatif, ReferencePublic
from beneficiaires.services.annoncer_justificatif import annoncer_justificatif
from beneficiaires.services.decider_eligibilite import decider_eligibilite
from beneficiaires.services.deposer_demande import deposer_demande
from beneficiaires.services.enregistrer_beneficiaire import enregistrer_beneficiaire
from beneficiaires.services.enregistrer_contrat import enregistrer_contrat
from beneficiaires.services.lever_vigilance import lever_vigilance
from beneficiaires.services.regler_public import regler_public
from beneficiaires.services.repondre_demande import repondre_demande
from beneficiaires.services.reunir_fiches import reunir_fiches
from clauses_app.comptes.models import Adhesion
from clauses_app.tenancy.contexte import within_guichet
from marches.models import Attribution
from suivi_heures.management.demonstration.calendrier import le

D = datetime.date


def faire_vivre_personnes(guichet_id: int) -> None:
    """Whole or not at all; what is done is not done again."""
    with within_guichet(guichet_id):
        if DemandeEligibilite.objects.exists():
            return
        par = Adhesion.objects.get(nom_affiche="Camille Ferrand")
        _demander()
        _montrer_des_pieces(par)
        _ressembler(par)
        _se_chevaucher(par)
        _regler(par)


def _demander() -> None:
    """One to examine, one that waits for the company."""
    rosalie, denis = (Adhesion.objects.get(nom_affiche=nom) for nom in ("Rosalie Amblard", "Denis Mauclair"))
    for adhesion, ref, nom, prenom, naissance, declarees in (
        (rosalie, "T-1A", "Bellanger", "Océane", D(1998, 3, 14), ["B_DELD"]),
        (denis, "V-1", "Tavarel", "Mickaël", D(2003, 11, 2), ["B_JEUNE_NQ"]),
    ):
        demande = deposer_demande(
            demande=DemandeEligibilite(
                entreprise_id=adhesion.entreprise_id,
                attribution=Attribution.objects.get(ref=ref),
                nom=nom,
                prenom=prenom,
                date_naissance=naissance,
                type_contrat="CDD_CHANTIER",
                date_debut=timezone.localdate() + datetime.timedelta(days=20),
                date_fin=timezone.localdate() + datetime.timedelta(days=200),
                poste="Aide-poseur",
                declarees=declarees,
            ),
            message="Nous souhaitons commencer dès que possible.",
            par=adhesion,
        )
    repondre_demande(
        demande=demande,
        rang=1,
        etat=EtatDemande.PIECE_DEMANDEE,
        message="Merci d’inviter M. Tavarel à nous montrer une attestation de moins de trois mois.",
        par=Adhesion.objects.get(nom_affiche="Camille Ferrand"),
    )


def _inscrire(par: Adhesion, nom: str, prenom: str, naissance: datetime.date, **champs: object) -> Beneficiaire:
    personne = Beneficiaire(nom=nom, prenom=prenom, date_naissance=naissance, **champs)
    return enregistrer_beneficiaire(beneficiaire=personne, par=par)


def _montrer_des_pieces(par: Adhesion) -> None:
    """One proof to control, one too old on the first day of work, one seen and right."""
    contrats = ContratTravail.objects.filter(attribution__ref__in=("H-1", "Z-1")).order_by("date_debut", "pk")
    deux = list(contrats.select_related("beneficiaire"))[:2]
    for contrat, jours, vu in ((deux[0], 20, True), (deux[0], 40, False), (deux[1], 400, False)):
        piece = Justificatif(
            beneficiaire=contrat.beneficiaire,
            categorie="B_DELD",
            nature="Avis de situation France Travail",
            emis_le=contrat.date_debut - datetime.timedelta(days=jours),
        )
        annoncer_justificatif(piece=piece, vu=vu, par=par)


def _ressembler(par: Adhesion) -> None:
    """A look-alike to judge, and a merge that can be undone."""
    _inscrire(par, "Marchadier", "Solange", D(1979, 6, 12), sexe="F", commune="Porte-Sud")
    _inscrire(par, "Marchadié", "Solange", D(1979, 6, 12), sexe="F")
    gardee = _inscrire(par, "Ravenel", "Tiphaine", D(1988, 9, 30), sexe="F")
    absorbee = _inscrire(par, "Tiphaine", "Ravenel", D(1988, 9, 30), commune="Les Coteaux")
    reunir_fiches(gardee=gardee, absorbee=absorbee, par=par)


def _se_chevaucher(par: Adhesion) -> None:
    """Two employers next month; an end in 25 days; an odd date that was explained."""
    jour = timezone.localdate()
    suite = (jour.replace(day=1) + datetime.timedelta(days=32)).replace(day=7)
    personne = _inscrire(par, "Castellan", "Nolwenn", D(1991, 2, 20), sexe="F", commune="Talus-le-Bas")
    _accepter(par, personne, jour)
    _signer(par, personne, "D-1", suite, suite + datetime.timedelta(days=120), "28")
    _signer(par, personne, "Z-1", suite + datetime.timedelta(days=14), suite + datetime.timedelta(days=90), "24")
    bientot = _inscrire(par, "Dhorne", "Lucas", D(1999, 8, 8), sexe="M", commune="Porte-Sud")
    _accepter(par, bientot, jour)
    _signer(par, bientot, "H-1", jour.replace(day=1), jour + datetime.timedelta(days=25), "35")
    partage = _inscrire(par, "Guilloux", "Maryse", D(1972, 4, 3), sexe="F")
    _accepter(par, partage, jour)
    un = _signer(par, partage, "N-1", suite, suite + datetime.timedelta(days=60), "15")
    autre = _signer(par, partage, "R-1", suite, suite + datetime.timedelta(days=60), "15")
    lever_vigilance(
        beneficiaire=partage,
        cle=f"employeurs-{un.pk}-{autre.pk}-{suite:%Y%m%d}",
        motif="Deux mi-temps voulus, matin et après-midi\u00a0: plannings vus.",
        par=par,
    )


def _accepter(par: Adhesion, personne: Beneficiaire, jour: datetime.date) -> None:
    decider_eligibilite(
        beneficiaire=personne,
        categorie="B_DELD",
        decision="ACCEPTEE",
        date_decision=jour - datetime.timedelta(days=2),
        principale=True,
        prescripteur="FRANCE_TRAVAIL",
        par=par,
    )


def _signer(
    par: Adhesion, personne: Beneficiaire, ref: str, debut: datetime.date, fin: datetime.date, semaine: str
) -> ContratTravail:
    attribution = Attribution.objects.get(ref=ref)
    contrat = ContratTravail(
        beneficiaire=personne,
        attribution=attribution,
        employeur_id=attribution.entreprise_id,
        modalite="EMB",
        type_contrat="CDD",
        date_debut=debut,
        date_fin=fin,
        heures_semaine=Decimal(semaine),
    )
    return enregistrer_contrat(contrat=contrat, par=par)


def _regler(par: Adhesion) -> None:
    """The guichet asks for a fresher proof of residence than usual."""
    reference = ReferencePublic(
        code="B_QPV",
        date_effet=le(2026, 1, 1),
        condition="Habite un quartier prioritaire, adresse contrôlée",
        justificatif="Justificatif de domicile",
        anciennete_mois=3,
    )
    regler_public(reference=reference, par=par)
