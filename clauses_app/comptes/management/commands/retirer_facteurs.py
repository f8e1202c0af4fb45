"""`retirer_facteurs ADRESSE`: give back its door to somebody who lost telephone and codes, once checked."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.management.base import BaseCommand, CommandError, CommandParser

from clauses_app.comptes.models import Utilisateur
from clauses_app.tenancy.contexte import within_connexion


class Command(BaseCommand):
    help = "Retire les seconds facteurs d’un compte et ferme ses sessions, après vérification de l’identité."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("adresse", help="adresse électronique du compte")

    def handle(self, *args: Any, **options: Any) -> None:
        with within_connexion():
            utilisateur = Utilisateur.objects.filter(email=options["adresse"].lower()).first()
            if utilisateur is None:
                raise CommandError(f"Aucun compte n’a l’adresse {options['adresse']}.")
            facteurs, _ = Authenticator.objects.filter(user=utilisateur).delete()
            for session in UserSession.objects.filter(user=utilisateur):
                session.end()
        self.stdout.write(f"{facteurs} facteur(s) retiré(s) ; sessions fermées.")
