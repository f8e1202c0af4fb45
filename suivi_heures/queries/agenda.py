"""What falls on each day: meetings, ends of contracts, quarter reports, deadlines of the queue."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from marches.models import Marche
from suivi_heures.enums import GenreRendezVous
from suivi_heures.models import RendezVous
from suivi_heures.queries.affaires import Affaire
from suivi_heures.queries.mois import decaler

# the report of a quarter is due within fifteen days (domaine § 6.4)
DELAI_RAPPORT = 15


@dataclass(frozen=True)
class Jalon:
    """`nominatif`: its text may name a beneficiary, it never leaves Ancrage. `url`: name and argument."""

    jour: datetime.date
    genre: str
    titre: str
    url: str
    pk: int | str | None
    heure: datetime.time | None = None
    lieu: str = ""
    nominatif: bool = False
    identite: str = ""


def jalons(debut: datetime.date, fin: datetime.date, affaires: Iterable[Affaire] = ()) -> list[Jalon]:
    """Both days included; two queries."""
    rendez_vous = RendezVous.objects.maintenus().filter(jour__range=(debut, fin))
    finissants = Marche.objects.all().suivis().filter(date_fin__range=(debut, fin)).only("objet", "date_fin")
    trouves = [
        *(
            Jalon(
                r.jour,
                GenreRendezVous(r.genre).label,
                r.objet,
                "suivi_heures:rendez_vous",
                r.pk,
                r.heure,
                r.lieu,
                identite=f"rendez-vous-{r.pk}",
            )
            for r in rendez_vous
        ),
        *(
            Jalon(m.date_fin, "Fin de marché", m.objet, "suivi_heures:marche", m.pk, identite=f"fin-marche-{m.pk}")
            for m in finissants
        ),
        *_rapports(debut, fin),
        *_des_affaires(debut, fin, affaires),
    ]
    return sorted(trouves, key=lambda j: (j.jour, j.heure or datetime.time.min, j.titre))


def _rapports(debut: datetime.date, fin: datetime.date) -> list[Jalon]:
    trouves = []
    mois = decaler(debut.replace(day=1), -2)
    while mois <= fin:
        if mois.month % 3 == 1:  # first month after a quarter
            jour = mois + datetime.timedelta(days=DELAI_RAPPORT - 1)
            precedent = decaler(mois, -3)
            trimestre = f"T{(precedent.month + 2) // 3} {precedent.year}"
            if debut <= jour <= fin:
                trouves.append(
                    Jalon(
                        jour,
                        "Rapports aux acheteurs",
                        f"Rapports {trimestre} à remettre aux acheteurs",
                        "suivi_heures:rapports",
                        None,
                        identite=f"rapports-{precedent:%Y-%m}",
                    )
                )
        mois = decaler(mois, 1)
    return trouves


def _des_affaires(debut: datetime.date, fin: datetime.date, affaires: Iterable[Affaire]) -> list[Jalon]:
    """A late contract is told by its end already."""
    return [
        Jalon(
            a.echeance,
            "À traiter avant ce jour",
            a.titre,
            a.url,
            a.cle,
            nominatif=not a.sans_personne,
            identite=a.identite,
        )
        for a in affaires
        if a.echeance and debut <= a.echeance <= fin and a.sujet != "marche-en-retard"
    ]
