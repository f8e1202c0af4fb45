"""manage.py importer_decp FICHIER --guichet CODE [--json]"""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from clauses_app.comptes.models import Guichet
from clauses_app.interface.formats import accorder
from clauses_app.tenancy.contexte import within_connexion, within_guichet
from marches.imports.decp import lire_decp
from marches.services.importer_decp import BilanDecp, importer_decp

FAUTES_DITES = 20
FICHIER_REFUSE, APPEL_FAUTIF = 1, 2


class Command(BaseCommand):
    help = "Importe un fichier de marchés publics (DECP : JSON, XML ou CSV) dans la liste à qualifier d’un guichet."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("fichier", type=Path, metavar="FICHIER")
        parser.add_argument("--guichet", required=True, metavar="CODE", help="code du guichet qui reçoit les marchés")
        parser.add_argument("--json", action="store_true", help="bilan en JSON")

    def handle(self, *args: Any, fichier: Path, guichet: str, **options: Any) -> None:
        guichet_id = _chercher_guichet(guichet)
        lecture = lire_decp(_lire_fichier(fichier))
        with within_guichet(guichet_id):
            bilan = importer_decp(lecture=lecture, source=fichier.name, par=None)
        if options["json"]:
            self.stdout.write(json.dumps(bilan.en_json(), ensure_ascii=False, indent=1))
        else:
            self.stdout.write("\n".join(_rediger(bilan)))
        if not bilan.marches:
            raise CommandError("Aucun marché n’a pu être lu dans ce fichier.", returncode=FICHIER_REFUSE)


def _chercher_guichet(code: str) -> int:
    with within_connexion():
        guichet = Guichet.objects.filter(code=code).first()
    if guichet is None:
        raise CommandError(f"Aucun guichet ne porte le code « {code} » : vérifiez-le.", returncode=APPEL_FAUTIF)
    return int(guichet.pk)


def _lire_fichier(fichier: Path) -> bytes:
    try:
        return fichier.read_bytes()
    except OSError as erreur:
        raison = "introuvable" if isinstance(erreur, FileNotFoundError) else "illisible"
        message = f"« {fichier} » : fichier {raison}, vérifiez le chemin."
        raise CommandError(message, returncode=APPEL_FAUTIF) from None


def _rediger(bilan: BilanDecp) -> list[str]:
    marches, lues = accorder(bilan.marches, "marché"), accorder(bilan.lignes, "ligne")
    lignes = [
        f"{marches} dans {lues}, format {bilan.format or 'inconnu'}",
        f"  créés          {bilan.crees}",
        f"  mis à jour     {bilan.mis_a_jour}",
        f"  inchangés      {bilan.inchanges}",
        f"  à vérifier     {bilan.douteux}",
        f"  refusés        {bilan.refuses}",
        f"  en double      {bilan.doublons}",
        f"  concessions    {bilan.concessions}",
    ]
    dites = bilan.anomalies[:FAUTES_DITES]
    lignes += [f"  ligne {anomalie['ligne']} : {anomalie['message']}" for anomalie in dites]
    if bilan.refuses > len(dites):
        lignes.append(f"  et {bilan.refuses - len(dites)} autres refus (--json les donne).")
    return lignes
