"""SIRET, CPV and contract numbers as people really type them: what they mean, or why they cannot be used."""

import re
from dataclasses import dataclass

SIREN_LA_POSTE = "356000000"
TYPES_IDENTIFIANT = ("SIRET", "SIREN", "TVA", "TAHITI", "RIDET", "FRWF", "IREP", "HORS-UE")
ABIME_PAR_TABLEUR = re.compile(r"\d([.,]\d+)?E\+?\d+", re.IGNORECASE)
SEPARATEURS = re.compile(r"[\s.\-_/'’]")
TVA = re.compile(r"(?!FR)[A-Z]{2}[0-9A-Z]{2,12}|FR[0-9A-Z]{2}\d{9}")


@dataclass(frozen=True, slots=True)
class SiretLu:
    """`valeur` empty = unusable; `doute` = the French sentence to show, empty when all is well."""

    valeur: str
    doute: str = ""


def est_luhn_valide(chiffres: str) -> bool:
    total = 0
    for rang, chiffre in enumerate(reversed(chiffres)):
        double = int(chiffre) * (2 if rang % 2 else 1)
        total += double - 9 if double > 9 else double
    return total % 10 == 0


def est_siret_valide(siret: str) -> bool:
    """La Poste numbers most of its establishments by the sum of their digits instead of Luhn."""
    if not (siret.isascii() and siret.isdigit() and len(siret) == 14 and siret.strip("0")):
        return False
    par_somme = siret.startswith(SIREN_LA_POSTE) and sum(map(int, siret)) % 5 == 0
    return par_somme or est_luhn_valide(siret)


def est_abime_par_tableur(texte: str) -> bool:
    return bool(ABIME_PAR_TABLEUR.fullmatch(texte.replace(" ", "")))


def lire_siret(texte: str) -> SiretLu:
    """Keeps a number that fails its check (they are not rare in published data) but never one that says nothing."""
    chiffres = SEPARATEURS.sub("", texte.removesuffix(".0"))
    if not chiffres:
        return SiretLu("")
    if est_abime_par_tableur(texte):
        return SiretLu("", "Numéro abîmé par un tableur : des chiffres sont perdus, reprenez le fichier d’origine.")
    if not (chiffres.isascii() and chiffres.isdigit()):
        return SiretLu("", "Ce n’est pas un SIRET : un SIRET compte 14 chiffres.")
    if not chiffres.strip("0"):
        return SiretLu("", "Un numéro fait de zéros ne désigne personne.")
    return _lire_chiffres(chiffres)


def _lire_chiffres(chiffres: str) -> SiretLu:
    if len(chiffres) == 14:
        doute = "" if est_siret_valide(chiffres) else "Clé de contrôle fausse : numéro à vérifier."
        return SiretLu(chiffres, doute)
    if len(chiffres) in (12, 13) and est_siret_valide(chiffres.zfill(14)):
        return SiretLu(chiffres.zfill(14), "Zéros de tête perdus par un tableur, rétablis.")
    if len(chiffres) == 9:
        return SiretLu(chiffres, "SIREN à 9 chiffres au lieu du SIRET : établissement à préciser.")
    return SiretLu("", f"Un SIRET compte 14 chiffres, celui-ci {len(chiffres)}.")


def deviner_type(identifiant: str) -> str:
    """The type of an identifier published without one; empty when nothing fits."""
    compact = SEPARATEURS.sub("", identifiant).upper()
    if compact.isascii() and compact.isdigit() and len(compact) in (9, 14) and compact.strip("0"):
        return "SIRET" if len(compact) == 14 else "SIREN"
    return "TVA" if TVA.fullmatch(compact) and any(c.isdigit() for c in compact) else ""


def lire_cpv(texte: str) -> str:
    """The eight digits without the check key; empty when it is not a CPV code."""
    code = re.sub(r"\s", "", texte).removesuffix(".0")
    trouve = re.fullmatch(r"(\d{7,8})(-\d)?", code)
    return trouve[1].zfill(8) if trouve else ""
