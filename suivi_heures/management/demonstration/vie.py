"""What has happened since the data was taken over: timesheets, notes, drafts, published reports. Done once, by the
services, as people would."""

from __future__ import annotations

import datetime
from decimal import Decimal

from beneficiaires.models import ContratTravail
from clauses_app.comptes.enums import Role
from clauses_app.comptes.models import Adhesion, Guichet
from clauses_app.comptes.services.ouvrir_jeton import ouvrir_jeton
from clauses_app.tenancy.contexte import exiger_guichet, within_guichet
from marches.models import Entreprise, MaitreOuvrage, NoteEntreprise
from suivi_heures.management.demonstration.calendrier import le, trimestre_avant
from suivi_heures.management.demonstration.postes import jours_ouvres
from suivi_heures.models import Bilan, ReleveHeures
from suivi_heures.queries.contrats_du_mois import contrats_a_declarer
from suivi_heures.queries.mois import jours_du_contrat
from suivi_heures.restitutions.conduire_bilan import produire_en_entier
from suivi_heures.restitutions.modele_releve import composer_releve_saisi, nom_de_fichier
from suivi_heures.services.demander_bilan import demander_bilan
from suivi_heures.services.deposer_releve import deposer_releve
from suivi_heures.services.lire_releve import lire_releve
from suivi_heures.services.publier_bilan import publier_bilan
from suivi_heures.services.saisir_heures import saisir_heures
from suivi_heures.services.valider_releve import valider_releve

CORRESPONDANTS = {
    "E-VALL": ("Rosalie Amblard", "insertion@vallorin.exemple", "01 99 00 21 14"),
    "E-EMEL": ("Karine Tessier", "rh@emeline-voirie.exemple", "01 99 00 21 37"),
    "E-CREP": ("Denis Mauclair", "contact@crepis.exemple", "01 99 00 30 52"),
    "E-NETT": ("Olga Marchetti", "paie@nettoliane.exemple", "01 99 00 44 08"),
    "E-SEVE": ("Paul Vignal", "bureau@racines-seve.exemple", "01 99 00 52 61"),
    "E-TABL": ("Samira Bonnet", "cuisine@tabledumarche.exemple", "01 99 00 61 90"),
    "S-ETTI": ("Hélène Doucet", "agence@passerelle-interim.exemple", "01 99 00 75 33"),
    "S-GEIQ": ("Marc Oudin", "accueil@geiq-lorne.exemple", "01 99 00 75 80"),
}
NOTES = (
    ("E-SEVE", "Relancée par téléphone deux fois : la personne qui tenait les relevés est partie fin août."),
    ("E-NETT", "Envoie ses heures avant le 5 du mois. Attend deux candidatures pour le secteur Est."),
)
PROGRAMMES = (("E-VALL", "Logiciel de paie"), ("S-ETTI", "Export des missions"))
PUBLIES = ("MO-TRAM", "MO-DEP")


def faire_vivre(guichet_id: int) -> None:
    """Each half is done whole or not at all; what is done is not done again."""
    with within_guichet(guichet_id):
        if not NoteEntreprise.objects.exists():
            par = Adhesion.objects.get(nom_affiche="Camille Ferrand")
            _renseigner(par)
            _recevoir_les_releves(par)
            _commencer_une_saisie(par)
    for ref in PUBLIES:
        _publier(guichet_id, ref)


def _renseigner(par: Adhesion) -> None:
    for ref, libelle in PROGRAMMES:
        entreprise = Entreprise.objects.get(ref=ref)
        role = Role.STRUCTURE if entreprise.est_structure else Role.ENTREPRISE
        ouvrir_jeton(par=par, entreprise_id=entreprise.pk, organisation=entreprise.nom, role=role, libelle=libelle)
    Guichet.objects.filter(pk=exiger_guichet(), telephone="").update(
        telephone="01 99 00 10 00", courriel="clauses@coteaux.exemple"
    )
    for ref, (nom, courriel, telephone) in CORRESPONDANTS.items():
        Entreprise.objects.filter(ref=ref, contact_nom="").update(
            contact_nom=nom, contact_courriel=courriel, contact_telephone=telephone
        )
    for ref, texte in NOTES:
        NoteEntreprise(entreprise=Entreprise.objects.get(ref=ref), texte=texte, par_nom=str(par)).save()


def _recevoir_les_releves(par: Adhesion) -> None:
    """One accepted, one that waits, one to complete."""
    accepte = _deposer("E-VALL", le(2026, 9, 1), par=_membre("Rosalie Amblard"))
    valider_releve(releve=accepte, par=par)
    _deposer("E-NETT", le(2026, 10, 1), par_jour="4.25")
    _deposer("E-TABL", le(2026, 10, 1), par_jour="3.75", premiere="soixante heures")


def _membre(nom: str) -> Adhesion:
    membre: Adhesion = Adhesion.objects.get(nom_affiche=nom)
    return membre


def _deposer(
    ref: str, mois: datetime.date, *, par: Adhesion | None = None, par_jour: str = "7", premiere: str = ""
) -> ReleveHeures:
    """The template of the month, filled; `premiere`: what is written for the first person."""
    entreprise = Entreprise.objects.get(ref=ref)
    contrats = [contrat for contrat in contrats_a_declarer(entreprise.pk, mois) if not contrat.deja]
    saisies = _heures_travaillees([contrat.contrat_id for contrat in contrats], mois, Decimal(par_jour))
    if premiere:
        saisies[contrats[0].contrat_id] = premiere
    contenu = composer_releve_saisi(guichet_id=exiger_guichet(), mois=mois, contrats=contrats, saisies=saisies)
    depot = deposer_releve(
        entreprise=entreprise,
        mois=mois,
        nom_fichier=nom_de_fichier(entreprise.nom, mois, "csv"),
        contenu=contenu,
        par=par,
    )
    return lire_releve(releve=depot.releve)


def _heures_travaillees(contrats: list[int], mois: datetime.date, par_jour: Decimal) -> dict[int, str]:
    """Working days of the contract in the month, less one or two of absence for some."""
    heures = {}
    for rang, contrat in enumerate(ContratTravail.objects.filter(pk__in=contrats).order_by("pk")):
        du, au = jours_du_contrat(mois, contrat.date_debut, contrat.date_fin) or (mois, mois)
        jours = max(1, jours_ouvres(du, au) - rang % 3)
        heures[contrat.pk] = str(jours * par_jour).replace(".", ",")
    return heures


def _commencer_une_saisie(par: Adhesion) -> None:
    """Cells of the grid: right, impossible to read, surprising."""
    contrats = ContratTravail.objects.filter(attribution__ref="P-1", date_debut__lte=le(2026, 9, 1)).order_by("pk")
    en_cours = [contrat for contrat in contrats if contrat.date_fin is None or contrat.date_fin >= le(2026, 10, 1)]
    for rang, mois, texte in ((0, le(2026, 9, 1), "140"), (1, le(2026, 9, 1), "12o"), (0, le(2026, 10, 1), "260")):
        saisir_heures(contrat=en_cours[rang], mois=mois, texte=texte, par=par)


def _publier(guichet_id: int, ref: str) -> None:
    with within_guichet(guichet_id):
        acheteur = MaitreOuvrage.objects.get(ref=ref)
        if Bilan.objects.filter(maitre_ouvrage=acheteur, publie_a__isnull=False).exists():
            return
        par = Adhesion.objects.get(nom_affiche="Camille Ferrand")
        bilan = demander_bilan(maitre_ouvrage=acheteur, trimestre=trimestre_avant(1), par=par)
    produire_en_entier(guichet_id, bilan_id=bilan.pk)
    with within_guichet(guichet_id):
        publier_bilan(bilan=bilan, par=par)
