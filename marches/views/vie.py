"""« Vie du marché »: its dated journal, what is due at a date, its tranches, orders and holders, the gestures."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from clauses_app.comptes.permissions import Permission, autorise
from clauses_app.interface.formats import (
    accorder,
    formater_date,
    formater_date_heure,
    formater_euros,
    formater_heures,
    formater_pourcent,
)
from clauses_app.interface.formulaires import ChampDate
from marches.enums import NatureTranche, TypeActe
from marches.models import Acte, Lot, Marche, Tranche
from marches.queries.accords_cadres import cumuler_accord_cadre
from marches.queries.groupements import Groupement, lire_groupements
from marches.queries.suspensions import suspensions_en_cours
from marches.queries.vie import FaitDeVie, Vie, lire_vie

PAR_PAGE = 40
LOIN = datetime.date(2100, 12, 31)


@autorise(Permission.MARCHE_LIRE)
def vie(request: HttpRequest, pk: int) -> HttpResponse:
    adhesion = request.adhesion  # type: ignore[attr-defined]
    marches = Marche.objects.visibles_par(adhesion)
    objet = get_object_or_404(marches.select_related("maitre_ouvrage", "programme", "accord_cadre"), pk=pk)
    lots = list(Lot.objects.visibles_par(adhesion).filter(marche=objet).order_by("ref"))
    lue = lire_vie(objet, lots)
    au, saisi, faute = _date_demandee(request)
    a_la_date, en_tout = lue.objectif(au), lue.objectif(LOIN)
    page = Paginator(list(reversed(lue.faits)), PAR_PAGE).get_page(request.GET.get("page"))
    tranches = Tranche.objects.visibles_par(adhesion).filter(lot__in=lots).order_by("lot__ref", "ref")
    contexte = {
        "marche": objet,
        "page": page,
        "faits": [_ecrire_fait(fait) for fait in page.object_list],
        "au": formater_date(au),
        "au_saisi": saisi,
        "au_faute": faute,
        "lots": [_ecrire_lot(lot, a_la_date[lot.pk], en_tout[lot.pk]) for lot in lots],
        "total_date": formater_heures(sum(a_la_date.values(), Decimal(0))),
        "total": formater_heures(sum(en_tout.values(), Decimal(0))),
        "tranches": [_ecrire_tranche(tranche, lue) for tranche in tranches],
        "groupements": [_ecrire_groupement(g) for g in lire_groupements(lots, en_tout)],
        "cadre": _ecrire_cadre(objet) if objet.est_accord_cadre else None,
        "suspensions": [_ecrire_suspension(s) for s in suspensions_en_cours().filter(marche=objet)],
        "programme": _ecrire_programme(objet),
        "gestes": _gestes(objet, lots),
    }
    return render(request, "marches/vie.html", contexte)


def _date_demandee(request: HttpRequest) -> tuple[datetime.date, str, str]:
    """The date asked for, as typed, and what is wrong with it; today by default."""
    aujourd_hui, saisi = timezone.localdate(), request.GET.get("au", "").strip()[:20]
    if not saisi:
        return aujourd_hui, formater_date(aujourd_hui), ""
    try:
        return ChampDate().clean(saisi), saisi, ""
    except ValidationError as erreur:
        return aujourd_hui, saisi, " ".join(erreur.messages)


def _ecrire_fait(fait: FaitDeVie) -> dict[str, Any]:
    if fait.acte_id:
        annuler = reverse("marches:acte_annuler", args=[fait.acte_id])
    else:
        annuler = reverse("marches:engagement_annuler", args=[fait.engagement_id])
    return {
        "date": formater_date(fait.date),
        "titre": fait.titre,
        "icone": fait.icone,
        "details": fait.details,
        "heures": f"{'+' if fait.heures > 0 else ''}{formater_heures(fait.heures)}" if fait.heures else "",
        "retire": fait.heures < 0,
        "total": formater_heures(fait.total),
        "par": f"{fait.par or 'Ancrage'}, {formater_date_heure(fait.saisi_a)}",
        "defait": fait.defait,
        "annuler": annuler if fait.defaisable else "",
    }


def _ecrire_lot(lot: Lot, a_la_date: Decimal, en_tout: Decimal) -> dict[str, Any]:
    return {
        "lot": lot,
        "a_la_date": formater_heures(a_la_date),
        "en_tout": formater_heures(en_tout),
        "ratio": f"{formater_euros(lot.ratio_eur_heure)} l’heure" if lot.ratio_eur_heure else "",
    }


def _ecrire_tranche(tranche: Tranche, lue: Vie) -> dict[str, Any]:
    """Firm, firmed on, still optional, or out of date."""
    actes = [a for a in lue.en_vigueur if a.tranche_id == tranche.pk]
    affermie = next((a for a in actes if a.type == TypeActe.AFFERMISSEMENT), None)
    attend = tranche.nature == NatureTranche.OPTIONNELLE and affermie is None
    depassee = attend and tranche.date_limite is not None and tranche.date_limite < timezone.localdate()
    if affermie:
        etat, libelle = "atteint", f"Affermie le {formater_date(affermie.date)}"
    elif attend:
        etat, libelle = ("expire", "Délai passé") if depassee else ("a_lancer", "Pas encore due")
    else:
        etat, libelle = ("atteint", "Ferme") if actes else ("inactif", "Annulée")
    return {
        "tranche": tranche,
        "lot": next((lot.ref for lot in lue.lots if lot.pk == tranche.lot_id), ""),
        "nature": tranche.get_nature_display(),
        "heures": formater_heures(tranche.heures),
        "montant": formater_euros(tranche.montant_ht) if tranche.montant_ht is not None else "–",
        "limite": formater_date(tranche.date_limite) if attend and tranche.date_limite else "",
        "etat": etat,
        "libelle": libelle,
        "attend": attend,
    }


def _ecrire_groupement(g: Groupement) -> dict[str, Any]:
    ecart = g.ecart
    return {
        "lot": g.lot,
        "du": formater_heures(g.du),
        "membres": [
            {
                "attribution": m.attribution,
                "role": m.attribution.get_role_display().lower(),
                "part": formater_heures(m.attribution.heures_affectees)
                if m.attribution.heures_affectees is not None
                else ("tout le lot" if len(g.membres) == 1 else "part non répartie"),
                "jusqu_au": formater_date(m.attribution.date_fin) if m.attribution.date_fin else "",
                "depuis": formater_date(m.attribution.date_debut) if m.attribution.date_debut else "",
                "repercutees": formater_heures(m.repercutees) if m.sous_traitants else "",
                "repercute_trop": m.repercute_trop,
                "sous_traitants": [_ecrire_sous_traitant(s) for s in m.sous_traitants],
            }
            for m in g.membres
        ],
        "sans_donneur": [_ecrire_sous_traitant(s) for s in g.sans_donneur],
        "reparti": formater_heures(g.reparti),
        "ecart": formater_heures(abs(ecart)) if g.est_reparti and ecart else "",
        "ecart_manque": ecart > 0,
        "juste": g.est_reparti and not ecart,
        "repartissable": len(g.en_place) > 0,
    }


def _ecrire_sous_traitant(s: Any) -> dict[str, Any]:
    return {
        "entreprise": s.entreprise,
        "entreprise_id": s.entreprise_id,
        "heures": formater_heures(s.heures_affectees) if s.heures_affectees is not None else "sans heures répercutées",
        "dc4": f"DC4 du {formater_date(s.dc4_date)}" if s.dc4_date else "",
        "montant": formater_euros(s.dc4_montant_ht) if s.dc4_montant_ht is not None else "",
    }


def _ecrire_cadre(objet: Marche) -> dict[str, Any]:
    c = cumuler_accord_cadre(objet)
    lignes = [
        {"libelle": accorder(c.bons, "bon de commande", "bons de commande"), "valeur": formater_euros(c.montant_bons)},
        {
            "libelle": accorder(len(c.subsequents), "marché subséquent", "marchés subséquents"),
            "valeur": formater_euros(c.montant_subsequents),
        },
        {"libelle": "Cumul", "valeur": formater_euros(c.montant), "ton": "retard" if c.depassement else ""},
    ]
    return {
        "lignes": lignes,
        "minimum": formater_euros(c.minimum) if c.minimum is not None else "",
        "maximum": formater_euros(c.maximum) if c.maximum is not None else "",
        "part": formater_pourcent(c.montant * 100 / c.maximum, 0) if c.maximum else "",
        "reste_au_minimum": formater_euros(c.reste_au_minimum) if c.reste_au_minimum else "",
        "depassement": formater_euros(c.depassement) if c.depassement else "",
        "heures_subsequents": formater_heures(c.heures_subsequents),
        "subsequents": [
            {
                "marche": s.marche,
                "heures": formater_heures(s.heures),
                "montant": formater_euros(s.marche.montant_ht) if s.marche.montant_ht is not None else "–",
            }
            for s in c.subsequents
        ],
    }


def _ecrire_suspension(suspension: Acte) -> dict[str, Any]:
    prevue = suspension.date_prevue
    return {
        "lot_id": suspension.lot_id,
        "depuis": formater_date(suspension.date),
        "prevue": formater_date(prevue) if prevue else "",
        "passee": prevue is not None and prevue < timezone.localdate(),
    }


def _ecrire_programme(objet: Marche) -> dict[str, str] | None:
    if objet.programme is None:
        return None
    taux = objet.programme.taux
    nature = objet.nature_prestation or (next(iter(taux)) if len(taux) == 1 else "")
    return {
        "libelle": objet.programme.libelle,
        "taux": formater_pourcent(taux[nature], 0) if nature in taux else "",
        "nature": objet.get_nature_prestation_display().lower() if objet.nature_prestation else "",
        "cible": objet.programme.cible,
    }


def _gestes(objet: Marche, lots: list[Lot]) -> list[tuple[str, str, str]]:
    """Name, icon, address; those that need a lot wait for one."""
    avec_lot = [
        ("Transférer des heures", "arrow-left-right", "transfert"),
        ("Suspendre la clause", "pause-circle", "suspension"),
        ("Reprendre après suspension", "play-circle", "reprise"),
        ("Supprimer la clause", "slash-circle", "suppression"),
        ("Déclarer un sous-traitant", "person-plus", "sous_traitant"),
    ]
    noms = [("Avenant", "file-earmark-text", "avenant")]
    if objet.est_accord_cadre and lots:
        noms.append(("Bon de commande", "file-earmark-plus", "bon_commande"))
    noms += avec_lot if lots else []
    return [(nom, icone, reverse(f"marches:{code}", args=[objet.pk])) for nom, icone, code in noms]
