"""Write what was understood of a timesheet: every line on the timesheet, those that can be in the ledger."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal

from django.db import connection, transaction
from django.utils import timezone

from beneficiaires.models import ContratTravail
from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.interface.formats import accorder, formater_de_mois, formater_heures, soigner_typographie
from clauses_app.tenancy.contexte import exiger_guichet
from suivi_heures.enums import CodeAnomalie, Nature, StatutReleve
from suivi_heures.imports.anomalies import Anomalie
from suivi_heures.imports.releve.resultat import AnomalieLue, LigneComprise, ReleveCompris
from suivi_heures.imports.releve.textes import compacter
from suivi_heures.models import LigneReleve, ReleveHeures
from suivi_heures.services.inscrire_differences import Inscription, inscrire_differences
from suivi_heures.services.perimer_suivi import perimer_suivi
from suivi_heures.services.recalculer_realisation import recalculer_realisation
from suivi_heures.services.reporter_corrections import reporter_corrections

RIEN_DE_NOUVEAU = "Toutes les heures de ce fichier étaient déjà déclarées : rien n’a été ajouté."
DU_CONTRAT = (CodeAnomalie.SANS_CONTRAT, CodeAnomalie.HEURES_AVANT_CONTRAT, CodeAnomalie.HEURES_APRES_CONTRAT)
UNE_PAR_CASE = (CodeAnomalie.HEURES_ILLISIBLES, CodeAnomalie.FORMULE_SANS_VALEUR)
PLAFOND = Decimal(1_000_000)  # what a column of hours can hold


@transaction.atomic
def inscrire_releve_compris(*, releve: ReleveHeures, lu: ReleveCompris, recu_le: datetime.date) -> ReleveHeures:
    """Nothing is validated. A line without person or contract stays on the timesheet, with its reason."""
    codes = {anomalie.code for anomalie in lu.anomalies}
    releve.lecture, releve.motif = _resumer(lu), ""
    LigneReleve.objects.filter(releve=releve).delete()  # one that was taken back, then sent again
    LigneReleve.objects.bulk_create(_composer(releve, lu, recu_le))
    reporter_corrections(releve=releve)
    if not lu.lisible:
        releve.statut, releve.message = StatutReleve.A_COMPLETER, soigner_typographie(lu.phrase)
    elif CodeAnomalie.FICHIER_DEJA_RECU in codes:
        _signaler_deja_recu(releve)
    else:
        _inscrire(releve, lu, codes)
    releve.save(update_fields=["mois", "statut", "message", "motif", "decide_a", "lecture"])
    return releve


def _resumer(lu: ReleveCompris) -> dict[str, object]:
    """Of the file and its sheets only: what concerns a person stands on her lines."""
    complet = lu.en_json()
    champs = ("lisible", "motif_illisible", "employeur", "periode", "total_heures_travail", "effet_sur_cumul")
    du_fichier = [a.en_json() for a in lu.anomalies if a.numero is None]
    return {champ: complet[champ] for champ in champs} | {"anomalies": du_fichier}


def _composer(releve: ReleveHeures, lu: ReleveCompris, recu_le: datetime.date) -> list[LigneReleve]:
    contrats = dict(
        ContratTravail.objects.filter(ref__in={li.contrat for li in lu.lignes if li.contrat}).values_list("ref", "pk")
    )
    faits, orphelins = _rattacher(lu, recu_le)
    lignes = []
    for rang, ligne in enumerate(lu.lignes):
        trop = abs(ligne.heures) >= PLAFOND
        dites = [_dire(fait) for fait in faits[rang]]
        if trop:
            dites.append(Anomalie(ligne.numero, "", CodeAnomalie.HEURES_IMPOSSIBLES, "Ces heures sont impossibles."))
        contrat = None if trop else contrats.get(ligne.contrat or "")
        lignes.append(
            LigneReleve(
                releve=releve,
                numero=ligne.numero,
                rang=rang,
                lue=_telle_que_lue(ligne, lu),
                contrat_id=contrat,
                du=ligne.periode.du,
                au=ligne.periode.au,
                nature=ligne.nature,
                heures=None if trop else ligne.heures,
                anomalies=[] if contrat else [fait.en_json() for fait in dites],
                avertissements=[fait.en_json() for fait in dites] if contrat else [],
            )
        )
    mises_de_cote = defaultdict(list)
    for une in lu.ecartees:
        mises_de_cote[une.code, une.ligne.feuille, une.ligne.numero].append(une.ligne)
    for fait, ecrite in _mettre_de_cote([*lu.anomalies], orphelins, mises_de_cote):
        rang = len(lignes)
        lignes.append(
            LigneReleve(
                releve=releve,
                numero=fait.numero or 0,
                rang=rang,
                lue=_telle_que_lue(ecrite, lu, ecartee=True) if ecrite else {"feuille": fait.feuille},
                nature=ecrite.nature if ecrite else Nature.TRAVAIL,
                anomalies=[_dire(fait).en_json()],
            )
        )
    return lignes


def _mettre_de_cote(
    faits: list[AnomalieLue],
    orphelins: list[AnomalieLue],
    ecrites: dict[tuple[CodeAnomalie, str | None, int], list[LigneComprise]],
) -> Iterator[tuple[AnomalieLue, LigneComprise | None]]:
    """A row set aside gives one line for each of the hours written on it, with its reason: they can still be kept."""
    for fait in faits:
        siennes = ecrites.get((fait.code, fait.feuille, fait.numero or 0), [])
        if fait.code in UNE_PAR_CASE:  # one fact a cell, in the same order
            siennes = [siennes.pop(0)] if siennes else []
        if siennes:
            yield from ((fait, ecrite) for ecrite in siennes)
        elif fait in orphelins:
            yield fait, None


def _telle_que_lue(ligne: LigneComprise, lu: ReleveCompris, *, ecartee: bool = False) -> dict[str, object]:
    """`heures` are those that were read; of a row set aside they are only `proposees`."""
    return {
        "Nom": ligne.nom,
        "Prénom": ligne.prenom,
        "cle": compacter(ligne.nom) + compacter(ligne.prenom),
        "naissance": ligne.naissance.isoformat() if ligne.naissance else None,
        "personne": ligne.personne,
        "feuille": ligne.feuille,
        "proposees" if ecartee else "heures": str(ligne.heures),
        **({"contrat": ligne.contrat} if ecartee else {}),
        "cellules": list(ligne.cellules),
        "nomme": lu.noms.get((ligne.feuille, ligne.numero), ""),
        "source": lu.sources.get((ligne.feuille, ligne.numero), ""),
        **ligne.periode.en_json(),
    }


def _rattacher(lu: ReleveCompris, recu_le: datetime.date) -> tuple[dict[int, list[AnomalieLue]], list[AnomalieLue]]:
    """Each fact goes with the line it speaks of, else with the first of its row; a row that gave no line keeps it."""
    places: dict[tuple[str | None, int], list[int]] = defaultdict(list)
    for rang, ligne in enumerate(lu.lignes):
        places[ligne.feuille, ligne.numero].append(rang)
    faits: dict[int, list[AnomalieLue]] = defaultdict(list)
    orphelins = []
    for fait in lu.anomalies:
        if fait.numero is None:
            continue
        rangs = [] if fait.code in UNE_PAR_CASE else places.get((fait.feuille, fait.numero), [])
        visees = [rang for rang in rangs if _vise(fait.code, lu.lignes[rang], recu_le)]
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


def _dire(fait: AnomalieLue) -> Anomalie:
    phrase = f"{fait.code.label} : {fait.detail}" if fait.detail else fait.code.label
    return Anomalie(fait.numero or 0, "", fait.code, phrase if phrase.endswith(".") else f"{phrase}.")


def _signaler_deja_recu(releve: ReleveHeures) -> None:
    _noter_deja(LigneReleve.objects.filter(releve=releve))
    releve.statut, releve.motif = StatutReleve.REJETE, soigner_typographie(RIEN_DE_NOUVEAU)
    releve.decide_a = timezone.now()


def _noter_deja(lignes: Iterable[LigneReleve]) -> None:
    touchees = []
    for ligne in lignes:
        deja = Anomalie(ligne.numero, "", CodeAnomalie.DEJA_DECLAREE, "Ces heures étaient déjà déclarées.")
        ligne.avertissements = [*ligne.avertissements, deja.en_json()]
        touchees.append(ligne)
    LigneReleve.objects.bulk_update(touchees, ["avertissements"], batch_size=500)


def _inscrire(releve: ReleveHeures, lu: ReleveCompris, codes: set[CodeAnomalie]) -> None:
    _borner_au_contrat(releve)
    remplaces = list(
        ReleveHeures.objects.filter(entreprise_id=releve.entreprise_id, empreinte__in=lu.remplaces).values_list(
            "pk", flat=True
        )
    )
    ecrites = inscrire_differences(releve=releve, remplaces=remplaces)
    _noter_deja(ecrites.deja)
    refusees = LigneReleve.objects.filter(releve=releve, contrat=None).exclude(anomalies=[]).count()
    if ecrites.ecrites or CodeAnomalie.DECLARATION_NEANT in codes:
        releve.statut = StatutReleve.SOUMIS
    elif refusees or not lu.lignes:
        releve.statut = StatutReleve.A_COMPLETER
    else:
        releve.statut, releve.motif = StatutReleve.REJETE, soigner_typographie(RIEN_DE_NOUVEAU)
        releve.decide_a = timezone.now()
    releve.message = soigner_typographie(_message(releve, ecrites, refusees, lu))
    if ecrites.lots:
        recalculer_realisation(lots=ecrites.lots)
    perimer_suivi(lots=ecrites.lots)
    journaliser(
        Verbe.HEURES_CORRIGEES if remplaces else Verbe.HEURES_SAISIES,
        releve,
        heures=ecrites.total,
        lots=len(ecrites.lots),
        remplace=remplaces,
        avant=ecrites.avant,
        apres=ecrites.avant + ecrites.total,
    )


def _message(releve: ReleveHeures, ecrites: Inscription, refusees: int, lu: ReleveCompris) -> str:
    phrases = []
    if lu.remplaces or ecrites.corrige:
        apres = ecrites.avant + ecrites.total
        phrases.append(f"Version corrigée : {formater_heures(ecrites.avant)} avant, {formater_heures(apres)} après.")
    elif ecrites.ecrites:
        phrases.append(f"{formater_heures(ecrites.total)} {formater_de_mois(releve.mois)}, en attente de validation.")
    elif not lu.lignes:
        phrases.append("Aucune heure n’est écrite dans ce fichier.")
    if refusees:
        dit = "n’est pas entrée" if refusees == 1 else "ne sont pas entrées"
        phrases.append(f"{accorder(refusees, 'ligne')} {dit} au registre : la raison est sur chacune.")
    return " ".join(phrases)


def _borner_au_contrat(releve: ReleveHeures) -> None:
    """As for the template: hours of a period stand in the days of the contract within it."""
    with connection.cursor() as curseur:
        curseur.execute(
            "UPDATE suivi_heures_lignereleve l"
            " SET du = greatest(l.du, c.date_debut), au = least(l.au, c.date_fin)"
            " FROM beneficiaires_contrattravail c"
            " WHERE c.guichet_id = l.guichet_id AND c.id = l.contrat_id AND l.guichet_id = %s AND l.releve_id = %s"
            " AND c.date_debut <= l.au AND (c.date_fin IS NULL OR c.date_fin >= l.du)",
            [exiger_guichet(), releve.pk],
        )
