"""What every form about people refuses, and how an edit says which version it was read from."""

from __future__ import annotations

from typing import Any

from django import forms

from clauses_app.audit.partage import Partage, derniere_main
from clauses_app.audit.sans_nir import SansNir as SansNir
from clauses_app.interface.formats import formater_date, formater_nombre
from clauses_app.interface.formulaires import FormulaireAncrage


class FormulaireMotif(SansNir, FormulaireAncrage):
    motif = forms.CharField(label="Motif", max_length=300)


class Versionne(Partage, forms.Form):
    """Carries the version that was read, for the service that arbitrates under its lock."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1)

    def suivre(self, objet: Any) -> None:
        """To be called once the fields and their initial values are complete."""
        if objet.pk:
            self.partager(sujet=objet, jetons={"version": objet.version})

    def signaler_conflit(self, actuel: Any, version: int) -> None:
        """Nothing typed is lost: saving again, knowingly, keeps what is in the form."""
        differences = [
            f"{self.fields[nom].label or nom}\u00a0: «\u00a0{_dire(getattr(actuel, nom))}\u00a0» est enregistré,"
            f" vous écrivez «\u00a0{_dire(self.cleaned_data[nom])}\u00a0»"
            for nom in self.changed_data
            if nom != "version" and nom in self.cleaned_data and getattr(actuel, nom, None) != self.cleaned_data[nom]
        ]
        suite = " ; ".join(differences) or "aucune des valeurs que vous changez n’y a bougé"
        self.data = self.data.copy()
        self.data[self.add_prefix("version")] = str(version)
        self.add_error(
            None,
            f"Depuis que vous avez ouvert cette fiche, elle a été enregistrée par {derniere_main(actuel)}. {suite}."
            " Enregistrez de nouveau pour garder votre saisie.",
        )


def _dire(valeur: Any) -> str:
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if isinstance(valeur, list):
        return ", ".join(map(_dire, valeur)) or "rien"
    if hasattr(valeur, "strftime"):
        return formater_date(valeur)
    if hasattr(valeur, "as_tuple"):
        return formater_nombre(valeur)
    return str(valeur or "rien")
