"""Before lines of timesheets are validated: what the guichet refuses, and what it keeps only with a motive."""

from __future__ import annotations

from collections.abc import Sequence

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from clauses_app.interface.formats import formater_mois
from suivi_heures.enums import Severite
from suivi_heures.models import AvertissementAccepte, Heure, LigneReleve
from suivi_heures.queries.controles import lire_severites
from suivi_heures.queries.motifs_donnes import motifs_donnes


class AvertissementPose(ValueError):
    """A control of the guichet stands in the way: the sentence says what to do."""


def accepter_avertissements(*, heures: Sequence[int], motif: str = "", par: Adhesion) -> None:
    """The settings of today hold, not those of the day the file was read."""
    if not heures:
        return
    severites = lire_severites()
    lignes = LigneReleve.objects.filter(heure_id__in=heures).exclude(avertissements=[])
    trouves = [(ligne, avis, severites.get(str(avis["code"]), "")) for ligne in lignes for avis in ligne.avertissements]
    for _, avis, severite in trouves:
        if severite == Severite.BLOQUER:
            raise AvertissementPose(
                f"Votre guichet refuse ces heures\u00a0: {avis['message']} Écartez la ligne ou renvoyez le relevé."
            )
    a_justifier = [(ligne, avis) for ligne, avis, severite in trouves if severite == Severite.AVERTIR]
    donnes = motifs_donnes(ligne.pk for ligne, _ in a_justifier)
    sans = [avis for ligne, avis in a_justifier if ligne.pk not in donnes]
    if sans and not motif.strip():
        raise AvertissementPose(
            f"Votre guichet demande un motif\u00a0: {sans[0]['message']} Écrivez-le dans la page du relevé."
        )
    inscrites = Heure.objects.select_related("contrat").in_bulk([ligne.heure_id for ligne, _ in a_justifier])
    for ligne, avis in a_justifier:
        _accepter(inscrites[ligne.heure_id], str(avis["code"]), donnes.get(ligne.pk) or motif.strip(), par)


def _accepter(heure: Heure, code: str, motif: str, par: Adhesion) -> None:
    accepte = AvertissementAccepte.objects.create(
        contrat=heure.contrat,
        mois=heure.du.replace(day=1),
        nature=heure.nature,
        code=code,
        motif=motif,
        par_nom=str(par),
    )
    journaliser(
        Verbe.AVERTISSEMENT_ACCEPTE,
        heure.contrat,
        par=par,
        marche_id=heure.contrat.marche_id,
        libelle=accepte.get_code_display(),
        mois=formater_mois(accepte.mois),
        motif=motif,
    )
