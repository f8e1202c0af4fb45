"""When declarations are expected and reminders leave: of the guichet, and of the contracts that have their own."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from clauses_app.comptes.models import Guichet
from clauses_app.tenancy.contexte import exiger_guichet
from suivi_heures.enums import Palier, Rythme
from suivi_heures.models import CalendrierRelance
from suivi_heures.queries.mois import decaler, dernier_jour

CHAMPS = (
    "rythme",
    "delai_jours",
    "r1_jours",
    "r2_jours",
    "r3_jours",
    "r4_jours",
    "ecart_jours",
    "automatique",
)


@dataclass(frozen=True)
class Calendrier:
    rythme: str = Rythme.MENSUEL
    delai_jours: int = 10
    r1_jours: int = 5
    r2_jours: int = 15
    r3_jours: int = 30
    r4_jours: int = 45
    ecart_jours: int = 5
    automatique: bool = True

    def echeance(self, mois: datetime.date) -> datetime.date:
        """Deadline of the declaration of a month: after its end, or after the end of its quarter."""
        if self.rythme == Rythme.TRIMESTRIEL:
            mois = decaler(mois, (3 - mois.month % 3) % 3)
        return dernier_jour(mois) + datetime.timedelta(days=self.delai_jours)

    @property
    def seuils(self) -> tuple[tuple[str, int], ...]:
        return (
            (Palier.R1, self.r1_jours),
            (Palier.R2, self.r2_jours),
            (Palier.R3, self.r3_jours),
            (Palier.R4, self.r4_jours),
        )

    def palier(self, retard: int) -> str:
        """The last step whose day has come; none before the first."""
        return next((palier for palier, jours in reversed(self.seuils) if retard >= jours), "")


@dataclass(frozen=True)
class Calendriers:
    guichet: Calendrier
    propres: dict[int, Calendrier]

    def du_marche(self, marche_id: int) -> Calendrier:
        return self.propres.get(marche_id, self.guichet)


def lire_calendriers() -> Calendriers:
    """Two queries. The last line of each holds; one without rhythm gives the contract back to the guichet."""
    delai = Guichet.objects.values_list("delai_releve_jours", flat=True).get(pk=exiger_guichet())
    du_guichet, propres = Calendrier(delai_jours=delai), {}
    for ligne in CalendrierRelance.objects.order_by("saisi_a", "pk"):
        lu = Calendrier(**{nom: getattr(ligne, nom) for nom in CHAMPS})
        if ligne.marche_id is None:
            du_guichet = lu
        elif ligne.rythme:
            propres[ligne.marche_id] = lu
        else:
            propres.pop(ligne.marche_id, None)
    return Calendriers(du_guichet, propres)
