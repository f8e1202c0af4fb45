"""Forms of the house: French reading of what is typed, Bootstrap widgets, French messages."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from clauses_app.interface.formats import formater_date, formater_nombre
from clauses_app.interface.lectures import lire_date, lire_heures, lire_nombre

CHOISIE = mark_safe(" selected")
OBLIGATOIRE = "Ce champ est obligatoire."
HORS_LISTE = "Cette réponse n’est pas proposée : choisissez dans la liste."


def dessiner_options(choix: Iterable[tuple[str, str]], choisie: str) -> SafeString:
    """The options of a list of hundreds: in a template they would cost more than the rest of the page."""
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((valeur, CHOISIE if valeur == choisie else "", nom) for valeur, nom in choix),
    )


class ChampLu(forms.CharField):
    """Text kept as typed when it cannot be read; a value otherwise."""

    lire: Callable[[str], Any]
    ecrire: Callable[[Any], str]
    inputmode = "text"

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", {}).setdefault("required", OBLIGATOIRE)
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        texte = super().to_python(value)
        if texte in self.empty_values:
            return None
        try:
            return type(self).lire(str(texte))
        except ValueError as erreur:
            raise ValidationError(str(erreur), code="illisible") from None

    def prepare_value(self, value: Any) -> Any:
        return value if value is None or isinstance(value, str) else type(self).ecrire(value)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "inputmode": self.inputmode, "autocomplete": "off"}


class ChampNombre(ChampLu):
    """Decimal written with a comma, with optional bounds."""

    lire = staticmethod(lire_nombre)
    ecrire = staticmethod(formater_nombre)
    inputmode = "decimal"

    def __init__(self, *, minimum: Decimal | int | None = None, maximum: Decimal | int | None = None, **kwargs: Any):
        self.minimum, self.maximum = minimum, maximum
        super().__init__(**kwargs)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is None:
            return
        if self.minimum is not None and value < self.minimum:
            raise ValidationError(f"Écrivez au moins {formater_nombre(self.minimum)}.", code="minimum")
        if self.maximum is not None and value > self.maximum:
            raise ValidationError(f"Écrivez au plus {formater_nombre(self.maximum)}.", code="maximum")

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(data) != initial)
        except ValidationError:
            return True


class ChampHeures(ChampNombre):
    """Hours, two decimals at most."""

    lire = staticmethod(lire_heures)


class ChampDate(ChampLu):
    """A day written jj/mm/aaaa."""

    lire = staticmethod(lire_date)
    ecrire = staticmethod(formater_date)
    inputmode = "numeric"
    annees = range(1900, 2101)

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "jj/mm/aaaa")
        super().__init__(**kwargs)

    def validate(self, value: Any) -> None:
        """A year outside the century is a slip of the finger, and months could not be counted from it."""
        super().validate(value)
        if value is not None and value.year not in self.annees:
            raise ValidationError("Vérifiez l’année : elle doit être entre 1900 et 2100.", code="annee")


class MiseEnForme:
    """Shared by forms and model forms: no colon after labels, errors in the words of the house."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        # The server's sentences are better than the browser's bubbles, and they are read aloud.
        self.use_required_attribute = False
        for champ in self.fields.values():
            if champ.error_messages.get("required") is forms.Field.default_error_messages["required"]:
                champ.error_messages["required"] = OBLIGATOIRE
            for code in ("invalid_choice", "invalid_pk_value"):
                if champ.error_messages.get(code) == type(champ).default_error_messages.get(code, ""):
                    champ.error_messages[code] = HORS_LISTE
            if isinstance(champ, forms.DateField) and not isinstance(champ.widget, forms.HiddenInput):
                champ.input_formats = ["%d/%m/%Y", "%Y-%m-%d"]


class FormulaireAncrage(MiseEnForme, forms.Form):
    """Base of the forms of the house."""


class FormulaireModele(MiseEnForme, forms.ModelForm):  # type: ignore[type-arg]
    """Base of the forms bound to a model."""
