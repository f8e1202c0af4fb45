"""Static files and demonstration of `make run`."""

import hashlib
import os
import sys

from clauses_app.local.emplacement import LOCAL, RACINE
from clauses_app.local.erreurs import dire
from clauses_app.local.gestion import executer

COMMANDE = "charger_demonstration"


def preparer_les_fichiers_statiques() -> None:
    """Collect and compress only when a file has changed."""
    temoin = LOCAL / "dev" / "statiques.empreinte"
    empreinte = _empreinte_des_fichiers_statiques()
    if temoin.exists() and temoin.read_text() == empreinte:
        return
    dire("Préparation des fichiers de style…")
    executer("statiques", [sys.executable, "manage.py", "collectstatic", "--noinput", "--clear", "--verbosity", "0"])
    temoin.write_text(empreinte)


def charger() -> str:
    """Load the demonstration (loading it again changes nothing); gives the accounts, as the command says them."""
    if not any(RACINE.glob(f"*/management/commands/{COMMANDE}.py")) and not any(
        RACINE.glob(f"*/*/management/commands/{COMMANDE}.py")
    ):
        return ""
    dire("Chargement de la démonstration…")
    lignes = executer("demonstration", [sys.executable, "manage.py", COMMANDE]).strip().splitlines()
    comptes = [indice for indice, ligne in enumerate(lignes) if ligne.startswith("Comptes")]
    return "\n".join(lignes[comptes[0] :] if comptes else lignes)


def _empreinte_des_fichiers_statiques() -> str:
    somme = hashlib.sha256((RACINE / "requirements.lock").read_bytes())
    somme.update(os.environ.get("STATIC_ROOT", "").encode())
    for fichier in sorted(RACINE.glob("static/**/*")):
        if fichier.is_file():
            somme.update(f"{fichier.relative_to(RACINE)} {fichier.stat().st_size}\n".encode())
            somme.update(fichier.read_bytes())
    return somme.hexdigest()
