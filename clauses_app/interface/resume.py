"""A form field and a form's errors, described for their templates. Works on any Django form."""

from typing import Any

from django import forms
from django.forms import BoundField
from django.forms.forms import BaseForm
from django.utils.safestring import SafeString

from clauses_app.interface.formats import ecrire_nombre

GROUPES = (forms.RadioSelect, forms.CheckboxSelectMultiple)


def decrire_champ(field: BoundField, classes: str) -> dict[str, Any]:
    """What composants/champ.html prints; the ids are those Django puts in aria-describedby."""
    widget = field.field.widget
    est_groupe = isinstance(widget, GROUPES)
    return {
        "champ": field,
        "controle": "" if est_groupe else _dessiner_controle(field),
        "options": _dessiner_options(field) if est_groupe else [],
        "classes": classes,
        "est_cache": field.is_hidden,
        "est_groupe": est_groupe,
        "est_case": isinstance(widget, forms.CheckboxInput),
        "est_facultatif": not field.field.required,
        "aide": field.help_text,
        "description": field.aria_describedby or "",
        "erreurs": list(field.errors),
        "autre_texte": getattr(field.form, "textes_de_l_autre", {}).get(field.name, ""),
    }


def _dessiner_controle(field: BoundField) -> SafeString:
    """The widget with Bootstrap's classes, also in forms that are not ours (allauth)."""
    widget = field.field.widget
    if isinstance(widget, forms.CheckboxInput):
        base = "form-check-input"
    elif isinstance(widget, forms.Select):
        base = "form-select"
    else:
        base = "form-control"
    classes = [*widget.attrs.get("class", "").split(), base, *(["is-invalid"] if field.errors else [])]
    return field.as_widget(attrs={"class": " ".join(dict.fromkeys(classes))})


def _dessiner_options(field: BoundField) -> list[dict[str, Any]]:
    """Radios and boxes one by one, for the markup of Bootstrap."""
    options = []
    for option in field:
        option.data["attrs"]["class"] = "form-check-input" + (" is-invalid" if field.errors else "")
        options.append({"controle": option.tag(), "id": option.id_for_label, "libelle": option.choice_label})
    return options


def resumer_erreurs(form: BaseForm) -> dict[str, Any]:
    """One link per faulty field, the general errors first."""
    if not form.is_bound or not form.errors:
        return {"erreurs": [], "titre": ""}
    generales = [{"texte": texte, "ancre": ""} for texte in form.non_field_errors()]
    par_champ = [
        {"texte": f"{champ.label} : {_minuscule(str(champ.errors[0]))}", "ancre": champ.auto_id or champ.html_name}
        for champ in form
        if champ.errors
    ]
    return {"erreurs": generales + par_champ, "titre": _titrer(form, len(par_champ), len(generales))}


def _titrer(form: BaseForm, champs: int, generales: int) -> str:
    if len(getattr(form, "conflits", ())) == champs > 0:
        return "À décider\u00a0: deux personnes ont écrit"
    if not champs:
        return "La demande n’a pas abouti" if generales else ""
    if champs == 1:
        return "Un champ est à corriger"
    return f"{ecrire_nombre(champs).capitalize()} champs sont à corriger"


def _minuscule(texte: str) -> str:
    """« Il manque » → « il manque »; an acronym keeps its capitals."""
    return texte[:1].lower() + texte[1:] if texte[1:2].islower() else texte
