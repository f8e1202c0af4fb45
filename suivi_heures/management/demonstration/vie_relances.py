"""Reminders of the silent company: written to, moved from the address, written to elsewhere, called. Done once."""

from __future__ import annotations

import datetime

from django.utils import timezone

from clauses_app.comptes.models import Adhesion
from clauses_app.interface.formats import formater_de_mois
from clauses_app.tenancy.contexte import within_guichet
from marches.models import Attribution, ContactEntreprise, Entreprise
from marches.services.enregistrer_contact import enregistrer_contact
from suivi_heures.enums import Palier, StatutRelance
from suivi_heures.management.demonstration.calendrier import le
from suivi_heures.models import Relance
from suivi_heures.queries.relances import EtatRelance, etats_des_relances
from suivi_heures.restitutions.courriers import rediger_relance
from suivi_heures.services.constater_rejet import constater_rejet
from suivi_heures.services.noter_appel import noter_appel
from suivi_heures.services.noter_envoi import noter_envoi
from suivi_heures.services.preparer_relance import preparer_relance
from suivi_heures.services.regler_calendrier import regler_calendrier
from suivi_heures.services.suspendre_relances import suspendre_relances

SILENCIEUSE = "E-SEVE"
# Its contract is stricter than the guichet: 34 days after the 10th, its last step is due on any day of loading,
# be the month of 28 days.
CALENDRIER = {
    "rythme": "MENSUEL",
    "delai_jours": 10,
    "r1_jours": 5,
    "r2_jours": 15,
    "r3_jours": 25,
    "r4_jours": 34,
    "ecart_jours": 5,
    "automatique": True,
}


def faire_vivre_relances(guichet_id: int) -> None:
    """No message leaves: what is told has already happened."""
    with within_guichet(guichet_id):
        if Relance.objects.exists() or timezone.localdate() < le(2026, 11, 10):
            return
        premiere, deuxieme, appel = le(2026, 10, 15), le(2026, 10, 26), le(2026, 11, 10)
        par = Adhesion.objects.get(nom_affiche="Camille Ferrand")
        entreprise = Entreprise.objects.get(ref=SILENCIEUSE)
        regler_calendrier(marche=Attribution.objects.get(ref="P-1").marche, valeurs=CALENDRIER, par=par)
        _ajouter_un_contact(entreprise, par)
        _ecrire(entreprise, premiere, Palier.R1)
        revenue = _ecrire(entreprise, deuxieme, Palier.R2)
        if revenue is not None:
            constater_rejet(
                identifiant=revenue.identifiant, motif="Boîte inconnue\u00a0: la personne a quitté l’entreprise"
            )
        _ecrire(entreprise, deuxieme, Palier.R2)
        etat = _etat(entreprise, appel)
        if etat is not None:
            noter_appel(
                etat=etat,
                dit=f"La gérante promet les heures {formater_de_mois(le(2026, 9, 1))} sous huit jours.",
                par=par,
            )
        suspendre_relances(
            entreprise=Entreprise.objects.get(ref="E-CREP"),
            motif="Chantier décalé, dossier ouvert",
            jusqu_au=le(2027, 1, 15),
            par=par,
        )


def _ajouter_un_contact(entreprise: Entreprise, par: Adhesion) -> None:
    contact = ContactEntreprise(
        entreprise=entreprise,
        nom="Irène Castan",
        fonction="DIRECTION",
        courriel="direction@racines-seve.exemple",
        telephone="01 99 00 52 60",
        verifie_le=le(2026, 10, 15),
    )
    enregistrer_contact(contact=contact, par=par)


def _etat(entreprise: Entreprise, au: datetime.date) -> EtatRelance | None:
    etats = etats_des_relances(au=au, entreprise_id=entreprise.pk)
    return etats[0] if etats else None


def _ecrire(entreprise: Entreprise, au: datetime.date, palier: Palier) -> Relance | None:
    etat = _etat(entreprise, au)
    if etat is None:
        return None
    objet, corps = rediger_relance(etat, palier, signataire="Camille Ferrand")
    relance = preparer_relance(etat=etat, palier=palier, objet=objet, corps=corps)
    Relance.objects.filter(pk=relance.pk).update(statut=StatutRelance.EN_COURS)
    noter_envoi(relance_id=relance.pk)
    return relance
