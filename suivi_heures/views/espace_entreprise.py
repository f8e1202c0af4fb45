"""The company's or structure's home: what is due, what was sent, what counts and what does not."""

from __future__ import annotations

import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from beneficiaires.models import ContratTravail
from clauses_app.comptes.permissions import Permission, autorise
from clauses_app.interface.formats import (
    accorder,
    formater_date,
    formater_de_mois,
    formater_heures,
    formater_mois,
    formater_pourcent,
)
from clauses_app.interface.graphiques import calculer_barre_avancement
from marches.models import Attribution, Entreprise, Marche
from suivi_heures.enums import StatutReleve, TypeCourrier
from suivi_heures.forms import FormulaireDepot
from suivi_heures.models import Courrier, ReleveHeures
from suivi_heures.queries.decompte.acces import comme_interne
from suivi_heures.queries.detail_releve import heures_par_releve
from suivi_heures.queries.mois import dernier_jour, premier_jour
from suivi_heures.queries.part_entreprise import PartLot, parts_de_l_entreprise
from suivi_heures.queries.projection import dernier_mois_echu
from suivi_heures.queries.releves_attendus import ReleveAttendu, releves_attendus
from suivi_heures.views.depot_releve import entreprise_de
from suivi_heures.views.envois_croises import attendues_de, grouper

DERNIERS = 6


@require_GET
@autorise(Permission.ESPACE_ENTREPRISE)
def espace_entreprise(request: HttpRequest) -> HttpResponse:
    adhesion = request.adhesion  # type: ignore[attr-defined]
    entreprise = entreprise_de(request)
    au = timezone.localdate()
    dus = [decrire_du(attendu, au) for attendu in releves_attendus(entreprise.pk, au=au)]
    siens = releves_de(request, entreprise)
    a_completer = list(siens.filter(statut=StatutReleve.A_COMPLETER).order_by("-depose_a")[:DERNIERS])
    envois = list(siens.order_by("-depose_a")[:DERNIERS])
    totaux = heures_par_releve([releve.pk for releve in envois])
    contexte = {
        "entreprise": entreprise,
        "du": dus[0] if dus else None,
        "autres": dus[1:],
        "prochain": _prochain(au, adhesion.guichet.delai_releve_jours),
        "a_completer": a_completer,
        "a_confirmer": grouper(attendues_de(request, entreprise), adhesion.guichet.delai_releve_jours),
        "form": FormulaireDepot(initial={"mois": dus[0]["cle"] if dus else ""}),
        "envois": [decrire_envoi(releve, totaux.get(releve.pk)) for releve in envois],
        "nombre_envois": siens.count(),
        "lots": lots_de(request, entreprise),
        "interlocuteurs": interlocuteurs_de(request, entreprise),
        "guichet": adhesion.guichet,
        "attestations": attestations_de(adhesion),
    }
    return render(request, "suivi_heures/espace_entreprise.html", contexte)


def attestations_de(adhesion: Any) -> Any:
    """Certificates issued to the company: the database shows it no other letter."""
    emises = Courrier.objects.visibles_par(adhesion).filter(type=TypeCourrier.ATTESTATION).defer("contenu", "corps")
    return emises.select_related("marche").order_by("-cree_a")[:DERNIERS]


def releves_de(request: HttpRequest, entreprise: Entreprise) -> Any:
    visibles = ReleveHeures.objects.visibles_par(request.adhesion)  # type: ignore[attr-defined]
    return visibles.filter(entreprise=entreprise).select_related("entreprise")


def decrire_du(attendu: ReleveAttendu, au: datetime.date) -> dict[str, Any]:
    jours = attendu.jours_de_retard(au)
    return {
        "cle": f"{attendu.mois:%Y-%m}",
        "titre": f"Relevé {formater_de_mois(attendu.mois, annee=True)}",
        "mois": formater_mois(attendu.mois).rpartition(" ")[0],
        "en_retard": bool(jours),
        "etat": f"Reçu le {formater_date(attendu.depose_le)}, en cours de lecture"
        if attendu.depose_le
        else f"En retard de {accorder(jours, 'jour')}"
        if jours
        else f"À envoyer avant le {formater_date(attendu.echeance)}",
        "echeance": formater_date(attendu.echeance),
        "personnes": accorder(attendu.manquantes, "contrat à déclarer", "contrats à déclarer"),
        "chantiers": ", ".join(attendu.chantiers[:3]) + ("…" if len(attendu.chantiers) > 3 else ""),
        "recues": attendu.recues,
        "attendues": attendu.attendues,
    }


def decrire_envoi(releve: ReleveHeures, heures: Any) -> dict[str, Any]:
    """A timesheet as its sender follows it: its state in one word, what was said about it."""
    phrase = releve.motif
    if not phrase and releve.statut in (StatutReleve.A_COMPLETER, StatutReleve.RAPPROCHE):
        phrase = releve.message
    return {
        "pk": releve.pk,
        "titre": formater_mois(releve.mois).capitalize(),
        "de_mois": formater_de_mois(releve.mois, annee=True),
        "etat": releve.statut,
        "detail": f"{formater_heures(heures) if heures is not None else releve.nom_fichier}, envoyé le"
        f" {formater_date(releve.depose_a)}",
        "phrase": phrase,
        "a_completer": releve.statut == StatutReleve.A_COMPLETER,
    }


def _prochain(au: datetime.date, delai: int) -> dict[str, str]:
    """The timesheet of the current month, when nothing else is owed."""
    mois = premier_jour(au)
    return {
        "cle": f"{mois:%Y-%m}",
        "de_mois": formater_de_mois(mois, annee=True),
        "echeance": formater_date(dernier_jour(mois) + datetime.timedelta(days=delai)),
    }


def lots_de(request: HttpRequest, entreprise: Entreprise) -> list[dict[str, Any]]:
    """Its own part of the lots it works for. They are read under its own role; the hours are its contracts'."""
    adhesion = request.adhesion  # type: ignore[attr-defined]
    au = timezone.localdate()
    suivis = Marche.objects.visibles_par(adhesion).suivis()
    # one that came and left the same day was entered by mistake, or undone
    tenues = Attribution.objects.visibles_par(adhesion).tenues()
    lots = list(tenues.filter(marche__in=suivis).values_list("lot_id", flat=True))
    echu = dernier_jour(dernier_mois_echu(au, adhesion.guichet.delai_releve_jours))
    with comme_interne():
        return [_decrire_lot(part, echu) for part in parts_de_l_entreprise(entreprise.pk, set(lots), au=au)]


def _decrire_lot(part: PartLot, echu: datetime.date) -> dict[str, Any]:
    a, marche = part.part, part.lot.marche
    nom = f"{marche.objet}, lot {part.lot.ref}"
    return {
        "nom": nom,
        "etat": a.etat if a.du else "",
        "non_repartie": part.est_titulaire and not a.du,
        "partagee": part.est_titulaire and not part.est_seule,
        "reste": formater_heures(a.reste),
        "du": formater_heures(a.du) if a.du else "",
        "valide": formater_heures(a.valide),
        "attente": formater_heures(a.attente) if a.attente else "",
        "taux": formater_pourcent(a.part) if a.part is not None else "",
        "non_compte": formater_heures(a.non_compte) if a.non_compte else "",
        "attendu": formater_heures(a.attendu),
        "echu": formater_date(echu),
        "echeance": formater_date(marche.date_fin),
        "recues": a.couverture.recues,
        "attendues": a.couverture.attendues,
        "barre": calculer_barre_avancement(
            cle=f"l{part.lot.pk}", nom=nom, valide=a.valide, du=a.du, attente=a.attente, attendu=a.attendu or None
        ),
    }


def interlocuteurs_de(request: HttpRequest, entreprise: Entreprise) -> list[dict[str, str]]:
    """Who follows its contracts, then the structures whose people work for it."""
    adhesion = request.adhesion  # type: ignore[attr-defined]
    noms = Marche.objects.visibles_par(adhesion).exclude(suivi_par_nom="").values_list("suivi_par_nom", flat=True)
    guichet = adhesion.guichet
    gens = [
        {"nom": nom, "role": str(guichet), "telephone": guichet.telephone, "courriel": guichet.courriel}
        for nom in sorted(set(noms)) or [str(guichet)]
    ]
    contrats = ContratTravail.objects.visibles_par(adhesion).exclude(employeur_id=entreprise.pk)
    structures = Entreprise.objects.visibles_par(adhesion).filter(pk__in=contrats.values("employeur_id"))
    return gens + [
        {
            "nom": structure.nom,
            "role": structure.get_type_structure_display() or "Employeur",
            "telephone": structure.contact_telephone,
            "courriel": structure.contact_courriel,
        }
        for structure in structures.order_by("tri", "pk")[:4]
    ]
