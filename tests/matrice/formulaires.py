"""The forms of a page, as a browser would send them."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit


@dataclass
class Formulaire:
    methode: str
    action: str
    champs: dict[str, str] = field(default_factory=dict)
    boutons: list[tuple[str, str]] = field(default_factory=list)
    # names whose choices are numbers: identifiers, most probably
    numeriques: set[str] = field(default_factory=set)

    def envois(self) -> list[dict[str, str]]:
        """What each button sends."""
        return [self.champs | {nom: valeur} for nom, valeur in self.boutons] or [self.champs]


class _Lecteur(HTMLParser):
    def __init__(self, chemin: str) -> None:
        super().__init__()
        self.chemin = chemin
        self.formulaires: list[Formulaire] = []
        self.courant: Formulaire | None = None
        self.liste = ""
        self.texte = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = {nom: valeur or "" for nom, valeur in attrs}
        if tag == "form":
            action = urlsplit(a.get("action", "")).path or self.chemin
            self.courant = Formulaire(a.get("method", "get").lower(), action)
            self.formulaires.append(self.courant)
        if self.courant is None:
            return
        if tag == "input":
            self._lire_saisie(self.courant, a)
        elif tag == "button" and a.get("name") and a.get("type", "submit") == "submit":
            self.courant.boutons.append((a["name"], a.get("value", "")))
        elif tag == "select":
            self.liste = a.get("name", "")
            self.courant.champs.setdefault(self.liste, "")
        elif tag == "option" and self.liste:
            self._lire_option(self.courant, a)
        elif tag == "textarea":
            self.texte = a.get("name", "")
            self.courant.champs.setdefault(self.texte, "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.courant = None
        elif tag == "select":
            self.liste = ""
        elif tag == "textarea":
            self.texte = ""

    def handle_data(self, data: str) -> None:
        if self.courant is not None and self.texte:
            self.courant.champs[self.texte] += data

    @staticmethod
    def _lire_saisie(courant: Formulaire, a: dict[str, str]) -> None:
        nom, sorte = a.get("name", ""), a.get("type", "text")
        if not nom or sorte == "file" or nom == "csrfmiddlewaretoken":
            return
        if sorte in {"checkbox", "radio"} and "checked" not in a:
            return
        courant.champs[nom] = a.get("value", "on" if sorte == "checkbox" else "")

    def _lire_option(self, courant: Formulaire, a: dict[str, str]) -> None:
        valeur = a.get("value", "")
        if valeur.isdecimal():
            courant.numeriques.add(self.liste)
        if valeur and ("selected" in a or not courant.champs.get(self.liste)):
            courant.champs[self.liste] = valeur


def lire_formulaires(contenu: bytes, chemin: str) -> list[Formulaire]:
    lecteur = _Lecteur(chemin)
    lecteur.feed(contenu.decode("utf-8", "replace"))
    for formulaire in lecteur.formulaires:
        formulaire.champs.pop("", None)
    return lecteur.formulaires


def est_html(reponse: Any) -> bool:
    return str(reponse.headers.get("Content-Type", "")).startswith("text/html")
