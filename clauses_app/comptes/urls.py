"""Choice of the space, members, settings of the guichet, journal, invitations."""

from django.urls import path

from clauses_app.comptes.views import entree, invitations, journal, membres, parametres, profil

app_name = "comptes"
urlpatterns = [
    path("", entree.accueil, name="accueil"),
    path("espaces/", entree.espaces, name="espaces"),
    path("compte/", profil.mon_compte, name="mon_compte"),
    path("membres/", membres.membres, name="membres"),
    path("membres/inviter/", invitations.inviter, name="inviter"),
    path("membres/<int:adhesion_id>/", membres.membre, name="membre"),
    path("membres/<int:adhesion_id>/fermer/", membres.acces, {"geste": "desactiver"}, name="desactiver_membre"),
    path("membres/<int:adhesion_id>/rouvrir/", membres.acces, {"geste": "reactiver"}, name="reactiver_membre"),
    path("invitations/<int:invitation_id>/renvoyer/", invitations.renvoyer, name="renvoyer_invitation"),
    path("invitations/<int:invitation_id>/retirer/", invitations.annuler, name="annuler_invitation"),
    path("invitation/<str:jeton>/", invitations.accepter, name="accepter_invitation"),
    path("parametres/", parametres.parametres, name="parametres"),
    path("parametres/regler/", parametres.regler, name="regler"),
    path("journal/", journal.journal, name="journal"),
]
