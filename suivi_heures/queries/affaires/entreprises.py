"""What companies owe, and the reminder that comes next."""

from __future__ import annotations

import datetime

from django.db.models import Min

from clauses_app.comptes.models import Guichet
from clauses_app.interface.formats import accorder, formater_date, formater_mois
from clauses_app.tenancy.contexte import exiger_guichet
from marches.models import Attribution
from suivi_heures.enums import StatutRelance
from suivi_heures.models import Relance
from suivi_heures.queries.affaires.commun import Affaire, jour_de
from suivi_heures.queries.declarations import declarations_manquantes
from suivi_heures.queries.relances import PAR_COURRIEL, EtatRelance, etats_des_relances


def declarations_dues(au: datetime.date) -> list[Affaire]:
    """Companies that owe a timesheet: one affair each, whatever the number of months.

    One that was reminded has its turn: it comes back on the day of the next step.
    """
    manques = declarations_manquantes(au=au)
    suivi = dict(
        Attribution.objects.filter(entreprise__in=[m.entreprise_id for m in manques])
        .values_list("entreprise_id")
        .annotate(suivi=Min("marche__suivi_par_id"))
        .order_by()
    )
    etats = {etat.entreprise.pk: etat for etat in etats_des_relances(au=au)}
    delai = Guichet.objects.get(pk=exiger_guichet()).delai_releve_jours
    return [
        Affaire(
            type="entreprises",
            sans_personne=True,
            ton="retard",
            icone="building",
            titre=f"{m.nom} : {accorder(len(m.mois), 'relevé attendu', 'relevés attendus')}",
            detail=f"{', '.join(formater_mois(mois) for mois in m.mois[:3]).capitalize()}"
            f"{' et avant' if len(m.mois) > 3 else ''}. {accorder(m.contrats, 'contrat')} sans heures déclarées."
            f"{_dire_relances(etats.get(m.entreprise_id))}",
            bouton=etats[m.entreprise_id].geste if m.entreprise_id in etats else "Voir les relances",
            url="suivi_heures:relances_entreprise",
            cle=m.entreprise_id,
            qui=m.nom,
            depuis=m.echeance(delai),
            echeance=m.echeance(delai),
            sujet="releves-attendus",
            responsable_id=suivi.get(m.entreprise_id),
        )
        for m in manques
        if not _a_son_tour(etats.get(m.entreprise_id), au)
    ]


def _a_son_tour(etat: EtatRelance | None, au: datetime.date) -> bool:
    """Reminded, and nothing may leave before a day to come. A pause stays in sight: somebody decided it."""
    if etat is None or etat.pause is not None or not etat.relances:
        return False
    if etat.palier:
        return etat.palier in PAR_COURRIEL and etat.libre_le is not None
    return etat.prochain is not None and etat.prochain[1] > au


def _dire_relances(etat: EtatRelance | None) -> str:
    if etat is None:
        return ""
    if etat.pause is not None:
        return f" Relances en pause jusqu’au {formater_date(etat.pause.jusqu_au)}."
    if not etat.relances:
        return " Jamais relancée."
    derniere = etat.relances[0]
    return (
        f" {derniere.get_palier_display()} le {formater_date(derniere.jour)}, {derniere.get_statut_display().lower()}."
    )


def envois_douteux() -> list[Affaire]:
    """Messages that failed, came back, or were interrupted while they left: somebody must say."""
    douteux = Relance.objects.filter(
        statut__in=[StatutRelance.ECHEC, StatutRelance.REJETEE, StatutRelance.EN_COURS], courrier__isnull=False
    ).exclude(detail__startswith="Répondu")
    derniers = {r.entreprise_id: r for r in douteux.select_related("entreprise").order_by("creee_a", "pk")}
    suites = set(
        Relance.objects.filter(entreprise__in=list(derniers), statut__in=[StatutRelance.ENVOYEE, StatutRelance.FAITE])
        .order_by()
        .values_list("entreprise_id", "jour")
    )
    return [
        Affaire(
            type="entreprises",
            sans_personne=True,
            ton="retard",
            icone="envelope",
            titre=f"{r.entreprise}\u00a0: {r.get_statut_display().lower()}",
            detail=f"{r.get_palier_display()} à {r.contact_nom or r.courriel}. {r.detail}".strip(),
            bouton="Vérifier",
            url="suivi_heures:relances_entreprise",
            cle=r.entreprise_id,
            qui="Vous",
            depuis=jour_de(r.creee_a),
            echeance=jour_de(r.creee_a) + datetime.timedelta(days=3),
            sujet="envoi-douteux",
        )
        for r in derniers.values()
        if not any(entreprise == r.entreprise_id and jour >= r.jour for entreprise, jour in suites)
    ]
