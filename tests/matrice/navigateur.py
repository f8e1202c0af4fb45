"""The forms of a page as a browser fills and sends them: several values a name, nothing chosen for the person."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

from django.urls import Resolver404, resolve


@dataclass
class Envoi:
    """`champs` as they would leave; `tapes`: those a person may change."""

    methode: str
    adresse: str
    champs: dict[str, list[str]] = field(default_factory=dict)
    tapes: set[str] = field(default_factory=set)

    @property
    def cible(self) -> str:
        """Name of the address it is sent to."""
        try:
            trouvee = resolve(self.adresse.split("?")[0])
        except Resolver404:
            return self.adresse
        return f"{trouvee.namespace}:{trouvee.url_name}" if trouvee.namespace else str(trouvee.url_name)


class _Page(HTMLParser):
    def __init__(self, chemin: str) -> None:
        super().__init__()
        self.chemin = chemin
        self.envois: list[Envoi] = []
        self.courant: Envoi | None = None
        self.liste, self.choisies, self.premiere = "", [], ""  # type: str, list[str], str
        self.texte = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = {nom: valeur or "" for nom, valeur in attrs}
        if tag == "form":
            adresse = urljoin(self.chemin, a.get("action", "") or self.chemin)
            self.courant = Envoi(a.get("method", "get").lower(), adresse)
            self.envois.append(self.courant)
        nom = a.get("name", "")
        if self.courant is None or (tag in {"input", "select", "textarea"} and (not nom or "disabled" in a)):
            return
        if tag == "input":
            self._lire(self.courant, nom, a)
        elif tag == "select":
            self.liste, self.choisies, self.premiere = nom, [], ""
            self.courant.tapes.add(nom)
            self.multiple, self.options = "multiple" in a, 0
        elif tag == "option" and self.liste:
            self.premiere = self.premiere if self.options else a.get("value", "")
            self.options += 1
            if "selected" in a:
                self.choisies.append(a.get("value", ""))
        elif tag == "textarea":
            self.texte = nom
            self.courant.tapes.add(nom)
            self.courant.champs[nom] = [""]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.courant = None
        elif tag == "select" and self.liste and self.courant is not None:
            choisies = self.choisies or ([] if self.multiple or not self.options else [self.premiere])
            self.courant.champs.setdefault(self.liste, []).extend(choisies)
            self.liste = ""
        elif tag == "textarea":
            if self.texte and self.courant is not None:  # the first line break belongs to the tag
                self.courant.champs[self.texte] = [self.courant.champs[self.texte][0].removeprefix("\n")]
            self.texte = ""

    def handle_data(self, data: str) -> None:
        if self.courant is not None and self.texte:
            self.courant.champs[self.texte][0] += data

    @staticmethod
    def _lire(courant: Envoi, nom: str, a: dict[str, str]) -> None:
        sorte = a.get("type", "text")
        if nom == "csrfmiddlewaretoken" or sorte in {"submit", "button"}:
            return
        if sorte != "hidden":
            courant.tapes.add(nom)
        if sorte == "file" or (sorte in {"checkbox", "radio"} and "checked" not in a):
            return
        courant.champs.setdefault(nom, []).append(a.get("value", "on" if sorte == "checkbox" else ""))


def lire_envois(reponse: Any, chemin: str) -> list[Envoi]:
    """What the page could send by POST."""
    page = _Page(chemin)
    page.feed(reponse.content.decode("utf-8", "replace"))
    return [envoi for envoi in page.envois if envoi.methode == "post"]
