"""What the guichet knows against what a timesheet says: one question to the database per rule."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from beneficiaires.models import ContratTravail
from clauses_app.interface.formats import (
    accorder,
    formater_date,
    formater_de_mois,
    formater_heures,
    formater_mois,
)
from suivi_heures.enums import CodeAnomalie, Nature, Severite, StatutHeure
from suivi_heures.imports.anomalies import Anomalie
from suivi_heures.imports.releve_modele import LigneLue
from suivi_heures.models import Heure
from suivi_heures.queries.constats import COMPTEES, FaitsControles, HeuresDuMois, constater, lire_faits
from suivi_heures.queries.contrats_du_mois import de_l_entreprise
from suivi_heures.queries.mois import dernier_jour, jours_du_contrat
from suivi_heures.queries.zeros_declares import zeros_declares

PAR_JOUR = 24


class Repere(NamedTuple):
    """Where a line stands: what the sentences need."""

    contrat: ContratTravail
    mois: datetime.date
    jours: tuple[datetime.date, datetime.date] | None


class Declaration(NamedTuple):
    """What stands already for a contract, a month and a nature."""

    heures: Decimal
    statut: str


def controler_releve(
    *,
    lignes: Sequence[LigneLue],
    entreprise_id: int,
    mois: datetime.date,
    recu_le: datetime.date,
    heures_max_mois: Decimal,
    severites: dict[str, str],
) -> list[LigneLue]:
    """Add to each line its blocking faults and what must be confirmed."""
    contrats = _contrats({ligne.contrat_id for ligne in lignes if ligne.contrat_id}, entreprise_id)
    deja = _declarations(contrats, lignes)
    autres = _heures_des_personnes(contrats, lignes)
    faits = _faits(contrats, lignes, severites)
    controlees = []
    for ligne in lignes:
        if ligne.contrat_id is None or ligne.mois is None:
            controlees.append(ligne)
            continue
        contrat = contrats.get(ligne.contrat_id)
        if contrat is None:
            controlees.append(_ajouter(ligne, [_contrat_inconnu(ligne)]))
            continue
        repere = Repere(contrat, ligne.mois, jours_du_contrat(ligne.mois, contrat.date_debut, contrat.date_fin))
        fautes = list(_fautes(ligne, repere, recu_le)) + list(_deja(ligne, deja, bloquant=True))
        avis = list(_avis(ligne, repere, mois)) + list(_deja(ligne, deja, bloquant=False))
        impossibles, surprenantes = _exces(ligne, repere, autres, heures_max_mois)
        if not fautes and not impossibles:
            surprenantes += _constats(ligne, repere, autres, faits)
        refusees, dites = _trier(surprenantes, severites)
        controlees.append(_ajouter(ligne, fautes or impossibles or refusees, avis + dites))
    return controlees


def _faits(
    contrats: dict[int, ContratTravail], lignes: Sequence[LigneLue], severites: dict[str, str]
) -> FaitsControles:
    mois = [ligne.mois for ligne in lignes if ligne.mois]
    if not mois:
        return FaitsControles()
    return lire_faits(list(contrats.values()), min(mois), dernier_jour(max(mois)), severites)


def _constats(
    ligne: LigneLue, repere: Repere, totaux: dict[tuple[int, datetime.date], Decimal], faits: FaitsControles
) -> list[Anomalie]:
    if repere.jours is None or not _comptees(ligne):
        return []
    total = totaux.get((repere.contrat.beneficiaire_id, repere.mois), Decimal(0))
    mois = HeuresDuMois(repere.contrat, repere.mois, repere.jours, _comptees(ligne), total)
    colonne = ligne.references.get(Nature.TRAVAIL, "")
    return [
        Anomalie(ligne.numero, colonne, constat.code, f"{ligne.nom}. {constat.phrase}")
        for constat in constater(mois, faits, nommer=False)
    ]


def _trier(surprenantes: list[Anomalie], severites: dict[str, str]) -> tuple[list[Anomalie], list[Anomalie]]:
    """What the guichet refuses, what it tells; what it does not look at goes."""
    refusees = [a for a in surprenantes if severites[a.code] == Severite.BLOQUER]
    dites = [a for a in surprenantes if severites[a.code] not in (Severite.BLOQUER, Severite.IGNORER)]
    return refusees, dites


def _ajouter(ligne: LigneLue, fautes: Iterable[Anomalie], avis: Iterable[Anomalie] = ()) -> LigneLue:
    return replace(ligne, anomalies=(*ligne.anomalies, *fautes), avertissements=(*ligne.avertissements, *avis))


def _contrats(ids: set[int], entreprise_id: int) -> dict[int, ContratTravail]:
    trouves = ContratTravail.objects.filter(de_l_entreprise(entreprise_id), pk__in=ids).select_related("beneficiaire")
    return {contrat.pk: contrat for contrat in trouves}


def _declarations(
    contrats: dict[int, ContratTravail], lignes: Sequence[LigneLue]
) -> dict[tuple[int, datetime.date, str], Declaration]:
    """Lines that stand, by contract, month and nature."""
    mois = [ligne.mois for ligne in lignes if ligne.mois]
    if not mois:
        return {}
    valeurs = (
        Heure.objects.filter(
            contrat_id__in=list(contrats), annulee=False, au__gte=min(mois), du__lte=dernier_jour(max(mois))
        )
        .exclude(statut=StatutHeure.REFUSEE)
        .values_list("contrat_id", "du", "nature", "heures", "statut")
    )
    trouvees: dict[tuple[int, datetime.date, str], Declaration] = {}
    for contrat_id, du, nature, heures, statut in valeurs:
        cle = (contrat_id, du.replace(day=1), nature)
        avant = trouvees.get(cle, Declaration(Decimal(0), statut))
        trouvees[cle] = Declaration(avant.heures + heures, statut)
    return _declarations_nulles(contrats, mois) | trouvees


def _declarations_nulles(
    contrats: dict[int, ContratTravail], mois: Sequence[datetime.date]
) -> dict[tuple[int, datetime.date, str], Declaration]:
    """« Nobody worked » stands in the timesheets, not in the ledger."""
    zeros = zeros_declares(contrats, min(mois), dernier_jour(max(mois)))
    return {
        (contrat_id, premier, nature): Declaration(
            Decimal(0), StatutHeure.VALIDEE if zero.est_valide else StatutHeure.SOUMISE
        )
        for (contrat_id, nature, premier), zero in zeros.items()
    }


def _heures_des_personnes(
    contrats: dict[int, ContratTravail], lignes: Sequence[LigneLue]
) -> dict[tuple[int, datetime.date], Decimal]:
    """Hours of each person in each month: declared under other contracts, and in this file."""
    mois = [ligne.mois for ligne in lignes if ligne.mois]
    totaux: dict[tuple[int, datetime.date], Decimal] = {}
    if not mois:
        return totaux
    personnes = {contrat.beneficiaire_id for contrat in contrats.values()}
    ailleurs = (
        Heure.objects.filter(
            beneficiaire_id__in=personnes,
            nature__in=COMPTEES,
            annulee=False,
            du__gte=min(mois),
            du__lte=dernier_jour(max(mois)),
        )
        .exclude(statut=StatutHeure.REFUSEE)
        .exclude(contrat_id__in=list(contrats))
        .values_list("beneficiaire_id", "du", "heures")
    )
    for personne, du, heures in ailleurs:
        cle = (personne, du.replace(day=1))
        totaux[cle] = totaux.get(cle, Decimal(0)) + heures
    for ligne in lignes:
        contrat = contrats.get(ligne.contrat_id or 0)
        if contrat is not None and ligne.mois:
            cle = (contrat.beneficiaire_id, ligne.mois)
            totaux[cle] = totaux.get(cle, Decimal(0)) + _comptees(ligne)
    return totaux


def _comptees(ligne: LigneLue) -> Decimal:
    return sum((ligne.heures.get(nature, Decimal(0)) for nature in COMPTEES), Decimal(0))


def _contrat_inconnu(ligne: LigneLue) -> Anomalie:
    return Anomalie(
        ligne.numero,
        "",
        CodeAnomalie.CONTRAT_INCONNU,
        f"Le contrat de {ligne.nom} n’est plus suivi pour votre entreprise. Téléchargez à nouveau le modèle du mois,"
        " ou demandez à votre facilitateur.",
    )


def _fautes(ligne: LigneLue, repere: Repere, recu_le: datetime.date) -> Iterable[Anomalie]:
    contrat, mois, jours = repere
    if not ligne.heures:
        return
    if mois > recu_le:
        yield Anomalie(
            ligne.numero,
            "",
            CodeAnomalie.MOIS_FUTUR,
            f"{formater_mois(mois).capitalize()} n’a pas commencé : ses heures ne peuvent pas encore être déclarées.",
        )
    if jours is None:
        yield _hors_contrat(ligne, contrat, mois)
        return
    possibles = Decimal(PAR_JOUR * ((jours[1] - jours[0]).days + 1))
    if sum(ligne.heures.values()) > possibles:
        yield Anomalie(
            ligne.numero,
            ligne.references.get(Nature.TRAVAIL, ""),
            CodeAnomalie.HEURES_IMPOSSIBLES,
            f"{formater_heures(sum(ligne.heures.values()))} pour {ligne.nom} : c’est plus de 24 h par jour, le contrat"
            f" ne couvre que {accorder((jours[1] - jours[0]).days + 1, 'jour')} {formater_de_mois(mois)}.",
        )


def _hors_contrat(ligne: LigneLue, contrat: ContratTravail, mois: datetime.date) -> Anomalie:
    if contrat.date_debut > mois:
        code, fait = CodeAnomalie.HEURES_AVANT_CONTRAT, f"commence le {formater_date(contrat.date_debut)}"
    else:
        code, fait = CodeAnomalie.HEURES_APRES_CONTRAT, f"s’est terminé le {formater_date(contrat.date_fin)}"
    return Anomalie(
        ligne.numero,
        ligne.references.get(Nature.TRAVAIL, ""),
        code,
        f"Le contrat de {ligne.nom} {fait} : il ne peut pas porter d’heures {formater_de_mois(mois)}.",
    )


def _avis(ligne: LigneLue, repere: Repere, mois: datetime.date) -> Iterable[Anomalie]:
    if ligne.heures and repere.mois != mois:
        yield Anomalie(
            ligne.numero,
            "",
            CodeAnomalie.LIGNE_HORS_PERIODE,
            f"Cette ligne porte sur {formater_mois(repere.mois)} : le relevé, lui, est celui {formater_de_mois(mois)}.",
        )


def _exces(
    ligne: LigneLue, repere: Repere, totaux: dict[tuple[int, datetime.date], Decimal], heures_max: Decimal
) -> tuple[list[Anomalie], list[Anomalie]]:
    """The person's month, all contracts together: (impossible, only surprising)."""
    total = totaux.get((repere.contrat.beneficiaire_id, repere.mois), Decimal(0))
    if total <= heures_max or not _comptees(ligne):
        return [], []
    colonne = ligne.references.get(Nature.TRAVAIL, "")
    debut = f"{formater_heures(total)} pour {ligne.nom} en {formater_mois(repere.mois)}"
    if total > PAR_JOUR * dernier_jour(repere.mois).day:
        phrase = f"{debut}, tous contrats confondus : c’est plus de 24 h par jour."
        return [Anomalie(ligne.numero, colonne, CodeAnomalie.HEURES_IMPOSSIBLES, phrase)], []
    phrase = f"{debut}, au-delà de {formater_heures(heures_max)} : vérifiez qu’il ne s’agit pas d’une faute de frappe."
    return [], [Anomalie(ligne.numero, colonne, CodeAnomalie.HEURES_EXCESSIVES, phrase)]


def _deja(
    ligne: LigneLue, deja: dict[tuple[int, datetime.date, str], Declaration], *, bloquant: bool
) -> Iterable[Anomalie]:
    """Same hours: said, and not counted twice. Other hours: the first declaration must be decided first."""
    for nature, heures in ligne.heures.items():
        declaration = deja.get((ligne.contrat_id or 0, ligne.mois or datetime.date.min, nature))
        if declaration is None or (declaration.heures != heures) is not bloquant:
            continue
        if not declaration.heures and heures:  # « nobody worked », then somebody did
            continue
        colonne = ligne.references.get(nature, "")
        etat = "validées" if declaration.statut == StatutHeure.VALIDEE else "en attente"
        debut = f"{formater_heures(declaration.heures)} {etat} pour {ligne.nom} en {formater_mois(ligne.mois)}"
        if not bloquant and not heures:
            phrase = f"Il est déjà déclaré que {ligne.nom} n’a pas travaillé en {formater_mois(ligne.mois)}."
            yield Anomalie(ligne.numero, colonne, CodeAnomalie.DEJA_DECLAREE, phrase)
            continue
        if not bloquant:
            yield Anomalie(
                ligne.numero,
                colonne,
                CodeAnomalie.DEJA_DECLAREE,
                f"{debut} : ces heures sont déjà déclarées, elles ne sont pas comptées deux fois.",
            )
            continue
        yield Anomalie(
            ligne.numero,
            colonne,
            CodeAnomalie.DECLAREE_AUTREMENT,
            f"{debut} sont déjà déclarées, et le fichier en dit {formater_heures(heures)}. Pour les changer, demandez"
            " à votre facilitateur de renvoyer le premier relevé ou de corriger la ligne.",
        )
