"""A fact of a thread, as a sentence."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone

from beneficiaires.enums import Decision, TypeContrat
from clauses_app.audit.models import Verbe
from clauses_app.interface.formats import formater_date, formater_date_heure, formater_heures
from marches.enums import SourceEngagement
from suivi_heures.enums import GenreRendezVous, StatutReleve
from suivi_heures.queries.chronologie import FaitDate
from suivi_heures.services.corriger_note import DELAI

# kind → name of the filter, icon
GENRES = {
    "journal": ("Gestes", "clock-history"),
    "note": ("Notes", "chat-left-text"),
    "document": ("Documents", "paperclip"),
    "rendez_vous": ("Rendez-vous", "calendar-event"),
    "contrat": ("Contrats de travail", "briefcase"),
    "releve": ("Relevés", "file-earmark-spreadsheet"),
    "engagement": ("Heures dues", "flag"),
    "rapport": ("Rapports", "file-earmark-pdf"),
    "decision": ("Décisions d’éligibilité", "person-check"),
}
VERBES = dict(Verbe.choices)


def decrire(fait: FaitDate, moi: int) -> dict[str, Any]:
    titre, texte = _PHRASES[fait.genre](fait)
    quand = formater_date_heure(fait.quand) if fait.a_une_heure else formater_date(timezone.localdate(fait.quand))
    return {
        "icone": GENRES[fait.genre][1],
        "titre": titre,
        "texte": texte,
        "quand": f"{quand}, {fait.par}" if fait.par and fait.genre != "journal" else quand,
        "a_venir": fait.quand > timezone.now(),
        "corriger": reverse("suivi_heures:note_corriger", args=[fait.pk])
        if fait.genre == "note" and fait.nombre == moi and timezone.now() - fait.quand < DELAI
        else "",
        "adresse": reverse("suivi_heures:releve", args=[fait.pk]) if fait.genre == "releve" else "",
    }


def _journal(f: FaitDate) -> tuple[str, str]:
    return f"{f.par or 'Ancrage'} {VERBES.get(f.code, f.code)} {f.texte}".strip(), ""


def _rendez_vous(f: FaitDate) -> tuple[str, str]:
    genre = "Rendez-vous annulé" if f.code == "ANNULE" else GenreRendezVous(f.code).label
    return genre, f.texte


def _releve(f: FaitDate) -> tuple[str, str]:
    etat = "reçu" if f.code == "RECU" else StatutReleve(f.code).label.lower()
    return f"Relevé {etat}", f.texte


def _engagement(f: FaitDate) -> tuple[str, str]:
    source = SourceEngagement(f.code).label if f.code in SourceEngagement.values else f.code
    return f"{source}\u00a0: {formater_heures(f.nombre)}", f.texte


def _decision(f: FaitDate) -> tuple[str, str]:
    """Without its category, which is read apart, with a reason."""
    etat = "retirée" if f.code == "RETIREE" else Decision(f.code).label.lower()
    return f"Décision d’éligibilité {etat}", ""


def _contrat(f: FaitDate) -> tuple[str, str]:
    return f"{TypeContrat(f.code).label if f.code in TypeContrat.values else f.code}\u00a0: début", f.texte


_PHRASES = {
    "journal": _journal,
    "note": lambda f: (f"Note{' corrigée' if f.code == 'corrigée' else ''}", f.texte),
    "document": lambda f: (f"Document {f.code or 'versé'}", f.texte),
    "rendez_vous": _rendez_vous,
    "contrat": _contrat,
    "releve": _releve,
    "engagement": _engagement,
    "rapport": lambda f: (f"Rapport {f.texte} publié", ""),
    "decision": _decision,
}
