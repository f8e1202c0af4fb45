"""The filters of a list in the words of its screen: what a form or a tab calls them, read on the page itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlsplit

from clauses_app.interface.etats import ETATS
from clauses_app.interface.formats import formater_mois
from suivi_heures.queries.mois import lire_mois

IGNORES = frozenset({"page", "csrfmiddlewaretoken", "tout"})
LONGUEUR_MAX = 500
COMPTE = re.compile(r"\s*\(\d[\d\s\u202f\u00a0]*\)$")  # « À valider (12) »
SAISIS = frozenset({"text", "search", "month", "date", "number"})
COCHES = frozenset({"checkbox", "radio"})
VIDES = frozenset({"input", "br", "hr", "img", "wbr"})

type Filtres = Iterable[tuple[str, list[str]]]


@dataclass
class _Mots:
    noms: dict[str, str] = field(default_factory=dict)
    valeurs: dict[tuple[str, str], str] = field(default_factory=dict)


class _Lecteur(HTMLParser):
    """Controls with their labels, groups of boxes, and links that carry a filter."""

    def __init__(self, chemin: str) -> None:
        super().__init__()
        self.chemin = chemin
        self.etiquettes: dict[str, str] = {}
        self.controles: list[tuple[str, str]] = []  # (name, id)
        self.coches: list[tuple[str, str, str, str]] = []  # (name, value, id, legend)
        self.options: dict[tuple[str, str], str] = {}
        self.liens: list[tuple[str, str, str]] = []  # (address, group, text)
        self.choix = self.legende = self.groupe = ""
        self.morceaux: list[str] | None = None
        self.cle = ""
        self.muet = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = {nom: valeur or "" for nom, valeur in attrs}
        if self.muet or tag == "svg" or "compte" in a.get("class", "").split():
            self.muet += tag not in VIDES
            return
        if tag in ("label", "legend", "option", "a"):
            self.cle = a.get("for") or a.get("href") or a.get("value") or ""
            self.morceaux = []
        elif tag == "select":
            self.choix = a.get("name", "")
            self.controles.append((self.choix, a.get("id", "")))
        elif tag == "input" and a.get("type", "text") in SAISIS:
            self.controles.append((a.get("name", ""), a.get("id", "")))
        elif tag == "input" and a.get("type") in COCHES:
            self.coches.append((a.get("name", ""), a.get("value", ""), a.get("id", ""), self.legende))
        elif tag in ("ul", "nav") and a.get("aria-label"):
            self.groupe = a["aria-label"]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in VIDES:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if self.muet:
            self.muet -= 1
            return
        if tag == "fieldset":
            self.legende = ""
        if tag == "nav":
            self.groupe = ""
        if tag not in ("label", "legend", "option", "a") or self.morceaux is None:
            return
        texte = COMPTE.sub("", re.sub(r"\s+", " ", "".join(self.morceaux)).strip())
        self.morceaux = None
        if tag == "label":
            self.etiquettes[self.cle] = texte
        elif tag == "legend":
            self.legende = texte
        elif tag == "option":
            self.options[self.choix, self.cle] = texte
        else:
            self.liens.append((self.cle, self.groupe, texte))

    def handle_data(self, data: str) -> None:
        if self.morceaux is not None and not self.muet:
            self.morceaux.append(data)

    def _lire_onglets(self, groupe: str, mots: _Mots) -> None:
        """What a group of links chooses is what differs from one to the other; the rest they only carry along."""
        liens = [
            (set(parse_qsl(coupee.query)), texte)
            for adresse, sien, texte in self.liens
            if sien == groupe and (coupee := urlsplit(adresse)).path in ("", self.chemin)
        ]
        portes = set.intersection(*(parametres for parametres, _ in liens)) if liens else set()
        for parametres, texte in liens:
            for nom, valeur in parametres - portes if len(liens) > 1 else ():
                mots.noms.setdefault(nom, groupe)
                mots.valeurs.setdefault((nom, valeur), texte)

    def mots(self) -> _Mots:
        mots = _Mots()
        for groupe in dict.fromkeys(groupe for _, groupe, _ in self.liens if groupe):
            self._lire_onglets(groupe, mots)
        for nom, identifiant in self.controles:
            if identifiant and identifiant in self.etiquettes:
                mots.noms[nom] = self.etiquettes[identifiant]
        for nom, valeur, identifiant, legende in self.coches:
            mots.noms[nom] = legende or mots.noms.get(nom, "")
            mots.valeurs[nom, valeur] = self.etiquettes.get(identifiant, valeur)
        mots.valeurs |= self.options
        return mots


def dire_filtres(
    filtres: Filtres, contenu: bytes, *, chemin: str, noms: Mapping[str, str], nommer: Callable[[str, str], str]
) -> str:
    """« État : En retard, À surveiller ; Suivi par : Camille Ferrand ». `chemin`: of the page; `noms`, `nommer`: names
    and values of filters that no control shows."""
    lecteur = _Lecteur(chemin)
    lecteur.feed(contenu.decode("utf-8", "replace"))
    mots = lecteur.mots()
    dits = []
    for nom, valeurs in filtres:
        if nom in IGNORES or not any(valeurs):
            continue
        lus = [_dire(nom, valeur, mots) or nommer(nom, valeur) or valeur for valeur in valeurs if valeur]
        dits.append(f"{mots.noms.get(nom) or noms.get(nom) or nom.capitalize()}\u00a0: {', '.join(lus)}")
    return "\u202f; ".join(dits)[:LONGUEUR_MAX]


def _dire(nom: str, valeur: str, mots: _Mots) -> str:
    if dit := mots.valeurs.get((nom, valeur)):
        return dit
    etat = ETATS.get(valeur) if nom in ("etat", "statut") else None
    if etat:
        return etat.libelle
    mois = lire_mois(valeur)
    return formater_mois(mois) if mois else ""
