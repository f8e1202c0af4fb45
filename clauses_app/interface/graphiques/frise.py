"""Contracts of a person against the eligibility window: one line each, or all in one strip."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from clauses_app.interface.formats import MOIS_COURTS, formater_periode

UN_JOUR = timedelta(days=1)


@dataclass(frozen=True)
class ContratFrise:
    """What a line says; `compte` is False for training or immersion. Without `fin`, still open."""

    nom: str
    detail: str
    debut: date
    fin: date | None
    heures: str = ""
    compte: bool = True


@dataclass(frozen=True)
class Tranche:
    """A stretch of contract: counted, planned, after the window, or beside the count."""

    x: str
    largeur: str
    nature: str  # compte, prevu, apres, annexe


@dataclass(frozen=True)
class LigneFrise:
    cle: str
    nom: str
    detail: str
    heures: str
    phrase: str
    tranches: list[Tranche]


@dataclass(frozen=True)
class Repere:
    x: str
    texte: str


@dataclass(frozen=True)
class Frise:
    """Same scale for every line."""

    cle: str
    phrase: str
    debut: str  # opening of the window
    fin: str  # closing of the window
    largeur: str
    apres: str
    aujourdhui: str
    reperes: list[Repere] = field(default_factory=list)
    lignes: list[LigneFrise] = field(default_factory=list)

    @property
    def a_fenetre(self) -> bool:
        return bool(self.fin)


@dataclass(frozen=True)
class _Axe:
    debut: date
    fin: date

    def part(self, jour: date) -> float:
        total = max((self.fin - self.debut).days, 1)
        return min(max((jour - self.debut).days / total * 100, 0.0), 100.0)

    def x(self, jour: date) -> str:
        return f"{self.part(jour):.2f}%"

    def largeur(self, debut: date, fin_exclue: date) -> str:
        return f"{max(self.part(fin_exclue) - self.part(debut), 0.3):.2f}%"


def calculer_frise(
    *,
    cle: str,
    nom: str,
    contrats: Sequence[ContratFrise],
    aujourdhui: date,
    fenetre: tuple[date, date] | None = None,
) -> Frise:
    """`fenetre` is the first and the last day that count, both included."""
    axe = _choisir_axe(contrats, aujourdhui, fenetre)
    fermeture = fenetre[1] + UN_JOUR if fenetre else None
    return Frise(
        cle=cle,
        phrase=_decrire(nom, contrats, fenetre),
        debut=axe.x(fenetre[0]) if fenetre else "",
        fin=axe.x(fermeture) if fermeture else "",
        largeur=axe.largeur(fenetre[0], fermeture) if fenetre and fermeture else "",
        apres=f"{100 - axe.part(fermeture):.2f}%" if fermeture else "",
        aujourdhui=axe.x(aujourdhui),
        reperes=_graduer(axe),
        lignes=[
            LigneFrise(
                cle=f"{cle}-{rang}",
                nom=contrat.nom,
                detail=contrat.detail,
                heures=contrat.heures,
                phrase=_decrire_contrat(contrat, fenetre),
                tranches=_trancher(contrat, axe, aujourdhui, fenetre),
            )
            for rang, contrat in enumerate(contrats, 1)
        ],
    )


def _choisir_axe(contrats: Sequence[ContratFrise], aujourdhui: date, fenetre: tuple[date, date] | None) -> _Axe:
    """Everything to show, and a margin of 4 % before and 8 % after."""
    jours = [aujourdhui, *(fenetre or ()), *(c.debut for c in contrats), *(c.fin for c in contrats if c.fin)]
    debut, fin = min(jours), max(jours)
    duree = max((fin - debut).days, 30)
    return _Axe(debut - timedelta(days=duree * 4 // 100), fin + timedelta(days=duree * 8 // 100))


def _graduer(axe: _Axe) -> list[Repere]:
    """January by its year, July by its name; beyond four years, the years only."""
    mois_retenus = (1,) if (axe.fin - axe.debut).days > 4 * 366 else (1, 7)
    reperes = []
    for rang in range(axe.debut.year * 12 + axe.debut.month, axe.fin.year * 12 + axe.fin.month):
        annee, mois = divmod(rang, 12)
        if mois + 1 in mois_retenus:
            texte = str(annee) if mois == 0 else MOIS_COURTS[mois]
            reperes.append(Repere(axe.x(date(annee, mois + 1, 1)), texte))
    return reperes


def _trancher(contrat: ContratFrise, axe: _Axe, aujourdhui: date, fenetre: tuple[date, date] | None) -> list[Tranche]:
    fin = (contrat.fin or max(aujourdhui, contrat.debut)) + UN_JOUR
    if not contrat.compte:
        return [Tranche(axe.x(contrat.debut), axe.largeur(contrat.debut, fin), "annexe")]
    fermeture = fenetre[1] + UN_JOUR if fenetre else fin
    bornes = (
        (contrat.debut, min(fin, aujourdhui, fermeture), "compte"),
        (max(contrat.debut, aujourdhui), min(fin, fermeture), "prevu"),
        (max(contrat.debut, fermeture), fin, "apres"),
    )
    return [Tranche(axe.x(a), axe.largeur(a, b), nature) for a, b, nature in bornes if a < b]


def _decrire_contrat(contrat: ContratFrise, fenetre: tuple[date, date] | None) -> str:
    phrase = f"{contrat.nom} {formater_periode(contrat.debut, contrat.fin)}"
    if not contrat.compte:
        return f"{phrase}, sans effet sur la fenêtre"
    if not fenetre:
        return phrase
    if contrat.debut > fenetre[1]:
        return f"{phrase}, après la fenêtre"
    if contrat.fin is None or contrat.fin <= fenetre[1]:
        return f"{phrase}, dans la fenêtre"
    jours = (contrat.fin - fenetre[1]).days
    depasse = "le dernier jour dépasse" if jours == 1 else f"les {jours} derniers jours dépassent"
    return f"{phrase} ; {depasse} la fenêtre"


def _decrire(nom: str, contrats: Sequence[ContratFrise], fenetre: tuple[date, date] | None) -> str:
    cadre = f"Fenêtre d’éligibilité {formater_periode(*fenetre)}" if fenetre else "Aucune fenêtre d’éligibilité"
    faits = [_decrire_contrat(contrat, fenetre) for contrat in contrats]
    return f"{nom}. {cadre}. {'. '.join(faits) or 'Aucun contrat'}."
