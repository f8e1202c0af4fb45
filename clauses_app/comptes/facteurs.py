"""Second factors: secrets encrypted at rest, each code good once, French words."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings

from clauses_app.comptes.adaptateur import FAUTES

DERNIER_PAS = "dernier_pas"


def _coffre() -> MultiFernet:
    """Keys derived from the instance's secret, the former ones included during a rotation."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    cles = [hashlib.sha256(b"facteurs:" + secret.encode()).digest() for secret in secrets]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(cle)) for cle in cles])


class AdaptateurFacteurs(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": FAUTES["incorrect_code"],
        "cannot_delete_authenticator": "Ce facteur ne peut pas être retiré.",
        "cannot_generate_recovery_codes": "Ajoutez d’abord une application ou une clé d’accès.",
        "unverified_email": "Votre adresse doit d’abord être confirmée.",
    }

    def encrypt(self, text: str) -> str:
        return _coffre().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _coffre().decrypt(encrypted_text.encode()).decode()

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:
        rang = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return "Clé principale" if rang == 1 else f"Clé n° {rang}"


class CodeUneFois:
    """A TOTP code is good once, even inside the tolerance of one step."""

    authenticator: Authenticator

    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]
        if self.authenticator.type == Authenticator.Type.TOTP:
            pas = self._trouver_le_pas(code)
            if pas <= self.authenticator.data.get(DERNIER_PAS, 0):
                raise AdaptateurFacteurs().validation_error("incorrect_code")
            self.authenticator.data[DERNIER_PAS] = pas
            self.authenticator.save(update_fields=["data"])
        return code

    def _trouver_le_pas(self, code: str) -> int:
        secret = decrypt(self.authenticator.data["secret"])
        for pas in yield_hotp_counters_from_time():
            if compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, pas))):
                return pas
        return 0


def _libeller_le_code(form: Any, aide: str) -> None:
    champ = form.fields["code"]
    champ.label, champ.help_text = "Code", aide
    champ.widget.attrs |= {"inputmode": "numeric", "placeholder": "", "autofocus": True}


class SecondFacteurForm(CodeUneFois, AuthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _libeller_le_code(self, "Les six chiffres de votre application, ou l’un de vos codes de secours.")


class SecondFacteurAncienForm(CodeUneFois, ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _libeller_le_code(self, "Les six chiffres de votre application, ou l’un de vos codes de secours.")


class ActivationForm(ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _libeller_le_code(self, "Les six chiffres que l’application affiche.")


class AjoutCleForm(AddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _nommer(self)
        self.fields["passwordless"].label = "Me connecter avec cette clé seule, sans mot de passe"
        self.fields["passwordless"].help_text = "La clé demandera une empreinte, un visage ou un code."


class NomCleForm(EditWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _nommer(self)


def _nommer(form: Any) -> None:
    form.fields["name"].label = "Nom de la clé"
    form.fields["name"].max_length = 100
    form.fields["name"].help_text = "Pour la reconnaître, par exemple « Téléphone » ou « Clé du bureau »."
