"""Menus as data: what each role may open. An entry whose address does not exist yet is not shown."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

# The roles of `comptes`, which stands above this package: as text, and a test compares them.
FACILITATEUR = "FACILITATEUR"
ADMIN_GUICHET = "ADMIN_GUICHET"
ENTREPRISE = "ENTREPRISE"
STRUCTURE = "STRUCTURE"
ACHETEUR = "ACHETEUR"

INTERNES = frozenset({FACILITATEUR, ADMIN_GUICHET})
EXTERNES = frozenset({ENTREPRISE, STRUCTURE, ACHETEUR})
DEPOSANTS = frozenset({ENTREPRISE, STRUCTURE})


@dataclass(frozen=True)
class Entree:
    """One line of a menu, as declared."""

    code: str
    libelle: str
    icone: str
    url: str
    roles: frozenset[str]
    methode: str = "get"


@dataclass(frozen=True)
class Lien:
    """One line of a menu, ready to print."""

    code: str
    libelle: str
    icone: str
    adresse: str
    courant: bool
    methode: str = "get"
    pastille: int = 0


PRINCIPAL = (
    Entree("a_traiter", "À traiter", "inbox", "suivi_heures:tableau_de_bord", INTERNES),
    Entree("agenda", "Agenda", "calendar3", "suivi_heures:agenda", INTERNES),
    Entree("marches", "Marchés", "diagram-3", "suivi_heures:marches", INTERNES),
    Entree("calibrer", "Calibrer", "calculator", "marches:calibrer", INTERNES),
    Entree("decp", "Marchés publiés", "collection", "marches:decp", INTERNES),
    Entree("heures", "Heures", "table", "suivi_heures:heures", INTERNES),
    Entree("releves", "Relevés", "file-earmark-spreadsheet", "suivi_heures:releves", INTERNES),
    Entree("beneficiaires", "Bénéficiaires", "people", "beneficiaires:liste", INTERNES),
    Entree("besoins", "Besoins", "briefcase", "suivi_heures:besoins", INTERNES),
    Entree("actions", "Actions", "megaphone", "beneficiaires:actions", INTERNES),
    Entree("conventions", "Conventions", "file-earmark-text", "suivi_heures:conventions", INTERNES),
    Entree("postes", "Postes financés", "bank", "suivi_heures:postes", INTERNES),
    Entree("entreprises", "Entreprises", "building", "marches:entreprises", INTERNES),
    Entree("trimestres", "Trimestres", "calendar3", "suivi_heures:trimestres", INTERNES),
    Entree("difficultes", "Difficultés", "flag", "suivi_heures:dossiers", INTERNES),
    Entree("rapports", "Rapports", "file-earmark-pdf", "suivi_heures:rapports", INTERNES),
    Entree("observatoire", "Observatoire", "graph-up", "suivi_heures:observatoire", INTERNES),
    Entree("restitutions", "Restitutions", "bar-chart-line", "suivi_heures:sorties", INTERNES),
)
SECONDAIRE = (
    Entree("reprise", "Reprise", "database", "suivi_heures:reprise", frozenset({ADMIN_GUICHET})),
    Entree("parametres", "Paramètres", "gear", "comptes:parametres", INTERNES),
    Entree("membres", "Membres", "person-badge", "comptes:membres", INTERNES),
    Entree("journal", "Journal", "journal-text", "comptes:journal", frozenset({ADMIN_GUICHET})),
    Entree("aide", "Aide", "question-circle", "aide", INTERNES | EXTERNES),
)
PORTAIL = (
    Entree("echeances", "Échéances", "calendar3", "suivi_heures:echeances", DEPOSANTS),
    Entree("accueil", "Accueil", "house", "suivi_heures:espace_entreprise", DEPOSANTS),
    Entree("accueil_acheteur", "Mes marchés", "house", "suivi_heures:espace_acheteur", frozenset({ACHETEUR})),
    Entree("synthese", "Synthèse", "bar-chart-line", "suivi_heures:departement", frozenset({ACHETEUR})),
    Entree("depot", "Déposer", "upload", "suivi_heures:portail_deposer", DEPOSANTS),
    Entree("demandes", "Embaucher", "person-badge", "beneficiaires:portail_demandes", DEPOSANTS),
    Entree("envois", "Relevés", "file-earmark-spreadsheet", "suivi_heures:portail_releves", DEPOSANTS),
    Entree("difficultes", "Difficultés", "flag", "suivi_heures:difficultes", DEPOSANTS),
    Entree("difficultes", "Difficultés", "flag", "suivi_heures:dossiers_acheteur", frozenset({ACHETEUR})),
    Entree("rapports", "Rapports", "file-earmark-pdf", "suivi_heures:rapports", frozenset({ACHETEUR})),
)
COMPTE = (
    Entree("compte", "Mon compte", "person", "comptes:mon_compte", INTERNES | EXTERNES),
    Entree("temps", "Mon temps", "clock", "suivi_heures:temps", INTERNES),
    Entree("securite", "Double authentification", "shield-lock", "mfa_index", INTERNES | EXTERNES),
    Entree("echeances", "Toutes mes échéances", "calendar3", "suivi_heures:echeances", DEPOSANTS),
    Entree("guichet", "Changer d’espace", "arrow-left-right", "comptes:espaces", INTERNES | EXTERNES),
    Entree("quitter", "Se déconnecter", "box-arrow-right", "account_logout", INTERNES | EXTERNES, "post"),
)
PIED = (
    ("Accessibilité", "accessibilite"),
    ("Données personnelles", "donnees_personnelles"),
    ("Mentions légales", "mentions_legales"),
)


# Only worth showing to an account that speaks for several companies or guichets.
REUNIES = frozenset({"echeances"})


@lru_cache(maxsize=256)
def chercher_adresse(nom: str) -> str:
    """The address of a named URL, or nothing while no screen answers to it."""
    try:
        return reverse(nom)
    except NoReverseMatch:
        return ""


@lru_cache(maxsize=16_384)
def adresser(nom: str, *cles: object) -> str:
    """`reverse`, remembered: a list asks for the same addresses page after page."""
    return reverse(nom, args=cles)


def composer_menu(
    entrees: Iterable[Entree], *, role: str, chemin: str, pastilles: Mapping[str, int] | None = None
) -> tuple[Lien, ...]:
    """The entries open to a role; the current one is the longest address that begins the path."""
    ouvertes = [
        (entree, adresse) for entree in entrees if role in entree.roles and (adresse := chercher_adresse(entree.url))
    ]
    contenant = [adresse for _, adresse in ouvertes if chemin == adresse or chemin.startswith(adresse)]
    courante = max((adresse for adresse in contenant if adresse != "/" or chemin == "/"), key=len, default="")
    return tuple(
        Lien(
            code=entree.code,
            libelle=entree.libelle,
            icone=entree.icone,
            adresse=adresse,
            courant=adresse == courante,
            methode=entree.methode,
            pastille=(pastilles or {}).get(entree.code, 0),
        )
        for entree, adresse in ouvertes
    )


def composer_pied() -> tuple[tuple[str, str], ...]:
    """Legal links that exist."""
    return tuple((libelle, adresse) for libelle, nom in PIED if (adresse := chercher_adresse(nom)))


def lire_pastilles(request: HttpRequest) -> Mapping[str, int]:
    """Counts beside the entries, when the view knows them: request.pastilles = {"releves": 6}."""
    return getattr(request, "pastilles", None) or {}
