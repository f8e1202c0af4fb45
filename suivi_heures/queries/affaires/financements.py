"""Calls for funds: those to prepare, those to send or complete, those a funder has not paid in time."""

from __future__ import annotations

import datetime

from clauses_app.interface.formats import formater_date, formater_euros
from suivi_heures.enums import EtatAppel
from suivi_heures.models import Poste
from suivi_heures.queries.affaires.commun import Affaire
from suivi_heures.queries.postes import AppelSitue, PartSuivie, Tour, suivre_postes

# a post is still called and paid after its end
APRES_FIN = datetime.timedelta(days=730)
AU_GUICHET = frozenset({EtatAppel.PREPARE, EtatAppel.PIECE_DEMANDEE})


def appels_a_suivre(au: datetime.date) -> list[Affaire]:
    """What the guichet owes always; what a funder owes once its delay is over."""
    postes = Poste.objects.filter(date_debut__lte=au, date_fin__gte=au - APRES_FIN).order_by("pk")
    affaires = []
    for suivi in suivre_postes(postes[:50], au=au):
        for part in suivi.parts:
            affaires += [
                _suivre(part, a, tour, au) for a, tour in part.tours if a.etat in AU_GUICHET or tour.avant < au
            ]
            if part.limite_appel is not None:
                affaires.append(_preparer(part, part.limite_appel, au))
    return affaires


def _suivre(part: PartSuivie, a: AppelSitue, tour: Tour, au: datetime.date) -> Affaire:
    montant, dernier = formater_euros(a.appel.montant), a.derniere
    quoi = {EtatAppel.PREPARE: "à envoyer", EtatAppel.PIECE_DEMANDEE: "à compléter"}.get(
        EtatAppel(a.etat), "attendus du financeur"
    )
    return Affaire(
        type="financements",
        ton="retard" if tour.avant < au else "surveiller",
        icone="bank",
        titre=f"{part.part.financeur}\u00a0: {montant} {quoi}",
        detail=f"Appel n°\u00a0{a.appel.numero}, {dernier.get_etat_display().lower()} le {formater_date(dernier.le)}"
        f"\u202f; {tour.regle}.",
        bouton="Voir l’appel",
        url="suivi_heures:appel_fonds",
        cle=a.appel.pk,
        qui="Vous" if a.etat in AU_GUICHET else tour.qui,
        depuis=tour.depuis,
        echeance=tour.avant,
    )


def _preparer(part: PartSuivie, limite: datetime.date, au: datetime.date) -> Affaire:
    fin = part.periode[1] if part.periode else limite
    return Affaire(
        type="financements",
        ton="retard" if limite < au else "surveiller",
        icone="bank",
        titre=f"{part.part.financeur}\u00a0: {formater_euros(part.a_appeler)} à appeler",
        detail=f"La période finie le {formater_date(fin)} n’a pas été appelée.",
        bouton="Voir le poste",
        url="suivi_heures:poste",
        cle=part.part.poste_id,
        qui="Vous",
        depuis=fin,
        echeance=limite,
        sujet=f"appel-{part.part.pk}",
    )
