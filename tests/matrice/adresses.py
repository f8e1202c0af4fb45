"""Every address of the site, and what stands behind each variable part of it.

A new address whose variable part is of a known kind is covered by itself. Another makes the test fail:
add its kind to SORTES (an object of the world) or to CONSTANTES.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from clauses_app.comptes.enums import Role
from tests.matrice.monde import INCONNU, UUID_INCONNU, Monde

# last segments before the variable → kind of object
SORTES = {
    "marches": "marche",
    "lots": "lot",
    "heures-dues": "engagement",
    "tranches": "tranche",
    "attributions": "attribution",
    "actes": "acte",
    "programmes": "programme",
    "entreprises": "entreprise",
    "acheteurs": "maitre_ouvrage",
    "operations": "operation",
    "projets": "projet",
    "lots-projet": "lot_projet",
    "versions": "calibrage",
    "textes": "texte_clause",
    "marches-publies": "marche_decp",
    "marches-publies/imports": "import_decp",
    "regles": "regle",
    "regles-penalite": "regle_penalite",
    "contacts": "contact",
    "adresses": "adresse_en_echec",
    "dossiers": "dossier",
    "difficultes": "dossier",
    "demarches": "demarche",
    "courriers": "courrier",
    "relances": "relance",
    "beneficiaires": "beneficiaire",
    "decisions": "decision",
    "contrats": "contrat",
    "justificatifs": "justificatif",
    "vigilances": "vigilance",
    "doublons": "doublon",
    "fusions": "fusion",
    "demandes": "demande",
    "publics/versions": "reference_public",
    "imputations": "imputation",
    "globalisations": "globalisation",
    "releves": "releve",
    "lignes-releve": "ligne_releve",
    "corrections-releve": "correction_releve",
    "noms-retenus": "nom_retenu",
    "colonnes-retenues": "correspondance",
    "rapports": "bilan",
    "restitutions": "restitution",
    "financements": "financement",
    "reprise": "reprise",
    "membres": "adhesion",
    "invitations": "invitation",
    "securite/cles": "cle",
    "suites": "suite",
    "vues-enregistrees": "vue",
    "notes": "note_carnet",
    "documents": "document",
    "rendez-vous": "rendez_vous",
    "liens-depot": "lien_depot",
    "jetons": "jeton_api",
    "exports/fichiers": "export",
    "dsn": "lecture_paie",
    "actions": "action",
    "seances": "seance",
    "inscriptions": "inscription_action",
    "etapes": "etape_parcours",
    "conventions": "convention",
    "besoins": "besoin",
    "propositions": "proposition",
    "objectifs-convention": "objectif_convention",
    "postes": "poste",
    "parts-poste": "part_poste",
    "depenses-poste": "depense_poste",
    "temps-passe": "temps_passe",
    "appels-fonds": "appel_fonds",
    "comptes-rendus": "compte_rendu",
    "annuaire": "structure_annuaire",
    "agrements": "agrement",
    "diagnostics": "diagnostic",
    "situations-rsa": "situation_rsa",
    "freins": "frein",
    "engagements": "engagement_reciproque",
    "sorties-parcours": "sortie",
    "situations": "situation",
    "envois-croises": "envoi_croise",
    "confirmer": "envoi_croise",
}
# names of variables that are not objects: any legal value
CONSTANTES: dict[str, Any] = {
    "uidb36": "1",
    "key": "faux-jeton",
    "jeton": "jeton-inventé",
    "mois": "2025-06",
    "reste": "rien/",
    "code": "B_RSA",
    "annee": 2025,
    "lettre": "avis",
    "fournisseur": "brevo",
    "type_lettre": "relance_1",
    "liste": "MARCHES",
    "ecran": "operations",
    "forme": "csv",
    "trimestre": "2025-T1",
}
VARIABLE = re.compile(r"<(?:(?P<convertisseur>\w+):)?(?P<nom>\w+)>")


@dataclass(frozen=True)
class Adresse:
    nom: str
    route: str
    vue: Any
    # variable → kind ("" for a constant)
    sortes: dict[str, str]
    convertisseurs: dict[str, str]

    @property
    def objets(self) -> tuple[str, ...]:
        """The variable parts that name an object."""
        return tuple(variable for variable, sorte in self.sortes.items() if sorte)

    def composer(self, monde: Monde, positions: dict[str, str], role: Role | None, *, chez: str) -> str:
        """The path with, for each variable, the object of an owner (or « inconnu »); `chez` by default."""
        valeurs = {}
        for variable, sorte in self.sortes.items():
            position = positions.get(variable, chez)
            if not sorte:
                valeurs[variable] = CONSTANTES[variable]
            elif position == "inconnu":
                valeurs[variable] = UUID_INCONNU if self.convertisseurs[variable] == "uuid" else INCONNU
            else:
                objet = monde.objet(sorte, position, role)
                valeurs[variable] = objet.identifiant if self.convertisseurs[variable] == "uuid" else objet.pk
        return reverse(self.nom, kwargs=valeurs)


class SorteInconnue(LookupError):
    pass


def parcourir() -> list[Adresse]:
    return [_decrire(nom, route, motif) for nom, route, motif in _feuilles(get_resolver().url_patterns, "", "")]


def _feuilles(motifs: list[Any], espace: str, prefixe: str) -> Iterator[tuple[str, str, URLPattern]]:
    for motif in motifs:
        route = prefixe + str(motif.pattern)
        if isinstance(motif, URLResolver):
            suite = f"{espace}{motif.namespace}:" if motif.namespace else espace
            yield from _feuilles(motif.url_patterns, suite, route)
        else:
            yield f"{espace}{motif.name}", route, motif


def _decrire(nom: str, route: str, motif: URLPattern) -> Adresse:
    sortes: dict[str, str] = {}
    convertisseurs: dict[str, str] = {}
    for trouve in VARIABLE.finditer(route):
        variable = trouve["nom"]
        convertisseurs[variable] = trouve["convertisseur"] or "str"
        sortes[variable] = "" if variable in CONSTANTES else _chercher(nom, route, route[: trouve.start()])
    return Adresse(nom, route, motif.callback, sortes, convertisseurs)


def _chercher(nom: str, route: str, avant: str) -> str:
    segments = [s for s in avant.split("/") if s and not s.startswith("<")]
    for combien in (2, 1):
        cle = "/".join(segments[-combien:])
        if cle in SORTES:
            return SORTES[cle]
    raise SorteInconnue(
        f"{nom} ({route}) : quel objet suit « {avant} » ? Ajoutez-le à SORTES ou à CONSTANTES"
        " (tests/matrice/adresses.py)."
    )
