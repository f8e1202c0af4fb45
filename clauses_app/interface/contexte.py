"""What base templates need to know of the request. Nothing is computed before it is printed."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import cached_property

from clauses_app.interface.formats import initiales
from clauses_app.interface.navigation import (
    COMPTE,
    DEPOSANTS,
    ENTREPRISE,
    EXTERNES,
    PORTAIL,
    PRINCIPAL,
    REUNIES,
    SECONDAIRE,
    Lien,
    chercher_adresse,
    composer_menu,
    composer_pied,
    lire_pastilles,
)

SANS_ADHESION = frozenset({"compte", "echeances", "guichet", "securite", "quitter"})


class Interface:
    """`interface` in every template; each property is read at most once."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.adhesion: Any = getattr(request, "adhesion", None)
        self.produit = settings.NOM_PRODUIT
        self.demonstration = settings.DEMONSTRATION

    @property
    def role(self) -> str:
        return str(self.adhesion.role) if self.adhesion else ""

    @property
    def est_portail(self) -> bool:
        """Companies, structures and buyers have their own, lighter shell."""
        return self.role in EXTERNES

    @property
    def est_deposant(self) -> bool:
        return self.role in DEPOSANTS

    @property
    def gabarit(self) -> str:
        """For a screen shared by several roles: {% extends interface.gabarit %}."""
        return "base_portail.html" if self.est_portail else "base.html"

    @cached_property
    def nom(self) -> str:
        if self.adhesion:
            return str(self.adhesion.nom_affiche)
        utilisateur = getattr(self.request, "user", None)
        return str(utilisateur) if utilisateur is not None and utilisateur.is_authenticated else ""

    @cached_property
    def initiales(self) -> str:
        return initiales(self.nom)

    @cached_property
    def organisation(self) -> str:
        return str(self.adhesion.organisation_nom) if self.adhesion else ""

    @cached_property
    def initiales_organisation(self) -> str:
        return initiales(self.organisation or self.nom)

    @cached_property
    def guichet(self) -> str:
        return str(self.adhesion.guichet) if self.adhesion else ""

    @cached_property
    def menu(self) -> tuple[Lien, ...]:
        return self._composer(PRINCIPAL)

    @cached_property
    def menu_secondaire(self) -> tuple[Lien, ...]:
        return self._composer(SECONDAIRE)

    @cached_property
    def menu_portail(self) -> tuple[Lien, ...]:
        return self._composer(PORTAIL)

    @cached_property
    def menu_compte(self) -> tuple[Lien, ...]:
        """Without a membership (choice of a guichet), only what an account may do."""
        if self.adhesion:
            return self._composer(COMPTE)
        if not self.nom:
            return ()
        seules = [entree for entree in COMPTE if entree.code in SANS_ADHESION]
        return composer_menu(self._garder(seules), role=ENTREPRISE, chemin="")

    @cached_property
    def accueil(self) -> str:
        """Where the brand leads: the first entry of the menu, else the root."""
        menu = self.menu_portail if self.est_portail else self.menu
        return menu[0].adresse if menu else "/"

    @cached_property
    def recherche(self) -> str:
        return "" if self.est_portail or not self.adhesion else chercher_adresse("suivi_heures:recherche")

    @cached_property
    def pied(self) -> tuple[tuple[str, str], ...]:
        return composer_pied()

    @property
    def plusieurs_espaces(self) -> bool:
        """Does the account speak for several companies or guichets? Read by the middleware already."""
        connues = getattr(self.request, "_adhesions", None) or ()
        return sum(adhesion.role in DEPOSANTS for adhesion in connues) > 1

    def _garder(self, entrees: Any) -> Any:
        return entrees if self.plusieurs_espaces else [entree for entree in entrees if entree.code not in REUNIES]

    def _composer(self, entrees: Any) -> tuple[Lien, ...]:
        entrees = self._garder(entrees)
        return composer_menu(entrees, role=self.role, chemin=self.request.path, pastilles=lire_pastilles(self.request))


def interface(request: HttpRequest) -> dict[str, Interface]:
    """Context processor."""
    return {"interface": Interface(request)}
