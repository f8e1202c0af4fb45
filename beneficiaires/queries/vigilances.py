"""Work contracts that do not hold together: two employers at once, too long a week, impossible dates.

A warning says its reason and never blocks: somebody may look at it and explain it.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from beneficiaires.models import Beneficiaire, ContratTravail, VigilanceLevee
from clauses_app.interface.formats import formater_date, formater_heures, formater_periode

SEMAINE_MAX = Decimal(48)
AGE_MINIMAL = 16
LOIN = datetime.date.max
RECUL_JOURS = 60  # the queue speaks of what can still be mended


@dataclass(frozen=True)
class Vigilance:
    """`cle` names the warning: the same facts give the same key, other facts give a new warning."""

    cle: str
    personne: Beneficiaire
    titre: str
    phrase: str
    depuis: datetime.date
    levee: VigilanceLevee | None = None


def vigilances(*, beneficiaires: Iterable[int] | None = None) -> list[Vigilance]:
    """Of some people, all their contracts; of everybody, what is running or has just ended. Two queries."""
    contrats = ContratTravail.objects.select_related("beneficiaire", "employeur", "marche").order_by("date_debut", "pk")
    if beneficiaires is not None:
        contrats = contrats.filter(beneficiaire__in=list(beneficiaires))
    else:
        seuil = timezone.localdate() - datetime.timedelta(days=RECUL_JOURS)
        contrats = contrats.exclude(date_fin__lt=seuil)
    return examiner_contrats(contrats)


def examiner_contrats(contrats: Iterable[ContratTravail]) -> list[Vigilance]:
    """Contracts read with their person, employer and market, the earliest first."""
    par_personne: dict[int, list[ContratTravail]] = defaultdict(list)
    for contrat in contrats:
        par_personne[contrat.beneficiaire_id].append(contrat)
    trouvees = [v for siens in par_personne.values() for v in _examiner(siens)]
    levees = {v.cle: v for v in VigilanceLevee.objects.filter(cle__in=[v.cle for v in trouvees])} if trouvees else {}
    return [Vigilance(v.cle, v.personne, v.titre, v.phrase, v.depuis, levees.get(v.cle)) for v in trouvees]


def _examiner(contrats: list[ContratTravail]) -> list[Vigilance]:
    """The contracts of one person, the earliest first."""
    trouvees = [v for c in contrats for v in _dates_impossibles(c)]
    for rang, un in enumerate(contrats):
        for autre in contrats[rang + 1 :]:
            if autre.employeur_id != un.employeur_id and _ensemble([un, autre]):
                trouvees.append(_deux_employeurs(un, autre))
    semaine = _trop_longue_semaine(contrats)
    return [*trouvees, semaine] if semaine else trouvees


def _ensemble(contrats: list[ContratTravail]) -> bool:
    return max(c.date_debut for c in contrats) <= min(c.date_fin or LOIN for c in contrats)


def _deux_employeurs(un: ContratTravail, autre: ContratTravail) -> Vigilance:
    debut = max(un.date_debut, autre.date_debut)
    fin = min(un.date_fin or LOIN, autre.date_fin or LOIN)
    quand = formater_periode(debut, fin) if fin < LOIN else f"depuis le {formater_date(debut)}"
    return Vigilance(
        f"employeurs-{un.pk}-{autre.pk}-{debut:%Y%m%d}",
        un.beneficiaire,
        "Deux employeurs en même temps",
        f"{un.employeur} et {autre.employeur} {quand}\u00a0: vérifiez les dates, ou les deux temps partiels.",
        debut,
    )


def _trop_longue_semaine(contrats: list[ContratTravail]) -> Vigilance | None:
    """Weeks add up between employments; the rows of one employment are the same hours."""
    dits = [c for c in contrats if c.heures_semaine]
    for pivot in dits:
        ce_jour = [c for c in dits if c.date_debut <= pivot.date_debut <= (c.date_fin or LOIN)]
        par_embauche = {c.embauche_racine: c.heures_semaine or Decimal(0) for c in ce_jour}
        total = sum(par_embauche.values(), Decimal(0))
        if total > SEMAINE_MAX:
            cles = "-".join(str(cle) for cle in sorted(par_embauche))
            return Vigilance(
                f"semaine-{pivot.beneficiaire_id}-{cles}-{total}"[:120],
                pivot.beneficiaire,
                f"Plus de {formater_heures(SEMAINE_MAX)} par semaine",
                f"{formater_heures(total)} par semaine à partir du {formater_date(pivot.date_debut)}, tous contrats"
                f" réunis\u00a0: la durée légale ne dépasse pas {formater_heures(SEMAINE_MAX)}.",
                pivot.date_debut,
            )
    return None


def _dates_impossibles(c: ContratTravail) -> list[Vigilance]:
    fautes = []
    age = _age(c.beneficiaire.date_naissance, c.date_debut)
    if age < AGE_MINIMAL and c.beneficiaire.anonymise_le is None:
        fautes.append(("age", "Âge impossible", f"{age} ans au début du contrat, le {formater_date(c.date_debut)}."))
    if (c.date_fin is not None and c.date_fin < c.marche.date_debut) or c.date_debut > c.marche.date_fin:
        marche = formater_periode(c.marche.date_debut, c.marche.date_fin)
        fautes.append(("marche", "Contrat hors des dates du marché", f"Le marché va {marche}\u00a0: rien ne comptera."))
    return [
        Vigilance(f"{code}-{c.pk}-{c.date_debut:%Y%m%d}", c.beneficiaire, titre, phrase, c.date_debut)
        for code, titre, phrase in fautes
    ]


def _age(naissance: datetime.date, jour: datetime.date) -> int:
    return jour.year - naissance.year - ((jour.month, jour.day) < (naissance.month, naissance.day))
