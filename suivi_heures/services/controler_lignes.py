"""What the guichet knows against the lines of a timesheet, whatever its layout: one question to the database a rule."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from beneficiaires.models import ContratTravail
from clauses_app.interface.formats import (
    accorder,
    formater_date,
    formater_de_mois,
    formater_heures,
    formater_mois,
    formater_periode,
)
from suivi_heures.enums import CodeAnomalie, Severite, StatutHeure
from suivi_heures.imports.anomalies import Anomalie
from suivi_heures.models import Heure, LigneReleve
from suivi_heures.queries.constats import COMPTEES, Constat, HeuresDuMois, constater, demande_des_faits, lire_faits
from suivi_heures.queries.mois import dernier_jour, jours_du_contrat, premier_jour
from suivi_heures.queries.zeros_declares import zeros_declares

PAR_JOUR = 24
PLUSIEURS_MOIS = 13  # days: beyond, a line that ends in another month is not a straddling week
ZERO = Decimal(0)
A_L_ENTREPRISE = (
    "Pour les changer, demandez à votre facilitateur de corriger la ligne ou de renvoyer le premier relevé."
)
AU_GUICHET = (
    "Pour les changer, corrigez la ligne dans la grille ou renvoyez le premier relevé, puis relisez ce fichier."
)


class Regles(NamedTuple):
    """What the guichet set, and the day the file came in."""

    recu_le: datetime.date
    heures_max_mois: Decimal
    severites: Mapping[str, str]


class DejaLa(NamedTuple):
    """A line of the ledger that stands, when the file arrives."""

    contrat_id: int
    beneficiaire_id: int
    du: datetime.date
    au: datetime.date
    nature: str
    heures: Decimal
    statut: str
    releve_id: int | None


def controler_lignes(
    *,
    lignes: Sequence[LigneReleve],
    contrats: Mapping[int, ContratTravail],
    regles: Regles,
    releves: Collection[int],
) -> None:
    """Nothing is saved. A line that is refused loses its contract, kept among what was read: it enters no ledger.
    `releves`: this timesheet and those it corrects, whose hours it restates."""
    siennes = [ligne for ligne in lignes if ligne.contrat_id and ligne.heures is not None]
    if not siennes:
        return
    debout = _debout(siennes, contrats, releves)
    _refuser_l_impossible(siennes, contrats, regles)
    _refuser_l_autre_decoupage(siennes, contrats, debout)
    deja = _deja_comptees(debout)
    _refuser_ou_dire_les_exces(siennes, contrats, regles, deja)
    _constater(siennes, contrats, regles, deja)
    _dire_les_zeros(siennes, contrats)


def _refuser(ligne: LigneReleve, contrats: Mapping[int, ContratTravail], faits: Iterable[Anomalie]) -> None:
    ligne.ecarter(contrats[ligne.contrat_id].ref if ligne.contrat_id else None, [fait.en_json() for fait in faits])


def _bornes(ligne: LigneReleve) -> tuple[datetime.date, datetime.date]:
    assert ligne.du is not None and ligne.au is not None  # noqa: S101, PT018
    return ligne.du, ligne.au


def _mois(ligne: LigneReleve) -> datetime.date:
    return premier_jour(_bornes(ligne)[0])


def _debout(
    lignes: Sequence[LigneReleve], contrats: Mapping[int, ContratTravail], releves: Collection[int]
) -> list[DejaLa]:
    """Of these people in these months, all contracts together; not what the file restates itself."""
    personnes = {contrats[ligne.contrat_id or 0].beneficiaire_id for ligne in lignes}
    du = premier_jour(min([_bornes(ligne)[0] for ligne in lignes]))
    au = dernier_jour(max([_bornes(ligne)[1] for ligne in lignes]))
    trouvees = (
        Heure.objects.filter(beneficiaire_id__in=personnes, annulee=False, du__lte=au, au__gte=du)
        .exclude(statut=StatutHeure.REFUSEE)
        .values_list("contrat_id", "beneficiaire_id", "du", "au", "nature", "heures", "statut", "releve_id")
    )
    deja = [h for h in map(DejaLa._make, trouvees) if h.releve_id not in releves]
    if not deja:
        return []
    cles = {(ligne.contrat_id, ligne.du, ligne.au, str(ligne.nature)) for ligne in lignes}
    return [h for h in deja if (h.contrat_id, h.du, h.au, h.nature) not in cles]


def _deja_comptees(debout: Iterable[DejaLa]) -> dict[tuple[int, datetime.date], Decimal]:
    """By person and month."""
    sommes: dict[tuple[int, datetime.date], Decimal] = defaultdict(Decimal)
    for heure in debout:
        if heure.nature in COMPTEES:
            sommes[heure.beneficiaire_id, premier_jour(heure.du)] += heure.heures
    return sommes


def _refuser_l_impossible(
    lignes: Sequence[LigneReleve], contrats: Mapping[int, ContratTravail], regles: Regles
) -> None:
    ensembles: dict[tuple[int | None, datetime.date, datetime.date], Decimal] = defaultdict(Decimal)
    for ligne in lignes:
        ensembles[ligne.contrat_id, *_bornes(ligne)] += ligne.heures or ZERO
    fautifs = {
        cle for cle, total in ensembles.items() if not _est_possible(contrats[cle[0] or 0], *cle[1:], total, regles)
    }
    for ligne in lignes if fautifs else ():
        contrat = contrats[ligne.contrat_id or 0]
        cle = (ligne.contrat_id, *_bornes(ligne))
        fait = _impossible(ligne, contrat, ensembles[cle], regles) if cle in fautifs else None
        if fait is not None:
            ligne.avertissements = [a for a in ligne.avertissements if a["code"] != fait[0]]
            _refuser(ligne, contrats, [Anomalie(ligne.numero, ligne.cellule(), *fait)])


def _est_possible(
    contrat: ContratTravail, du: datetime.date, au: datetime.date, total: Decimal, regles: Regles
) -> bool:
    """Of all the lines of a contract on the same days: what most are, for the price of a look."""
    return (
        du <= regles.recu_le
        and contrat.date_debut <= au
        and (contrat.date_fin is None or contrat.date_fin >= du)
        and total <= PAR_JOUR * ((au - du).days + 1)
    )


def _impossible(
    ligne: LigneReleve, contrat: ContratTravail, total: Decimal, regles: Regles
) -> tuple[CodeAnomalie, str] | None:
    du, au = _bornes(ligne)
    jours = (au - du).days + 1
    if premier_jour(du) <= regles.recu_le < du:  # the month runs already: its days are what is ahead
        return CodeAnomalie.MOIS_FUTUR, (
            f"Jours à venir ({formater_periode(du, au)})\u00a0: leurs heures ne peuvent pas encore être déclarées."
        )
    if du > regles.recu_le:
        suite = "n’a pas commencé : ses heures ne peuvent pas encore être déclarées."
        return CodeAnomalie.MOIS_FUTUR, f"{formater_mois(du).capitalize()} {suite}"
    if contrat.date_debut > au or (contrat.date_fin is not None and contrat.date_fin < du):
        return _hors_contrat(ligne, contrat)
    if total > PAR_JOUR * jours:
        return CodeAnomalie.HEURES_IMPOSSIBLES, (
            f"{formater_heures(total)} pour {ligne.nommer()} : c’est plus de 24 h par jour,"
            f" ces heures ne couvrent que {accorder(jours, 'jour')} du contrat {formater_de_mois(du)}."
        )
    return None


def _hors_contrat(ligne: LigneReleve, contrat: ContratTravail) -> tuple[CodeAnomalie, str]:
    du, au = _bornes(ligne)
    if contrat.date_debut > au:
        code, fait = CodeAnomalie.HEURES_AVANT_CONTRAT, f"commence le {formater_date(contrat.date_debut)}"
    else:
        code, fait = CodeAnomalie.HEURES_APRES_CONTRAT, f"s’est terminé le {formater_date(contrat.date_fin)}"
    return code, (f"Le contrat de {ligne.nommer()} {fait} : il ne peut pas porter d’heures {formater_de_mois(du)}.")


def _refuser_l_autre_decoupage(
    lignes: Sequence[LigneReleve], contrats: Mapping[int, ContratTravail], debout: Sequence[DejaLa]
) -> None:
    """The same days were declared by the month, and now by the day: nothing tells which part is new."""
    autres: dict[tuple[int, str], list[DejaLa]] = defaultdict(list)
    for heure in debout:
        autres[heure.contrat_id, heure.nature].append(heure)
    for ligne in lignes if autres else ():
        du, au = _bornes(ligne)
        croisees = [h for h in autres.get((ligne.contrat_id or 0, str(ligne.nature)), ()) if h.du <= au and h.au >= du]
        total = sum((heure.heures for heure in croisees), ZERO)
        if not total or not ligne.heures or ligne.heures < 0:  # taken off whatever days they were declared on
            continue
        etat = "validées" if all(h.statut == StatutHeure.VALIDEE for h in croisees) else "en attente"
        phrase = (
            f"{formater_heures(total)} {etat} pour {ligne.nommer()} du {formater_date(min(h.du for h in croisees))} au"
            f" {formater_date(max(h.au for h in croisees))} sont déjà déclarées, sur d’autres dates que ce fichier."
        )
        fait = Anomalie(
            ligne.numero,
            ligne.cellule(),
            CodeAnomalie.DECLAREE_AUTREMENT,
            f"{phrase} {A_L_ENTREPRISE}",
            f"{phrase} {AU_GUICHET}",
        )
        _refuser(ligne, contrats, [fait])


def _refuser_ou_dire_les_exces(
    lignes: Sequence[LigneReleve],
    contrats: Mapping[int, ContratTravail],
    regles: Regles,
    deja: Mapping[tuple[int, datetime.date], Decimal],
) -> None:
    """The person's month, all contracts together: impossible, or only surprising."""
    severite = regles.severites[CodeAnomalie.HEURES_EXCESSIVES]
    for (personne, mois), groupe in _par_personne(lignes, contrats).items():
        cumul = deja.get((personne, mois), ZERO)
        total = cumul + _somme(groupe)
        for ligne in groupe:
            if ligne.avertissements:
                ligne.avertissements = [a for a in ligne.avertissements if a["code"] != CodeAnomalie.HEURES_EXCESSIVES]
        plafond = PAR_JOUR * dernier_jour(mois).day
        if total <= plafond and total <= regles.heures_max_mois:
            continue
        debut = f"{formater_heures(total)} pour {groupe[0].nommer()} en {formater_mois(mois)}"
        if total > plafond:
            phrase = f"{debut}, tous contrats confondus : c’est plus de 24 h par jour."
            _refuser_tout(groupe, contrats, CodeAnomalie.HEURES_IMPOSSIBLES, phrase)
        elif total > regles.heures_max_mois and severite != Severite.IGNORER:
            phrase = (
                f"{debut}, au-delà de {formater_heures(regles.heures_max_mois)} : vérifiez qu’il ne s’agit pas d’une"
                " faute de frappe."
            )
            if severite == Severite.BLOQUER:
                _refuser_tout(groupe, contrats, CodeAnomalie.HEURES_EXCESSIVES, phrase)
            else:
                _dire(_qui_franchit(groupe, cumul, regles.heures_max_mois), CodeAnomalie.HEURES_EXCESSIVES, phrase)


def _par_personne(
    lignes: Sequence[LigneReleve], contrats: Mapping[int, ContratTravail]
) -> dict[tuple[int, datetime.date], list[LigneReleve]]:
    """Lines of several months are left to the reader, which knows how many."""
    groupes: dict[tuple[int, datetime.date], list[LigneReleve]] = defaultdict(list)
    for ligne in lignes:
        if ligne.contrat_id and ligne.heures and ligne.nature in COMPTEES:
            du, au = _bornes(ligne)
            if (au - du).days <= PLUSIEURS_MOIS or premier_jour(du) == premier_jour(au):
                groupes[contrats[ligne.contrat_id].beneficiaire_id, premier_jour(du)].append(ligne)
    return groupes


def _qui_franchit(groupe: Sequence[LigneReleve], cumul: Decimal, seuil: Decimal) -> LigneReleve:
    for ligne in groupe:
        cumul += ligne.heures or ZERO
        if cumul > seuil:
            return ligne
    return groupe[-1]


def _refuser_tout(
    groupe: Sequence[LigneReleve], contrats: Mapping[int, ContratTravail], code: CodeAnomalie, phrase: str
) -> None:
    for ligne in groupe:
        _refuser(ligne, contrats, [Anomalie(ligne.numero, ligne.cellule(), code, phrase)])


def _dire(ligne: LigneReleve, code: CodeAnomalie, phrase: str) -> None:
    ligne.avertissements = [*ligne.avertissements, Anomalie(ligne.numero, ligne.cellule(), code, phrase).en_json()]


def _constater(
    lignes: Sequence[LigneReleve],
    contrats: Mapping[int, ContratTravail],
    regles: Regles,
    deja: Mapping[tuple[int, datetime.date], Decimal],
) -> None:
    """The other controls the guichet set, once for a contract and a month."""
    if not demande_des_faits(regles.severites):
        return
    groupes: dict[tuple[int, datetime.date], list[LigneReleve]] = defaultdict(list)
    for (_, mois), ensemble in _par_personne(lignes, contrats).items():
        for ligne in ensemble:
            groupes[ligne.contrat_id or 0, mois].append(ligne)
    if not groupes:
        return
    mois_lus = [mois for _, mois in groupes]
    concernes = [contrats[pk] for pk in {pk for pk, _ in groupes}]
    faits = lire_faits(concernes, min(mois_lus), dernier_jour(max(mois_lus)), dict(regles.severites))
    totaux = _totaux(groupes, contrats, deja)
    for (pk, mois), groupe in groupes.items():
        contrat = contrats[pk]
        jours = jours_du_contrat(mois, contrat.date_debut, contrat.date_fin)
        if jours is not None:
            total = totaux[contrat.beneficiaire_id, mois]
            du_mois = HeuresDuMois(contrat, mois, jours, _somme(groupe), total)
            _appliquer(constater(du_mois, faits, nommer=False), groupe, contrats, regles)


def _totaux(
    groupes: Mapping[tuple[int, datetime.date], Sequence[LigneReleve]],
    contrats: Mapping[int, ContratTravail],
    deja: Mapping[tuple[int, datetime.date], Decimal],
) -> dict[tuple[int, datetime.date], Decimal]:
    totaux: dict[tuple[int, datetime.date], Decimal] = defaultdict(Decimal, deja)
    for (pk, mois), groupe in groupes.items():
        totaux[contrats[pk].beneficiaire_id, mois] += _somme(groupe)
    return totaux


def _somme(groupe: Sequence[LigneReleve]) -> Decimal:
    return sum([ligne.heures or ZERO for ligne in groupe], ZERO)


def _appliquer(
    constats: Iterable[Constat],
    groupe: Sequence[LigneReleve],
    contrats: Mapping[int, ContratTravail],
    regles: Regles,
) -> None:
    for constat in constats:
        phrase, severite = f"{groupe[0].nommer()}. {constat.phrase}", regles.severites[constat.code]
        if severite == Severite.BLOQUER:
            _refuser_tout(groupe, contrats, constat.code, phrase)
        elif severite != Severite.IGNORER:
            _dire(groupe[0], constat.code, phrase)


def _dire_les_zeros(lignes: Sequence[LigneReleve], contrats: Mapping[int, ContratTravail]) -> None:
    """« Nobody worked » stands in the timesheets, not in the ledger: said again, it adds nothing."""
    nulles = [ligne for ligne in lignes if ligne.contrat_id and ligne.heures == 0]
    if not nulles:
        return
    mois = [_mois(ligne) for ligne in nulles]
    deja = zeros_declares(contrats, min(mois), dernier_jour(max(mois)))
    for ligne in nulles:
        if (ligne.contrat_id, str(ligne.nature), _mois(ligne)) in deja:
            phrase = f"Il est déjà déclaré que {ligne.nommer()} n’a pas travaillé en {formater_mois(ligne.du)}."
            _dire(ligne, CodeAnomalie.DEJA_DECLAREE, phrase)
