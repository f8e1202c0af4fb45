"""What a work contract cannot be: each rule finds facts, dates them, and says the rule it applies.

The contracts of one person, the earliest first, read with their person, employer and market.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from beneficiaires.enums import ControleContrat, TypeContrat
from beneficiaires.models import ContratTravail
from beneficiaires.queries.anciennete import ajouter_mois
from clauses_app.interface.formats import formater_date, formater_heures, formater_periode

SEMAINE_MAX = Decimal(48)
TEMPS_PLEIN = Decimal(35)
AGE_MINIMAL = 16
LOIN = datetime.date.max
UN_JOUR = datetime.timedelta(days=1)
# months, renewals included
DUREES_MAX = {
    TypeContrat.CDD: 18,
    TypeContrat.MISSION_INTERIM: 18,
    TypeContrat.CDDI: 24,
    TypeContrat.CDD_TREMPLIN: 24,
    TypeContrat.MISSION_INSERTION: 24,
}
SEMAINES_MIN = {TypeContrat.APPRENTISSAGE: TEMPS_PLEIN, TypeContrat.PROFESSIONNALISATION: Decimal(24)}


@dataclass(frozen=True, slots=True)
class Constat:
    """`cle` names what was found: the same facts give the same key, other facts another one."""

    code: ControleContrat
    cle: str
    titre: str
    phrase: str
    depuis: datetime.date
    contrats: frozenset[int]


def constater(contrats: Sequence[ContratTravail], controles: Collection[str]) -> Iterator[Constat]:
    """`controles`: codes of those to look at; over a whole guichet, the others would cost for nothing."""
    for code, regle in _D_UN_CONTRAT.items():
        if code in controles:
            for c in contrats:
                yield from regle(c)
    for code, regle_de_tous in _DE_LA_PERSONNE.items():
        if code in controles:
            yield from regle_de_tous(contrats)


def calculer_age(naissance: datetime.date, jour: datetime.date) -> int:
    return jour.year - naissance.year - ((jour.month, jour.day) < (naissance.month, naissance.day))


def _du(code: ControleContrat, cle: str, c: ContratTravail, titre: str, phrase: str) -> Constat:
    return Constat(code, f"{cle}-{c.pk}-{c.date_debut:%Y%m%d}", titre, phrase, c.date_debut, frozenset({c.pk}))


def _age(c: ContratTravail) -> Iterator[Constat]:
    naissance = c.beneficiaire.date_naissance
    age = calculer_age(naissance, c.date_debut)
    if age < AGE_MINIMAL and c.beneficiaire.anonymise_le is None:
        phrase = (
            f"{age} ans au début du contrat, le {formater_date(c.date_debut)} (naissance le {formater_date(naissance)})"
            f"\u00a0: un contrat de travail se signe à {AGE_MINIMAL} ans au moins."
        )
        yield _du(ControleContrat.AGE, "age", c, "Âge impossible", phrase)


def _hors_du_marche(c: ContratTravail) -> Iterator[Constat]:
    if (c.date_fin is not None and c.date_fin < c.marche.date_debut) or c.date_debut > c.marche.date_fin:
        marche = formater_periode(c.marche.date_debut, c.marche.date_fin)
        phrase = f"Le marché va {marche}\u00a0: rien ne comptera."
        yield _du(ControleContrat.HORS_MARCHE, "marche", c, "Contrat hors des dates du marché", phrase)


def _avant_la_decision(c: ContratTravail) -> Iterator[Constat]:
    """Without any decision, the queue already asks for one."""
    verifie = c.beneficiaire.verifie_le
    if c.beneficiaire.est_eligible and verifie is not None and c.date_debut < verifie:
        phrase = (
            f"Le contrat commence le {formater_date(c.date_debut)}, la première décision acceptée est du"
            f" {formater_date(verifie)}\u00a0: l’éligibilité se décide avant l’embauche."
        )
        yield _du(ControleContrat.AVANT_DECISION, f"decision-{verifie:%Y%m%d}", c, "Contrat avant la décision", phrase)


def _alternance(c: ContratTravail) -> Iterator[Constat]:
    minimum = SEMAINES_MIN.get(TypeContrat(c.type_contrat))
    if minimum is not None and c.heures_semaine and c.heures_semaine < minimum:
        phrase = (
            f"{_dire_la_semaine(c)}\u00a0: un contrat de type «\u00a0{c.get_type_contrat_display().lower()}\u00a0» est"
            f" d’au moins {formater_heures(minimum)} par semaine, sauf aménagement à expliquer."
        )
        cle = f"alternance-{c.heures_semaine}"
        yield _du(ControleContrat.ALTERNANCE, cle, c, "Alternance à trop peu d’heures", phrase)


def _plus_de_35(c: ContratTravail) -> Iterator[Constat]:
    if c.heures_semaine and TEMPS_PLEIN < c.heures_semaine <= SEMAINE_MAX:
        plein = formater_heures(TEMPS_PLEIN)
        phrase = (
            f"{_dire_la_semaine(c)}\u00a0: la durée légale est de {plein}, le reste en heures supplémentaires, comptées"
            " une heure pour une heure."
        )
        cle = f"plein-{c.heures_semaine}"
        yield _du(ControleContrat.PLUS_DE_35, cle, c, f"Plus de {plein} par semaine", phrase)


def _dire_la_semaine(c: ContratTravail) -> str:
    return f"{formater_heures(c.heures_semaine or 0)} par semaine au contrat du {formater_date(c.date_debut)}"


def _ensemble(un: ContratTravail, autre: ContratTravail) -> bool:
    return max(un.date_debut, autre.date_debut) <= min(un.date_fin or LOIN, autre.date_fin or LOIN)


def _chez_deux_employeurs(contrats: Sequence[ContratTravail]) -> Iterator[Constat]:
    for rang, un in enumerate(contrats):
        for autre in contrats[rang + 1 :]:
            if autre.employeur_id != un.employeur_id and _ensemble(un, autre):
                yield _deux_employeurs(un, autre)


def _deux_employeurs(un: ContratTravail, autre: ContratTravail) -> Constat:
    debut = max(un.date_debut, autre.date_debut)
    fin = min(un.date_fin or LOIN, autre.date_fin or LOIN)
    quand = formater_periode(debut, fin) if fin < LOIN else f"depuis le {formater_date(debut)}"
    return Constat(
        ControleContrat.EMPLOYEURS,
        f"employeurs-{un.pk}-{autre.pk}-{debut:%Y%m%d}",
        "Deux employeurs en même temps",
        f"{un.employeur} et {autre.employeur} {quand}\u00a0: vérifiez les dates, ou les deux temps partiels.",
        debut,
        frozenset({un.pk, autre.pk}),
    )


def _semaine_de_la_personne(contrats: Sequence[ContratTravail]) -> Iterator[Constat]:
    """Weeks add up between employments; the rows of one employment are the same hours."""
    dits = [c for c in contrats if c.heures_semaine]
    for pivot in dits:
        ce_jour = [c for c in dits if c.date_debut <= pivot.date_debut <= (c.date_fin or LOIN)]
        par_embauche = {c.embauche_racine: c.heures_semaine or Decimal(0) for c in ce_jour}
        total = sum(par_embauche.values(), Decimal(0))
        if total > SEMAINE_MAX:
            pleins = sum(1 for heures in par_embauche.values() if heures >= TEMPS_PLEIN) > 1
            cles = "-".join(str(cle) for cle in sorted(par_embauche))
            yield Constat(
                ControleContrat.SEMAINE,
                f"semaine-{pivot.beneficiaire_id}-{cles}-{total}"[:120],
                "Deux temps pleins en même temps" if pleins else f"Plus de {formater_heures(SEMAINE_MAX)} par semaine",
                f"{formater_heures(total)} par semaine à partir du {formater_date(pivot.date_debut)}, tous contrats"
                f" réunis\u00a0: la durée légale ne dépasse pas {formater_heures(SEMAINE_MAX)}.",
                pivot.date_debut,
                frozenset(c.pk for c in ce_jour),
            )
            return


def _trop_longs(contrats: Sequence[ContratTravail]) -> Iterator[Constat]:
    """A contract that follows another one of the same type and employer renews it."""
    suites: dict[tuple[int, str], list[list[ContratTravail]]] = defaultdict(list)
    for c in contrats:
        if TypeContrat(c.type_contrat) not in DUREES_MAX or c.date_fin is None:
            continue
        siennes = suites[c.employeur_id, c.type_contrat]
        if siennes and c.date_debut <= max(un.date_fin or LOIN for un in siennes[-1]) + UN_JOUR:
            siennes[-1].append(c)
        else:
            siennes.append([c])
    for (_, type_contrat), groupes in suites.items():
        for groupe in groupes:
            yield from _trop_long(groupe, DUREES_MAX[TypeContrat(type_contrat)])


def _trop_long(groupe: list[ContratTravail], mois: int) -> Iterator[Constat]:
    premier, fin = groupe[0], max(c.date_fin or LOIN for c in groupe)
    permise = ajouter_mois(premier.date_debut, mois) - UN_JOUR
    if fin > permise:
        yield Constat(
            ControleContrat.DUREE,
            f"duree-{groupe[-1].pk}-{fin:%Y%m%d}",  # the same wherever the reading of the past stops
            f"Plus de {mois} mois en {premier.get_type_contrat_display()}",
            f"{premier.employeur}, {formater_periode(premier.date_debut, fin)}, renouvellements compris\u00a0: ce type"
            f" de contrat dure {mois} mois au plus, soit jusqu’au {formater_date(permise)}, sauf dérogation à"
            " expliquer.",
            premier.date_debut,
            frozenset(c.pk for c in groupe),
        )


_D_UN_CONTRAT: dict[ControleContrat, Callable[[ContratTravail], Iterator[Constat]]] = {
    ControleContrat.AGE: _age,
    ControleContrat.HORS_MARCHE: _hors_du_marche,
    ControleContrat.AVANT_DECISION: _avant_la_decision,
    ControleContrat.ALTERNANCE: _alternance,
    ControleContrat.PLUS_DE_35: _plus_de_35,
}
_DE_LA_PERSONNE: dict[ControleContrat, Callable[[Sequence[ContratTravail]], Iterator[Constat]]] = {
    ControleContrat.EMPLOYEURS: _chez_deux_employeurs,
    ControleContrat.SEMAINE: _semaine_de_la_personne,
    ControleContrat.DUREE: _trop_longs,
}
