"""Two people on the same page: what each has changed is kept; where both wrote, both values are shown."""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.forms.widgets import Input
from django.http import HttpRequest

from clauses_app.audit.models import Evenement
from clauses_app.interface.formats import enumerer, formater_date_heure

LONGUEUR_LUE_D_UN_COUP = 160
CHEZ_L_AUTRE = (
    "Entre-temps, {qui} a écrit «\u00a0{valeur}\u00a0». Votre saisie est gardée ici\u00a0: corrigez-la ou"
    " enregistrez-la."
)

UN_LONG_TEXTE = (
    "Entre-temps, {qui} a réécrit ce texte, à lire sous le champ. Votre saisie est gardée ici\u00a0: corrigez-la ou"
    " enregistrez-la."
)


@dataclass(frozen=True, slots=True)
class Main:
    """Who wrote last, and when."""

    nom: str = ""
    quand: datetime.datetime | None = None

    @property
    def qui(self) -> str:
        return self.nom or "Quelqu’un d’autre"

    def __str__(self) -> str:
        return f"{self.qui}, le {formater_date_heure(self.quand)}" if self.quand else self.qui


def derniere_main(sujet: Any, *verbes: str) -> Main:
    """What the journal says of `sujet`; nobody is named when it says nothing."""
    if sujet is None or sujet.pk is None:
        return Main()
    faits = Evenement.objects.filter(objet_type=sujet._meta.model_name, objet_id=sujet.pk)
    fait = (faits.filter(verbe__in=verbes) if verbes else faits).order_by("-quand", "-pk").first()
    return Main(fait.par_nom, fait.quand) if fait else Main()


class Partage:
    """The page carries the values it shows (`base`). When what is kept has moved since, a field touched by the
    other alone takes the other’s value; one touched by both is an error that shows both, and saving again is
    then a decision. A form that carries no `base` was not read from a page: its service arbitrates."""

    fields: dict[str, forms.Field]
    data: Any
    initial: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.conflits: dict[str, str] = {}
        # too long for a sentence: unfolded under its field
        self.textes_de_l_autre: dict[str, str] = {}
        self.repris: list[str] = []

    def partager(
        self,
        *,
        sujet: Any = None,
        verbes: tuple[str, ...] = (),
        main: Main | None = None,
        actuelles: dict[str, Any] | None = None,
        jetons: dict[str, Any] | None = None,
        sauf: tuple[str, ...] = (),
    ) -> Any:
        """To be called once the fields are complete. `sujet`, or `main`: where the name of the other is read;
        `actuelles`: what is kept, when the page shows something else; `jetons`: the hidden fields that go with
        it; `sauf`: what belongs to the gesture, like the date of a version."""
        self._sujet, self._verbes, self._main = sujet, verbes, main
        self.suivis = [nom for nom, champ in self.fields.items() if nom not in sauf and _se_tape(champ)]
        self.fields["base"] = forms.CharField(required=False, widget=forms.HiddenInput)
        self.actuelles = {nom: self._ecrire(nom, actuelles) for nom in self.suivis}
        base = json.dumps(self.actuelles, ensure_ascii=False)
        self.initial |= {"base": base} | (jetons or {})
        if self.is_bound:  # type: ignore[attr-defined]
            lue = self.data.get("base", "")
            self.data = self.data.copy()
            self.data["base"] = lue or base
            if lue and lue != base:
                self._reconcilier(lire_base(lue), {"base": base} | (jetons or {}))
        return self

    def a_bouge(self, base: str) -> bool:
        """For a button that types nothing but undoes what is kept."""
        lues = lire_base(base)
        return any(lues[nom] != self.actuelles[nom] for nom in self.suivis if nom in lues)

    @property
    def autre(self) -> Main:
        """Read only when there is something to tell."""
        if self._main is None:
            self._main = derniere_main(self._sujet, *self._verbes)
        return self._main

    def annoncer(self, request: HttpRequest) -> None:
        """Saved: what the other changed meanwhile, and that was kept."""
        if self.repris:
            messages.info(
                request, f"Changés entre-temps par {_au_milieu(self.autre)}, et gardés\u00a0: {self._reprises()}."
            )

    def _reconcilier(self, bases: dict[str, list[str]], jetons: dict[str, Any]) -> None:
        for nom in self.suivis:
            mienne, sienne = self._saisie(nom), self.actuelles[nom]
            base = bases.get(nom, mienne if bases else None)
            if mienne == sienne:
                continue
            if mienne == base:
                self.data.setlist(nom, sienne)
                self.repris.append(str(self.fields[nom].label or nom))
            elif sienne != base:
                self.conflits[nom] = self._dire(nom, sienne)
        for nom, valeur in jetons.items():
            self.data[nom] = str(valeur)
        if self.repris or self.conflits:
            self._main = self.autre  # before the journal tells of oneself

    def clean(self) -> dict[str, Any]:
        donnees: dict[str, Any] = super().clean() or {}  # type: ignore[misc]
        donnees.pop("base", None)
        for nom, valeur in self.conflits.items():
            if len(valeur) > LONGUEUR_LUE_D_UN_COUP:
                self.textes_de_l_autre[nom] = valeur
            phrase = UN_LONG_TEXTE if nom in self.textes_de_l_autre else CHEZ_L_AUTRE
            self.add_error(nom, phrase.format(qui=self.autre.nom or "quelqu’un d’autre", valeur=valeur))  # type: ignore[attr-defined]
        if self.conflits:
            autre = self.autre
            quand = f" le {formater_date_heure(autre.quand)}" if autre.quand else ""
            suite = f"\u202f; ses autres changements sont repris\u00a0: {self._reprises()}" if self.repris else ""
            self.add_error(  # type: ignore[attr-defined]
                None, f"{autre.qui} a enregistré cette fiche{quand}, pendant que vous l’écriviez{suite}."
            )
        return donnees

    def _reprises(self) -> str:
        return enumerer(self.repris)

    def _ecrire(self, nom: str, actuelles: dict[str, Any] | None) -> list[str]:
        """As the page writes it."""
        champ = self.fields[nom]
        if actuelles is not None and nom in actuelles:
            valeur = actuelles[nom]
        else:
            valeur = self.get_initial_for_field(champ, nom)  # type: ignore[attr-defined]
        if isinstance(champ.widget, forms.CheckboxInput):
            return ["on"] if valeur else []
        valeur = champ.prepare_value(valeur)
        if isinstance(champ.widget, Input | forms.Textarea):
            valeur = champ.widget.format_value(valeur)
        return _en_textes(valeur)

    def _saisie(self, nom: str) -> list[str]:
        champ = self.fields[nom]
        if isinstance(champ.widget, forms.CheckboxInput):
            return ["on"] if self.data.get(nom) else []
        return _en_textes(self.data.getlist(nom))

    def _dire(self, nom: str, valeurs: list[str]) -> str:
        champ = self.fields[nom]
        if isinstance(champ.widget, forms.CheckboxInput):
            return "oui" if valeurs else "non"
        choix = {str(code): str(libelle) for code, libelle in getattr(champ, "choices", ())}
        return ", ".join(choix.get(valeur, valeur) for valeur in valeurs) or "rien"


def _se_tape(champ: forms.Field) -> bool:
    return not (champ.widget.is_hidden or champ.disabled or isinstance(champ, forms.FileField))


def _au_milieu(main: Main) -> str:
    return str(main) if main.nom else "quelqu’un d’autre"


def _en_textes(valeur: Any) -> list[str]:
    """One spelling for what is shown and for what comes back."""
    valeurs = valeur if isinstance(valeur, list | tuple) else [valeur]
    textes = [str(une).replace("\r\n", "\n").strip() for une in valeurs if une is not None]
    return sorted(texte for texte in textes if texte)


def lire_base(texte: str) -> dict[str, list[str]]:
    """What the page had shown; nothing of a damaged trace."""
    try:
        lu = json.loads(texte)
    except (ValueError, RecursionError):
        return {}
    return (
        {str(nom): valeurs for nom, valeurs in lu.items() if isinstance(valeurs, list)} if isinstance(lu, dict) else {}
    )
