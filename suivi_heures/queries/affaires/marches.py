"""Contracts that ask for something."""

from __future__ import annotations

import datetime

from django.db.models import F

from clauses_app.interface.formats import accorder, formater_date, formater_heures
from marches.enums import StatutDecp
from marches.models import MarcheDecp
from suivi_heures.queries.affaires.commun import Affaire, Geste, jour_de
from suivi_heures.queries.avancement import AvancementMarche

UN_PAR_UN = 5


def marches_en_retard(marches: list[AvancementMarche], au: datetime.date) -> list[Affaire]:
    """Alive contracts whose high projection does not reach what is due."""
    return [
        Affaire(
            type="marches",
            sans_personne=True,
            ton="retard",
            icone="flag",
            titre=f"{a.marche.objet} : {formater_heures(a.total.projection.haute)} au mieux"
            f" sur {formater_heures(a.total.du)}",
            detail=f"Même l’hypothèse haute reste sous l’obligation. Échéance le {formater_date(a.marche.date_fin)}.",
            bouton="Voir le marché",
            url="suivi_heures:marche",
            cle=a.marche.pk,
            qui="Vous",
            depuis=None,
            echeance=a.marche.date_fin,
            sujet="marche-en-retard",
            responsable_id=a.marche.suivi_par_id,
            geste=None
            if a.marche.suivi_par_id
            else Geste("prendre_en_charge", "Je le suis", {"marche": str(a.marche.pk)}),
        )
        for a in marches
        if a.total.etat == "en_retard" and a.total.projection is not None and a.marche.date_fin >= au
    ]


def publies_a_qualifier() -> list[Affaire]:
    """The latest ones each with its gesture, the others counted in one line."""
    publies = MarcheDecp.objects.filter(statut=StatutDecp.A_QUALIFIER).exclude(considerations_sociales=[])
    nombre = publies.count()
    derniers = list(publies.order_by(F("date_notification").desc(nulls_last=True), "pk")[:UN_PAR_UN])
    affaires = [_publie(un) for un in derniers]
    if nombre > len(derniers):
        affaires.append(_autres_publies(nombre - len(derniers)))
    return affaires


def _publie(publie: MarcheDecp) -> Affaire:
    return Affaire(
        type="marches",
        sans_personne=True,
        ton="surveiller",
        icone="search",
        titre=f"{publie.acheteur_nom or 'Acheteur inconnu'}\u00a0: {(publie.objet or publie.uid)[:160]}",
        detail="Marché publié avec une considération sociale"
        f"{f', notifié le {formater_date(publie.date_notification)}' if publie.date_notification else ''}. "
        "À suivre ou à écarter.",
        bouton="Qualifier",
        url="marches:decp_detail",
        cle=publie.pk,
        qui="Vous",
        depuis=jour_de(publie.importe_a),
        echeance=None,
        sujet="marche-publie",
        geste=Geste("ecarter", "Écarter", {"marche_decp": str(publie.pk)}, motif=True),
    )


def _autres_publies(nombre: int) -> Affaire:
    return Affaire(
        type="marches",
        sans_personne=True,
        ton="surveiller",
        icone="search",
        titre=accorder(
            nombre,
            "autre marché public publié avec une clause, à qualifier",
            "autres marchés publics publiés avec une clause, à qualifier",
        ),
        detail="Données essentielles de la commande publique\u00a0: suivre ou écarter chacun.",
        bouton="Qualifier",
        url="marches:decp",
        cle=None,
        qui="Vous",
        depuis=None,
        echeance=None,
        sujet="marches-publies",
    )
