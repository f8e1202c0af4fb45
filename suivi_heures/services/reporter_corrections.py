"""A file read again: what was decided of its lines without touching the ledger still holds, the rest is undone."""

from __future__ import annotations

from django.utils import timezone

from suivi_heures.enums import GesteLigne, SuiteLigne
from suivi_heures.models import CorrectionLigne, LigneReleve, ReleveHeures
from suivi_heures.services.photographier_ligne import photographier_ligne

RELECTURE = "Relecture du fichier"
RELUE = "relue"  # mark of a decision carried over
REPORTABLES = {
    GesteLigne.ECARTER: SuiteLigne.ECARTEE,
    GesteLigne.DEMANDER: SuiteLigne.DEMANDEE,
    GesteLigne.RENVOYER: SuiteLigne.RENVOYEE,
}


def reporter_corrections(*, releve: ReleveHeures) -> None:
    """The same bytes give the same rows: a line is found again in its sheet, at its row, for the same kind of hours. A
    line that is understood by now (the contract was opened) needs no longer wait for anybody."""
    corrections = list(CorrectionLigne.objects.filter(releve=releve, annulee_a=None).order_by("pk"))
    if not corrections:
        return
    lignes: dict[tuple[object, ...], LigneReleve] = {}
    for ligne in LigneReleve.objects.filter(releve=releve).order_by("-rang"):
        du, feuille = ligne.lue.get("du"), ligne.lue.get("feuille")
        lignes[ligne.numero, du] = ligne  # for decisions taken before the sheet was noted
        lignes[ligne.numero, du, feuille, str(ligne.nature)] = ligne
    touchees = []
    for correction in corrections:
        suite = REPORTABLES.get(GesteLigne(correction.geste))
        retrouvee = lignes.get(_place(correction))
        ecarte = correction.geste == GesteLigne.ECARTER
        if retrouvee is None or suite is None or (retrouvee.contrat_id and not ecarte):
            correction.annulee_a, correction.annulee_par = timezone.now(), RELECTURE
        else:
            # undone later, the line comes back as the file now says it: what it had in the ledger left with the reading
            correction.avant = photographier_ligne(ligne=retrouvee) | {RELUE: True}
            retrouvee.suite, correction.ligne_id = suite, retrouvee.pk
            retrouvee.contrat_id = None if ecarte else retrouvee.contrat_id
            touchees.append(retrouvee)
        correction.save(update_fields=["annulee_a", "annulee_par", "ligne_id", "avant"])
    LigneReleve.objects.bulk_update(touchees, ["suite", "contrat"], batch_size=500)


def _place(correction: CorrectionLigne) -> tuple[object, ...]:
    avant = correction.avant
    if "lue_feuille" not in avant:
        return correction.numero, avant.get("lue_du")
    return correction.numero, avant.get("lue_du"), avant["lue_feuille"], avant["nature"]
