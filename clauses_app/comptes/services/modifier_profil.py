"""Change one's own name and telephone, everywhere one is a member."""

from clauses_app.comptes.models import Adhesion, Utilisateur


def modifier_profil(*, utilisateur: Utilisateur, prenom: str, nom: str, telephone: str) -> None:
    """In the sign-in role: the account, then the name each guichet shows."""
    utilisateur.prenom, utilisateur.nom = prenom, nom
    utilisateur.save(update_fields=["prenom", "nom"])
    Adhesion.objects.filter(utilisateur=utilisateur).update(nom_affiche=utilisateur.nom_complet, telephone=telephone)
