"""`verifier_cloisonnement`: is the wall between guichets whole in this database?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from clauses_app.tenancy.verification import NOMBRE_DE_REGLES, verifier


class Command(BaseCommand):
    help = "Vérifie le cloisonnement des guichets dans le catalogue de la base ; sort en 1 s’il y a une faute."

    def handle(self, *args: Any, **options: Any) -> None:
        with connections["deploiement"].cursor() as curseur:
            fautes = verifier(curseur)
        if fautes:
            lignes = "\n".join(f"  - {faute}" for faute in fautes)
            raise CommandError(f"Le cloisonnement a {len(fautes)} défaut(s) :\n{lignes}")
        self.stdout.write(f"Cloisonnement : {NOMBRE_DE_REGLES} règles, aucun défaut.")
