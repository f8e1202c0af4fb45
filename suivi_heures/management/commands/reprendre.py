"""manage.py reprendre FICHIER.json [--json] [--a-blanc] [--au AAAA-MM-JJ]"""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from suivi_heures.imports.reprise import lire_reprise
from suivi_heures.imports.reprise_fiches import Faute
from suivi_heures.restitutions.reconciliation import rediger_fautes, rediger_reconciliation
from suivi_heures.services.installer_reprise import installer_reprise
from suivi_heures.services.reprendre import RapportReprise


class Command(BaseCommand):
    help = "Reprend un fichier clauses-reprise/1 : crée ou met à jour le guichet qu’il décrit, puis réconcilie."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("fichier", type=Path, metavar="FICHIER.json")
        parser.add_argument("--json", action="store_true", help="rapport en JSON")
        parser.add_argument("--a-blanc", action="store_true", help="tout faire, tout dire, ne rien garder")
        parser.add_argument("--au", metavar="AAAA-MM-JJ", help="date d’observation (par défaut aujourd’hui)")

    def handle(self, *args: Any, fichier: Path, au: str | None, a_blanc: bool, **options: Any) -> None:
        jour = _lire_date(au)
        reprise = lire_reprise(_lire_fichier(fichier))
        if isinstance(reprise, list):
            self._refuser(reprise, en_json=options["json"])
            return
        rapport = installer_reprise(reprise=reprise, au=jour, a_blanc=a_blanc)
        self._dire(rapport, a_blanc=a_blanc, en_json=options["json"])

    def _refuser(self, fautes: list[Faute], *, en_json: bool) -> None:
        if en_json:
            detail = [{"chemin": faute.chemin, "message": faute.message} for faute in fautes]
            self.stdout.write(json.dumps({"fautes": detail}, ensure_ascii=False, indent=1))
        raise CommandError("\n".join(rediger_fautes(fautes)))

    def _dire(self, rapport: RapportReprise, *, a_blanc: bool, en_json: bool) -> None:
        if not en_json:
            self.stdout.write("\n".join(rediger_reconciliation(rapport, a_blanc=a_blanc)))
            return
        sortie = {
            "guichet": rapport.guichet,
            "cree": rapport.cree,
            "mis_a_jour": rapport.mis_a_jour,
            "lots": rapport.lots,
        }
        self.stdout.write(json.dumps(sortie, ensure_ascii=False, indent=1))


def _lire_fichier(fichier: Path) -> bytes:
    try:
        return fichier.read_bytes()
    except OSError as erreur:
        raison = "introuvable" if isinstance(erreur, FileNotFoundError) else "illisible"
        raise CommandError(f"« {fichier} » : fichier {raison} ; vérifiez le chemin.") from None


def _lire_date(texte: str | None) -> date | None:
    try:
        return date.fromisoformat(texte) if texte else None
    except ValueError:
        raise CommandError(f"« {texte} » : écrivez la date d’observation ainsi, AAAA-MM-JJ.") from None
