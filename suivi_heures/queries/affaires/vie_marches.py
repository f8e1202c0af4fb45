"""What the life of contracts waits for: a tranche to firm, a suspension to end, hours nobody took."""

from __future__ import annotations

import datetime
from decimal import Decimal

from django.db.models import DecimalField, Exists, F, Max, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from clauses_app.interface.formats import formater_date, formater_heures
from marches.enums import NatureTranche, RoleAttribution, TypeActe
from marches.models import Acte, Attribution, EngagementHeures, Lot, Marche, Tranche
from marches.queries.suspensions import suspensions_en_cours
from suivi_heures.queries.affaires.commun import Affaire

AVANT_LIMITE = datetime.timedelta(days=60)
ZERO = Decimal("0.00")
HEURES: DecimalField[Decimal, Decimal] = DecimalField(max_digits=12, decimal_places=2)


def tranches_a_affermir(au: datetime.date) -> list[Affaire]:
    """Optional tranches whose last day is near or past: the buyer decides, the facilitator asks."""
    affermies = Acte.objects.en_vigueur().filter(tranche=OuterRef("pk"), type=TypeActe.AFFERMISSEMENT)
    tranches = (
        Tranche.objects.filter(~Exists(affermies), nature=NatureTranche.OPTIONNELLE, date_limite__lte=au + AVANT_LIMITE)
        .filter(lot__marche__in=Marche.objects.suivis())
        .select_related("lot__marche__maitre_ouvrage")
        .order_by("date_limite", "pk")
    )
    return [
        Affaire(
            type="marches",
            sans_personne=True,
            ton="surveiller" if t.date_limite and t.date_limite >= au else "retard",
            icone="layers",
            titre=f"{t.lot.marche.objet} : tranche optionnelle {t.ref}, {formater_heures(t.heures)}",
            detail=f"À affermir avant le {formater_date(t.date_limite)}. Demandez à l’acheteur ce qu’il décide.",
            bouton="Voir la tranche",
            url="marches:vie",
            cle=t.lot.marche_id,
            qui=str(t.lot.marche.maitre_ouvrage),
            depuis=t.date_limite - AVANT_LIMITE if t.date_limite else None,  # the day it came in the queue
            echeance=t.date_limite,
            sujet=f"tranche-{t.pk}",
            responsable_id=t.lot.marche.suivi_par_id,
        )
        for t in tranches
    ]


def suspensions_a_reprendre(au: datetime.date) -> list[Affaire]:
    """A resumption that was planned for a day gone by, and that nobody wrote."""
    passees = suspensions_en_cours().filter(date_prevue__lte=au, marche__in=Marche.objects.suivis())
    return [
        Affaire(
            type="marches",
            sans_personne=True,
            ton="surveiller",
            icone="pause-circle",
            titre=f"{s.marche.objet}{f', lot {s.lot.ref}' if s.lot else ''} : reprise à confirmer",
            detail=f"Suspendu depuis le {formater_date(s.date)}, reprise prévue le {formater_date(s.date_prevue)}.",
            bouton="Inscrire la reprise",
            url="marches:reprise",
            cle=s.marche_id,
            qui=str(s.marche.maitre_ouvrage),
            depuis=s.date,
            echeance=s.date_prevue,
            requete=f"?lot={s.lot_id}" if s.lot_id else "",
            sujet=f"suspension-{s.pk}",
            responsable_id=s.marche.suivi_par_id,
        )
        for s in passees.select_related("marche__maitre_ouvrage", "lot").order_by("date_prevue", "pk")
    ]


def parts_sans_porteur() -> list[Affaire]:
    """Lots of a group whose shares do not add up to what is due."""
    membres = Attribution.objects.filter(lot=OuterRef("pk")).exclude(role=RoleAttribution.SOUS_TRAITANT).order_by()
    parts = membres.values("lot").annotate(total=Sum("heures_affectees")).values("total")
    dues = EngagementHeures.objects.filter(lot=OuterRef("pk")).order_by().values("lot").annotate(total=Sum("heures"))
    lots = (
        Lot.objects.filter(marche__in=Marche.objects.suivis())
        .annotate(reparti=Subquery(parts, output_field=HEURES))
        .filter(reparti__isnull=False)
        .annotate(depuis=Subquery(dues.annotate(dernier=Max("date")).values("dernier")))
        .annotate(du=Coalesce(Subquery(dues.values("total"), output_field=HEURES), ZERO))
        .annotate(ecart=F("du") - F("reparti"))
        .exclude(ecart=ZERO)
        .select_related("marche")
        .order_by("marche__objet", "ref")
    )
    return [
        Affaire(
            type="marches",
            sans_personne=True,
            ton="surveiller",
            icone="people",
            titre=f"{lot.marche.objet}, lot {lot.ref} : {_ecart(lot.ecart)}",
            detail=f"{formater_heures(lot.du)} dues, {formater_heures(lot.reparti)} réparties entre les titulaires.",
            bouton="Répartir",
            url="marches:repartir",
            cle=lot.pk,
            qui="Vous",
            depuis=lot.depuis,  # when what is due last moved
            echeance=None,
            sujet="repartition",
            responsable_id=lot.marche.suivi_par_id,
        )
        for lot in lots
    ]


def _ecart(ecart: Decimal) -> str:
    heures = formater_heures(abs(ecart))
    return f"{heures} sans porteur" if ecart > 0 else f"{heures} prises en trop"
