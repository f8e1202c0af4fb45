"""Open an account for an address that has just been proved by its invitation."""

from allauth.account.models import EmailAddress

from clauses_app.comptes.models import Invitation, Utilisateur


def creer_compte(*, invitation: Invitation, prenom: str, nom: str, mot_de_passe: str) -> Utilisateur:
    """In the sign-in role. The address is the one the letter reached, never another."""
    utilisateur = Utilisateur.objects.create_user(
        email=invitation.courriel, password=mot_de_passe, prenom=prenom, nom=nom
    )
    EmailAddress.objects.create(user=utilisateur, email=utilisateur.email, primary=True, verified=True)
    return utilisateur
