"""Who may do what: one page, readable by an auditor, walked by the tests.

A permission is `objet.verbe`. A right given here opens the door; which rows stand behind it is the
database's business (row security) and `visibles_par`.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from clauses_app.comptes.enums import Role


class Permission(StrEnum):
    MEMBRE_LISTER = "membre.lister"
    MEMBRE_INVITER = "membre.inviter"
    MEMBRE_CHANGER = "membre.changer"
    GUICHET_LIRE = "guichet.lire"
    GUICHET_REGLER = "guichet.regler"
    TABLEAU_LIRE = "tableau.lire"
    MARCHE_LIRE = "marche.lire"
    MARCHE_ECRIRE = "marche.ecrire"
    DECP_LIRE = "decp.lire"
    DECP_IMPORTER = "decp.importer"
    ENTREPRISE_LIRE = "entreprise.lire"
    ENTREPRISE_ECRIRE = "entreprise.ecrire"
    BENEFICIAIRE_LIRE = "beneficiaire.lire"
    BENEFICIAIRE_ECRIRE = "beneficiaire.ecrire"
    CRITERE_LIRE = "critere.lire"
    ELIGIBILITE_DECIDER = "eligibilite.decider"
    CONTRAT_ECRIRE = "contrat.ecrire"
    ACTION_LIRE = "action.lire"
    ACTION_ECRIRE = "action.ecrire"
    BESOIN_LIRE = "besoin.lire"
    BESOIN_ECRIRE = "besoin.ecrire"
    CONVENTION_LIRE = "convention.lire"
    CONVENTION_ECRIRE = "convention.ecrire"
    FINANCEMENT_LIRE = "financement.lire"
    FINANCEMENT_ECRIRE = "financement.ecrire"
    TEMPS_NOTER = "temps.noter"
    HEURES_LIRE = "heures.lire"
    HEURES_SAISIR = "heures.saisir"
    HEURES_VALIDER = "heures.valider"
    RELEVE_LIRE = "releve.lire"
    RELEVE_VALIDER = "releve.valider"
    TRIMESTRE_LIRE = "trimestre.lire"
    TRIMESTRE_CLORE = "trimestre.clore"
    TRIMESTRE_ROUVRIR = "trimestre.rouvrir"
    RAPPORT_LIRE = "rapport.lire"
    RAPPORT_PRODUIRE = "rapport.produire"
    RAPPORT_PUBLIER = "rapport.publier"
    REPRISE_FAIRE = "reprise.faire"
    JOURNAL_LIRE = "journal.lire"
    JETON_GERER = "jeton.gerer"
    ESPACE_ENTREPRISE = "espace.entreprise"
    ESPACE_ACHETEUR = "espace.acheteur"


_FACILITATEUR = frozenset(
    {
        Permission.MEMBRE_LISTER,
        Permission.MEMBRE_INVITER,
        Permission.GUICHET_LIRE,
        Permission.TABLEAU_LIRE,
        Permission.MARCHE_LIRE,
        Permission.MARCHE_ECRIRE,
        Permission.DECP_LIRE,
        Permission.DECP_IMPORTER,
        Permission.ENTREPRISE_LIRE,
        Permission.ENTREPRISE_ECRIRE,
        Permission.BENEFICIAIRE_LIRE,
        Permission.BENEFICIAIRE_ECRIRE,
        Permission.CRITERE_LIRE,
        Permission.ELIGIBILITE_DECIDER,
        Permission.CONTRAT_ECRIRE,
        Permission.ACTION_LIRE,
        Permission.ACTION_ECRIRE,
        Permission.BESOIN_LIRE,
        Permission.BESOIN_ECRIRE,
        Permission.CONVENTION_LIRE,
        Permission.CONVENTION_ECRIRE,
        Permission.FINANCEMENT_LIRE,
        Permission.TEMPS_NOTER,
        Permission.HEURES_LIRE,
        Permission.HEURES_SAISIR,
        Permission.HEURES_VALIDER,
        Permission.RELEVE_LIRE,
        Permission.RELEVE_VALIDER,
        Permission.TRIMESTRE_LIRE,
        Permission.TRIMESTRE_CLORE,
        Permission.RAPPORT_LIRE,
        Permission.RAPPORT_PRODUIRE,
        Permission.RAPPORT_PUBLIER,
        Permission.JETON_GERER,
    }
)
_DE_L_ENTREPRISE = frozenset(
    {
        Permission.ESPACE_ENTREPRISE,
        Permission.RELEVE_LIRE,
        Permission.JETON_GERER,
        Permission.MEMBRE_LISTER,
        Permission.MEMBRE_INVITER,
    }
)
ROLES: dict[Role, frozenset[Permission]] = {
    Role.FACILITATEUR: _FACILITATEUR,
    Role.ADMIN_GUICHET: _FACILITATEUR
    | {
        Permission.MEMBRE_CHANGER,
        Permission.GUICHET_REGLER,
        # what a post costs shows a colleague's salary
        Permission.FINANCEMENT_ECRIRE,
        Permission.TRIMESTRE_ROUVRIR,
        Permission.REPRISE_FAIRE,
        Permission.JOURNAL_LIRE,
    },
    Role.ENTREPRISE: _DE_L_ENTREPRISE,
    Role.STRUCTURE: _DE_L_ENTREPRISE,
    Role.ACHETEUR: frozenset({Permission.ESPACE_ACHETEUR, Permission.RAPPORT_LIRE, Permission.MEMBRE_LISTER}),
}
# Denied here, the very existence is hidden: 404 instead of 403.
CACHEES = frozenset({Permission.CRITERE_LIRE, Permission.JOURNAL_LIRE})

type Vue = Callable[..., HttpResponse]


def a_le_droit(adhesion: Any, permission: Permission) -> bool:
    return adhesion is not None and permission in ROLES.get(Role(adhesion.role), frozenset())


def autorise(permission: Permission) -> Callable[[Vue], Vue]:
    """Opens the view to the roles that hold `permission`; leaves the name on the view for the tests."""

    def decorer(vue: Vue) -> Vue:
        @wraps(vue)
        def porte(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not a_le_droit(getattr(request, "adhesion", None), permission):
                if permission in CACHEES:
                    raise Http404
                raise PermissionDenied
            return vue(request, *args, **kwargs)

        porte.permission = permission  # type: ignore[attr-defined]
        return porte

    return decorer


def publique(vue: Vue) -> Vue:
    """Opens the view to anybody, explicitly. It runs in the sign-in role: no business row exists for it."""
    vue.publique = True  # type: ignore[attr-defined]
    return vue


def par_jeton(vue: Vue) -> Vue:
    """Opens the view to programs: no session is looked at, the view itself reads the token and enters its guichet."""
    vue.par_jeton = True  # type: ignore[attr-defined]
    return vue


def connecte(vue: Vue) -> Vue:
    """Opens the view to any signed-in account, membership or not (choice of guichet, own account)."""
    vue.connecte = True  # type: ignore[attr-defined]
    return vue


def identite_confirmee(vue: Vue) -> Vue:
    """Asks for a proof of identity of less than ten minutes before opening (roles, accesses)."""
    vue.identite_confirmee = True  # type: ignore[attr-defined]
    return vue
