"""A timesheet in a company's own layout, with the faults people make: lines wait to be corrected. Done once."""

from __future__ import annotations

import datetime
import io
from typing import Any

from openpyxl import Workbook

from beneficiaires.models import ContratTravail
from clauses_app.comptes.models import Adhesion
from clauses_app.interface.formats import formater_date, formater_mois
from clauses_app.tenancy.contexte import within_guichet
from marches.models import Entreprise
from suivi_heures.enums import GesteLigne
from suivi_heures.forms.colonnes import FormulaireColonnes, champ_propose
from suivi_heures.management.demonstration.calendrier import le
from suivi_heures.models import LigneReleve, ReleveHeures
from suivi_heures.services.changer_colonnes import changer_colonnes
from suivi_heures.services.corriger_lignes import corriger_lignes
from suivi_heures.services.lire_colonnes import lire_colonnes
from suivi_heures.services.recevoir_releve import recevoir_releve

EXPEDITEUR, FICHIER = "E-EMEL", "Heures insertion"
TITRES = ("Nom", "Prénom", "Né(e) le", "Contrat", "Du", "Au", "H. trav.")


def laisser_des_lignes(guichet_id: int) -> None:
    with within_guichet(guichet_id):
        entreprise = Entreprise.objects.get(ref=EXPEDITEUR)
        if ReleveHeures.objects.filter(entreprise=entreprise, nom_fichier__startswith=FICHIER).exists():
            return
        contrats = _contrats(entreprise)
        if len(contrats) < 3:
            return
        recu = recevoir_releve(
            nom_fichier=f"{FICHIER} {formater_mois(le(2026, 10, 1))}.xlsx",
            contenu=_composer(contrats),
            deposant=entreprise,
            recu_le=le(2026, 11, 4),
            par=None,
        )
        _retenir_les_colonnes(recu.releve)
        _traiter_le_doublon(recu.releve)


def _contrats(entreprise: Entreprise) -> list[ContratTravail]:
    """One for each person, all along the month."""
    debut, fin = le(2026, 10, 1), le(2026, 10, 31)
    ouverts = ContratTravail.objects.filter(employeur=entreprise, date_debut__lte=debut).select_related("beneficiaire")
    en_cours = [une for une in ouverts.order_by("pk") if une.date_fin is None or une.date_fin >= fin]
    return list({une.beneficiaire_id: une for une in reversed(en_cours)}.values())[::-1][:4]


def _composer(contrats: list[ContratTravail]) -> bytes:
    """A name misspelt on two rows, a digit for another, a row twice, a cell of words, somebody unknown."""
    debut, milieu, fin = le(2026, 10, 1), le(2026, 10, 15), le(2026, 10, 31)
    premier, deuxieme, troisieme = (contrat.beneficiaire for contrat in contrats[:3])
    ecorche = f"{deuxieme.nom[:2]}{deuxieme.nom[3:]}X", f"{deuxieme.prenom[:-1]}ah"
    lignes: list[tuple[Any, ...]] = [
        (premier.nom, premier.prenom, premier.date_naissance, "CDD", debut, fin, 140),
        (*ecorche, deuxieme.date_naissance, "CDD", debut, milieu, 70),
        (*ecorche, deuxieme.date_naissance, "CDD", milieu + datetime.timedelta(days=1), fin, 77.5),
        (troisieme.nom, troisieme.prenom, troisieme.date_naissance, "CDD", debut, fin, 254),
        (premier.nom, premier.prenom, premier.date_naissance, "CDD", debut, fin, 140),
        (troisieme.nom, troisieme.prenom, troisieme.date_naissance, "CDD", debut, debut, "une journée"),
        ("KOUAMÉ", "Estelle", datetime.date(1999, 4, 8), "CDD", debut, fin, 112),
    ]
    classeur = Workbook()
    feuille: Any = classeur.active
    feuille.title = formater_mois(debut).split()[0].capitalize()
    feuille.append(["Emeline Voirie – heures d’insertion"])
    feuille.append([f"Période du {formater_date(debut)} au {formater_date(fin)}"])
    feuille.append([])
    feuille.append(TITRES)
    for ligne in lignes:
        feuille.append(ligne)
    for rang in range(5, 5 + len(lignes)):
        for colonne in "CEF":
            feuille[f"{colonne}{rang}"].number_format = "dd/mm/yyyy"
    sortie = io.BytesIO()
    classeur.save(sortie)
    return sortie.getvalue()


def _retenir_les_colonnes(releve: ReleveHeures) -> None:
    """Their next file asks nothing: what was read of this one was checked, and is remembered."""
    _, mises = lire_colonnes(releve=releve)
    formulaire = FormulaireColonnes(
        {nom: champ_propose(colonne) for nom, _, colonne in FormulaireColonnes(mises=mises).rangees}, mises=mises
    )
    if formulaire.is_valid():
        par = Adhesion.objects.get(nom_affiche="Camille Ferrand")
        motif = "Vérifié au téléphone avec Karine Tessier."
        changer_colonnes(releve=releve, colonnes=formulaire.dites(), retenir=True, motif=motif, par=par)


def _traiter_le_doublon(releve: ReleveHeures) -> None:
    double = LigneReleve.objects.filter(releve=releve, anomalies__contains=[{"code": "DOUBLON_LIGNE"}]).first()
    if double is not None:
        corriger_lignes(
            ligne=double, version=0, geste=GesteLigne.ECARTER, motif="Même ligne que la première.", par=None
        )
