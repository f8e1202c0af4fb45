"""What companies look for: needs answered by a common training, a site to come, a candidate recommended and hired, a
refusal with its motive. Done once, by the services."""

from __future__ import annotations

import datetime

from django.utils import timezone

from beneficiaires.models import Action, Beneficiaire, InscriptionAction
from clauses_app.comptes.models import Adhesion
from clauses_app.tenancy.contexte import within_guichet
from marches.models import Entreprise, Marche
from suivi_heures.management.demonstration.calendrier import le
from suivi_heures.models import Besoin
from suivi_heures.services.avancer_proposition import avancer_proposition
from suivi_heures.services.enregistrer_besoin import enregistrer_besoin
from suivi_heures.services.proposer_candidats import proposer_candidats

LIEU = "Porte-Sud"
POEC = "POEC des maçons, chantiers de transport"


def faire_vivre_besoins(guichet_id: int) -> None:
    """Whole or not at all; what is done is not done again."""
    with within_guichet(guichet_id):
        if Besoin.objects.exists():
            return
        par = Adhesion.objects.get(nom_affiche="Camille Ferrand")
        _mettre_en_commun(par)
        _recommander(par)
        _chercher(par)


def _demander(
    par: Adhesion, ref: str, metier: str, rome: str, nombre: int, debut: datetime.date, **suite: object
) -> Besoin:
    besoin = Besoin(
        entreprise=Entreprise.objects.get(ref=ref),
        metier=metier,
        code_rome=rome,
        nombre=nombre,
        debut=debut,
        **{"dit_le": debut - datetime.timedelta(days=60)} | suite,
    )
    return enregistrer_besoin(besoin=besoin, par=par)


def _mettre_en_commun(par: Adhesion) -> None:
    """Three companies, one training: its masons are proposed to each, and hired."""
    action = Action.objects.get(nom=POEC)
    inscrits = InscriptionAction.objects.filter(action=action).order_by("pk")
    personnes = list(Beneficiaire.objects.filter(pk__in=inscrits.values("beneficiaire")).order_by("pk"))
    depuis = 0
    for ref, nombre in (("E-VALL", 10), ("E-EMEL", 8), ("E-PAVE", 6)):
        besoin = _demander(par, ref, "Maçon", "F1703", nombre, le(2026, 5, 4), action=action, lieu="Ligne T9")
        siens = personnes[depuis : depuis + nombre]
        depuis += nombre
        for proposition in proposer_candidats(besoin=besoin, personnes=siens, le=le(2026, 4, 20), par=par):
            avancer_proposition(proposition=proposition, etat="EMBAUCHEE", date=le(2026, 5, 4), vu=1, par=par)


def _recommander(par: Adhesion) -> None:
    """A renovation site: two people, one refused for the hours, the other seen then hired."""
    besoin = _demander(
        par,
        "E-BATI",
        "Peintre en bâtiment",
        "F1606",
        1,
        le(2026, 9, 7),
        marche=Marche.objects.get(ref="2025-HAB-07"),
        contraintes="Travail en site occupé",
    )
    sans_contrat = Beneficiaire.objects.actifs().filter(ref__startswith="A").order_by("-pk")[:2]
    refusee, retenue = proposer_candidats(besoin=besoin, personnes=sans_contrat, le=le(2026, 8, 20), par=par)
    avancer_proposition(
        proposition=refusee, etat="REFUS_CANDIDAT", date=le(2026, 8, 26), motif="HORAIRES", vu=1, par=par
    )
    avancer_proposition(proposition=retenue, etat="ENTRETIEN", date=le(2026, 8, 27), vu=1, par=par)
    avancer_proposition(proposition=retenue, etat="EMBAUCHEE", date=le(2026, 9, 7), vu=2, par=par)


def _chercher(par: Adhesion) -> None:
    """Sites to come: the same trade in two companies, and one that has not answered."""
    bientot = timezone.localdate() + datetime.timedelta(days=40)
    tram = Marche.objects.get(ref="2024-T9-INF")
    _demander(par, "E-EMEL", "Ouvrier de voirie", "F1702", 3, bientot, marche=tram, dit_le=le(2026, 11, 5), lieu=LIEU)
    _demander(par, "E-ROCA", "Ouvrier de voirie", "F1702", 2, bientot, marche=tram, dit_le=le(2026, 11, 9), lieu=LIEU)
    besoin = _demander(par, "E-CREP", "Façadier", "F1611", 1, bientot, dit_le=le(2026, 10, 15))
    libre = Beneficiaire.objects.actifs().filter(ref__startswith="A").order_by("-pk")[2:3]
    proposer_candidats(besoin=besoin, personnes=libre, le=le(2026, 10, 22), par=par)
