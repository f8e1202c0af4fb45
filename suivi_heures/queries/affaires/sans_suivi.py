"""Contracts under way that nobody of the team follows: what they ask for would reach no one."""

from __future__ import annotations

import datetime

from django.db.models import Max, OuterRef, Q, Subquery

from clauses_app.audit.models import Evenement, Verbe
from clauses_app.comptes.enums import INTERNES
from clauses_app.comptes.models import Adhesion
from clauses_app.interface.formats import accorder, enumerer, formater_date
from marches.models import EngagementHeures, Marche
from suivi_heures.queries.affaires.commun import Affaire, Geste, jour_de

DELAI_DE_CHARGE = datetime.timedelta(days=7)
UN_PAR_UN = 20


def marches_sans_suivi(au: datetime.date) -> list[Affaire]:
    """Never given, or left by somebody whose access is closed. Four queries; beyond twenty, one line counts them."""
    presents = Adhesion.objects.actives().filter(role__in=INTERNES).values("pk")
    inscrites = EngagementHeures.objects.filter(lot__marche=OuterRef("pk")).order_by("saisi_a")
    sans = (
        Marche.objects.suivis()
        .filter(Q(suivi_par_id=None) | ~Q(suivi_par_id__in=presents), date_debut__lte=au, date_fin__gte=au)
        .annotate(inscrit_a=Subquery(inscrites.values("saisi_a")[:1]))
        .order_by("date_fin", "pk")
    )
    marches = list(sans)
    if not marches:
        return []
    responsables = list(Adhesion.objects.responsables().order_by("pk"))
    departs = _departs({m.suivi_par_id for m in marches} - {None})
    qui = "Vous" if len(responsables) == 1 else f"{enumerer([str(r) for r in responsables])}, responsables du guichet"
    responsable = responsables[0].pk if len(responsables) == 1 else None
    affaires = []
    for m in marches[:UN_PAR_UN]:
        depart = departs.get(m.suivi_par_id)
        depuis = depart or max(m.date_debut, jour_de(m.inscrit_a) if m.inscrit_a else m.date_debut)
        affaires.append(
            Affaire(
                type="marches",
                sans_personne=True,
                ton="surveiller",
                icone="person",
                titre=f"{m.objet}\u00a0: personne ne suit ce marché",
                detail=_raconter(m, depart),
                bouton="Confier",
                url="marches:confier",
                cle=m.pk,
                qui=qui,
                depuis=depuis,
                echeance=depuis + DELAI_DE_CHARGE,
                sujet="marche-sans-suivi",
                responsable_id=responsable,
                geste=Geste("prendre_en_charge", "Je le suis", {"marche": str(m.pk)}),
            )
        )
    if autres := len(marches) - len(affaires):
        affaires.append(_autres(autres, qui, responsable))
    return affaires


def _departs(adhesions: set[int | None]) -> dict[int | None, datetime.date]:
    """The day each access was closed, as the journal tells it."""
    if not adhesions:
        return {}
    fermes = Evenement.objects.filter(
        verbe=Verbe.MEMBRE_CHANGE, objet_type="adhesion", objet_id__in=adhesions, faits__acces="fermé"
    )
    lignes = fermes.order_by().values_list("objet_id").annotate(dernier=Max("quand"))
    return {cle: jour_de(quand) for cle, quand in lignes}


def _raconter(m: Marche, depart: datetime.date | None) -> str:
    cours = f"Marché {m.ref}, en cours jusqu’au {formater_date(m.date_fin)}."
    if not m.suivi_par_id:
        return f"{cours} Ses affaires ne reviennent à personne\u00a0: dites qui le suit."
    le = f" le {formater_date(depart)}" if depart else ""
    return f"{cours} {m.suivi_par_nom}, qui le suivait, a quitté l’équipe{le}\u00a0: dites qui le reprend."


def _autres(nombre: int, qui: str, responsable: int | None) -> Affaire:
    return Affaire(
        type="marches",
        sans_personne=True,
        ton="surveiller",
        icone="person",
        titre=accorder(
            nombre, "autre marché en cours que personne ne suit", "autres marchés en cours que personne ne suit"
        ),
        detail="Chacun se confie depuis sa page.",
        bouton="Voir les marchés",
        url="suivi_heures:marches",
        cle=None,
        qui=qui,
        depuis=None,
        echeance=None,
        requete="?suivi=personne",
        sujet="marches-sans-suivi",
        responsable_id=responsable,
    )
