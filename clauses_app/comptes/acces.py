"""Which membership a request speaks for, and whether its account is protected enough."""

from __future__ import annotations

from allauth.mfa.utils import is_mfa_enabled
from django.db import connection, models
from django.http import HttpRequest

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.enums import INTERNES
from clauses_app.comptes.models import Adhesion, Guichet, Utilisateur
from clauses_app.tenancy.contexte import Contexte, basculer

CLE_SESSION = "adhesion_id"


def _nommer(modele: type[models.Model], alias: str) -> str:
    return ", ".join(f'{alias}."{champ.column}"' for champ in modele._meta.concrete_fields)


# every page begins with it: composed once, not at each request
_ACTIVES = f"""
SELECT {_nommer(Adhesion, "a")}, {_nommer(Guichet, "g")}
  FROM comptes_adhesion a JOIN comptes_guichet g ON g.id = a.guichet_id
 WHERE a.utilisateur_id = %s AND a.est_active ORDER BY g.nom, a.organisation_nom, a.id
"""  # names of columns, none from outside
_DE_L_ADHESION = [champ.attname for champ in Adhesion._meta.concrete_fields]
_DU_GUICHET = [champ.attname for champ in Guichet._meta.concrete_fields]


def adhesions_actives(utilisateur_id: int) -> list[Adhesion]:
    """Open memberships of an account, with their guichet. To be called in the sign-in role."""
    with connection.cursor() as curseur:
        curseur.execute(_ACTIVES, [utilisateur_id])
        lignes = curseur.fetchall()
    adhesions = []
    for ligne in lignes:
        adhesion = Adhesion.from_db(connection.alias, _DE_L_ADHESION, ligne[: len(_DE_L_ADHESION)])
        adhesion.guichet = Guichet.from_db(connection.alias, _DU_GUICHET, ligne[len(_DE_L_ADHESION) :])
        adhesions.append(adhesion)
    return adhesions


def adhesions_de_la_requete(request: HttpRequest) -> list[Adhesion]:
    """Read again at each request, once: a membership withdrawn is closed at the next click."""
    connues: list[Adhesion] | None = getattr(request, "_adhesions", None)
    if connues is None:
        connues = adhesions_actives(request.user.pk)
        request._adhesions = connues  # type: ignore[attr-defined]
    return connues


def adhesion_de_la_session(request: HttpRequest) -> Adhesion | None:
    """Membership chosen in this session; the only one is chosen by itself."""
    adhesions = adhesions_de_la_requete(request)
    choisie = request.session.get(CLE_SESSION)
    for adhesion in adhesions:
        if adhesion.pk == choisie:
            return adhesion
    if len(adhesions) == 1:
        choisir_espace(request, adhesions[0])
        return adhesions[0]
    return None


def choisir_espace(request: HttpRequest, adhesion: Adhesion) -> None:
    """The session now speaks for this membership; its guichet remembers the arrival."""
    request.session[CLE_SESSION] = adhesion.pk
    with basculer(contexte_de(adhesion)):
        journaliser(Verbe.CONNEXION, par=adhesion, role=adhesion.get_role_display())


def contexte_de(adhesion: Adhesion) -> Contexte:
    """What the database must know of a membership."""
    return Contexte(
        role="interne" if adhesion.est_interne else "externe",
        guichet_id=adhesion.guichet_id,
        adhesion_id=adhesion.pk,
        entreprise_id=adhesion.entreprise_id,
        maitre_ouvrage_id=adhesion.maitre_ouvrage_id,
    )


def est_interne(request: HttpRequest) -> bool:
    """Does the account belong to the staff of any guichet?"""
    return any(adhesion.role in INTERNES for adhesion in adhesions_de_la_requete(request))


def second_facteur_manque(request: HttpRequest) -> bool:
    """A member of a guichet's staff must hold a second factor; others may."""
    utilisateur: Utilisateur = request.user  # type: ignore[assignment]
    return est_interne(request) and not is_mfa_enabled(utilisateur)
