"""Companies that send: again and again until they hold their receipt, as a person or a program does."""

from __future__ import annotations

import re
import threading
import time
from collections import Counter
from collections.abc import Callable
from random import Random

import requests

from tests.chaos.envois import Envoi, Societe, les_mois, repeter, suite_du_mois

DELAI = 20  # seconds for one answer
PAUSE = 0.4
ENCORE = 50
PAR_LIEN = 40  # a personal link takes sixty sendings a day
JETON_CSRF = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
RECU = re.compile(r"/depot/accuse/([^/]+)/")


class Deposant(threading.Thread):
    """The months of its companies in their order; then the same files again, until the trial ends."""

    def __init__(self, adresse: str, societes: list[Societe], graine: int, fini: threading.Event) -> None:
        super().__init__(daemon=True)
        self.adresse, self.societes, self.fini = adresse, societes, fini
        self.hasard = Random(graine)
        self.recus: dict[Envoi, set[str]] = {}
        self.attendu: dict[object, object] = {}
        self.reponses: Counter[str] = Counter()
        self.sessions: dict[int, requests.Session] = {}
        self.par_lien: Counter[int] = Counter()
        self.faute: BaseException | None = None

    def run(self) -> None:
        try:
            self._deposer_les_mois()
            while not self.fini.is_set():
                repetables = [envoi for envoi in self.recus if envoi.forme != "lien"]
                if repetables:
                    self._deposer(self.hasard.choice(repetables))
                time.sleep(self.hasard.random() * PAUSE)
        except BaseException as faute:
            self.faute = faute
            raise

    def _deposer_les_mois(self) -> None:
        """The very first file is sent again and again, then by eight hands at once."""
        premier = True
        for mois in les_mois():
            for societe in self.societes:
                if self.fini.is_set():
                    return
                if self.par_lien[societe.numero] > PAR_LIEN:
                    continue
                envois, attendu = suite_du_mois(societe, mois, self.hasard)
                for envoi, deux_fois in repeter(envois, self.hasard):
                    self._deposer(envoi, ensemble=2 if deux_fois else 1)
                    if premier and envoi.forme != "lien":
                        for _ in range(ENCORE):
                            self._deposer(envoi)
                        self._deposer(envoi, ensemble=8)
                        premier = False
                    time.sleep(self.hasard.random() * PAUSE)
                self.attendu |= attendu

    def _deposer(self, envoi: Envoi, *, ensemble: int = 1) -> None:
        fils = [threading.Thread(target=self._insister, args=(envoi, n)) for n in range(1, ensemble)]
        for fil in fils:
            fil.start()
        self._insister(envoi, 0)
        for fil in fils:
            fil.join()

    def _insister(self, envoi: Envoi, rang: int) -> None:
        societe = next(s for s in self.societes if s.numero == envoi.entreprise)
        cle = f"{envoi.nom}-{rang}-{self.hasard.random()}"
        geste: Callable[[Societe, Envoi, str], str] = self._par_lien if envoi.forme == "lien" else self._par_api
        while True:
            try:
                recu = geste(societe, envoi, cle)
            except requests.RequestException as coupure:
                self.reponses[type(coupure).__name__] += 1
                recu = ""
            if recu:
                self.recus.setdefault(envoi, set()).add(recu)
                return
            time.sleep(0.2 + self.hasard.random() * PAUSE)

    def _par_api(self, societe: Societe, envoi: Envoi, cle: str) -> str:
        entetes = {"Authorization": f"Bearer {societe.jeton}", "Idempotency-Key": cle}
        chemin = f"{self.adresse}/api/v1/releves/"
        if envoi.forme == "lignes":
            entetes["Content-Type"] = "application/json"
            reponse = requests.post(chemin, data=envoi.contenu, headers=entetes, timeout=DELAI)
        else:
            corps = {"mois": f"{envoi.mois:%Y-%m}"}
            fichiers = {"fichier": (envoi.nom, envoi.contenu, "text/csv")}
            reponse = requests.post(chemin, data=corps, files=fichiers, headers=entetes, timeout=DELAI)
        self.reponses[str(reponse.status_code)] += 1
        return str(reponse.json()["accuse"]) if reponse.status_code in (200, 201) else ""

    def _par_lien(self, societe: Societe, envoi: Envoi, cle: str) -> str:
        """Without account: the session of the letter, opened again when it was lost."""
        self.par_lien[societe.numero] += 1
        session = self.sessions.get(societe.numero)
        if session is None:
            session = requests.Session()
            page = session.get(f"{self.adresse}/depot/lien/{societe.lien}/", timeout=DELAI)
            self.reponses[f"lien {page.status_code}"] += 1
            jeton = JETON_CSRF.search(page.text)
            if page.status_code != 200 or jeton is None:
                return ""
            entree = {"jeton": societe.lien, "csrfmiddlewaretoken": jeton.group(1)}
            page = session.post(f"{self.adresse}/depot/entrer/", data=entree, timeout=DELAI)
            self.reponses[f"lien {page.status_code}"] += 1
            if page.status_code != 200 or "/depot/" not in page.url:
                return ""
            self.sessions[societe.numero] = session
        corps = {"mois": f"{envoi.mois:%Y-%m}", "csrfmiddlewaretoken": session.cookies.get("csrftoken", "")}
        fichiers = {"fichier": (envoi.nom, envoi.contenu, "text/csv")}
        reponse = session.post(
            f"{self.adresse}/depot/deposer/", data=corps, files=fichiers, timeout=DELAI, allow_redirects=False
        )
        self.reponses[f"lien {reponse.status_code}"] += 1
        vu = RECU.search(reponse.headers.get("Location", ""))
        if vu is None and reponse.status_code in (302, 403):
            self.sessions.pop(societe.numero, None)
        if reponse.status_code == 429:
            time.sleep(5)
        return vu.group(1) if vu else ""
