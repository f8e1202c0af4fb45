"""`make run`: everything up, one address to open, and nothing left behind when it ends."""

import contextlib
import fcntl
import json
import os
import signal
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from types import FrameType
from typing import IO, NoReturn

from clauses_app.local.adresses import completer_l_environnement
from clauses_app.local.demonstration import charger, preparer_les_fichiers_statiques
from clauses_app.local.emplacement import LOCAL, RACINE, creer_dossier
from clauses_app.local.erreurs import ErreurLocale, dire, phrase
from clauses_app.local.gestion import migrer
from clauses_app.local.parent import suivre_le_parent
from clauses_app.local.processus import est_libre, fin_du_journal
from clauses_app.local.programmes import Programme, arreter_tous, les_programmes
from clauses_app.local.serveurs import arreter as arreter_les_serveurs
from clauses_app.local.serveurs import relacher

PORT = 8000
DELAI_DE_SANTE = 180.0
SIGNAUX = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Arret(BaseException):
    """Someone asked us to stop; not an error."""


def principal(arguments: list[str]) -> int:
    """Exit code of `make run` (or `make arreter`)."""
    try:
        return arreter() if arguments == ["arreter"] else lancer()
    except Arret:
        return 0
    except Exception as erreur:
        texte = phrase(erreur)
        if texte is None:
            raise
        dire(texte)
        return 1


def lancer() -> int:
    port = lire_le_port(os.environ.get("PORT", ""))
    hote = os.environ.get("HOTE") or "127.0.0.1"
    with reserver(port):
        arreter_les_restes()
        verifier_le_port(hote, port)
        ecouter_les_signaux()
        suivre_le_parent()
        programmes: list[Programme] = []
        try:
            demarrer(hote, port, programmes)
            surveiller(programmes)
        finally:
            ignorer_les_signaux()
            tout_arreter(programmes)
    return 0


def tout_arreter(programmes: list[Programme]) -> None:
    """Programs first, then the servers unless another command uses them."""
    if programmes:
        dire("Arrêt en cours…")
    arreter_tous(programmes)
    (LOCAL / "dev" / "programmes.json").unlink(missing_ok=True)
    relacher("dev")
    if programmes:
        dire("Tout est arrêté.")


def demarrer(hote: str, port: int, programmes: list[Programme]) -> None:
    """From nothing to an instance in good health; each program started is added to `programmes`."""
    dire("Démarrage de la base et du courtier de messages…")
    os.environ.setdefault("ADRESSE_PUBLIQUE", f"http://localhost:{port}")
    os.environ.setdefault("DEMONSTRATION", "1")
    os.environ.setdefault("STATIC_ROOT", str(LOCAL / "dev" / "statiques"))
    base_embarquee = completer_l_environnement()
    dire("Mise à jour de la base…")
    migrer(base_embarquee=base_embarquee)
    preparer_les_fichiers_statiques()
    comptes = charger()
    dire("Démarrage du serveur web et des ouvriers…")
    for programme in les_programmes(hote, port):
        programme.demarrer()
        programmes.append(programme)
        _noter(programmes)
    attendre_la_sante(port, programmes)
    dire(f"\nAncrage est prêt : http://localhost:{port}\n")
    if comptes:
        dire(comptes)
    dire("Les journaux sont dans .local/journaux. Ctrl-C arrête tout.")


def attendre_la_sante(port: int, programmes: list[Programme]) -> None:
    limite = time.monotonic() + DELAI_DE_SANTE
    etat = "le serveur web ne répond pas"
    while time.monotonic() < limite:
        _verifier_que_tout_tourne(programmes)
        with contextlib.suppress(OSError):
            code, etat = _lire_la_sante(port)
            if code == 200:
                return
        time.sleep(0.2)
    raise ErreurLocale(f"L’application n’est pas en bonne santé : {etat} Voir .local/journaux.")


def surveiller(programmes: list[Programme]) -> NoReturn:
    while True:
        time.sleep(0.5)
        _verifier_que_tout_tourne(programmes)


def lire_le_port(texte: str) -> int:
    if not texte:
        return PORT
    if not texte.isdecimal() or not 1 <= int(texte) <= 65535:
        raise ErreurLocale(f"PORT={texte} n’est pas un numéro de port : donnez un nombre entre 1024 et 65535.")
    if int(texte) < 1024 and os.geteuid() != 0:
        raise ErreurLocale(f"Le port {texte} est réservé à root : choisissez-en un entre 1024 et 65535.")
    return int(texte)


def verifier_le_port(hote: str, port: int) -> None:
    if not est_libre(port, hote):
        raise ErreurLocale(
            f"Le port {port} est déjà pris par un autre programme : choisissez-en un autre, par exemple "
            f"« PORT={port + 1 if port < 65535 else 8001} make run »."
        )


@contextlib.contextmanager
def reserver(port: int, *, suite: str = "arrêtez-la par Ctrl-C avant de la relancer.") -> Iterator[None]:
    """One run at a time in a clone; the kernel lets go of the lock when the runner dies. `suite`: what to do when
    one is already there."""
    creer_dossier(LOCAL)
    with (creer_dossier(LOCAL / "dev") / "lancement").open("a+") as fichier:
        try:
            fcntl.flock(fichier, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ErreurLocale(f"L’application tourne déjà ({_adresse_notee(fichier)}) : {suite}") from None
        fichier.truncate(0)
        fichier.write(f"http://localhost:{port}")
        fichier.flush()
        yield


def arreter_les_restes() -> None:
    """What a kill -9 of a former runner left alive."""
    notes = LOCAL / "dev" / "programmes.json"
    try:
        restes = [Programme(note["nom"], note["commande"], note["pid"]) for note in json.loads(notes.read_text())]
    except (OSError, ValueError, LookupError, TypeError):
        return
    arreter_tous(restes)
    notes.unlink(missing_ok=True)


def arreter() -> int:
    """`make arreter`: leftovers and persistent servers; never a run in progress."""
    with reserver(0, suite="Ctrl-C, là où elle tourne, arrête tout avec elle."):
        arreter_les_restes()
    if not arreter_les_serveurs("dev"):
        raise ErreurLocale("Une autre commande se sert encore de la base : attendez qu’elle finisse.")
    dire("Plus rien ne tourne.")
    return 0


def ecouter_les_signaux() -> None:
    """`nohup` keeps its promise; a background shell that ignores SIGINT does not make us deaf."""
    for signal_ in SIGNAUX:
        if signal_ == signal.SIGHUP and signal.getsignal(signal_) == signal.SIG_IGN:
            continue
        signal.signal(signal_, _arreter)


def ignorer_les_signaux() -> None:
    """A second Ctrl-C does not interrupt the stop."""
    for signal_ in SIGNAUX:
        signal.signal(signal_, signal.SIG_IGN)


def _arreter(_signal: int, _cadre: FrameType | None) -> NoReturn:
    raise Arret


def _verifier_que_tout_tourne(programmes: list[Programme]) -> None:
    for programme in programmes:
        if not programme.tourne():
            fin = fin_du_journal(programme.journal, 1)
            chemin = os.path.relpath(programme.journal, RACINE)
            raise ErreurLocale(f"Le programme « {programme.nom} » s’est arrêté : {fin} (suite dans {chemin})")


def _noter(programmes: list[Programme]) -> None:
    notes = [{"nom": un.nom, "commande": un.commande, "pid": un.pid} for un in programmes]
    (LOCAL / "dev" / "programmes.json").write_text(json.dumps(notes))


def _adresse_notee(fichier: IO[str]) -> str:
    fichier.seek(0)
    return fichier.read() or "démarrage en cours"


def _lire_la_sante(port: int) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/sante/", timeout=10) as reponse:
            return reponse.status, ""
    except urllib.error.HTTPError as refus:
        corps = refus.read(2000)
        with contextlib.suppress(ValueError, AttributeError):
            faux = [texte for nom, texte in json.loads(corps).items() if nom != "version" and texte != "ok"]
            return refus.code, " ".join(faux)
        return refus.code, f"elle répond {refus.code}."


if __name__ == "__main__":
    sys.exit(principal(sys.argv[1:]))
