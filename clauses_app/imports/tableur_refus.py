"""Why a file cannot be read: a code, and one sentence that says what to do."""

from __future__ import annotations

from enum import StrEnum


class Refus(StrEnum):
    VIDE = "FICHIER_VIDE"
    TROP_LOURD = "FICHIER_TROP_LOURD"
    FORMAT = "FORMAT_INATTENDU"
    ENDOMMAGE = "FICHIER_ENDOMMAGE"
    PROTEGE = "PROTEGE_PAR_MOT_DE_PASSE"
    MACROS = "FICHIER_AVEC_MACROS"
    CONTENU = "CONTENU_REFUSE"
    TROP_GRAND = "TABLEAU_TROP_GRAND"
    CASE = "CASE_ILLISIBLE"


ENREGISTRER = "Ouvrez-le dans votre tableur, enregistrez-le en « Classeur Excel (.xlsx) », puis déposez-le à nouveau."
DEMESURE = (
    "Une fois ouvert, ce classeur est démesuré pour un relevé. Copiez le seul tableau des heures dans un nouveau"
    " classeur (.xlsx), puis déposez-le."
)
PHRASES = {
    Refus.VIDE: "Le fichier est vide. Vérifiez que c’est le bon, puis déposez-le à nouveau.",
    Refus.TROP_LOURD: "Le fichier dépasse 10 Mo. Gardez seulement les feuilles utiles, puis déposez-le à nouveau.",
    Refus.FORMAT: f"Ce n’est ni un classeur (.xlsx, .xls, .ods) ni un fichier CSV. {ENREGISTRER}",
    Refus.ENDOMMAGE: f"Le fichier est endommagé ou incomplet : il ne s’ouvre pas. {ENREGISTRER}",
    Refus.PROTEGE: "Le fichier est protégé par un mot de passe. Enregistrez-le sans mot de passe, puis déposez-le.",
    Refus.MACROS: "Le fichier contient des macros. Enregistrez-le en « Classeur Excel (.xlsx) », sans macro.",
    Refus.CONTENU: f"Le fichier contient des éléments qu’un relevé n’a pas (objets, liens, code). {ENREGISTRER}",
    Refus.TROP_GRAND: (
        "Le tableau dépasse 100 000 lignes ou 256 colonnes. Effacez ce qui se trouve loin du tableau,"
        " puis déposez le fichier à nouveau."
    ),
    Refus.CASE: f"Une case contient une valeur impossible à lire. {ENREGISTRER}",
}


class FichierIllisible(Exception):
    """The file is refused whole."""

    def __init__(self, code: Refus, phrase: str = "") -> None:
        self.code = code
        self.phrase = phrase or PHRASES[code]
        super().__init__(self.phrase)
