"""Reads the fields of one contract one by one: a bad value costs its field, never the contract."""

import datetime
import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from marches.imports.decp_identifiants import (
    TYPES_IDENTIFIANT,
    deviner_type,
    est_abime_par_tableur,
    lire_cpv,
    lire_siret,
)
from marches.imports.decp_lu import Avertissement, Operateur

MONTANT_MAX = Decimal(10) ** 10
MONTANT_SYMBOLIQUE = Decimal(100)
DUREE_MAX = 1200
CHIFFRES_MAX = 40
DUREE_SURPRENANTE = 240
PREMIER_JOUR, DERNIER_JOUR = datetime.date(1990, 1, 1), datetime.date(2060, 12, 31)
SANS_VALEUR = {"", "nc", "n/c", "na", "n/a", "nd", "nan", "none", "null", "inconnu", "-", "--", "sans objet", "[nd]"}
VRAI, FAUX = {"oui", "true", "vrai", "1", "o", "yes"}, {"non", "false", "faux", "0", "n", "no"}
MOJIBAKE = re.compile("[ÃÂâ][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")
NOMBRE = re.compile(r"[+-]?\d+(\.\d+)?(e[+-]?\d{1,3})?", re.IGNORECASE)
FORMES_DE_DATE = (
    re.compile(r"(?P<a>\d{4})-(?P<m>\d{1,2})-(?P<j>\d{1,2})(?:[T Z+].*)?"),
    re.compile(r"(?P<a>\d{4})(?P<m>\d{2})(?P<j>\d{2})"),
    re.compile(r"(?P<j>\d{1,2})[/.-](?P<m>\d{1,2})[/.-](?P<a>\d{4})(?: .*)?"),
)


def nettoyer(brut: object, *, maximum: int = 2000) -> str:
    """Text a database and a page can hold: no control character, accents mended, spaces folded."""
    if brut is None or isinstance(brut, list | dict):
        return ""
    if isinstance(brut, bool):
        return "oui" if brut else "non"
    texte = str(brut)
    if not texte.isascii():
        texte = unicodedata.normalize("NFC", _reparer_accents(texte))
    texte = texte[: maximum * 2]
    if not texte.isprintable():
        texte = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in texte)
    return " ".join(texte.split())[:maximum]


def _reparer_accents(texte: str) -> str:
    """UTF-8 once read as Windows-1252 (« marchÃ© ») reads back; anything else stays as it is."""
    if not MOJIBAKE.search(texte):
        return texte
    try:
        return texte.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return texte


def cle(nom: object) -> str:
    """Field names compare without case, accents nor separators."""
    return _cle(str(nom)[:80])


@lru_cache(maxsize=4096)
def _cle(nom: str) -> str:
    sans_accents = unicodedata.normalize("NFKD", nom).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]", "", sans_accents.lower())


def en_decimal(brut: object) -> Decimal | None:
    """A French or English number; None when it is not one."""
    if isinstance(brut, Decimal):
        return brut if brut.is_finite() else None
    texte = re.sub(r"[\s'’]|€|eur(os)?|h\.?t\.?$", "", nettoyer(brut, maximum=60), flags=re.IGNORECASE)
    if len(texte) > CHIFFRES_MAX:
        return None
    if "," in texte and "." in texte:
        dernier = max(texte.rfind(","), texte.rfind("."))
        texte = re.sub(r"[.,]", "", texte[:dernier]) + "." + texte[dernier + 1 :]
    texte = texte.replace(",", ".")
    try:
        return Decimal(texte) if NOMBRE.fullmatch(texte) else None
    except InvalidOperation:
        return None


def en_date(texte: str) -> datetime.date | None:
    """ISO first, then day before month; an impossible day is refused, never guessed."""
    for forme in FORMES_DE_DATE:
        trouve = forme.fullmatch(texte)
        if trouve:
            try:
                return datetime.date(int(trouve["a"]), int(trouve["m"]), int(trouve["j"]))
            except ValueError:
                return None
    return None


class LecteurDeChamps:
    """Reads values and remembers each doubt, in the order met."""

    def __init__(self, doutes: Iterable[Avertissement] = ()) -> None:
        self._avertissements: list[Avertissement] = list(doutes)

    @property
    def avertissements(self) -> tuple[Avertissement, ...]:
        return tuple(dict.fromkeys(self._avertissements))

    def douter(self, champ: str, brut: object, message: str, *, grave: bool = False) -> None:
        self._avertissements.append(Avertissement(champ, nettoyer(brut, maximum=120), message, grave))

    def montant(self, brut: object, champ: str = "montant", *, grave: bool = True) -> Decimal | None:
        if nettoyer(brut).lower() in SANS_VALEUR:
            return None
        nombre = en_decimal(brut)
        if nombre is None:
            self.douter(champ, brut, "Ce montant n’est pas un nombre : il est laissé vide.", grave=grave)
            return None
        if nombre < 0 or nombre > MONTANT_MAX:
            self.douter(champ, brut, "Montant invraisemblable : il est laissé vide.", grave=grave)
            return None
        if nombre < MONTANT_SYMBOLIQUE:
            self.douter(champ, brut, "Montant symbolique : le montant réel est à demander à l’acheteur.", grave=grave)
        return nombre.quantize(Decimal("0.01"))

    def duree(self, brut: object, champ: str = "dureeMois") -> int | None:
        texte = nettoyer(brut).lower().removesuffix("mois").strip()
        if texte in SANS_VALEUR - {"nc", "n/c"}:
            return None
        nombre = en_decimal(brut if isinstance(brut, Decimal) else texte)
        if nombre is None or nombre <= 0 or nombre > DUREE_MAX:
            self.douter(champ, brut, "Cette durée n’est pas un nombre de mois plausible : elle est laissée vide.")
            return None
        if nombre > DUREE_SURPRENANTE:
            self.douter(champ, brut, "Durée de plus de vingt ans : vérifiez qu’elle est bien en mois.")
        return max(1, int(nombre.to_integral_value()))

    def date(self, brut: object, champ: str, *, grave: bool = False) -> datetime.date | None:
        texte = nettoyer(brut)
        if texte.lower() in SANS_VALEUR:
            return None
        jour = en_date(texte)
        if jour is None:
            self.douter(
                champ, brut, "Cette date n’existe pas ou n’est pas écrite AAAA-MM-JJ : laissée vide.", grave=grave
            )
            return None
        if not PREMIER_JOUR <= jour <= DERNIER_JOUR:
            self.douter(champ, brut, "Date hors de toute vraisemblance : laissée vide.", grave=grave)
            return None
        return jour

    def booleen(self, brut: object, champ: str) -> bool | None:
        texte = nettoyer(brut).lower()
        if texte in VRAI:
            return True
        if texte in FAUX:
            return False
        if texte not in SANS_VALEUR:
            self.douter(champ, brut, "Réponse ni oui ni non : laissée vide.")
        return None

    def cpv(self, brut: object) -> str:
        texte = nettoyer(brut)
        code = lire_cpv(texte)
        if texte and not code:
            self.douter("codeCPV", brut, "Ce code CPV ne compte pas 8 chiffres : il est laissé vide.")
        return code

    def parmi(self, bruts: Iterable[object], connus: Iterable[str], champ: str) -> tuple[str, ...]:
        """Known labels in their official spelling, unknown ones kept as written with a doubt."""
        officiels = {cle(libelle): libelle for libelle in connus}
        retenus: dict[str, None] = {}
        for brut in bruts:
            for texte in filter(None, map(str.strip, re.split(r"[,;|\n]", nettoyer(brut)))):
                libelle = officiels.get(cle(texte))
                if libelle is None and texte.lower() not in SANS_VALEUR:
                    self.douter(champ, texte, "Valeur absente de la nomenclature officielle : gardée telle quelle.")
                if libelle or texte.lower() not in SANS_VALEUR:
                    retenus[libelle or texte] = None
        return tuple(retenus)

    def operateur(
        self, identifiant: object, type_lu: object, nom: object, champ: str, *, grave: bool
    ) -> Operateur | None:
        """A company; None when the file says nothing of it."""
        texte, nom_lu = nettoyer(identifiant, maximum=40), nettoyer(nom, maximum=255)
        if texte.lower() in SANS_VALEUR:
            return Operateur("", "", nom_lu) if nom_lu else None
        type_identifiant = nettoyer(type_lu).upper().replace("HORSUE", "HORS-UE")
        if type_identifiant not in TYPES_IDENTIFIANT:
            type_identifiant = deviner_type(texte)
        if type_identifiant in ("SIRET", "SIREN"):
            return self._operateur_francais(texte, nom_lu, champ, grave=grave)
        if not type_identifiant or not texte.strip("0 "):
            self.douter(champ, texte, "Identifiant d’entreprise inutilisable : à compléter.", grave=grave)
            return Operateur("" if est_abime_par_tableur(texte) or not texte.strip("0 ") else texte, "", nom_lu)
        return Operateur(texte, type_identifiant, nom_lu)

    def _operateur_francais(self, texte: str, nom: str, champ: str, *, grave: bool) -> Operateur:
        siret = lire_siret(texte)
        if siret.doute:
            self.douter(champ, texte, siret.doute, grave=grave)
        if siret.valeur:
            return Operateur(siret.valeur, "SIRET" if len(siret.valeur) == 14 else "SIREN", nom)
        inutile = est_abime_par_tableur(texte) or not texte.strip("0 ")
        return Operateur("" if inutile else texte, "", nom)
