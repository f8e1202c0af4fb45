"""Two people on the same sheet: what each has changed is kept; where both wrote, both values are shown."""

from __future__ import annotations

import json
from typing import Any

from django import forms

from clauses_app.interface.formulaires import FormulaireModele

CACHES = ("version", "base")
CHANGE = "Quelqu’un d’autre a enregistré cette fiche pendant que vous l’écriviez"
CHEZ_L_AUTRE = "L’autre personne a écrit « {valeur} ». Votre saisie est gardée ici : corrigez-la ou enregistrez-la."


class FormulaireVersionne(FormulaireModele):
    """The page carries the date of what it shows (`version`) and its values (`base`). When the row has
    moved since, a field touched by the other alone takes the other’s value; one touched by both is an
    error that shows both, and saving again is then a decision."""

    version = forms.CharField(required=False, widget=forms.HiddenInput)
    base = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.conflits: dict[str, str] = {}
        self.repris: list[str] = []
        self.courante = self.instance.modifie_a.isoformat() if self.instance.pk else ""

    def preparer(self) -> None:
        """To be called once the fields and their initial values are complete."""
        if not self.courante:
            return
        self.actuelles = {nom: self._initiale(nom) for nom in self._suivis()}
        self.initial |= {"version": self.courante, "base": json.dumps(self.actuelles, ensure_ascii=False)}
        if self.is_bound and self.data.get("version", self.courante) != self.courante:
            self._reconcilier()

    def _suivis(self) -> list[str]:
        return [nom for nom in self.fields if nom not in CACHES]

    def _reconcilier(self) -> None:
        bases = _lire(self.data.get("base", ""))
        donnees = self.data.copy()
        for nom in self._suivis():
            mienne, sienne = self._saisie(nom), self.actuelles[nom]
            base = bases.get(nom, mienne if bases else None)
            if mienne == sienne:
                continue
            if mienne == base:
                donnees.setlist(nom, sienne)
                self.repris.append(str(self.fields[nom].label or nom))
            elif sienne != base:
                self.conflits[nom] = self._dire(nom, sienne)
        donnees["version"], donnees["base"] = self.courante, json.dumps(self.actuelles, ensure_ascii=False)
        self.data = donnees

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or {}
        for nom, valeur in self.conflits.items():
            self.add_error(nom, CHEZ_L_AUTRE.format(valeur=valeur))
        if self.conflits:
            suite = f" ; ses autres changements sont repris : {', '.join(self.repris)}" if self.repris else ""
            self.add_error(None, f"{CHANGE}{suite}.")
        return donnees

    def _initiale(self, nom: str) -> list[str]:
        """As the page writes it."""
        champ = self.fields[nom]
        valeur = self.get_initial_for_field(champ, nom)
        if isinstance(champ.widget, forms.CheckboxInput):
            return ["on"] if valeur else []
        return _en_textes(champ.prepare_value(valeur))

    def _saisie(self, nom: str) -> list[str]:
        champ = self.fields[nom]
        if isinstance(champ.widget, forms.CheckboxInput):
            return ["on"] if self.data.get(nom) else []
        return _en_textes(self.data.getlist(nom))

    def _dire(self, nom: str, valeurs: list[str]) -> str:
        choix = {str(code): str(libelle) for code, libelle in getattr(self.fields[nom], "choices", ())}
        lues = [choix.get(valeur, valeur) for valeur in valeurs]
        return ", ".join(lues) or "rien"


def _en_textes(valeur: Any) -> list[str]:
    """One spelling for what is shown and for what comes back."""
    valeurs = valeur if isinstance(valeur, list | tuple) else [valeur]
    textes = [str(une).replace("\r\n", "\n").strip() for une in valeurs if une is not None]
    return sorted(texte for texte in textes if texte)


def _lire(texte: str) -> dict[str, list[str]]:
    try:
        lu = json.loads(texte)
    except (ValueError, RecursionError):
        return {}
    return (
        {str(nom): valeurs for nom, valeurs in lu.items() if isinstance(valeurs, list)} if isinstance(lu, dict) else {}
    )
