"""Timesheets and hours that wait."""

from __future__ import annotations

import datetime
from decimal import Decimal

from django.db.models import Count, Min, Sum
from django.db.models.functions import TruncMonth

from clauses_app.interface.formats import (
    accorder,
    formater_date,
    formater_de_mois,
    formater_ecart_heures,
    formater_heures,
    formater_mois,
)
from suivi_heures.enums import StatutHeure, StatutReleve
from suivi_heures.models import Heure, ReleveHeures
from suivi_heures.queries.affaires.commun import Affaire, Geste, jour_de
from suivi_heures.queries.ecarts_paie import comparaisons_a_voir
from suivi_heures.queries.envois_croises import ecarts_entre_envois
from suivi_heures.queries.lecture_releve import est_reportee
from suivi_heures.queries.retraits import compter_retraits

ZERO = Decimal(0)
DELAI_ENVOIS = datetime.timedelta(days=10)  # to keep one of two figures


def releves_a_valider() -> list[Affaire]:
    releves = ReleveHeures.objects.filter(statut=StatutReleve.SOUMIS).select_related("entreprise").order_by("depose_a")
    totaux, suivi = _heures_par_releve([r.pk for r in releves])
    absentes = compter_retraits([r.pk for r in releves])
    return [
        Affaire(
            type="releves",
            sans_personne=True,
            ton="accent",
            icone="file-earmark-spreadsheet",
            titre=f"{r.entreprise}, relevé {formater_de_mois(r.mois)} : {totaux.get(r.pk) or formater_heures(ZERO)}",
            detail=f"Reçu le {formater_date(r.depose_a)} de {r.depose_par or 'l’entreprise'}."
            + _dire_les_absentes(absentes.get(r.pk, 0)),
            bouton="Examiner",
            url="suivi_heures:releve",
            cle=r.pk,
            qui="Vous",
            depuis=jour_de(r.depose_a),
            echeance=jour_de(r.depose_a) + datetime.timedelta(days=10),
            sujet="releve-a-valider",
            responsable_id=suivi.get(r.pk),
            geste=Geste("valider_releve", f"Valider, {totaux[r.pk]}", {"releve": str(r.pk)})
            if r.pk in totaux and r.pk not in absentes
            else None,
        )
        for r in releves
    ]


def _dire_les_absentes(nombre: int) -> str:
    if not nombre:
        return ""
    return f" {accorder(nombre, 'ligne absente', 'lignes absentes')} du fichier corrigé\u00a0: retrait à confirmer."


def _heures_par_releve(releves: list[int]) -> tuple[dict[int, str], dict[int, int | None]]:
    """What each brings to the ledger, signed when it corrects what stood, and who follows its contract."""
    rangees = (
        Heure.objects.filter(releve_id__in=releves, annulee=False)
        .filter(statut=StatutHeure.SOUMISE)
        .values_list("releve_id")
        .annotate(total=Sum("heures"), suivi=Min("lot__marche__suivi_par_id"), ecarts=Count("corrige_id"))
        .order_by()
    )
    lues = list(rangees)
    totaux = {pk: formater_ecart_heures(total) if ecarts else formater_heures(total) for pk, total, _, ecarts in lues}
    return totaux, {pk: suivi for pk, _, suivi, _ in lues}


def releves_a_completer() -> list[Affaire]:
    releves = ReleveHeures.objects.filter(statut=StatutReleve.A_COMPLETER).select_related("entreprise")
    return [
        Affaire(
            type="releves",
            sans_personne=True,
            ton="surveiller",
            icone="reply",
            titre=f"{r.entreprise}, relevé {formater_de_mois(r.mois)} à compléter",
            detail=r.motif or r.message or "L’entreprise doit corriger son fichier et le déposer de nouveau.",
            bouton="Voir le relevé",
            url="suivi_heures:releve",
            cle=r.pk,
            qui="Vous" if est_reportee(r) else str(r.entreprise),
            depuis=jour_de(r.decide_a or r.depose_a),
            echeance=jour_de(r.decide_a or r.depose_a) + datetime.timedelta(days=15),
            sujet="releve-a-completer",
        )
        for r in releves.order_by("depose_a")
    ]


def heures_en_attente() -> list[Affaire]:
    """Lines that wait without a timesheet (typed or taken over): decided in the grid of their lot."""
    rangees = (
        Heure.objects.filter(statut=StatutHeure.SOUMISE, annulee=False, releve_id=None)
        .annotate(mois=TruncMonth("du"))
        .values("lot_id", "lot__ref", "lot__marche__objet", "mois")
        .annotate(total=Sum("heures"), depuis=Min("saisie_a"), suivi=Min("lot__marche__suivi_par_id"))
        .order_by("mois", "lot__marche__objet", "lot__ref")
    )
    return [
        Affaire(
            type="releves",
            sans_personne=True,
            ton="accent",
            icone="hourglass-split",
            titre=f"{r['lot__marche__objet']}, lot {r['lot__ref']} : {formater_heures(r['total'])} en attente",
            detail=f"Heures {formater_de_mois(r['mois'], annee=True)}, à valider ou à refuser dans la grille.",
            bouton=f"Valider les {formater_heures(r['total'])}",
            url="suivi_heures:grille",
            cle=r["lot_id"],
            qui="Vous",
            depuis=jour_de(r["depuis"]),
            echeance=jour_de(r["depuis"]) + datetime.timedelta(days=15),
            sujet=f"heures-{r['mois']:%Y-%m}",
            responsable_id=r["suivi"],
        )
        for r in rangees
    ]


def envois_a_departager() -> list[Affaire]:
    """Two employers, two figures for the same hours: both are said, one will be kept."""
    return [
        Affaire(
            type="releves",
            ton="surveiller",
            icone="arrow-left-right",
            titre=f"{lu.croise.contrat.beneficiaire}, {formater_mois(lu.croise.du)}\u00a0: deux chiffres",
            detail=f"{formater_heures(lu.debout)} selon {lu.croise.premier}, {formater_heures(lu.croise.heures)} selon"
            f" {lu.croise.second}. Comptées une seule fois.",
            bouton="Comparer",
            url="suivi_heures:envoi_croise",
            cle=lu.croise.pk,
            qui="Vous",
            depuis=jour_de(lu.croise.dit_a),
            echeance=jour_de(lu.croise.dit_a) + DELAI_ENVOIS,
            sujet="envois-croises",
            responsable_id=lu.croise.contrat.marche.suivi_par_id,
        )
        for lu in ecarts_entre_envois()[:200]
    ]


def ecarts_de_paie() -> list[Affaire]:
    """Hours declared beyond those that were paid: the payroll is a ceiling, somebody looks."""
    return [
        Affaire(
            type="releves",
            sans_personne=True,
            ton="surveiller",
            icone="card-checklist",
            titre=f"{une.lecture.entreprise}, DSN {formater_de_mois(une.lecture.mois, annee=True)}\u00a0:"
            f" {accorder(len(une.de_trop), 'personne déclarée plus que payée', 'personnes déclarées plus que payées')}",
            detail=" ".join(f"{ecart.nom}\u00a0: {ecart.phrase}" for ecart in une.de_trop[:2]),
            bouton="Comparer",
            url="suivi_heures:paie",
            cle=une.lecture.pk,
            qui="Vous",
            depuis=jour_de(une.lecture.lue_a),
            echeance=jour_de(une.lecture.lue_a) + datetime.timedelta(days=15),
            sujet="ecart-de-paie",
        )
        for une in comparaisons_a_voir()
    ]
