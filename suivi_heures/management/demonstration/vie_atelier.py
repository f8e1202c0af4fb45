"""The workshop in use: meetings, a note, a document, decisions about the queue, saved views. Done once."""

from __future__ import annotations

import datetime

from django.utils import timezone

from clauses_app.comptes.models import Adhesion
from clauses_app.interface.formats import formater_mois
from clauses_app.tenancy.contexte import within_guichet
from marches.models import Entreprise, Marche
from suivi_heures.enums import GenreRendezVous, GenreSuite, Liste
from suivi_heures.management.demonstration.calendrier import le
from suivi_heures.models import RendezVous
from suivi_heures.services.ecrire_note import ecrire_note
from suivi_heures.services.enregistrer_vue import enregistrer_vue
from suivi_heures.services.inscrire_rendez_vous import inscrire_rendez_vous
from suivi_heures.services.suivre_affaire import suivre_affaire
from suivi_heures.services.tenir_file import tenir_file
from suivi_heures.services.verser_document import verser_document

CONVENTION = b"%PDF-1.4\n% convention de suivi, exemplaire de demonstration\n%%EOF\n"
REUNIONS = (
    (GenreRendezVous.LANCEMENT, "Réunion de lancement, crèche des Libellules", 6, datetime.time(9, 30), "2025-DEP-14"),
    (GenreRendezVous.SUIVI, "Point trimestriel du tramway T9", 12, datetime.time(14, 0), "2024-T9-INF"),
    (GenreRendezVous.ECHEANCE, "Réponse attendue sur le plan d’embauche", 20, None, "2024-T9-INF"),
)


def faire_vivre_atelier(guichet_id: int) -> None:
    with within_guichet(guichet_id):
        if RendezVous.objects.exists():
            return
        par = Adhesion.objects.get(nom_affiche="Camille Ferrand")
        aujourd_hui = timezone.localdate()
        for genre, objet, jours, heure, ref in REUNIONS:
            rendez_vous = RendezVous(
                genre=genre,
                objet=objet,
                jour=aujourd_hui + datetime.timedelta(days=jours),
                heure=heure,
                lieu="Visioconférence" if heure else "",
                marche=Marche.objects.filter(ref=ref).first(),
            )
            inscrire_rendez_vous(rendez_vous=rendez_vous, par=par)
        tramway = Marche.objects.get(ref="2024-T9-INF")
        janvier = formater_mois(le(2027, 1, 1))
        ecrire_note(sujet=tramway, texte=f"Le mandataire prépare douze embauches pour {janvier}.", par=par)
        verser_document(sujet=tramway, nom="Convention de suivi.pdf", contenu=CONVENTION, par=par)
        ecrire_note(
            sujet=Entreprise.objects.get(ref="E-SEVE"),
            texte="Nouvelle correspondante nommée le mois prochain.",
            par=par,
        )
        _decider(par, aujourd_hui)
        enregistrer_vue(
            liste=Liste.MARCHES,
            nom="En retard ou à surveiller",
            filtres="etat=en_retard&etat=a_surveiller",
            partagee=True,
            par_defaut=False,
            par=par,
        )


def _decider(par: Adhesion, aujourd_hui: datetime.date) -> None:
    """One affair sleeps: the last of the queue, which no journey reads."""
    publies = [a for a in tenir_file(au=aujourd_hui).affaires if a.sujet == "marche-publie"]
    if publies:
        suivre_affaire(
            affaire=publies[-1],
            genre=GenreSuite.SOMMEIL,
            par=par,
            vue=0,
            jusqu_au=aujourd_hui + datetime.timedelta(days=14),
            motif="L’acheteur rappelle après le conseil municipal.",
        )
