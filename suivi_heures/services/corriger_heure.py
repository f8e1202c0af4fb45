"""Correct a line of the ledger: a signed line that names it, with the reason."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from clauses_app.interface.formats import accorder, formater_heures, formater_mois, soigner_typographie
from suivi_heures.enums import StatutHeure
from suivi_heures.models import AvertissementAccepte, Heure, Imputation
from suivi_heures.queries.constats import COMPTEES
from suivi_heures.queries.mois import jours_du_contrat
from suivi_heures.services.annuler_heures import annuler_heures
from suivi_heures.services.peser_heures import PAR_JOUR, peser_heures
from suivi_heures.services.recalculer_realisation import recalculer_realisation


class CorrectionImpossible(RuntimeError):
    """The line was refused, taken back, or already says this."""


class LigneDejaSortie(CorrectionImpossible):
    """Somebody took it back or refused it in the meantime: there is nothing left to correct in its cell."""


class CorrectionAConfirmer(CorrectionImpossible):
    """A control of the guichet is surprised: the same figure, sent again as `confirmees`, is kept with its motive."""


@transaction.atomic
def corriger_heure(
    *, heure: Heure, heures: Decimal, motif: str, par: Adhesion, confirmees: Decimal | None = None
) -> Heure | None:
    """`heures` is the right figure: the line written is the difference. Zero takes the line and its corrections
    back whole (None is returned). A correction corrects the first line, never another correction. More hours pass the
    controls of hours that are typed."""
    racine = _verrouiller(heure)
    chaine = list(Heure.objects.filter(corrige_id=racine.pk, annulee=False))
    avant = racine.heures + sum((ligne.heures for ligne in chaine), Decimal(0))
    if avant == heures:
        raise CorrectionImpossible(f"Cette ligne porte déjà {formater_heures(avant)} : il n’y a rien à corriger.")
    _verifier_imputees(racine, heures)
    if heures > avant and racine.nature in COMPTEES:
        _controler(racine, heures, avant, motif, par, confirme=confirmees == heures)
    if heures == 0:
        ecrite = None
        lots = annuler_heures(heures=[racine.pk, *(ligne.pk for ligne in chaine)], motif=motif, par=par)
    else:
        ecrite = _inscrire_difference(racine, heures - avant, motif, par)
        lots = {racine.lot_id}
    recalculer_realisation(lots=lots)
    journaliser(
        Verbe.HEURES_CORRIGEES,
        racine,
        par=par,
        marche_id=racine.contrat.marche_id,
        motif=motif,
        avant=avant,
        apres=heures,
    )
    return ecrite


def _verrouiller(heure: Heure) -> Heure:
    racine: Heure = Heure.objects.select_for_update(of=("self",)).get(pk=heure.corrige_id or heure.pk)
    if racine.annulee:
        raise LigneDejaSortie(
            "Cette ligne a déjà été retirée\u00a0: rechargez la page pour voir où en sont ces heures."
        )
    if racine.statut == StatutHeure.REFUSEE:
        raise LigneDejaSortie("Cette ligne a été refusée : saisissez les heures justes dans sa case.")
    return racine


def _controler(racine: Heure, heures: Decimal, avant: Decimal, motif: str, par: Adhesion, *, confirme: bool) -> None:
    mois = racine.du.replace(day=1)
    jours = jours_du_contrat(mois, racine.contrat.date_debut, racine.contrat.date_fin)
    if jours is None:  # the line stands outside its contract, which other screens say
        return
    nombre = (jours[1] - jours[0]).days + 1
    if heures > PAR_JOUR * nombre:
        raise CorrectionImpossible(
            f"Plus de 24\u00a0h par jour\u00a0: le contrat ne couvre que {accorder(nombre, 'jour')} de ce mois."
        )
    pesee = peser_heures(
        contrat=racine.contrat, mois=mois, nature=racine.nature, heures=heures, jours=jours, remplacees=avant
    )
    if pesee.heures is None:
        raise CorrectionImpossible(soigner_typographie(pesee.faute))
    if pesee.faute and not confirme:
        raise CorrectionAConfirmer(
            f"{pesee.controles[0]['message']} Corrigez, ou enregistrez à nouveau ce chiffre\u00a0: votre motif sera"
            " gardé."
        )
    for code in pesee.a_justifier:
        accepte = AvertissementAccepte.objects.create(
            contrat=racine.contrat, mois=mois, nature=racine.nature, code=code, motif=motif, par_nom=str(par)
        )
        journaliser(
            Verbe.AVERTISSEMENT_ACCEPTE,
            racine.contrat,
            par=par,
            marche_id=racine.contrat.marche_id,
            libelle=accepte.get_code_display(),
            mois=formater_mois(mois),
            motif=motif,
        )


def _verifier_imputees(racine: Heure, heures: Decimal) -> None:
    """What is imputed elsewhere was taken from this line: it cannot hold less."""
    imputees = Imputation.objects.en_vigueur().filter(heure=racine).aggregate(total=Sum("heures"))["total"]
    if imputees and heures < imputees:
        raise CorrectionImpossible(
            f"{formater_heures(imputees)} de cette ligne sont imputées à un autre lot\u00a0: annulez d’abord"
            " l’imputation."
        )


def _inscrire_difference(racine: Heure, difference: Decimal, motif: str, par: Adhesion) -> Heure:
    rang = Heure.objects.filter(corrige_id=racine.pk).count() + 1
    ligne: Heure = Heure.objects.create(
        ref=f"K{racine.pk}-{rang}",
        contrat_id=racine.contrat_id,
        lot_id=racine.lot_id,
        beneficiaire_id=racine.beneficiaire_id,
        employeur_id=racine.employeur_id,
        du=racine.du,
        au=racine.au,
        nature=racine.nature,
        heures=difference,
        statut=racine.statut,
        corrige_id=racine.pk,
        motif=motif,
        releve_id=racine.releve_id,
        saisie_par=str(par),
        decidee_a=timezone.now() if racine.statut == StatutHeure.VALIDEE else None,
        decidee_par=str(par) if racine.statut == StatutHeure.VALIDEE else "",
    )
    return ligne
