"""A file read again: what was decided of its lines without touching the ledger still holds, the rest is undone."""

from __future__ import annotations

from django.utils import timezone

from suivi_heures.enums import GesteLigne, SuiteLigne
from suivi_heures.models import CorrectionLigne, LigneReleve, ReleveHeures

RELECTURE = "Relecture du fichier"
REPORTABLES = {
    GesteLigne.ECARTER: SuiteLigne.ECARTEE,
    GesteLigne.DEMANDER: SuiteLigne.DEMANDEE,
    GesteLigne.RENVOYER: SuiteLigne.RENVOYEE,
}


def reporter_corrections(*, releve: ReleveHeures) -> None:
    """The same bytes give the same rows: a line is found again at its row, for the same kind of hours. A line that
    is understood by now (the contract was opened) needs no longer wait for anybody."""
    corrections = list(CorrectionLigne.objects.filter(releve=releve, annulee_a=None).order_by("pk"))
    if not corrections:
        return
    lignes: dict[tuple[int, str], LigneReleve] = {}
    for ligne in LigneReleve.objects.filter(releve=releve).order_by("-rang"):
        lignes[ligne.numero, str(ligne.lue.get("du"))] = ligne
    touchees = []
    for correction in corrections:
        suite = REPORTABLES.get(GesteLigne(correction.geste))
        retrouvee = lignes.get((correction.numero, str(correction.avant.get("lue_du"))))
        ecarte = correction.geste == GesteLigne.ECARTER
        if retrouvee is None or suite is None or (retrouvee.contrat_id and not ecarte):
            correction.annulee_a, correction.annulee_par = timezone.now(), RELECTURE
        else:
            retrouvee.suite, correction.ligne_id = suite, retrouvee.pk
            retrouvee.contrat_id = None if ecarte else retrouvee.contrat_id
            touchees.append(retrouvee)
        correction.save(update_fields=["annulee_a", "annulee_par", "ligne_id"])
    LigneReleve.objects.bulk_update(touchees, ["suite", "contrat"], batch_size=500)
