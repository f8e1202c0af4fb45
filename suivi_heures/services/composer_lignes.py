"""From what was understood of a file to the lines of its timesheet, controlled; nothing is saved."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from decimal import Decimal

from django.utils import timezone

from beneficiaires.models import ContratTravail
from clauses_app.comptes.models import Guichet
from clauses_app.imports.copie import fabriquer
from clauses_app.interface.formats import formater_de_mois, formater_mois
from clauses_app.tenancy.contexte import exiger_guichet
from suivi_heures.enums import CodeAnomalie, Nature, SuiteLigne
from suivi_heures.imports.anomalies import Anomalie
from suivi_heures.imports.releve.resultat import AnomalieLue, LigneComprise, ReleveCompris
from suivi_heures.imports.releve.textes import compacter
from suivi_heures.models import LigneReleve, ReleveHeures
from suivi_heures.queries.contrats_du_mois import de_l_entreprise
from suivi_heures.queries.controles import lire_severites
from suivi_heures.services.controler_lignes import Regles, controler_lignes
from suivi_heures.services.rapprocher_envois import rapprocher_envois

DU_CONTRAT = (CodeAnomalie.SANS_CONTRAT, CodeAnomalie.HEURES_AVANT_CONTRAT, CodeAnomalie.HEURES_APRES_CONTRAT)
DES_CASES = (CodeAnomalie.HEURES_ILLISIBLES, CodeAnomalie.FORMULE_SANS_VALEUR)
PLAFOND = Decimal(1_000_000)  # what a column of hours can hold
DES_PERSONNES = (
    *(CodeAnomalie.BENEFICIAIRE_INCONNU, CodeAnomalie.BENEFICIAIRE_AMBIGU, CodeAnomalie.NOM_APPROCHANT),
    *(CodeAnomalie.NOM_DIFFERENT, CodeAnomalie.DATE_NAISSANCE_DIFFERENTE, CodeAnomalie.SANS_CONTRAT),
)
SANS_CONTRAT_ICI = (
    "Aucun contrat suivi pour votre entreprise ne correspond à cette personne. Vérifiez son nom et sa date de"
    " naissance, ou demandez au guichet d’ouvrir son contrat."
)
D_UN_AUTRE = (
    "Le contrat trouvé pour cette personne n’est pas suivi pour l’entreprise qui a déposé ce fichier. Vérifiez qui"
    " l’envoie, ou demandez à votre facilitateur."
)
D_UN_AUTRE_AU_GUICHET = (
    "Le contrat trouvé pour cette personne n’est pas suivi pour l’entreprise qui a déposé ce fichier. Vérifiez qui"
    " l’envoie, ou ouvrez un contrat chez elle."
)
# what the sender is told to ask the guichet, and what the guichet does
AU_GUICHET = {
    CodeAnomalie.IDENTIFIANT_ABSENT: (
        "Cette personne a été ajoutée à la main\u00a0: son contrat n’est pas connu. Ouvrez-le, ou dites de qui il"
        " s’agit."
    ),
    CodeAnomalie.CONTRAT_INCONNU: (
        "Le contrat que nomme cette ligne n’est plus suivi pour cette entreprise. Dites lequel porte ces heures, ou ne"
        " les importez pas."
    ),
}


def composer_lignes(*, releve: ReleveHeures, lu: ReleveCompris, remplaces: Collection[int]) -> list[LigneReleve]:
    """Every line understood, then those set aside. Without a contract of the sender, a line enters no ledger."""
    recu_le = timezone.localtime(releve.depose_a).date()
    contrats = {
        contrat.ref: contrat
        for contrat in ContratTravail.objects.filter(
            de_l_entreprise(releve.entreprise_id), ref__in={li.contrat for li in lu.lignes if li.contrat}
        ).select_related("employeur", "beneficiaire")
    }
    faits, orphelins = _rattacher(lu, recu_le)
    neuve = fabriquer(LigneReleve)
    lignes = [
        _composer(neuve, releve, lu, rang, ligne, contrats.get(ligne.contrat or ""), faits.get(rang, ()))
        for rang, ligne in enumerate(lu.lignes)
    ]
    guichet = Guichet.objects.get(pk=exiger_guichet())
    par_cle = {contrat.pk: contrat for contrat in contrats.values()}
    rapprocher_envois(releve=releve, lignes=lignes, contrats=par_cle)
    controler_lignes(
        lignes=[ligne for ligne in lignes if ligne.suite != SuiteLigne.CROISEE],
        contrats=par_cle,
        regles=Regles(recu_le, guichet.heures_max_mois, lire_severites()),
        releves={releve.pk, *remplaces},
    )
    mises_de_cote = defaultdict(list)
    for une in lu.ecartees:
        mises_de_cote[une.code, une.ligne.feuille, une.ligne.numero].append(une.ligne)
    lignes += [
        _mettre_a_part(releve, lu, rang, fait, ecrite)
        for rang, (fait, ecrite) in enumerate(_mettre_de_cote(lu, orphelins, mises_de_cote), len(lignes))
    ]
    return lignes


def _composer(
    neuve: Callable[..., LigneReleve],
    releve: ReleveHeures,
    lu: ReleveCompris,
    rang: int,
    ligne: LigneComprise,
    contrat: ContratTravail | None,
    faits: Sequence[AnomalieLue],
) -> LigneReleve:
    dites = [_dire(fait, connue=contrat is not None) for fait in faits]
    if contrat is None and ligne.contrat:
        code = CodeAnomalie.CONTRAT_INCONNU
        dites.append(Anomalie(ligne.numero, "", code, D_UN_AUTRE, D_UN_AUTRE_AU_GUICHET))
    du, au = ligne.periode.du, ligne.periode.au
    if lu.modele and contrat is not None and lu.periode and not ligne.periode.touche(lu.periode):
        message = (
            f"Cette ligne porte sur {formater_mois(du)} : le relevé, lui, est celui {formater_de_mois(lu.periode.du)}."
        )
        dites.append(Anomalie(ligne.numero, "", CodeAnomalie.LIGNE_HORS_PERIODE, message))
    if contrat is not None and contrat.date_debut <= au and (contrat.date_fin is None or contrat.date_fin >= du):
        du, au = max(du, contrat.date_debut), min(au, contrat.date_fin or au)  # within the contract
    composee = neuve(
        releve_id=releve.pk,
        numero=ligne.numero,
        rang=rang,
        lue=_telle_que_lue(ligne, lu),
        contrat_id=contrat.pk if contrat else None,
        du=du,
        au=au,
        nature=ligne.nature.value,
        heures=ligne.heures,
        anomalies=[] if contrat else [fait.en_json() for fait in dites],
        avertissements=[fait.en_json() for fait in dites] if contrat else [],
    )
    if abs(ligne.heures) >= PLAFOND:
        trop = Anomalie(ligne.numero, "", CodeAnomalie.HEURES_IMPOSSIBLES, "Ces heures sont impossibles.")
        composee.ecarter(contrat.ref if composee.contrat_id and contrat else None, [trop.en_json()])
        composee.heures = None
    return composee


def _mettre_a_part(
    releve: ReleveHeures, lu: ReleveCompris, rang: int, fait: AnomalieLue, ecrite: LigneComprise | None
) -> LigneReleve:
    """A line left empty is only told; the others wait for a decision."""
    dite = [_dire(fait).en_json()]
    vide = fait.code == CodeAnomalie.LIGNE_VIDE
    return LigneReleve(
        releve=releve,
        numero=fait.numero or 0,
        rang=rang,
        lue=_telle_que_lue(ecrite, lu, ecartee=True) if ecrite else {"feuille": fait.feuille},
        nature=ecrite.nature if ecrite else Nature.TRAVAIL,
        anomalies=[] if vide else dite,
        avertissements=dite if vide else [],
    )


def _mettre_de_cote(
    lu: ReleveCompris,
    orphelins: list[AnomalieLue],
    ecrites: dict[tuple[CodeAnomalie, str | None, int], list[LigneComprise]],
) -> Iterator[tuple[AnomalieLue, LigneComprise | None]]:
    """A row set aside gives one line for each of the hours written on it, with its reason: they can still be kept."""
    for fait in lu.anomalies:
        siennes = ecrites.get((fait.code, fait.feuille, fait.numero or 0), [])
        if fait.code in DES_CASES or fait.cellule:  # one fact a cell, in the same order
            siennes = [siennes.pop(0)] if siennes else []
        if siennes:
            yield from ((fait, ecrite) for ecrite in siennes)
        elif fait in orphelins:
            yield fait, None


def _telle_que_lue(ligne: LigneComprise, lu: ReleveCompris, *, ecartee: bool = False) -> dict[str, object]:
    """`heures` are those that were read; of a row set aside they are only `proposees`."""
    place, periode = (ligne.feuille, ligne.numero), ligne.periode
    lue: dict[str, object] = {
        "Nom": ligne.nom,
        "Prénom": ligne.prenom,
        "cle": compacter(ligne.nom) + compacter(ligne.prenom),
        "naissance": ligne.naissance.isoformat() if ligne.naissance else None,
        "personne": ligne.personne,
        "feuille": ligne.feuille,
        "proposees" if ecartee else "heures": str(ligne.heures),
        "cellules": list(ligne.cellules),
        "nomme": lu.noms.get(place, ""),
        "source": lu.sources.get(place, ""),
        "du": periode.du.isoformat(),
        "au": periode.au.isoformat(),
    }
    if ecartee:
        lue["contrat"] = ligne.contrat
    if ligne.observation:
        lue["Observation"] = ligne.observation
    return lue


def _rattacher(lu: ReleveCompris, recu_le: datetime.date) -> tuple[dict[int, list[AnomalieLue]], list[AnomalieLue]]:
    """Each fact goes with the line that raised it, or holds its cell, else with the first of its row; a row that gave
    no line keeps it."""
    places: dict[tuple[str | None, int], list[int]] = defaultdict(list)
    for rang, ligne in enumerate(lu.lignes):
        places[ligne.feuille, ligne.numero].append(rang)
    apart = {(une.code, une.ligne.feuille, une.ligne.numero) for une in lu.ecartees}
    faits: dict[int, list[AnomalieLue]] = defaultdict(list)
    orphelins = []
    for fait in lu.anomalies:
        if fait.numero is None:
            continue
        if fait.rang is not None and not (
            fait.code in DU_CONTRAT and not _vise(fait.code, lu.lignes[fait.rang], recu_le)
        ):
            faits[fait.rang].append(fait)
            continue
        seul = fait.code in DES_CASES or (fait.cellule and (fait.code, fait.feuille, fait.numero) in apart)
        rangs = [] if seul else places.get((fait.feuille, fait.numero), [])
        visees = [rang for rang in rangs if fait.cellule and fait.cellule in lu.lignes[rang].cellules]
        visees = visees or [rang for rang in rangs if _vise(fait.code, lu.lignes[rang], recu_le)]
        if fait.code in DU_CONTRAT and rangs and not visees:
            continue  # employed by another: the two sendings are compared, nothing is missing
        libres = [rang for rang in visees or rangs if all(autre.code != fait.code for autre in faits[rang])]
        if rangs:
            faits[(libres or rangs)[0]].append(fait)
        else:
            orphelins.append(fait)
    return faits, orphelins


def _vise(code: CodeAnomalie, ligne: LigneComprise, recu_le: datetime.date) -> bool:
    if code in DU_CONTRAT:
        return ligne.contrat is None
    if code == CodeAnomalie.MOIS_FUTUR:
        return ligne.periode.du > recu_le
    if code == CodeAnomalie.HEURES_NEGATIVES:
        return ligne.heures < 0
    return True


def _dire(fait: AnomalieLue, *, connue: bool = False) -> Anomalie:
    """Of somebody who has no contract with the sender, it learns neither that the guichet knows her nor how."""
    phrase = fait.phrase or (f"{fait.code.label} : {fait.detail}" if fait.detail else fait.code.label)
    phrase = phrase if phrase.endswith(".") else f"{phrase}."
    if connue or fait.code not in DES_PERSONNES:
        return Anomalie(fait.numero or 0, fait.cellule, fait.code, phrase, AU_GUICHET.get(fait.code, ""))
    return Anomalie(fait.numero or 0, fait.cellule, fait.code, SANS_CONTRAT_ICI, phrase)
