"""Finding, exporting, sharing the queue and the calendar: what a team does in a morning."""

import datetime
import io

import openpyxl
import pytest
import time_machine

from clauses_app.tenancy.contexte import within_connexion, within_guichet
from suivi_heures.models import AffaireGardee
from suivi_heures.services.tenir_file import tenir_file
from tests.factories.beneficiaires import creer_beneficiaire, creer_contrat
from tests.factories.comptes import creer_adhesion
from tests.factories.marches import creer_attribution, creer_entreprise, creer_lot, creer_marche

D = datetime.date


@pytest.fixture(autouse=True)
def _en_mai():
    with time_machine.travel(datetime.datetime(2026, 5, 4, 10, tzinfo=datetime.UTC), tick=True):
        yield


@pytest.fixture
def chantier(guichet):
    with within_guichet(guichet.pk):
        marche = creer_marche(ref="2024-T9", objet="Tramway T9, infrastructures")
        entreprise = creer_entreprise(nom="Étanchéité Brès", siret="12345678900012")
        return creer_contrat(
            attribution=creer_attribution(lot=creer_lot(marche=marche), entreprise=entreprise),
            beneficiaire=creer_beneficiaire(nom="LEFÈVRE", prenom="Zoé"),
            date_debut=D(2026, 4, 1),
        )


@pytest.mark.parametrize(
    ("tape", "trouve"),
    [
        ("etancheite bres", "Étanchéité Brès"),
        ("étanchiété", "Étanchéité Brès"),
        ("123 456 789 00012", "Étanchéité Brès"),
        ("2024-t9", "Tramway T9"),
        ("lefebvre", "Zoé LEFÈVRE"),
    ],
    ids=["sans accent", "deux lettres inversées", "SIRET", "numéro de marché", "autre orthographe"],
)
def test_la_recherche_pardonne_accents_fautes_siret_et_numero(camille, lire, chantier, tape, trouve):
    assert trouve in lire(camille.get("/recherche/", {"q": tape}))


def test_un_classeur_exporte_porte_sa_date_ses_filtres_et_les_seules_lignes_de_l_ecran(
    camille, lire, guichet, chantier
):
    with within_guichet(guichet.pk):
        creer_entreprise(nom="Zinguerie Albert")
    ecran = lire(camille.get("/entreprises/", {"q": "etanch"}))
    assert "Zinguerie Albert" not in ecran
    classeur = openpyxl.load_workbook(io.BytesIO(camille.get("/exports/ENTREPRISES.xlsx", {"q": "etanch"}).content))
    textes = [str(case.value) for feuille in classeur for ligne in feuille.iter_rows() for case in ligne if case.value]
    entier = " ".join(textes).replace("\u00a0", " ")
    assert "Filtres : Nom, enseigne ou SIRET : etanch" in entier
    assert "04/05/2026" in entier
    assert "Camille Ferrand" in entier
    assert "Étanchéité Brès" in textes
    assert "Zinguerie Albert" not in textes


def test_une_affaire_confiee_passe_dans_la_file_du_collegue_et_reste_dans_celle_de_l_equipe(
    camille, connecter, lire, guichet, chantier
):
    with within_connexion():
        idriss = creer_adhesion(guichet=guichet, role="FACILITATEUR", nom="Idriss Diallo")
    with within_guichet(guichet.pk):
        tenir_file(au=D(2026, 5, 4))
        [affaire] = [a for a in AffaireGardee.objects.all() if "LEFÈVRE" in a.donnees["titre"]]

    def file_de(client, **qui):
        return lire(client.get("/a-traiter/affaires/", qui))

    geste = {"affaire": affaire.identite, "genre": "CONFIEE", "a": str(idriss.pk), "motif": "Tu la connais", "vue": "0"}
    assert camille.post("/a-traiter/suivre/", geste).status_code in {200, 204, 302}
    assert "LEFÈVRE" not in file_de(camille, qui="moi")
    assert "Confiée à Idriss Diallo par Camille Ferrand" in file_de(connecter(idriss), qui="moi")
    assert "LEFÈVRE" in file_de(camille, toutes="1")


def test_une_reunion_prend_place_a_l_agenda_et_au_fil_du_marche(camille, lire, chantier):
    reunion = {
        "genre": "LANCEMENT",
        "objet": "Lancement T9",
        "jour": "12/05/2026",
        "heure": "14:30",
        "marche": chantier.marche_id,
        "participants": "Hugo Delmarre",
    }
    assert camille.post("/rendez-vous/nouveau/", reunion | {"heure": "25:99"}).status_code == 422
    assert camille.post("/rendez-vous/nouveau/", reunion).status_code == 302
    agenda = lire(camille.get("/agenda/", {"mois": "2026-05"}))
    assert "Mardi 12 mai 2026" in agenda
    assert "Lancement T9" in agenda
    assert "14 h 30" in agenda
    assert "Lancement T9" in lire(camille.get(f"/marches/{chantier.marche_id}/fil/"))
    assert "Lancement T9" not in lire(camille.get("/agenda/", {"mois": "2026-06"}))
