"""PostgreSQL 18 from its wheel: create the cluster, start it, stop it."""

import contextlib
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import psycopg

from clauses_app.local.emplacement import JOURNAUX, Emplacement, creer_dossier
from clauses_app.local.erreurs import DISQUE_PLEIN, ErreurLocale
from clauses_app.local.processus import arreter, est_vivant, fin_du_journal, lancer_detache, port_libre

ADMINISTRATEUR = "postgres"
DELAI_DE_DEMARRAGE = 90.0
REGLAGES = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "100",
    "shared_buffers": "192MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "1GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "password_encryption": "scram-sha-256",
    "row_security": "on",
}
# The tests' cluster is thrown away: no need to survive a power cut.
REGLAGES_DES_ESSAIS = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


def dossier_de_donnees(lieu: Emplacement) -> Path:
    return lieu.donnees / "postgres"


def url_administrateur(port: int, secret: str) -> str:
    return f"postgresql://{ADMINISTRATEUR}:{secret}@127.0.0.1:{port}/postgres"


def repond(port: int, secret: str) -> bool:
    try:
        psycopg.connect(url_administrateur(port, secret), connect_timeout=3).close()
    except psycopg.OperationalError:
        return False
    return True


def creer_grappe(lieu: Emplacement, secret: str) -> None:
    """initdb beside, then one rename: an interrupted creation leaves nothing that looks finished."""
    donnees = dossier_de_donnees(lieu)
    if (donnees / "PG_VERSION").exists():
        return
    if shutil.disk_usage(lieu.donnees).free < 300 * 1024 * 1024:
        raise ErreurLocale(DISQUE_PLEIN)
    provisoire = donnees.with_name("postgres.nouveau")
    mot_de_passe = donnees.with_name("mot_de_passe")
    for reste in (provisoire, donnees):
        shutil.rmtree(reste, ignore_errors=True)
    provisoire.mkdir()
    lieu.confier(provisoire, 0o700)
    mot_de_passe.touch(0o600)
    mot_de_passe.write_text(secret)
    lieu.confier(mot_de_passe, 0o600)
    commande = [str(lieu.postgres / "initdb"), "-D", str(provisoire), "-U", ADMINISTRATEUR, f"--pwfile={mot_de_passe}"]
    commande += ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--locale-provider=builtin"]
    commande += ["--builtin-locale=C.UTF-8", "--no-sync", "--no-instructions"]
    try:
        fait = subprocess.run(
            commande,
            **lieu.options(),
            cwd=provisoire,
            env=_environnement(),
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        mot_de_passe.unlink()
    if fait.returncode:
        shutil.rmtree(provisoire, ignore_errors=True)
        _echec("PostgreSQL n’a pas pu créer sa base", fait.stderr)
    (lieu.dossier / "migrations").unlink(missing_ok=True)  # an empty cluster has none
    provisoire.rename(donnees)


def demarrer_postgres(lieu: Emplacement, secret: str, port_prefere: int | None, *, essais: bool) -> tuple[int, int]:
    """Start the server and wait until it answers; gives (pid, port)."""
    creer_grappe(lieu, secret)
    _oublier_le_pid_perime(lieu)
    donnees = dossier_de_donnees(lieu)
    port = port_libre(port_prefere)
    reglages = REGLAGES | {"port": str(port)} | (REGLAGES_DES_ESSAIS if essais else {}) | _memoire_partagee()
    commande = [str(lieu.postgres / "postgres"), "-D", str(donnees)]
    commande += [mot for nom, valeur in reglages.items() for mot in ("-c", f"{nom}={valeur}")]
    journal = creer_dossier(JOURNAUX) / f"postgresql-{lieu.dossier.name}.log"
    with journal.open("w") as sortie:
        serveur = lancer_detache(
            commande, **lieu.options(), cwd=donnees, env=_environnement(), stdout=sortie, stderr=sortie
        )
    limite = time.monotonic() + DELAI_DE_DEMARRAGE
    while time.monotonic() < limite:
        if serveur.poll() is not None:
            _echec("PostgreSQL n’a pas démarré", fin_du_journal(journal))
        if repond(port, secret):
            return serveur.pid, port
        time.sleep(0.05)
    arreter_postgres(lieu, serveur.pid)
    return _echec("PostgreSQL n’a pas répondu à temps", fin_du_journal(journal))


def arreter_postgres(lieu: Emplacement, pid: int) -> None:
    """Fast shutdown, then immediate, then kill."""
    marque = str(dossier_de_donnees(lieu))
    arreter(pid, marque, ((signal.SIGINT, 30), (signal.SIGQUIT, 10), (signal.SIGKILL, 5)))


def pid_en_marche(lieu: Emplacement) -> int | None:
    """Pid of a living server of this very data folder, whoever started it."""
    donnees = dossier_de_donnees(lieu)
    try:
        pid = int((donnees / "postmaster.pid").read_text().splitlines()[0])
    except (OSError, ValueError, IndexError):
        return None
    return pid if est_vivant(pid, str(donnees)) else None


def _oublier_le_pid_perime(lieu: Emplacement) -> None:
    """After a kill -9: stop a server nobody knows any more, forget a pid that names another program."""
    pid = pid_en_marche(lieu)
    if pid:
        arreter_postgres(lieu, pid)
    with contextlib.suppress(FileNotFoundError):
        (dossier_de_donnees(lieu) / "postmaster.pid").unlink()


def _memoire_partagee() -> dict[str, str]:
    """A container often has 64 MB of /dev/shm: parallel queries would fail there."""
    shm = Path("/dev/shm")  # noqa: S108 (only measured)
    if shm.is_dir() and shutil.disk_usage(shm).free < 512 * 1024 * 1024:
        return {"dynamic_shared_memory_type": "mmap"}
    return {}


def _environnement() -> dict[str, str]:
    """Without the caller's PG* variables, which would reach initdb and the server."""
    return {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C", "HOME": "/", "TZ": "UTC"}


def _echec(debut: str, details: str) -> tuple[int, int]:
    if "No space left" in details or "Disk quota" in details:
        raise ErreurLocale(DISQUE_PLEIN)
    raise ErreurLocale(f"{debut} : {details.strip() or 'aucun message'}")
