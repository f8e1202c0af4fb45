"""Letters that summon to a collective action, in the words of the guichet."""

from __future__ import annotations

from dataclasses import dataclass

from beneficiaires.models import Action, InscriptionAction, SeanceAction
from clauses_app.interface.formats import formater_date_longue
from suivi_heures.enums import TypeCourrier
from suivi_heures.queries.modeles_courrier import composer, lire_modeles
from suivi_heures.restitutions.courriers import valeurs_communes


@dataclass(frozen=True)
class Lettre:
    inscription_id: int
    personne: str
    deja: bool
    objet: str
    paragraphes: tuple[tuple[str, ...], ...]


def rediger_convocations(
    action: Action, *, inscriptions: list[InscriptionAction], seances: list[SeanceAction], signataire: str
) -> list[Lettre]:
    """One a person; the house keeps no address: it is written on the envelope."""
    modele = lire_modeles()[TypeCourrier.CONVOCATION]
    valeurs = valeurs_communes("", signataire) | {
        "action": action.nom,
        "type_action": action.get_type_display(),
        "lieu": action.lieu,
        "metier": action.metier,
        "seances": "\n".join(_dire_seance(s, action) for s in seances) or "Date à venir",
    }
    lettres = []
    for i in inscriptions:
        personne = f"{i.beneficiaire.prenom} {i.beneficiaire.nom}"
        objet, corps = composer(modele, valeurs | {"personne": personne})
        lettres.append(
            Lettre(
                inscription_id=i.pk,
                personne=personne,
                deja=i.convoquee_le is not None,
                objet=objet,
                paragraphes=tuple(tuple(p.splitlines()) for p in corps.split("\n\n") if p.strip()),
            )
        )
    return lettres


def _dire_seance(seance: SeanceAction, action: Action) -> str:
    heure = f" à {seance.debut:%H:%M}" if seance.debut else ""
    lieu = seance.lieu or action.lieu
    return f"{formater_date_longue(seance.jour).capitalize()}{heure}{f', {lieu}' if lieu else ''}"
