"""What waits for somebody: one line an affair, who must act, since when, by when, and the gesture."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Exists, Min, OuterRef, Sum
from django.db.models.functions import TruncMonth

from beneficiaires.enums import Decision
from beneficiaires.models import ContratTravail, DecisionEligibilite
from clauses_app.comptes.models import Guichet
from clauses_app.interface.formats import (
    accorder,
    formater_date,
    formater_de_mois,
    formater_heures,
    formater_mois,
)
from clauses_app.tenancy.contexte import exiger_guichet
from marches.enums import StatutDecp
from marches.models import MarcheDecp
from suivi_heures.enums import StatutHeure, StatutReleve
from suivi_heures.models import Heure, ReleveHeures
from suivi_heures.queries.avancement import AvancementMarche
from suivi_heures.queries.declarations import declarations_manquantes
from suivi_heures.queries.fenetres import fins_proches

ZERO = Decimal(0)
TYPES = {
    "releves": "Relevés",
    "entreprises": "Entreprises",
    "eligibilites": "Éligibilités",
    "marches": "Marchés",
}


@dataclass(frozen=True)
class Affaire:
    """`ton`: suffix of the sign's class; `url`: name and arguments of the page where the gesture is done."""

    type: str
    ton: str
    icone: str
    titre: str
    detail: str
    bouton: str
    url: str
    cle: int | None
    qui: str
    depuis: datetime.date | None
    echeance: datetime.date | None
    requete: str = ""


def affaires_en_cours(marches: list[AvancementMarche], *, au: datetime.date) -> list[Affaire]:
    """Everything that waits, the closest deadline first."""
    affaires = [
        *_releves_a_valider(),
        *_releves_a_completer(),
        *_heures_en_attente(),
        *_declarations(au),
        *_sans_decision(au),
        *_fins_de_fenetre(au),
        *_marches_en_retard(marches, au),
        *_publies_a_qualifier(),
    ]
    loin = datetime.date.max
    return sorted(affaires, key=lambda a: (a.echeance or loin, a.depuis or loin, a.titre))


def _jour(instant: datetime.datetime) -> datetime.date:
    return instant.astimezone(datetime.UTC).date()


def _releves_a_valider() -> list[Affaire]:
    releves = ReleveHeures.objects.filter(statut=StatutReleve.SOUMIS).select_related("entreprise").order_by("depose_a")
    totaux = _heures_par_releve([r.pk for r in releves])
    return [
        Affaire(
            type="releves",
            ton="accent",
            icone="file-earmark-spreadsheet",
            titre=f"{r.entreprise}, relevé {formater_de_mois(r.mois)} : {formater_heures(totaux.get(r.pk, ZERO))}",
            detail=f"Reçu le {formater_date(r.depose_a)} de {r.depose_par or 'l’entreprise'}.",
            bouton="Examiner",
            url="suivi_heures:releve",
            cle=r.pk,
            qui="Vous",
            depuis=_jour(r.depose_a),
            echeance=_jour(r.depose_a) + datetime.timedelta(days=10),
        )
        for r in releves
    ]


def _heures_par_releve(releves: list[int]) -> dict[int, Decimal]:
    rangees = Heure.objects.filter(releve_id__in=releves, annulee=False).values_list("releve_id")
    return dict(rangees.annotate(total=Sum("heures")).order_by())


def _releves_a_completer() -> list[Affaire]:
    releves = ReleveHeures.objects.filter(statut=StatutReleve.A_COMPLETER).select_related("entreprise")
    return [
        Affaire(
            type="releves",
            ton="surveiller",
            icone="reply",
            titre=f"{r.entreprise}, relevé {formater_de_mois(r.mois)} à compléter",
            detail=r.motif or r.message or "L’entreprise doit corriger son fichier et le déposer de nouveau.",
            bouton="Voir le relevé",
            url="suivi_heures:releve",
            cle=r.pk,
            qui=str(r.entreprise),
            depuis=_jour(r.decide_a or r.depose_a),
            echeance=_jour(r.decide_a or r.depose_a) + datetime.timedelta(days=15),
        )
        for r in releves.order_by("depose_a")
    ]


def _heures_en_attente() -> list[Affaire]:
    """Lines that wait without a timesheet (typed or taken over): decided in the grid of their lot."""
    rangees = (
        Heure.objects.filter(statut=StatutHeure.SOUMISE, annulee=False, releve_id=None)
        .annotate(mois=TruncMonth("du"))
        .values("lot_id", "lot__ref", "lot__marche__objet", "mois")
        .annotate(total=Sum("heures"), depuis=Min("saisie_a"))
        .order_by("mois", "lot__marche__objet", "lot__ref")
    )
    return [
        Affaire(
            type="releves",
            ton="accent",
            icone="hourglass-split",
            titre=f"{r['lot__marche__objet']}, lot {r['lot__ref']} : {formater_heures(r['total'])} en attente",
            detail=f"Heures {formater_de_mois(r['mois'], annee=True)}, à valider ou à refuser dans la grille.",
            bouton=f"Valider les {formater_heures(r['total'])}",
            url="suivi_heures:grille",
            cle=r["lot_id"],
            qui="Vous",
            depuis=_jour(r["depuis"]),
            echeance=_jour(r["depuis"]) + datetime.timedelta(days=15),
        )
        for r in rangees
    ]


def _declarations(au: datetime.date) -> list[Affaire]:
    """Companies that owe a timesheet: one affair each, whatever the number of months."""
    delai = Guichet.objects.get(pk=exiger_guichet()).delai_releve_jours
    return [
        Affaire(
            type="entreprises",
            ton="retard",
            icone="building",
            titre=f"{m.nom} : {accorder(len(m.mois), 'relevé attendu', 'relevés attendus')}",
            detail=f"{', '.join(formater_mois(mois) for mois in m.mois[:3])}"
            f"{' et avant' if len(m.mois) > 3 else ''}. {accorder(m.contrats, 'contrat')} sans heures déclarées.",
            bouton="Voir l’entreprise",
            url="marches:entreprise",
            cle=m.entreprise_id,
            qui=m.nom,
            depuis=m.echeance(delai),
            echeance=m.echeance(delai),
        )
        for m in declarations_manquantes(au=au)
    ]


def _sans_decision(au: datetime.date) -> list[Affaire]:
    acceptees = DecisionEligibilite.objects.filter(
        beneficiaire=OuterRef("beneficiaire"), decision=Decision.ACCEPTEE, retiree_a=None
    )
    contrats = (
        ContratTravail.objects.filter(~Exists(acceptees))
        .select_related("beneficiaire", "titulaire")
        .order_by("beneficiaire_id", "date_debut")
        .distinct("beneficiaire_id")
    )
    return [
        Affaire(
            type="eligibilites",
            ton="retard",
            icone="person-badge",
            titre=f"{c.beneficiaire} : éligibilité à décider",
            detail=f"En contrat depuis le {formater_date(c.date_debut)} pour {c.titulaire}. Aucune heure ne compte.",
            bouton="Décider",
            url="beneficiaires:fiche",
            cle=c.beneficiaire_id,
            qui="Vous",
            depuis=c.date_debut,
            echeance=c.date_debut + datetime.timedelta(days=15),
        )
        for c in contrats
    ]


def _fins_de_fenetre(au: datetime.date) -> list[Affaire]:
    return [
        Affaire(
            type="eligibilites",
            ton="surveiller" if f.jours >= 0 else "retard",
            icone="person-badge",
            titre=f"{f.contrat.beneficiaire} : éligibilité jusqu’au {formater_date(f.fin)}",
            detail=f"Encore {accorder(f.jours, 'jour')} : ensuite, ses heures pour {f.contrat.titulaire} sont perdues."
            if f.jours >= 0
            else f"Fenêtre close : ses heures pour {f.contrat.titulaire} ne comptent plus.",
            bouton="Préparer la suite",
            url="beneficiaires:fiche",
            cle=f.contrat.beneficiaire_id,
            qui="Vous",
            depuis=None,
            echeance=f.fin,
        )
        for f in fins_proches(au=au)
    ]


def _marches_en_retard(marches: list[AvancementMarche], au: datetime.date) -> list[Affaire]:
    """Alive contracts whose high projection does not reach what is due."""
    return [
        Affaire(
            type="marches",
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
        )
        for a in marches
        if a.total.etat == "en_retard" and a.total.projection is not None and a.marche.date_fin >= au
    ]


def _publies_a_qualifier() -> list[Affaire]:
    publies = MarcheDecp.objects.filter(statut=StatutDecp.A_QUALIFIER).exclude(considerations_sociales=[])
    nombre = publies.count()
    if not nombre:
        return []
    return [
        Affaire(
            type="marches",
            ton="surveiller",
            icone="search",
            titre=accorder(
                nombre,
                "marché public publié avec une clause, à qualifier",
                "marchés publics publiés avec une clause, à qualifier",
            ),
            detail="Données essentielles de la commande publique : suivre ou écarter chacun.",
            bouton="Qualifier",
            url="marches:decp",
            cle=None,
            qui="Vous",
            depuis=None,
            echeance=None,
        )
    ]
