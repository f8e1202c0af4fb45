"""manage.py noter_releves DOSSIER [--base base.json]: is every timesheet of a corpus read as its truth says?"""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from suivi_heures.imports.releve.base import connaissances_de_la_base
from suivi_heures.imports.releve.noter import Note, noter_dossier

ECARTS_MONTRES = 20


class Command(BaseCommand):
    help = "Compare chaque relevé d’un corpus (fichiers, attendus) avec ce qui doit en être lu. N’écrit rien."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("dossier", type=Path, help="dossier qui contient « fichiers » et « attendus »")
        parser.add_argument("--base", type=Path, help="ce que le guichet connaît (par défaut DOSSIER/base.json)")

    def handle(self, *args: Any, dossier: Path, base: Path | None, **options: Any) -> None:
        connu = base or dossier / "base.json"
        try:
            connaissances = connaissances_de_la_base(json.loads(connu.read_text("utf-8")))
            notes = noter_dossier(dossier, connaissances)
        except OSError as erreur:
            raise CommandError(f"« {erreur.filename} » ne se lit pas : vérifiez le dossier du corpus.") from erreur
        if not notes:
            raise CommandError(f"Aucun attendu dans « {dossier / 'attendus'} » (NOM.attendu.json).")
        for note in notes:
            self._imprimer(note)
        justes = sum(note.juste for note in notes)
        self.stdout.write(f"{justes} sur {len(notes)} lus juste.")
        if justes < len(notes):
            raise CommandError("Des relevés ne sont pas lus comme attendu.")

    def _imprimer(self, note: Note) -> None:
        lignes, totaux, anomalies = ("égal" if bon else "différent" for bon in note.par_chapitre)
        self.stdout.write(f"{'juste' if note.juste else 'FAUX '}  {note.fichier}")
        self.stdout.write(f"       lignes : {lignes} ; totaux : {totaux} ; anomalies : {anomalies}")
        for ecart in note.ecarts[:ECARTS_MONTRES]:
            self.stdout.write(f"       - {ecart}")
        if len(note.ecarts) > ECARTS_MONTRES:
            self.stdout.write(f"       … et {len(note.ecarts) - ECARTS_MONTRES} autres écarts")
