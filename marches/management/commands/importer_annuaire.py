"""manage.py importer_annuaire FICHIER --guichet CODE --source TEXTE"""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from clauses_app.comptes.models import Guichet
from clauses_app.imports.tableur import lire_tableur
from clauses_app.imports.tableur_refus import FichierIllisible
from clauses_app.interface.formats import accorder
from clauses_app.tenancy.contexte import within_connexion, within_guichet
from marches.imports.annuaire import AnnuaireIllisible, lire_annuaire
from marches.services.charger_annuaire import charger_annuaire

DITES = 20


class Command(BaseCommand):
    help = "Charge l’annuaire des structures d’un guichet (CSV ou Excel). Rejouable\u00a0: met à jour ce qui est connu."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("fichier", type=Path, metavar="FICHIER")
        parser.add_argument("--guichet", required=True, metavar="CODE", help="code du guichet")
        parser.add_argument("--source", default="", help="qui publie le fichier et quand (par défaut\u00a0: son nom)")

    def handle(self, *args: Any, fichier: Path, guichet: str, source: str, **options: Any) -> None:
        with within_connexion():
            trouve = Guichet.objects.filter(code=guichet).first()
        if trouve is None:
            raise CommandError(
                f"Aucun guichet ne porte le code «\u00a0{guichet}\u00a0»\u00a0: vérifiez-le.", returncode=2
            )
        try:
            lu = lire_annuaire(lire_tableur(fichier.read_bytes(), fichier.name))
        except OSError:
            raise CommandError(
                f"«\u00a0{fichier}\u00a0»\u00a0: fichier introuvable ou illisible.", returncode=2
            ) from None
        except (FichierIllisible, AnnuaireIllisible) as refus:
            raise CommandError(str(refus), returncode=1) from None
        with within_guichet(trouve.pk):
            bilan = charger_annuaire(lu=lu, source=source or fichier.name, par=None)
        self.stdout.write(f"{accorder(len(lu.structures), 'structure')} dans {accorder(lu.lignes, 'ligne')}")
        self.stdout.write(f"  ajoutées           {bilan.creees}")
        self.stdout.write(f"  mises à jour       {bilan.mises_a_jour}")
        self.stdout.write(f"  conventionnements  {bilan.agrements}")
        self.stdout.write(f"  écartées           {len(lu.refus)}")
        for numero, raison in lu.refus[:DITES]:
            self.stdout.write(f"  ligne {numero} : {raison}")
