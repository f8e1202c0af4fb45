"""What the product already knows of somebody's week, as time that one touch keeps: nothing is typed twice."""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass

from django.utils import timezone

from beneficiaires.enums import OPERATIONS_EMPLOI
from beneficiaires.models import SeanceAction
from clauses_app.audit.models import Evenement, Verbe
from clauses_app.interface.formats import accorder
from suivi_heures.enums import Activite, GenreRendezVous
from suivi_heures.models import Poste, RendezVous, TempsPasse

REUNION, SEANCE, LE_PLUS = 60, 120, 240
# gesture → activity, and the minutes one such gesture is proposed for
GESTES: dict[str, tuple[Activite, int]] = {
    Verbe.PROJET_ENREGISTRE: (Activite.ACHETEURS, 30),
    Verbe.PROJET_DECIDE: (Activite.ACHETEURS, 15),
    Verbe.CALIBRAGE_FAIT: (Activite.ACHETEURS, 30),
    Verbe.CLAUSE_REDIGEE: (Activite.ACHETEURS, 60),
    Verbe.BESOIN_ENREGISTRE: (Activite.EXPERTISE, 20),
    Verbe.BESOIN_AVANCE: (Activite.EXPERTISE, 10),
    Verbe.DEMARCHE_NOTEE: (Activite.EXPERTISE, 15),
    Verbe.DOSSIER_AVANCE: (Activite.EXPERTISE, 30),
    Verbe.DOSSIER_OUVERT: (Activite.EXPERTISE, 30),
    Verbe.RELEVE_VALIDE: (Activite.SUIVI, 10),
    Verbe.RELEVE_RENVOYE: (Activite.SUIVI, 10),
    Verbe.HEURES_VALIDEES: (Activite.SUIVI, 5),
    Verbe.HEURES_CORRIGEES: (Activite.SUIVI, 5),
    Verbe.ELIGIBILITE_DECIDEE: (Activite.SUIVI, 10),
    Verbe.RELANCE_FAITE: (Activite.SUIVI, 5),
    Verbe.TRIMESTRE_CLOS: (Activite.SUIVI, 60),
    Verbe.RAPPORT_PUBLIE: (Activite.SUIVI, 30),
}


@dataclass(frozen=True)
class TempsPropose:
    """`pourquoi`: the facts the duration was read from. `source`: kept once under it, never proposed again."""

    source: str
    jour: datetime.date
    activite: str
    minutes: int
    pourquoi: str

    @property
    def activite_dite(self) -> str:
        return str(Activite(self.activite).label)


def proposer_temps(*, poste: Poste, debut: datetime.date, fin: datetime.date) -> list[TempsPropose]:
    """Both days included, within the post; what is already kept is left out. Four queries."""
    debut, fin = max(debut, poste.date_debut), min(fin, poste.date_fin, timezone.localdate())
    if fin < debut:
        return []
    gardees = set(
        TempsPasse.objects.tenus().filter(poste=poste, jour__range=(debut, fin)).values_list("source", flat=True)
    )
    proposes = [*_reunions(poste, debut, fin), *_seances(poste, debut, fin), *_gestes(poste, debut, fin)]
    return sorted((p for p in proposes if p.source not in gardees), key=lambda p: (p.jour, p.source))


def _reunions(poste: Poste, debut: datetime.date, fin: datetime.date) -> list[TempsPropose]:
    siennes = RendezVous.objects.maintenus().filter(
        jour__range=(debut, fin), par_nom=poste.agent_nom, genre__in=[GenreRendezVous.LANCEMENT, GenreRendezVous.SUIVI]
    )
    return [
        TempsPropose(f"rendez-vous:{r.pk}", r.jour, Activite.SUIVI, REUNION, f"À l’agenda\u00a0: {r.objet}")
        for r in siennes
    ]


def _seances(poste: Poste, debut: datetime.date, fin: datetime.date) -> list[TempsPropose]:
    """Sessions of the actions the agent opened."""
    ouvertes = Evenement.objects.filter(verbe=Verbe.ACTION_ENREGISTREE, objet_type="action", par_id=poste.agent_id)
    seances = SeanceAction.objects.filter(
        jour__range=(debut, fin), annulee_a=None, action__annulee_a=None, action__in=ouvertes.values("objet_id")
    ).select_related("action")
    return [
        TempsPropose(
            f"seance:{s.pk}",
            s.jour,
            Activite.EXPERTISE if s.action.type in OPERATIONS_EMPLOI else Activite.PROMOTION,
            SEANCE,
            f"Séance tenue\u00a0: {s.action.nom}",
        )
        for s in seances
    ]


def _gestes(poste: Poste, debut: datetime.date, fin: datetime.date) -> list[TempsPropose]:
    """One proposal a day and an activity, from what the journal counts."""
    faits = Evenement.objects.filter(
        par_id=poste.agent_id, verbe__in=list(GESTES), quand__date__range=(debut, fin)
    ).values_list("quand", "verbe")
    minutes: Counter[tuple[datetime.date, str]] = Counter()
    nombres: Counter[tuple[datetime.date, str]] = Counter()
    for quand, verbe in faits:
        activite, duree = GESTES[verbe]
        cle = timezone.localdate(quand), activite.value
        minutes[cle] += duree
        nombres[cle] += 1
    return [
        TempsPropose(
            f"journal:{jour:%Y-%m-%d}:{activite}",
            jour,
            activite,
            min(LE_PLUS, max(15, -(-total // 15) * 15)),
            f"{accorder(nombres[jour, activite], 'geste', 'gestes')} au journal",
        )
        for (jour, activite), total in minutes.items()
    ]
