"""Account pages (allauth): they run in the sign-in role. Only what is used, each with its mark."""

from allauth.account import views as compte
from allauth.mfa.base import views as facteurs
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as cles
from allauth.usersessions import views as sessions
from django.urls import path, re_path

from clauses_app.comptes.permissions import connecte, publique
from clauses_app.comptes.sessions import ferme_les_autres_sessions

urlpatterns = [
    path("connexion/", publique(compte.login), name="account_login"),
    path("connexion/cle/", publique(cles.login_webauthn), name="mfa_login_webauthn"),
    path("connexion/second-facteur/", publique(facteurs.authenticate), name="mfa_authenticate"),
    path("deconnexion/", publique(compte.logout), name="account_logout"),
    path("ferme/", publique(compte.account_inactive), name="account_inactive"),
    path("confirmer/", connecte(compte.reauthenticate), name="account_reauthenticate"),
    path("confirmer/code/", connecte(facteurs.reauthenticate), name="mfa_reauthenticate"),
    path("confirmer/cle/", connecte(cles.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"),
    path(
        "mot-de-passe/",
        connecte(ferme_les_autres_sessions(compte.password_change)),
        name="account_change_password",
    ),
    path(
        "mot-de-passe/definir/",
        connecte(ferme_les_autres_sessions(compte.password_set)),
        name="account_set_password",
    ),
    path("mot-de-passe/oublie/", publique(compte.password_reset), name="account_reset_password"),
    path("mot-de-passe/oublie/envoye/", publique(compte.password_reset_done), name="account_reset_password_done"),
    path(
        "mot-de-passe/choisi/",
        publique(compte.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^mot-de-passe/choisir/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        publique(compte.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path("securite/", connecte(facteurs.index), name="mfa_index"),
    path(
        "securite/application/",
        connecte(ferme_les_autres_sessions(totp.activate_totp)),
        name="mfa_activate_totp",
    ),
    path(
        "securite/application/retirer/",
        connecte(ferme_les_autres_sessions(totp.deactivate_totp)),
        name="mfa_deactivate_totp",
    ),
    path("securite/codes/", connecte(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("securite/codes/refaire/", connecte(codes.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("securite/codes/telecharger/", connecte(codes.download_recovery_codes), name="mfa_download_recovery_codes"),
    path("securite/cles/", connecte(cles.list_webauthn), name="mfa_list_webauthn"),
    path("securite/cles/ajouter/", connecte(ferme_les_autres_sessions(cles.add_webauthn)), name="mfa_add_webauthn"),
    path("securite/cles/<int:pk>/nom/", connecte(cles.edit_webauthn), name="mfa_edit_webauthn"),
    path(
        "securite/cles/<int:pk>/retirer/",
        connecte(ferme_les_autres_sessions(cles.remove_webauthn)),
        name="mfa_remove_webauthn",
    ),
    path("sessions/", connecte(sessions.list_usersessions), name="usersessions_list"),
]
