"""The name of a saved view."""

from __future__ import annotations

from django import forms

from beneficiaires.forms import SansNir
from clauses_app.interface.formulaires import FormulaireAncrage


class FormulaireVue(SansNir, FormulaireAncrage):
    nom = forms.CharField(label="Nom de la vue", max_length=80, error_messages={"required": "Donnez un nom à la vue."})
    partagee = forms.BooleanField(label="Partager avec l’équipe", required=False)
    par_defaut = forms.BooleanField(label="Ouvrir la liste sur cette vue", required=False)
