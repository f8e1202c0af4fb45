"""One Chromium, a window for each person, and what it complained of."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response

from suivi_heures.management.demonstration.comptes import MOT_DE_PASSE

DRAPEAUX = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--force-color-profile=srgb",
    "--hide-scrollbars",
]
BUREAU = {"width": 1440, "height": 900}
TELEPHONE = {"width": 390, "height": 844}
# an address that names something: a number, an identifier
OBJET = re.compile(r"^/(?!static/).*/(?:\d+|[0-9a-f-]{36})/")
# htmx asks, the server refuses what was typed: said to the person, and by Chromium to its console
REFUS_ATTENDU = "status of 422"


@dataclass
class Personnes:
    """`personnes.page("camille@exemple.fr")`: a window where this person is signed in."""

    chromium: Browser
    adresse: str
    fautes: list[str] = field(default_factory=list)
    visites: set[tuple[str, str]] = field(default_factory=set)
    _etats: dict[str, Any] = field(default_factory=dict)
    _ouvertes: list[BrowserContext] = field(default_factory=list)

    def page(self, courriel: str = "", taille: dict[str, int] = BUREAU) -> Page:
        """Without an address: somebody who is not signed in. The form of sign-in is filled once a run."""
        if courriel and courriel not in self._etats:
            page = self._ouvrir({}, BUREAU)
            se_connecter(page, courriel)
            self._etats[courriel] = page.context.storage_state()
        return self._ouvrir(self._etats[courriel] if courriel else {}, taille)

    def page_du_temoin(self, temoin: dict[str, str] | None, taille: dict[str, int] = BUREAU) -> Page:
        """A window whose session is open already; without cookie, somebody who is not signed in."""
        temoins = [temoin | {"url": self.adresse}] if temoin else []
        page = self._ouvrir({}, taille)
        page.context.add_cookies(temoins)
        return page

    def excuser(self, statut: int) -> None:
        """Chromium says of any refusal that a page failed: not a fault where the refusal is what is looked at."""
        self.fautes[:] = [faute for faute in self.fautes if f"status of {statut}" not in faute]

    def oublier_visites(self) -> set[tuple[str, str]]:
        """What was asked so far about one object or another."""
        visites, self.visites = self.visites, set()
        return visites

    def demander(self, page: Page, methode: str, chemin: str) -> int:
        """Status of a request made with the cookies of this window, token included, without its page."""
        jetons = [temoin["value"] for temoin in page.context.cookies() if temoin["name"] == "csrftoken"]
        entetes = {"X-CSRFToken": jetons[0], "Referer": self.adresse} if jetons else {}
        return page.context.request.fetch(chemin, method=methode, headers=entetes, max_redirects=0).status

    def fermer(self) -> None:
        for contexte in self._ouvertes:
            contexte.close()
        self._ouvertes.clear()
        self.fautes.clear()
        self.visites.clear()

    def _ouvrir(self, etat: Any, taille: dict[str, int]) -> Page:
        contexte = self.chromium.new_context(
            base_url=self.adresse,
            storage_state=etat,
            viewport=taille,
            locale="fr-FR",
            timezone_id="Europe/Paris",
            reduced_motion="reduce",
        )
        contexte.set_default_timeout(20_000)
        self._ouvertes.append(contexte)
        contexte.on("request", self._noter_requete)
        contexte.on("response", self._noter_reponse)
        contexte.on("console", self._noter_console)
        contexte.on("weberror", lambda erreur: self.fautes.append(f"script : {erreur.error}"))
        return contexte.new_page()

    def _noter_requete(self, requete: Request) -> None:
        parties = urlsplit(requete.url)
        if parties.scheme in {"data", "blob", "about"}:
            return
        if f"{parties.scheme}://{parties.netloc}" != self.adresse:
            self.fautes.append(f"appel à un autre hôte : {requete.url}")
        elif OBJET.search(parties.path):
            self.visites.add((requete.method, parties.path))

    def _noter_reponse(self, reponse: Response) -> None:
        if reponse.status >= 500:
            self.fautes.append(f"{reponse.status} : {reponse.request.method} {reponse.url}")

    def _noter_console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and REFUS_ATTENDU not in message.text:
            self.fautes.append(f"console : {message.text} ({message.location.get('url')})")


def se_connecter(page: Page, courriel: str, mot_de_passe: str = MOT_DE_PASSE) -> None:
    page.goto("/compte/connexion/")
    page.get_by_label("Adresse électronique").fill(courriel)
    page.get_by_label("Mot de passe", exact=True).fill(mot_de_passe)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda adresse: "/compte/connexion/" not in adresse)
