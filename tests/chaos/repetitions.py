"""Every door, without a single death: the same hours sent in every way count once; a corrected file, its difference.

Each door speaks for a company of its own, over HTTP (or as the command is run), to a real instance with its worker.
"""

from __future__ import annotations

import contextlib
import datetime
import io
import random
import re
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import openpyxl
import requests
from django.core.management import call_command
from django.db import connections

from clauses_app.comptes.models import Guichet
from clauses_app.local.erreurs import dire
from clauses_app.tenancy.contexte import within_connexion, within_guichet
from marches.models import Entreprise
from suivi_heures.enums import StatutReleve
from suivi_heures.models import Heure, ReleveHeures
from tests.chaos.envois import Societe, les_mois
from tests.chaos.instance import Instance
from tests.chaos.semis import semer
from tests.factories.comptes import MOT_DE_PASSE, creer_adhesion, creer_utilisateur

DELAI = 60
ENSEMBLE = 8
CORRECTION = Decimal("3.25")
LU = 240.0
JETON_CSRF = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
TITRES = ("Nom", "Prénom", "Mois", "Heures travaillées")

type Lignes = Sequence[tuple[str, str, str, Decimal]]
type Registre = Mapping[int, Decimal]
# (name of the file, its bytes, rank of the sending) → whether it was received
type Porte = Callable[[str, bytes, int], bool]


@dataclass(frozen=True, slots=True)
class Constat:
    """One way to send, and what it added to the ledger."""

    geste: str
    attendu: Decimal
    trouve: Decimal
    recus: bool
    intact: bool  # no line of the ledger was changed or withdrawn

    @property
    def juste(self) -> bool:
        return self.attendu == self.trouve and self.recus and self.intact


def eprouver(instance: Instance, *, fois: int) -> int:
    """Number of faults."""
    guichet, societes = semer(5)
    with within_connexion():
        comptes = [_compte(guichet, societes[0]), _compte(guichet, societes[0])]
    instance.lancer()
    web, collegue = (_par_le_web(instance.adresse, courriel) for courriel in comptes)
    programme, autre = _par_programme(instance.adresse, societes[1]), _par_programme(instance.adresse, societes[1])
    lettre, paie = _par_lien(instance.adresse, societes[4]), _par_programme(instance.adresse, societes[4])
    commande = _par_commande(guichet, societes[2])
    portes: list[tuple[str, Societe, Porte, Porte]] = [
        ("espace de l’entreprise", societes[0], web, collegue),
        ("programme, même clé", societes[1], _sous_une_cle(programme, fois), autre),
        ("commande", societes[2], commande, commande),
        ("lien personnel", societes[4], lettre, paie),
    ]
    fautes = 0
    for nom, societe, porte, seconde in portes:
        for constat in _envoyer_de_toutes_les_facons(
            guichet.pk, societe, porte, seconde, fois=fois, lien=nom.startswith("lien")
        ):
            verdict = "juste" if constat.juste else "FAUTE"
            dire(f"{nom}, {constat.geste} : {constat.trouve:+} h au registre, {constat.attendu:+} attendues, {verdict}")
            fautes += not constat.juste
    dire(f"{fautes} fautes" if fautes else "chaque heure compte une fois")
    return fautes


def _envoyer_de_toutes_les_facons(
    guichet_id: int, societe: Societe, porte: Porte, seconde: Porte, *, fois: int, lien: bool
) -> list[Constat]:
    """A personal link takes ten sendings a minute: it repeats less, and the other person has a program."""
    hasard = random.Random(societe.numero)
    mois, suivant = les_mois()[-2:]
    heures = {pk: Decimal(hasard.randrange(7000, 15000, 25)).scaleb(-2) for pk in societe.contrats}
    lignes = _lignes(societe, mois, heures)
    total = sum(heures.values(), Decimal(0))
    fois, ensemble = (2, 2) if lien else (fois, ENSEMBLE)
    corrigees = [
        (nom, prenom, quand, h + CORRECTION if rang < 2 else h) for rang, (nom, prenom, quand, h) in enumerate(lignes)
    ]
    premier, autre_mois = _csv(lignes), _csv(_lignes(societe, suivant, heures))
    classeurs = [_xlsx(lignes, auteur) for auteur in ("Paie", "Direction")]
    moitie = len(lignes) // 2
    demande: list[tuple[str, Decimal, Callable[[], list[bool]]]] = [
        (f"le même fichier {fois} fois", total, lambda: [porte("a.csv", premier, n) for n in range(fois)]),
        (
            "enregistré à nouveau",
            Decimal(0),
            lambda: [porte("a.xlsx", une, 110 + n) for n, une in enumerate(classeurs)],
        ),
        ("dans un autre ordre", Decimal(0), lambda: [porte("b.csv", _csv(lignes[::-1]), 101)]),
        (
            "coupé en deux",
            Decimal(0),
            lambda: [porte("1.csv", _csv(lignes[:moitie]), 102), porte("2.csv", _csv(lignes[moitie:]), 103)],
        ),
        (
            "par deux personnes",
            Decimal(0),
            lambda: [seconde("a.csv", premier, 104), seconde("c.csv", _csv(lignes, titre="Envoi de Camille"), 105)],
        ),
        ("corrigé", 2 * CORRECTION, lambda: [porte("d.csv", _csv(corrigees), 106)]),
        (
            f"un autre mois, {ensemble} fois à la fois",
            total,
            lambda: _ensemble(lambda n: porte("e.csv", autre_mois, 200 + n), ensemble),
        ),
    ]
    constats = []
    for geste, attendu, envoyer in demande:
        avant = _registre(guichet_id, societe)
        recus = envoyer()
        _attendre_la_lecture(guichet_id)
        apres = _registre(guichet_id, societe)
        intact = all(apres.get(pk) == valeur for pk, valeur in avant.items())
        trouve = sum(apres.values(), Decimal(0)) - sum(avant.values(), Decimal(0))
        constats.append(Constat(geste, attendu, trouve, all(recus), intact))
    return constats


def _ensemble(envoyer: Callable[[int], bool], combien: int) -> list[bool]:
    def seul(rang: int) -> bool:
        try:
            return envoyer(rang)
        finally:
            connections.close_all()  # of this thread

    with ThreadPoolExecutor(max_workers=combien) as equipe:
        return list(equipe.map(seul, range(combien)))


def _registre(guichet_id: int, societe: Societe) -> Registre:
    with within_guichet(guichet_id):
        return dict(Heure.objects.filter(contrat_id__in=societe.contrats).values_list("pk", "heures"))


def _attendre_la_lecture(guichet_id: int) -> None:
    limite = time.monotonic() + LU
    while time.monotonic() < limite:
        with within_guichet(guichet_id):
            if not ReleveHeures.objects.filter(statut=StatutReleve.DEPOSE).exists():
                return
        time.sleep(0.3)


def _lignes(societe: Societe, mois: datetime.date, heures: Mapping[int, Decimal]) -> Lignes:
    return [(societe.contrats[pk], "Prénom", f"{mois:%m/%Y}", valeur) for pk, valeur in heures.items()]


def _csv(lignes: Lignes, titre: str = "") -> bytes:
    corps = [";".join((nom, prenom, mois, f"{h}".replace(".", ","))) for nom, prenom, mois, h in lignes]
    return "\n".join([*([f"{titre};;;"] if titre else []), ";".join(TITRES), *corps, ""]).encode()


def _xlsx(lignes: Lignes, auteur: str) -> bytes:
    """Saved by somebody: other bytes for the same cells."""
    classeur = openpyxl.Workbook()
    classeur.properties.creator = auteur
    feuille = classeur.worksheets[0]
    for ligne in (TITRES, *lignes):
        feuille.append(ligne)
    sortie = io.BytesIO()
    classeur.save(sortie)
    return sortie.getvalue()


def _compte(guichet: Guichet, societe: Societe) -> str:
    utilisateur = creer_utilisateur()
    creer_adhesion(guichet=guichet, role="ENTREPRISE", utilisateur=utilisateur, entreprise_id=societe.pk)
    return str(utilisateur.email)


def _par_le_web(adresse: str, courriel: str) -> Porte:
    session = requests.Session()
    page = session.get(f"{adresse}/compte/connexion/", timeout=DELAI)
    entree = {"login": courriel, "password": MOT_DE_PASSE, "csrfmiddlewaretoken": _jeton(page.text)}
    session.post(f"{adresse}/compte/connexion/", data=entree, timeout=DELAI).raise_for_status()
    jeton = _jeton(session.get(f"{adresse}/espace/deposer/", timeout=DELAI).text)
    return lambda nom, contenu, _: _deposer(session, f"{adresse}/espace/deposer/", jeton, nom, contenu)


def _par_lien(adresse: str, societe: Societe) -> Porte:
    session = requests.Session()
    page = session.get(f"{adresse}/depot/lien/{societe.lien}/", timeout=DELAI)
    entree = {"jeton": societe.lien, "csrfmiddlewaretoken": _jeton(page.text)}
    page = session.post(f"{adresse}/depot/entrer/", data=entree, timeout=DELAI)
    jeton = _jeton(page.text)
    return lambda nom, contenu, _: _deposer(session, f"{adresse}/depot/deposer/", jeton, nom, contenu)


def _jeton(page: str) -> str:
    vu = JETON_CSRF.search(page)
    return vu.group(1) if vu else ""


def _deposer(session: requests.Session, adresse: str, jeton: str, nom: str, contenu: bytes) -> bool:
    """Received when the page sends us on to what became of it."""
    reponse = requests.post(
        adresse,
        data={"csrfmiddlewaretoken": jeton},
        files={"fichier": (nom, contenu)},
        cookies=session.cookies.get_dict(),
        headers={"Referer": adresse},
        timeout=DELAI,
        allow_redirects=False,
    )
    return reponse.status_code == 302


def _par_programme(adresse: str, societe: Societe) -> Porte:
    def envoyer(nom: str, contenu: bytes, cle: int) -> bool:
        reponse = requests.post(
            f"{adresse}/api/v1/releves/",
            data={"mois": f"{les_mois()[-2]:%Y-%m}"},
            files={"fichier": (nom, contenu)},
            headers={"Authorization": f"Bearer {societe.jeton}", "Idempotency-Key": f"{nom}-{cle}"},
            timeout=DELAI,
        )
        return reponse.status_code in (200, 201)

    return envoyer


def _sous_une_cle(envoyer: Porte, fois: int) -> Porte:
    """Half of the repetitions come under one key, as from a program that got no answer, the others under new keys. Two
    at once under the same key: the second is told to wait, and asks again."""

    def insister(nom: str, contenu: bytes, rang: int) -> bool:
        cle = 0 if rang < fois // 2 else rang
        for _ in range(20):
            if envoyer(nom, contenu, cle):
                return True
            time.sleep(0.5)
        return False

    return insister


def _par_commande(guichet: Guichet, societe: Societe) -> Porte:
    with within_guichet(guichet.pk):
        ref = Entreprise.objects.get(pk=societe.pk).ref

    def importer(nom: str, contenu: bytes, rang: int) -> bool:
        with tempfile.TemporaryDirectory() as dossier, contextlib.redirect_stdout(io.StringIO()):
            fichier = Path(dossier) / nom
            fichier.write_bytes(contenu)
            call_command("importer_releve", str(fichier), "--guichet", guichet.code, "--deposant", ref)
        return True

    return importer
