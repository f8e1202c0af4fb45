"""Send back to the company the lines that only it can mend; the good ones stay in the ledger."""

from __future__ import annotations

import uuid

from django.db import transaction

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from suivi_heures.enums import GesteLigne, SuiteLigne
from suivi_heures.models import CorrectionLigne, LigneReleve, ReleveHeures
from suivi_heures.queries.decompte.acces import attendre_son_tour
from suivi_heures.queries.releves_corrigibles import est_corrigible
from suivi_heures.queries.semblables import Voisinage


class RienARenvoyer(RuntimeError):
    """Every line is decided, or the timesheet is no longer open."""


@transaction.atomic
def renvoyer_lignes(*, releve: ReleveHeures, motif: str, par: Adhesion) -> list[CorrectionLigne]:
    """All those that nobody has decided: one gesture, one motive, undone whole."""
    attendre_son_tour()
    releve = ReleveHeures.objects.select_for_update(of=("self",)).get(pk=releve.pk)
    voisinage = Voisinage(LigneReleve.objects.filter(releve=releve).order_by("rang"))
    ouvertes = [une for une in voisinage.lignes if une.suite in ("", SuiteLigne.DEMANDEE) and not une.heure_id]
    restent = [une for une in ouvertes if voisinage.code(une) is not None]
    if not est_corrigible(releve) or not restent:
        raise RienARenvoyer("Il n’y a plus de ligne à renvoyer\u00a0: rechargez la page pour voir où elles en sont.")
    ensemble = uuid.uuid4()
    corrections = []
    for une in restent:
        avant = {
            "contrat_id": une.contrat_id,
            "du": une.du.isoformat() if une.du else None,
            "au": une.au.isoformat() if une.au else None,
            "heures": str(une.heures) if une.heures is not None else None,
            "heure_id": une.heure_id,
            "anomalies": une.anomalies,
            "avertissements": une.avertissements,
            "suite": une.suite,
            "lue_du": une.lue.get("du"),
        }
        corrections.append(
            CorrectionLigne(
                releve=releve,
                ligne_id=une.pk,
                numero=une.numero,
                ensemble=ensemble,
                geste=GesteLigne.RENVOYER,
                avant=avant,
                motif=motif,
                par_id=par.pk,
                par_nom=str(par),
            )
        )
        une.suite, une.version = SuiteLigne.RENVOYEE, une.version + 1
    CorrectionLigne.objects.bulk_create(corrections)
    LigneReleve.objects.bulk_update(restent, ["suite", "version"], batch_size=500)
    journaliser(Verbe.RELEVE_RENVOYE, releve, par=par, motif=motif, lignes=[une.numero for une in restent])
    return corrections
