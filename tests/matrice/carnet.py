"""What the team keeps: notes, documents, meetings, decisions about the queue, saved views."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from clauses_app.comptes.models import JetonApi
from suivi_heures.models import (
    ContenuDocument,
    Document,
    LecturePaie,
    LienDepot,
    Note,
    RendezVous,
    SuiteAffaire,
    VueEnregistree,
)


def tenir_un_carnet(nom: str, cle: Callable[[str], dict[str, Any]], p: str, o: dict[str, Any]) -> dict[str, Any]:
    """`cle`: gives its identifier to each row of an owner."""
    auteur = f"{nom}auteur"
    document = Document.objects.create(
        **cle(p), marche=o["marche"], nom=f"{nom}document.pdf", octets=5, empreinte="e", par_nom=auteur
    )
    ContenuDocument.objects.create(document=document, contenu=f"{nom}octets".encode())
    return {
        "document": document,
        "note_carnet": Note.objects.create(**cle(p), marche=o["marche"], texte=f"{nom}note", par_nom=auteur),
        "rendez_vous": RendezVous.objects.create(
            **cle(p),
            genre="SUIVI",
            objet=f"{nom}réunion",
            jour=datetime.date(2026, 1, 5),
            marche=o["marche"],
            par_nom=auteur,
        ),
        "vue": VueEnregistree.objects.create(
            **cle(p), liste="MARCHES", nom=f"{nom}vue", adhesion_id=1, par_nom=auteur, partagee=True
        ),
        "lien_depot": LienDepot.objects.create(
            **cle(p), entreprise=o["entreprise"], nom=f"{nom}contact", courriel=f"{nom}c@exemple.fr".lower()
        ),
        "jeton_api": _ouvrir_un_jeton(nom, cle(p), o["entreprise"]),
        "jeton_api/STRUCTURE": _ouvrir_un_jeton(nom, cle(p), o["structure"]),
        "lecture_paie": _lire_une_dsn(nom, cle, p, o["entreprise"]),
        "lecture_paie/STRUCTURE": _lire_une_dsn(nom, cle, p, o["structure"]),
        "suite": SuiteAffaire.objects.create(
            **cle(p), identite="i", genre="FAITE", motif=f"{nom}suite", par_nom=auteur
        ),
    }


def _ouvrir_un_jeton(nom: str, cle: dict[str, Any], entreprise: Any) -> JetonApi:
    return JetonApi.objects.create(
        **cle,
        libelle=f"{nom}jeton",
        role="STRUCTURE" if entreprise.est_structure else "ENTREPRISE",
        entreprise_id=entreprise.pk,
        organisation_nom=entreprise.nom,
        empreinte_jeton=f"{nom}{entreprise.pk}"[:64],
        debut="anc_abcdef",
        cree_par=f"{nom}ouvreur",
    )


def _lire_une_dsn(nom: str, cle: Callable[[str], dict[str, Any]], p: str, entreprise: Any) -> LecturePaie:
    return LecturePaie.objects.create(
        **cle(p), entreprise=entreprise, mois=datetime.date(2025, 6, 1), lue_par=f"{nom}lecteur"
    )
