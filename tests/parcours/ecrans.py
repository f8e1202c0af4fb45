"""Every address of the application, with objects of the demonstration in the place of their numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, get_resolver

from suivi_heures.management.demonstration.calendrier import trimestre_avant
from tests.parcours.instance import Instance

DU_GUICHET = "SELECT {valeur} FROM {table} WHERE guichet_id = (SELECT id FROM comptes_guichet WHERE code = 'coteaux')"
# first words of an address → what its number is: table, value, which objects first, how many
OBJETS = {
    "marches": ("marches_marche", "id", "ref = '2024-T9-INF' DESC, ref = '2026-DEP-30' DESC, id", 2),
    "lots": ("marches_lot", "id", "id", 1),
    "heures-dues": ("marches_engagementheures", "id", "id", 1),
    "tranches": ("marches_tranche", "id", "id", 1),
    "attributions": ("marches_attribution", "id", "id", 1),
    "actes": ("marches_acte", "id", "id", 1),
    "parametres/programmes": ("marches_programme", "id", "id", 1),
    "entreprises": ("marches_entreprise", "id", "(ref = 'E-VALL') DESC, (ref = 'S-ETTI') DESC, id", 2),
    "acheteurs": ("marches_maitreouvrage", "id", "id", 1),
    "operations": ("marches_operation", "id", "id", 1),
    "marches-publies": ("marches_marchedecp", "id", "(statut = 'DOUTEUX') DESC, id", 2),
    "marches-publies/imports": ("marches_importdecp", "id", "id", 1),
    "calibrer/projets": ("marches_projetachat", "id", "(statut = 'RETENU') DESC, id", 2),
    "calibrer/lots-projet": ("marches_lotprojet", "id", "id", 2),
    "calibrer/versions": ("marches_calibrage", "id", "id", 1),
    "calibrer/textes": ("marches_texteclause", "id", "id", 1),
    "parametres/regles": ("marches_regledecompte", "id", "id", 1),
    "regles-penalite": ("marches_reglepenalite", "id", "id", 1),
    "contacts": ("marches_contactentreprise", "id", "id", 1),
    "adresses": ("marches_adresseenechec", "id", "id", 1),
    "dossiers": ("suivi_heures_dossier", "id", "id", 6),
    "espace/difficultes": ("suivi_heures_dossier", "id", "id", 1),
    "acheteur/dossiers": ("suivi_heures_dossier", "id", "id", 3),
    "espace/courriers": ("suivi_heures_courrier", "identifiant", "id", 1),
    "courriers": ("suivi_heures_courrier", "identifiant", "id", 1),
    "relances": ("suivi_heures_relance", "id", "id", 1),
    "rapports/verifier": ("suivi_heures_bilan", "guichet_id || '-' || replace(identifiant::text, '-', '')", "id", 1),
    "attestations/verifier": (
        "suivi_heures_courrier",
        "guichet_id || '-' || replace(identifiant::text, '-', '')",
        "(type = 'ATTESTATION') DESC, id",
        1,
    ),
    "recus": ("suivi_heures_recudepot", "code", "id", 1),
    "liens-depot": ("suivi_heures_liendepot", "id", "id", 1),
    "parametres/courriers": ("suivi_heures_modelecourrier", "lower(type)", "id", 1),
    "courriels/evenements": ("comptes_adhesion", "'brevo'", "id", 1),
    "demarches": ("suivi_heures_demarche", "id", "id", 1),
    "beneficiaires": ("beneficiaires_beneficiaire", "id", "id", 2),
    "contrats": ("beneficiaires_contrattravail", "id", "id", 1),
    "justificatifs": ("beneficiaires_justificatif", "id", "id", 1),
    "vigilances": ("beneficiaires_vigilancelevee", "id", "id", 1),
    "doublons": ("beneficiaires_doublonprobable", "id", "id", 1),
    "fusions": ("beneficiaires_fusion", "id", "id", 1),
    "demandes": ("beneficiaires_demandeeligibilite", "id", "id", 2),
    "espace/demandes": ("beneficiaires_demandeeligibilite", "id", "id", 2),
    "parametres/publics/versions": ("beneficiaires_referencepublic", "id", "id", 1),
    "parametres/publics": ("beneficiaires_referencepublic", "code", "id", 1),
    "decisions": ("beneficiaires_decisioneligibilite", "id", "id", 1),
    "acheteur/marches": ("marches_marche", "id", "ref = '2024-T9-INF' DESC, id", 1),
    "membres": ("comptes_adhesion", "id", "id", 1),
    "invitations": ("comptes_invitation", "id", "id", 1),
    "releves": ("suivi_heures_releveheures", "id", "(nom_fichier ~ '^Heures insertion') DESC, id", 4),
    "lignes-releve": ("suivi_heures_lignereleve", "id", "id", 1),
    "espace/lignes-releve": ("suivi_heures_lignereleve", "id", "id", 1),
    "corrections-releve": ("suivi_heures_correctionligne", "id", "id", 1),
    "espace/corrections-releve": ("suivi_heures_correctionligne", "id", "id", 1),
    "noms-retenus": ("suivi_heures_nomretenu", "id", "id", 1),
    "colonnes-retenues": ("suivi_heures_correspondance", "id", "id", 1),
    "espace/colonnes-retenues": ("suivi_heures_correspondance", "id", "id", 1),
    "espace/noms-retenus": ("suivi_heures_nomretenu", "id", "id", 1),
    "espace/releves": ("suivi_heures_releveheures", "id", "id", 3),
    "imputations": ("suivi_heures_imputation", "id", "id", 1),
    "globalisations": ("suivi_heures_globalisation", "id", "id", 1),
    "trimestres": ("suivi_heures_cloture", "annee || '-T' || trimestre", "annee, trimestre", 2),
    "rapports": ("suivi_heures_bilan", "identifiant", "id", 1),
    "departement/operations.": ("suivi_heures_bilan", "'csv'", "id", 1),
    "departement/rapports": ("suivi_heures_bilan", "identifiant", "(publie_a IS NULL), id", 1),
    "restitutions": ("suivi_heures_restitution", "identifiant", "(genre = 'NATIONAL') DESC, id", 2),
    "restitutions/financements": ("suivi_heures_financement", "id", "id", 1),
    "vues": ("marches_marche", "'MARCHES'", "id", 1),
    "vues-enregistrees": ("suivi_heures_vueenregistree", "id", "id", 1),
    "notes": ("suivi_heures_note", "id", "id", 1),
    "dsn": ("suivi_heures_lecturepaie", "id", "id", 2),
    "envois-croises": ("suivi_heures_envoicroise", "id", "id", 3),
    "espace/confirmer": ("suivi_heures_envoicroise", "id", "id", 1),
    "jetons": ("comptes_jetonapi", "id", "id", 1),
    "documents": ("suivi_heures_document", "id", "id", 1),
    "rendez-vous": ("suivi_heures_rendezvous", "id", "id", 1),
    "a-traiter/suites": ("suivi_heures_suiteaffaire", "id", "id", 1),
    "exports/fichiers": ("suivi_heures_exportdemande", "id", "id", 1),
    "actions": ("beneficiaires_action", "id", "(type = 'COHORTE') DESC, id", 2),
    "seances": ("beneficiaires_seanceaction", "id", "id", 1),
    "besoins": ("suivi_heures_besoin", "id", "id", 2),
    "propositions": ("suivi_heures_proposition", "id", "id", 1),
    "conventions": ("beneficiaires_convention", "id", "id", 2),
    "objectifs-convention": ("beneficiaires_objectifconvention", "id", "id", 1),
    "etapes": ("beneficiaires_etapeparcours", "id", "id", 1),
    "postes": ("suivi_heures_poste", "id", "id", 1),
    "parts-poste": ("suivi_heures_partposte", "id", "id", 1),
    "depenses-poste": ("suivi_heures_depenseposte", "id", "id", 1),
    "temps-passe": ("suivi_heures_tempspasse", "id", "id", 1),
    "appels-fonds": ("suivi_heures_appelfonds", "id", "id", 2),
    "comptes-rendus": ("suivi_heures_compterendu", "id", "id", 1),
    "annuaire": ("marches_structureannuaire", "id", "id", 1),
    "agrements": ("marches_agrement", "id", "id", 1),
    "diagnostics": ("beneficiaires_diagnostic", "id", "id", 1),
    "situations-rsa": ("beneficiaires_situationrsa", "id", "id", 1),
    "freins": ("beneficiaires_frein", "id", "id", 1),
    "engagements": ("beneficiaires_engagement", "id", "id", 1),
    "sorties-parcours": ("beneficiaires_sortie", "id", "id", 1),
    "situations": ("beneficiaires_situation", "id", "id", 1),
    "inscriptions": ("beneficiaires_inscriptionaction", "id", "id", 1),
    "reprise": ("suivi_heures_reprise", "identifiant", "id", 1),
}
# two numbers in one address
COUPLES = {
    "rapports/<uuid:identifiant>/donnees/<str:forme>/": DU_GUICHET.format(
        table="suivi_heures_bilan", valeur="identifiant, 'csv'"
    )
    + " ORDER BY id LIMIT 1",
    "marches/<int:pk>/texte-rapport/<str:trimestre>/": (
        f"SELECT id, '{trimestre_avant(1).code}' FROM marches_marche WHERE ref = '2024-T9-INF' LIMIT 1"
    ),
    "dossiers/<int:pk>/courriers/<slug:lettre>/": DU_GUICHET.format(
        valeur="id, 'demande'", table="suivi_heures_dossier"
    )
    + " ORDER BY id LIMIT 1",
    "exports/ecrans/<slug:ecran>.<str:forme>": "SELECT 'operations', 'csv'",
    "exports/<str:liste>.<str:forme>": "SELECT 'MARCHES', 'csv'",
    "restitutions/<uuid:identifiant>/fichier.<str:forme>": (
        "SELECT identifiant, 'xlsx' FROM suivi_heures_restitution ORDER BY id LIMIT 1"
    ),
    "lots/<int:pk>/heures/contrats/<int:contrat_id>/": (
        DU_GUICHET.format(valeur="lot_id, id", table="beneficiaires_contrattravail")
        + " ORDER BY date_debut DESC LIMIT 1"
    ),
}
# Not screens of a guichet: keys of the person, link of a mail, health of the instance.
AILLEURS = re.compile(
    r"^(compte/securite/cles/<|compte/\^mot-de-passe/choisir|invitation/<|agenda/flux/|depot/lien/|depot/accuse/|api/v1/|api/<|sante/)"
)
# The same screens in the states that an address can ask for.
ETATS = (
    "/a-traiter/?toutes=1",
    "/a-traiter/?type=releves",
    "/a-traiter/?etat=sommeil",
    "/a-traiter/?qui=moi",
    "/marches/?q=introuvable",
    "/beneficiaires/?q=introuvable",
    "/entreprises/?q=introuvable",
    "/marches-publies/?q=introuvable",
    f"/trimestres/{trimestre_avant(1).code}/",
    "/calibrer/?q=introuvable",
    "/calibrer/calculette/?methode=REPRISE_PERSONNEL",
    "/recherche/?q=tram",
    "/actions/?q=introuvable",
    "/besoins/?q=introuvable",
    "/recherche/?q=introuvable",
)


@dataclass(frozen=True)
class Adresse:
    nom: str
    chemin: str


def lister_adresses(instance: Instance) -> list[Adresse]:
    """One or two of each; a table that is still empty gives none."""
    adresses = [Adresse(nom, f"/{chemin}") for nom, motif in _motifs() for chemin in _remplir(instance, motif)]
    return adresses + [Adresse("état", chemin) for chemin in ETATS]


def _motifs() -> Iterator[tuple[str, str]]:
    for motif, nom in _descendre(get_resolver().url_patterns):
        if not AILLEURS.match(motif):
            yield nom, motif


def _descendre(motifs: list[Any], debut: str = "", espace: str = "") -> Iterator[tuple[str, str]]:
    for motif in motifs:
        suite = f"{debut}{motif.pattern}"
        if isinstance(motif, URLPattern):
            yield suite, f"{espace}{motif.name}"
        else:
            yield from _descendre(motif.url_patterns, suite, f"{motif.namespace}:" if motif.namespace else espace)


def _remplir(instance: Instance, motif: str) -> list[str]:
    """The address with its numbers; a new kind of number must be taught to `OBJETS` or `COUPLES`."""
    morceaux = re.split(r"<[^>]*>", motif)
    if len(morceaux) == 1:
        return [motif]
    if len(morceaux) == 2 and motif not in COUPLES:
        table, valeur, ordre, nombre = OBJETS[morceaux[0].strip("/")]
        requete = DU_GUICHET.format(table=table, valeur=valeur) + f" ORDER BY {ordre} LIMIT {nombre}"
    else:
        requete = COUPLES[motif]
    return ["".join(f"{a}{b}" for a, b in zip(morceaux, (*rang, ""), strict=True)) for rang in instance.lire(requete)]
