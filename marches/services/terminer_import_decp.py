"""Write what a dropped file gave, or why it gave nothing; its content is then forgotten."""

from __future__ import annotations

from django.db import transaction

from clauses_app.comptes.models import Adhesion
from marches.enums import StatutImport
from marches.imports.decp_lu import LectureDecp
from marches.models import ImportDecp
from marches.models.marche_decp import EN_TRAVAIL
from marches.services.importer_decp import importer_decp

PANNE = "La lecture s’est arrêtée sur une panne\u202f; rien n’a été gardé. Déposez de nouveau le fichier."


@transaction.atomic
def terminer_import_decp(*, import_id: int, lecture: LectureDecp | None) -> None:
    """`lecture` absent = the reading failed on our side."""
    depot = ImportDecp.objects.select_for_update(of=("self",)).defer("contenu").get(pk=import_id)
    if depot.statut not in EN_TRAVAIL:
        return
    depot.contenu = None
    if lecture is None:
        depot.statut, depot.message = StatutImport.ECHEC, PANNE
    else:
        par = Adhesion.objects.filter(pk=depot.par_id).first() if depot.par_id else None
        bilan = importer_decp(lecture=lecture, source=depot.nom_fichier, par=par)
        depot.statut = StatutImport.TERMINE if bilan.marches else StatutImport.ECHEC
        depot.message = "" if bilan.marches else "Aucun marché n’a pu être lu dans ce fichier."
        depot.bilan, depot.avancement = bilan.en_json(), 100
    depot.save(update_fields=["statut", "contenu", "message", "bilan", "avancement"])
