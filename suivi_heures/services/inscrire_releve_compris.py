"""Write what was understood of a timesheet: every line on the timesheet, those that can be in the ledger."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.text import Truncator

from beneficiaires.models import ContratTravail
from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.imports.copie import creer_par_copie
from clauses_app.interface.formats import (
    accorder,
    formater_de_mois,
    formater_heures,
    formater_mois,
    soigner_typographie,
)
from suivi_heures.enums import CodeAnomalie, Nature, StatutHeure, StatutReleve
from suivi_heures.imports.releve.resultat import Periode, ReleveCompris
from suivi_heures.models import Heure, LigneReleve, ReleveHeures
from suivi_heures.queries.contrats_du_mois import contrats_declares
from suivi_heures.queries.mois import dernier_jour, jours_du_contrat, mois_entre, premier_jour
from suivi_heures.queries.retraits import heures_tenues_par, lister_retraits
from suivi_heures.services.composer_lignes import composer_lignes
from suivi_heures.services.dire_les_modifiees import dire_les_modifiees
from suivi_heures.services.inscrire_differences import Inscription, inscrire_differences
from suivi_heures.services.noter_deja_declarees import RIEN_DE_NOUVEAU, noter_deja_declarees
from suivi_heures.services.perimer_suivi import perimer_suivi
from suivi_heures.services.recalculer_realisation import recalculer_realisation
from suivi_heures.services.remplacer_releves import remplacer_releves
from suivi_heures.services.reporter_corrections import reporter_corrections
from suivi_heures.services.reporter_retraits import reporter_retraits

ZERO = Decimal(0)

SANS_HEURE = (
    "Aucune heure n’est écrite dans ce fichier. Déposez celui qui les porte, ou indiquez qu’il n’y a aucune heure"
    " ce mois-ci."
)
# hours are written, and a rule sets them all aside: which one, and who can mend it
AUTRE_CHANTIER = (
    "Des heures sont écrites, mais aucune sur un chantier reconnu\u00a0: {details}. Si l’un d’eux est un chantier de la"
    " clause, le guichet peut ajouter ce nom au lot, puis relire ce fichier. Sinon, indiquez qu’il n’y a aucune heure"
    " ce mois-ci."
)
SOUS_UN_MASQUE = (
    "Aucune heure n’est écrite dans ce qui est affiché. Ce fichier a une feuille ou une colonne masquée,"
    " jamais lue\u00a0: affichez-la si elle porte les heures, puis déposez-le de nouveau. Sinon, indiquez"
    " qu’il n’y a aucune heure ce mois-ci."
)
DETAIL_MAX = 200
MASQUEES = frozenset({CodeAnomalie.FEUILLE_MASQUEE, CodeAnomalie.COLONNE_MASQUEE})


@transaction.atomic
def inscrire_releve_compris(*, releve: ReleveHeures, lu: ReleveCompris, recu_le: datetime.date) -> ReleveHeures:
    """Nothing is validated. A line without person or contract stays on the timesheet, with its reason."""
    codes = {anomalie.code for anomalie in lu.anomalies}
    deja = releve.lecture or {}
    confirme = deja.get("retrait_confirme")
    remplaces = list(
        ReleveHeures.objects.filter(entreprise_id=releve.entreprise_id, empreinte__in=lu.remplaces).values_list(
            "pk", flat=True
        )
    )
    releve.lecture, releve.motif, releve.decide_a = _resumer(lu, deja, remplaces), "", None
    if lu.lisible and lu.periode:
        releve.mois = _mois_dits(lu, lu.periode)[0]
    LigneReleve.objects.filter(releve=releve).delete()  # one that was taken back, then sent again
    creer_par_copie(composer_lignes(releve=releve, lu=lu, remplaces=remplaces), cles=False)
    reporter_corrections(releve=releve)
    if not lu.lisible:
        releve.statut, releve.message = StatutReleve.A_COMPLETER, soigner_typographie(lu.phrase)
    elif CodeAnomalie.FICHIER_DEJA_RECU in codes:
        _signaler_deja_recu(releve)
    elif (retrait := _retrait_a_confirmer(releve, remplaces)) and not confirme:
        _demander(releve, retrait, lu)
    else:
        if CodeAnomalie.DECLARATION_NEANT in codes and lu.periode:
            _declarer_les_zeros(releve, lu.periode)
        _inscrire(releve, lu, remplaces)
    releve.save(update_fields=["mois", "statut", "message", "motif", "decide_a", "lecture"])
    if releve.statut == StatutReleve.SOUMIS:
        remplacer_releves(releve=releve)
    return releve


def _mois_dits(lu: ReleveCompris, periode: Periode) -> list[datetime.date]:
    """The months that carry hours: a column left empty announces nothing, even when it is the first."""
    dites = [ligne for ligne in lu.lignes if ligne.heures] or [une.ligne for une in lu.ecartees]
    debuts = {max(ligne.periode.du, periode.du) for ligne in dites if ligne.periode.touche(periode)}
    return sorted({premier_jour(debut) for debut in debuts}) or [premier_jour(periode.du)]


def _dire_les_mois(releve: ReleveHeures, lu: ReleveCompris) -> str:
    """« de mars », « de janvier et de mars »: never a month without hours."""
    mois = _mois_dits(lu, lu.periode) if lu.periode else [releve.mois]
    *premiers, dernier = (formater_de_mois(un) for un in mois)
    return f"{', '.join(premiers)} et {dernier}" if premiers else dernier


def _resumer(lu: ReleveCompris, deja: Mapping[str, object], remplaces: list[int]) -> dict[str, object]:
    """Of the file and its sheets only: what concerns a person stands on her lines. What somebody decided of its
    withdrawals holds when it is read again. `remplaces`: the timesheets it corrects, should one of them leave."""
    gardes = {cle: deja[cle] for cle in ("retrait_confirme", "retraits", "expurge") if deja.get(cle)}
    return lu.en_resume() | {"remplaces": remplaces} | gardes


def _retrait_a_confirmer(releve: ReleveHeures, remplaces: list[int]) -> Decimal:
    """Hours that stand and that a file without any hour would take back: nobody meant it until they say so."""
    if not remplaces or LigneReleve.objects.filter(releve=releve, heures__gt=0).exists():
        return ZERO
    return heures_tenues_par(remplaces)


def _demander(releve: ReleveHeures, retrait: Decimal, lu: ReleveCompris) -> None:
    releve.statut = StatutReleve.A_COMPLETER
    releve.lecture = (releve.lecture or {}) | {"retrait": str(retrait)}
    ailleurs = _dire_les_chantiers(lu)
    rien = f"Aucune heure n’est retenue, {ailleurs}" if ailleurs else "Aucune heure n’est écrite dans ce fichier"
    releve.message = soigner_typographie(
        f"{rien} : il retire les {formater_heures(retrait)} déjà déclarées"
        f" {formater_de_mois(releve.mois)}. Confirmez ce retrait, ou déposez un autre fichier."
    )


def _declarer_les_zeros(releve: ReleveHeures, periode: Periode) -> None:
    """« Néant » is a declaration for each person of the sender of whom nothing stands."""
    contrats = list(
        ContratTravail.objects.filter(employeur_id=releve.entreprise_id, date_debut__lte=periode.au)
        .exclude(date_fin__lt=periode.du)
        .select_related("beneficiaire")
        .order_by("pk")
    )
    rang = LigneReleve.objects.filter(releve=releve).count()
    lignes: list[LigneReleve] = []
    for mois in mois_entre(periode.du, periode.au):
        declares = contrats_declares([contrat.pk for contrat in contrats], mois, dernier_jour(mois))
        for contrat in contrats:
            jours = jours_du_contrat(mois, contrat.date_debut, contrat.date_fin)
            if jours is None or contrat.pk in declares:
                continue
            personne = contrat.beneficiaire
            lue = {"Nom": personne.nom, "Prénom": personne.prenom, "personne": personne.ref, "heures": "0.00"}
            lue |= Periode.mois(mois.year, mois.month).en_json()
            lignes.append(
                LigneReleve(
                    releve=releve,
                    numero=0,
                    rang=rang + len(lignes),
                    lue=lue,
                    contrat=contrat,
                    du=jours[0],
                    au=jours[1],
                    nature=Nature.TRAVAIL,
                    heures=ZERO,
                )
            )
    creer_par_copie(lignes, cles=False)


def _signaler_deja_recu(releve: ReleveHeures) -> None:
    noter_deja_declarees(lignes=list(LigneReleve.objects.filter(releve=releve).values_list("pk", flat=True)))
    releve.statut, releve.motif = StatutReleve.REJETE, soigner_typographie(RIEN_DE_NOUVEAU)
    releve.decide_a, releve.message = timezone.now(), ""


def _inscrire(releve: ReleveHeures, lu: ReleveCompris, remplaces: list[int]) -> None:
    ecrites = inscrire_differences(releve=releve, remplaces=remplaces)
    ecrites.total += reporter_retraits(releve=releve)
    dire_les_modifiees(releve=releve, ecrites=ecrites)
    noter_deja_declarees(lignes=ecrites.deja)
    lignes = LigneReleve.objects.filter(releve=releve)
    refusees = lignes.filter(contrat=None).exclude(anomalies=[]).count()
    croisees = ecrites.croisements
    nulles = lignes.filter(contrat__isnull=False, heures=0, avertissements=[]).exists()
    if ecrites.ecrites or nulles:
        releve.statut = StatutReleve.SOUMIS
    elif refusees or not lu.lignes:
        releve.statut = StatutReleve.A_COMPLETER
    elif croisees:
        releve.statut, releve.decide_a = StatutReleve.RAPPROCHE, timezone.now()
    else:
        releve.statut, releve.motif = StatutReleve.REJETE, soigner_typographie(RIEN_DE_NOUVEAU)
        releve.decide_a = timezone.now()
    releve.message = soigner_typographie(_message(releve, ecrites, refusees, lu, nulles=nulles))
    if ecrites.lots:
        recalculer_realisation(lots=ecrites.lots)
    if ecrites.lots or nulles:  # a zero is a declaration too
        siens = lignes.filter(contrat__isnull=False).values_list("contrat__lot_id", flat=True).distinct()
        perimer_suivi(lots={*ecrites.lots, *siens})
    journaliser(
        Verbe.HEURES_CORRIGEES if remplaces else Verbe.HEURES_SAISIES,
        releve,
        heures=ecrites.total,
        lots=len(ecrites.lots),
        remplace=remplaces,
        avant=ecrites.avant,
        apres=ecrites.avant + ecrites.total,
    )


def _message(releve: ReleveHeures, ecrites: Inscription, refusees: int, lu: ReleveCompris, *, nulles: bool) -> str:
    phrases = []
    if ecrites.ecrites and (lu.remplaces or ecrites.corrige):
        apres = ecrites.avant + ecrites.total
        phrases.append(f"Version corrigée : {formater_heures(ecrites.avant)} avant, {formater_heures(apres)} après.")
        if ecrites.retraits and (attendent := [un for un in lister_retraits(releve) if un.a_confirmer]):
            absentes = accorder(len(attendent), "ligne absente", "lignes absentes")
            phrases.append(f"{absentes} de ce fichier, à retirer ou à garder.")
    elif ecrites.ecrites:
        phrases.append(f"{formater_heures(ecrites.total)} {_dire_les_mois(releve, lu)}, en attente de validation.")
    elif nulles:
        qui = "Personne d’autre" if _d_autres_sont_declares(releve) else "Personne"
        phrases.append(f"{qui} n’a travaillé en {formater_mois(releve.mois)}.")
    elif not lu.lignes and not refusees and not ecrites.croisements:
        phrases.append(_dire_pourquoi_rien(lu))
    phrases += _dire_les_croisements(ecrites)
    if refusees:
        dit = "n’est pas entrée" if refusees == 1 else "ne sont pas entrées"
        phrases.append(f"{accorder(refusees, 'ligne')} {dit} au registre : la raison est sur chacune.")
    return " ".join(phrases)


def _dire_pourquoi_rien(lu: ReleveCompris) -> str:
    """Never « no hour is written » of a file whose hours a rule set aside."""
    if ailleurs := _dire_les_chantiers(lu):
        return AUTRE_CHANTIER.format(details=ailleurs)
    dite = next((a.phrase for a in lu.anomalies if a.code == CodeAnomalie.AUCUNE_LIGNE and a.phrase), "")
    if dite:
        return dite
    return SOUS_UN_MASQUE if any(a.code in MASQUEES for a in lu.anomalies) else SANS_HEURE


def _dire_les_chantiers(lu: ReleveCompris) -> str:
    """Of each sheet; cut where the message of a timesheet would not hold it."""
    dites = "\u202f; ".join(a.detail for a in lu.anomalies if a.code == CodeAnomalie.LIGNES_HORS_MARCHE)
    return Truncator(dites).chars(DETAIL_MAX)


def _d_autres_sont_declares(releve: ReleveHeures) -> bool:
    """Hours of the same month stand for other people of this sender."""
    siennes = Heure.objects.filter(employeur_id=releve.entreprise_id, annulee=False, heures__gt=0)
    du_mois = siennes.filter(du__lte=dernier_jour(releve.mois), au__gte=releve.mois)
    return du_mois.exclude(statut=StatutHeure.REFUSEE).exclude(releve_id=releve.pk).exists()


def _dire_les_croisements(ecrites: Inscription) -> list[str]:
    """What the other employer had already sent: confirmed, or not."""
    confirmes = sum(1 for un in ecrites.croisements if un.dites == un.heures)
    ecarts = len(ecrites.croisements) - confirmes
    phrases = []
    if confirmes:
        dites = accorder(confirmes, "déclaration confirmée", "déclarations confirmées")
        phrases.append(f"{dites}\u00a0: l’autre employeur avait envoyé les mêmes heures, comptées une seule fois.")
    if ecarts:
        dits = accorder(ecarts, "écart", "écarts")
        phrases.append(f"{dits} avec l’envoi de l’autre employeur\u00a0: le guichet retiendra un des deux chiffres.")
    return phrases
