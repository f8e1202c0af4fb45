"""allauth's forms with the words of the house; what they do is unchanged."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import (
    ChangePasswordForm,
    LoginForm,
    ReauthenticateForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
    SetPasswordForm,
)
from django import forms

LONGUEUR = "Quinze caractères au moins. Une suite de quelques mots convient très bien."


def nommer(form: forms.BaseForm, **libelles: str) -> None:
    """Label in the house's words; the placeholder would only repeat it."""
    for nom, libelle in libelles.items():
        form.fields[nom].label = libelle
        form.fields[nom].widget.attrs.pop("placeholder", None)


class ConnexionForm(LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        nommer(
            self,
            login="Adresse électronique",
            password="Mot de passe",  # noqa: S106  a label
            remember="Rester connecté sur cet ordinateur",
        )
        self.fields["password"].help_text = ""
        self.fields["login"].widget.attrs |= {"autocomplete": "username webauthn", "inputmode": "email"}


class OubliForm(ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        nommer(self, email="Adresse électronique")


class _DeuxFois:
    """Typed twice, with the only rule that counts."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        nommer(self, password1="Nouveau mot de passe", password2="Le même, une seconde fois")  # type: ignore[arg-type]
        self.fields["password1"].help_text = LONGUEUR  # type: ignore[attr-defined]


class NouveauMotDePasseForm(_DeuxFois, ResetPasswordKeyForm):
    pass


class DefinitionForm(_DeuxFois, SetPasswordForm):
    pass


class ChangementForm(_DeuxFois, ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        nommer(self, oldpassword="Mot de passe actuel")
        self.fields["oldpassword"].help_text = ""


class ConfirmationForm(ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        nommer(self, password="Mot de passe")  # noqa: S106  a label
        self.fields["password"].help_text = ""
