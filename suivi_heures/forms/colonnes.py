"""What each column of a file holds, chosen in one list. No save here."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django import forms

from beneficiaires.forms import SansNir
from clauses_app.interface.formulaires import HORS_LISTE, FormulaireAncrage
from suivi_heures.imports.releve.champs import CHAMPS, IGNOREE
from suivi_heures.imports.releve.resultat import ColonneLue, MiseEnPage, Reconnue

A_DIRE = "Dites ce que contient cette colonne, ou choisissez «\u00a0Ne pas lire\u00a0»."


def _offrir() -> list[Any]:
    groupes = groupby(CHAMPS.values(), key=lambda champ: champ.groupe)
    return [("", "À choisir"), *((nom, [(c.code, c.libelle) for c in siens]) for nom, siens in groupes)]


OFFERTS = _offrir()


class FormulaireColonnes(SansNir, FormulaireAncrage):
    """One list for each title: a title that comes back (a column for each month) is said once.

    `base`: what had been said of this file when the page was shown, so that a second writer is told."""

    retenir = forms.BooleanField(required=False, initial=True)
    motif = forms.CharField(
        label="Pourquoi",
        required=False,
        max_length=300,
        error_messages={"max_length": "Trois cents signes au plus."},
    )
    base = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args: Any, mises: Sequence[MiseEnPage], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rangees: list[tuple[str, MiseEnPage, ColonneLue]] = []
        self.pareilles: dict[str, list[ColonneLue]] = {}  # the other weeks, months or days of one answer
        for i, mise in enumerate(mises):
            vues: dict[str, str] = {}
            for colonne in mise.colonnes:
                if colonne.cle in vues:
                    self.pareilles[vues[colonne.cle]].append(colonne)
                    continue
                nom = vues[colonne.cle] = f"colonne-{i}-{len(vues) + 1}"
                self._ajouter(nom, mise, colonne)

    def _ajouter(self, nom: str, mise: MiseEnPage, colonne: ColonneLue) -> None:
        self.rangees.append((nom, mise, colonne))
        self.pareilles[nom] = []
        self.fields[nom] = forms.ChoiceField(
            label=f"Champ pour la colonne {colonne.lettre} {colonne.titre}".strip(),
            choices=OFFERTS,
            initial=champ_propose(colonne),
            widget=forms.Select(attrs={"class": "form-select"}),
            error_messages={"required": A_DIRE, "invalid_choice": HORS_LISTE},
        )

    def dites(self) -> dict[str, list[dict[str, str]]]:
        """Layout → its columns, as the services take them."""
        par_mise: dict[str, list[dict[str, str]]] = {}
        for nom, mise, colonne in self.rangees:
            dite = {"cle": colonne.cle, "titre": colonne.titre, "champ": self.cleaned_data[nom]}
            par_mise.setdefault(mise.empreinte, []).append(dite)
        return par_mise


def champ_propose(colonne: ColonneLue) -> str:
    """Nothing is proposed for what nobody can tell; what is never counted is not read."""
    if colonne.champ:
        return colonne.champ
    return "" if colonne.a_verifier and colonne.reconnue == Reconnue.INCONNUE else IGNOREE
