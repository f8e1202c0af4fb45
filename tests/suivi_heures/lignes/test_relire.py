"""A file read again keeps what was decided of its lines; lines that count in part are decided together."""

import datetime
import io
from decimal import Decimal

import openpyxl
import pytest
from django.db.models import Sum

from suivi_heures.enums import GesteLigne, SuiteLigne
from suivi_heures.imports.releve.champs import IGNOREE
from suivi_heures.models import CorrectionLigne, Heure, LigneReleve
from suivi_heures.queries.lignes_a_corriger import A_CORRIGER, CORRIGEES, lister_lignes
from suivi_heures.services.annuler_correction import annuler_correction
from suivi_heures.services.corriger_lignes import corriger_lignes
from suivi_heures.services.recevoir_releve import recevoir_releve
from suivi_heures.services.verifier_realisation import verifier_realisation
from tests.factories.beneficiaires import creer_beneficiaire, creer_contrat
from tests.suivi_heures.lignes.conftest import FICHIER, RECU
from tests.suivi_heures.services.test_changer_colonnes import dire

pytestmark = pytest.mark.django_db
RELECTURE = "Relecture du fichier"


@pytest.fixture(autouse=True)
def _dedans(facilitateur, contrats, dans_guichet):
    yield
    assert verifier_realisation().est_juste


@pytest.fixture
def corriger(facilitateur):
    def _corriger(ligne, geste, **options):
        return corriger_lignes(ligne=ligne, version=ligne.version, geste=geste, par=facilitateur, **options)

    return _corriger


def _ligne(releve, numero, **champs):
    return LigneReleve.objects.filter(releve=releve, numero=numero, **champs).order_by("rang").first()


def _registre():
    return Heure.objects.filter(annulee=False).aggregate(total=Sum("heures"))["total"]


def _facturees():
    """The same file with a second column of hours: reading the other one reads the file again."""
    titres, *lignes = FICHIER.splitlines()
    return "\n".join([f"{titres};Heures facturées", *(f"{ligne};{100 + n}" for n, ligne in enumerate(lignes))]) + "\n"


def test_une_ligne_ecartee_et_une_ligne_renvoyee_le_restent_apres_relecture(corriger, deposer, facilitateur):
    releve = deposer(_facturees())
    corriger(_ligne(releve, 5), GesteLigne.ECARTER, motif="pas notre chantier")
    corriger(_ligne(releve, 8), GesteLigne.RENVOYER, motif="Qui est-ce ?")
    assert _registre() == 140
    dire(releve, retenir=False, Heures_travaillées=IGNOREE, Heures_facturées="heures_travail")
    ecartee, renvoyee = _ligne(releve, 5), _ligne(releve, 8)
    assert (ecartee.suite, ecartee.contrat_id, ecartee.heure_id) == (SuiteLigne.ECARTEE, None, None)
    assert renvoyee.suite == SuiteLigne.RENVOYEE
    assert not CorrectionLigne.objects.exclude(annulee_a=None).exists()
    assert set(CorrectionLigne.objects.values_list("ligne_id", flat=True)) == {ecartee.pk, renvoyee.pk}
    sans_elle = _registre()
    (correction,) = CorrectionLigne.objects.filter(ligne_id=ecartee.pk)
    annuler_correction(correction=correction, par=facilitateur)
    assert _registre() == sans_elle + 103, "undone after the reading, it counts for what the file now says"


def test_des_heures_remplacees_sont_redemandees_apres_relecture(corriger, deposer):
    """What was typed answered another column: it is undone, said, and the line asks again."""
    releve = deposer(_facturees())
    corriger(_ligne(releve, 5), GesteLigne.HEURES, heures=Decimal(154), motif="virgule perdue")
    assert _registre() == 140 + 154
    dire(releve, retenir=False, Heures_travaillées=IGNOREE, Heures_facturées="heures_travail")
    correction = CorrectionLigne.objects.get()
    assert (correction.annulee_par, _ligne(releve, 5).suite) == (RELECTURE, "")
    assert not Heure.objects.filter(annulee=False, heures=154).exists()


def test_la_decision_revient_a_sa_feuille_et_non_au_meme_numero_d_une_autre(corriger, contrats):
    classeur = openpyxl.Workbook()
    for rang, nom in enumerate(("Équipe A", "Équipe B")):
        feuille = classeur.worksheets[0] if rang == 0 else classeur.create_sheet()
        feuille.title = nom
        feuille.append(("Nom", "Prénom", "Date de naissance", "Heures travaillées", "Heures facturées"))
        personne = (("DROUOT", "Maëlle", "03/05/1995"), ("FOFANI", "Ibrahim", "27/11/1974"))[rang]
        feuille.append((*personne, 100 + rang, 90 + rang))
    sortie = io.BytesIO()
    classeur.save(sortie)
    releve = recevoir_releve(
        nom_fichier="heures mars 2026.xlsx",
        contenu=sortie.getvalue(),
        deposant=contrats["DROUOT"].employeur,
        recu_le=RECU,
        par=None,
    ).releve
    assert _registre() == 201
    corriger(_ligne(releve, 2, lue__feuille="Équipe B"), GesteLigne.ECARTER)
    assert _registre() == 100
    dire(releve, retenir=False, Heures_travaillées=IGNOREE, Heures_facturées="heures_travail")
    assert _ligne(releve, 2, lue__feuille="Équipe B").suite == SuiteLigne.ECARTEE
    assert _ligne(releve, 2, lue__feuille="Équipe A").suite == ""
    assert _registre() == 90


@pytest.fixture
def partielles(contrats, deposer):
    """Two people whose eligibility begins on the 16th, one who counts whole."""
    for nom in ("LEVASSEUR", "MOREL"):
        personne = creer_beneficiaire(nom=nom, prenom="Ana", eligible_depuis=datetime.date(2026, 3, 16))
        drouot = contrats["DROUOT"]
        creer_contrat(
            beneficiaire=personne,
            date_debut=datetime.date(2026, 3, 2),
            attribution=drouot.attribution,
            employeur=drouot.employeur,
        )
    return deposer("Nom;Prénom;Heures travaillées\nLEVASSEUR;Ana;100\nMOREL;Ana;80\nDROUOT;Maëlle;140\n")


def _places(releve):
    return {une.ligne.numero: (une.place, len(une.semblables)) for une in lister_lignes(releve, du_guichet=True)}


def test_les_lignes_comptees_en_partie_se_decident_ensemble(corriger, partielles, facilitateur):
    assert _places(partielles) == {2: (A_CORRIGER, 1), 3: (A_CORRIGER, 1), 4: ("pretes", 0)}
    avant = _registre()
    corrections = corriger(_ligne(partielles, 2), GesteLigne.GARDER, semblables=True)
    assert {une.numero for une in corrections} == {2, 3}
    assert {place for place, _ in _places(partielles).values()} == {CORRIGEES, "pretes"}
    assert _registre() == avant
    annuler_correction(correction=corrections[0], par=facilitateur)
    assert _places(partielles)[3] == (A_CORRIGER, 1)
