"""A file speaks of hours that the other employer already sent: its figure is kept beside, never in the ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from beneficiaires.models import ContratTravail
from clauses_app.interface.formats import formater_heures
from marches.models import Entreprise
from suivi_heures.enums import CodeAnomalie, SuiteLigne
from suivi_heures.imports.anomalies import Anomalie
from suivi_heures.models import LigneReleve, ReleveHeures
from suivi_heures.queries.envois_croises import Croisement, croiser

DITES = (CodeAnomalie.DEJA_DECLAREE, CodeAnomalie.DECLAREE_AUTREMENT)


def rapprocher_envois(
    *, releve: ReleveHeures, lignes: Sequence[LigneReleve], contrats: Mapping[int, ContratTravail]
) -> list[Croisement]:
    """Its lines are marked, nothing is saved: they no longer go to the ledger, and each says why."""
    croisements = croiser(lignes, contrats, releve.entreprise_id)
    noms = dict(Entreprise.objects.filter(pk__in={un.autre_id for un in croisements}).values_list("pk", "nom"))
    for un in croisements:
        code, phrase = _dire(un, noms[un.autre_id])
        for ligne in un.lignes:
            ligne.suite, ligne.heure_id = SuiteLigne.CROISEE, None
            autres = [avis for avis in ligne.avertissements if avis["code"] not in DITES]
            fait = Anomalie(ligne.numero, ligne.cellule() if "lue" in ligne.__dict__ else "", code, phrase)
            ligne.avertissements = [*autres, fait.en_json()]
    return croisements


def _dire(un: Croisement, autre: str) -> tuple[CodeAnomalie, str]:
    if un.dites == un.heures:
        return CodeAnomalie.DEJA_DECLAREE, (
            f"{autre} avait déclaré les mêmes heures\u00a0: elles sont confirmées, et comptées une seule fois."
        )
    return CodeAnomalie.DECLAREE_AUTREMENT, (
        f"{autre} a déclaré {formater_heures(un.heures)}, ce fichier {formater_heures(un.dites)}\u00a0: rien n’est"
        " ajouté, le guichet retiendra un des deux chiffres."
    )
