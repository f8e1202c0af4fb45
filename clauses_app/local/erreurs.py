"""The one exception of the runtime: its text is a French sentence for the person at the terminal."""

import contextlib
import errno
import sys


class ErreurLocale(Exception):
    """Carries the sentence to print; the command then ends with a non-zero code."""


DISQUE_PLEIN = "Le disque est plein : libérez de la place (au moins 500 Mo), puis relancez la commande."


def phrase(erreur: BaseException) -> str | None:
    """The sentence for the faults a machine causes; None for a fault of ours."""
    if isinstance(erreur, ErreurLocale):
        return str(erreur)
    if isinstance(erreur, OSError) and erreur.errno in (errno.ENOSPC, errno.EDQUOT):
        return DISQUE_PLEIN
    if isinstance(erreur, PermissionError) and erreur.filename:
        return (
            f"Le fichier {erreur.filename} n’est pas accessible à cet utilisateur : il a été créé par un "
            "autre (souvent root). Donnez-vous les droits dessus ou effacez le dossier .local, puis relancez."
        )
    return None


def dire(texte: str) -> None:
    """Information for the person: on the error stream, so that a command's own output stays clean."""
    with contextlib.suppress(OSError):  # the terminal may have been closed
        sys.stderr.write(f"{texte}\n")
        sys.stderr.flush()
