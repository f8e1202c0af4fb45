"""A timesheet of many rows, as a company would send it: people, contracts, then the file."""

from __future__ import annotations

import csv
import datetime
import io
from dataclasses import dataclass
from decimal import Decimal

from openpyxl import Workbook

from beneficiaires.models import Beneficiaire, ContratTravail
from marches.models import Attribution, Entreprise, Lot, Marche

DEBUT, FIN = datetime.date(2024, 1, 1), datetime.date(2025, 12, 31)
ENTETES = ("Nom", "Prénom", "Date de naissance", "Mois", "Heures")
LOTS = 50
PRENOMS = ("Camille", "Nadia", "Youssef", "Fatou", "Karim", "Mehdi", "Julie", "Ahmed", "Sarah", "Moussa", "Bilal")
SYLLABES = ["BA", "CO", "DI", "FU", "GA", "LE", "MI", "NO", "PA", "RE", "SI", "TO", "VA", "ZU"]


@dataclass(frozen=True, slots=True)
class Salarie:
    nom: str
    prenom: str
    naissance: datetime.date


def embaucher(nombre: int) -> tuple[Entreprise, list[Salarie]]:
    """A company of the guichet of the transaction, and its people under contract for two years on fifty lots."""
    modele = Attribution.objects.select_related("marche").order_by("pk")[0]
    entreprise = Entreprise.objects.create(ref="BANC-E", nom="Bâtisseurs du banc")
    marche = Marche.objects.get(pk=modele.marche_id)
    marche.pk, marche.ref, marche.uid_decp = None, "BANC-M", ""
    marche.date_debut, marche.date_fin, marche._state.adding = DEBUT, FIN, True
    marche.identifiant_public = type(marche)._meta.get_field("identifiant_public").get_default()
    marche.save()
    lots = Lot.objects.bulk_create([Lot(marche=marche, ref=f"BL{n}", objet=f"Lot {n}") for n in range(LOTS)])
    attributions = Attribution.objects.bulk_create(
        [
            Attribution(
                lot=lot, marche_id=marche.pk, maitre_ouvrage_id=marche.maitre_ouvrage_id, entreprise=entreprise,
                ref=f"BA{lot.pk}", role="TITULAIRE",
            )
            for lot in lots
        ]
    )  # fmt: skip
    salaries = [salarie(n) for n in range(nombre)]
    personnes = Beneficiaire.objects.bulk_create(
        [
            Beneficiaire(ref=f"BANC-{n}", nom=s.nom, prenom=s.prenom, date_naissance=s.naissance, sexe="M")
            for n, s in enumerate(salaries)
        ],
        batch_size=2000,
    )
    ContratTravail.objects.bulk_create(
        [_contrat(personne, attributions[rang % LOTS]) for rang, personne in enumerate(personnes)], batch_size=2000
    )
    return entreprise, salaries


def salarie(n: int) -> Salarie:
    nom, reste = "", n
    for _ in range(4):
        reste, rang = divmod(reste, len(SYLLABES))
        nom += SYLLABES[rang]
    return Salarie(nom, PRENOMS[n % len(PRENOMS)], datetime.date(1965, 1, 1) + datetime.timedelta(days=n * 7 % 14_000))


def _contrat(personne: Beneficiaire, attribution: Attribution) -> ContratTravail:
    return ContratTravail(
        ref=f"BC-{personne.ref}", beneficiaire=personne, attribution=attribution, lot_id=attribution.lot_id,
        marche_id=attribution.marche_id, titulaire_id=attribution.entreprise_id,
        employeur_id=attribution.entreprise_id, modalite="EMB", type_contrat="CDD", date_debut=DEBUT, date_fin=FIN,
    )  # fmt: skip


def rangees(salaries: list[Salarie], nombre: int) -> list[tuple[str, str, str, str, Decimal]]:
    """A row a person and month, one month after the other."""
    lignes = []
    for n in range(nombre):
        mois, rang = divmod(n, len(salaries))
        s = salaries[rang]
        ecrit = f"{mois % 12 + 1:02d}/{2024 + mois // 12}"
        lignes.append((s.nom, s.prenom, f"{s.naissance:%d/%m/%Y}", ecrit, Decimal(3500 + n % 9000).scaleb(-2)))
    return lignes


def en_csv(lignes: list[tuple[str, str, str, str, Decimal]]) -> bytes:
    sortie = io.StringIO()
    plume = csv.writer(sortie, delimiter=";")
    plume.writerow(ENTETES)
    plume.writerows((*debut, str(heures).replace(".", ",")) for *debut, heures in lignes)
    return sortie.getvalue().encode()


def en_classeur(lignes: list[tuple[str, str, str, str, Decimal]]) -> bytes:
    classeur = Workbook(write_only=True)
    feuille = classeur.create_sheet("Heures")
    feuille.append(list(ENTETES))
    for ligne in lignes:
        feuille.append(list(ligne))
    sortie = io.BytesIO()
    classeur.save(sortie)
    return sortie.getvalue()
