"""The DSN beside declared hours: read in memory, compared, dropped; never a social security number, never a pay."""

from __future__ import annotations

import datetime
import logging
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from beneficiaires.models import Beneficiaire
from clauses_app.comptes.models import Guichet
from clauses_app.local.emplacement import RACINE
from clauses_app.tenancy.contexte import within_connexion, within_guichet
from marches.models import Entreprise
from suivi_heures.models import HeuresPayees, LecturePaie
from suivi_heures.queries.ecarts_paie import comparaisons_a_voir
from tests.factories.beneficiaires import creer_contrat
from tests.factories.comptes import creer_adhesion
from tests.factories.marches import creer_entreprise
from tests.factories.suivi_heures import creer_heure, creer_releve

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("en_mai")]
DSN = (RACINE / "tests" / "donnees" / "dsn" / "mensuelle_P26V01.dsn").read_bytes()
INTERDITS = ("1910475123456", "2011199999999", "1851299999999", "1822.00", "1500.00", "1250.00", "911.00", "RUE X")
MARS, AVRIL = datetime.date(2026, 3, 1), datetime.date(2026, 4, 1)


def _fichier(contenu=DSN):
    return SimpleUploadedFile("dsn.txt", contenu)


@pytest.fixture
def mael(contrat, guichet):
    """The person of the contract is in the DSN, which is her employer's; she is not written in capitals here."""
    with within_guichet(guichet.pk):
        Entreprise.objects.filter(pk=contrat.titulaire_id).update(siret="80746931700000")
        Beneficiaire.objects.filter(pk=contrat.beneficiaire_id).update(
            nom="Beranger", prenom="Maël", date_naissance=datetime.date(1991, 4, 12)
        )
    return contrat


def _deposer(client, **champs):
    return client.post(reverse("suivi_heures:paies"), champs | {"fichier": _fichier()})


def test_les_heures_payees_se_montrent_a_cote_des_declarees(mael, entreprise, connecter, guichet):
    with within_guichet(guichet.pk):
        creer_heure(contrat=mael, du=MARS, au=datetime.date(2026, 3, 31), heures="160.00")
        HeuresPayees.objects.all().delete()
    reponse = _deposer(connecter(entreprise))
    page = connecter(entreprise).get(reponse["Location"]).content.decode()
    assert "157,67\u202fh" in page
    assert "160\u202fh" in page
    assert "2,33\u202fh de trop" in page
    assert "2\u00a0autres salariés" in page


def test_le_releve_du_mois_porte_l_ecart(mael, entreprise, facilitateur, connecter, guichet):
    with within_guichet(guichet.pk):
        creer_heure(contrat=mael, du=MARS, au=datetime.date(2026, 3, 31), heures="160.00")
        releve = creer_releve(entreprise=mael.titulaire, statut="SOUMIS")
    assert "Selon la DSN" not in connecter(facilitateur).get(f"/releves/{releve.pk}/").content.decode()
    _deposer(connecter(facilitateur), entreprise=mael.titulaire_id)
    page = connecter(facilitateur).get(f"/releves/{releve.pk}/").content.decode()
    assert "157,67\u202fh payées, 160\u202fh déclarées" in page


@pytest.mark.parametrize(("tolere", "dit"), [("2", "2,33\u202fh de trop"), ("2.33", "dans l’écart toléré")])
def test_l_ecart_que_le_guichet_tolere_n_est_pas_a_regarder(mael, entreprise, connecter, guichet, tolere, dit):
    with within_guichet(guichet.pk):
        creer_heure(contrat=mael, du=MARS, au=datetime.date(2026, 3, 31), heures="160.00")
        Guichet.objects.update(ecart_paie=Decimal(tolere))
    reponse = _deposer(connecter(entreprise))
    page = connecter(entreprise).get(reponse["Location"]).content.decode()
    assert dit in page
    assert "Écart toléré par le guichet" in page
    with within_guichet(guichet.pk):
        assert bool(comparaisons_a_voir()) == ("de trop" in dit)


def test_ni_nir_ni_paie_ni_adresse_dans_la_base_les_journaux_ou_la_file_des_taches(
    mael, entreprise, connecter, guichet, caplog, monkeypatch
):
    """Read, refused, cut short, spoilt: whatever became of the file, nothing of it stays but hours and dates."""
    publiees = []
    monkeypatch.setattr("celery.app.base.Celery.send_task", lambda _, *a, **k: publiees.append((a, k)))
    monkeypatch.setattr("celery.app.task.Task.apply_async", lambda _, *a, **k: publiees.append((a, k)))
    client = connecter(entreprise)
    with caplog.at_level(logging.DEBUG):
        assert _deposer(client).status_code == 302
        for essai in (
            DSN[:900],  # cut short
            DSN.replace(b"S20.G00.05.001,'01'", b"S20.G00.05.001,'07'"),  # no monthly one
            DSN.replace(b"'807469317'", b"'552045999'"),  # somebody else's
            DSN.replace(b"S10.G00.00.001", b"1910475123456"),  # not a DSN: its first line is the secret
        ):
            client.post(reverse("suivi_heures:paies"), {"fichier": _fichier(essai)})
        nomme = SimpleUploadedFile("1910475123456.dsn", DSN)
        client.post(reverse("suivi_heures:paies"), {"fichier": nomme})
    base = _toute_la_base(guichet)
    ecrit = caplog.text + base + str(publiees)
    assert "Beranger" in ecrit  # the scan does read
    formes = [forme for un in INTERDITS for forme in (un, un.encode().hex(), un.replace(".", ","))]
    assert [un for un in formes if un in ecrit] == []
    assert "BÉRANGER" not in ecrit  # nor the name as the payroll writes it


def _toute_la_base(guichet):
    """Every row of every table, bytes in hexadecimal: what no role may read, none could have written."""
    lus = []
    vues: set[str] = set()
    for role, entrer in (("interne", lambda: within_guichet(guichet.pk)), ("connexion", within_connexion)):
        with entrer(), connection.cursor() as curseur:
            curseur.execute(
                "SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'"
                " AND has_table_privilege(%s, c.oid, 'SELECT') ORDER BY 1",
                [role],
            )
            for (table,) in curseur.fetchall():
                vues.add(table)
                curseur.execute(f'SELECT t::text FROM "{table}" t')
                lus += [ligne for (ligne,) in curseur.fetchall()]
    with within_connexion(), connection.cursor() as curseur:
        curseur.execute(
            "SELECT c.relname FROM pg_class c, unnest(ARRAY['interne', 'externe', 'connexion']) r WHERE"
            " c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND has_table_privilege(r, c.oid, 'INSERT')"
        )
        assert {table for (table,) in curseur.fetchall()} <= vues
    assert len(lus) > 10
    return "\n".join(lus)


def test_seules_les_personnes_employees_ici_sont_gardees(mael, entreprise, connecter, guichet):
    _deposer(connecter(entreprise))
    with within_guichet(guichet.pk):
        [payee] = HeuresPayees.objects.all()
        assert (payee.beneficiaire_id, payee.heures) == (mael.beneficiaire_id, Decimal("157.67"))
        assert LecturePaie.objects.get().inconnues == 2


def test_des_dates_de_contrat_differentes_se_disent(mael, entreprise, connecter, guichet):
    with within_guichet(guichet.pk):
        type(mael).objects.filter(pk=mael.pk).update(date_debut=datetime.date(2026, 1, 1), date_fin=None)
    tard = DSN.replace(b"S21.G00.40.001,'05012026'", b"S21.G00.40.001,'10032026'")
    client = connecter(entreprise)
    reponse = client.post(reverse("suivi_heures:paies"), {"fichier": _fichier(tard)})
    page = client.get(reponse["Location"]).content.decode()
    assert "Contrat ici depuis le 01/01/2026, selon la DSN du 10/03/2026 au 30/06/2026." in page


def test_relire_le_mois_remplace_et_effacer_efface(mael, entreprise, connecter, guichet):
    client = connecter(entreprise)
    _deposer(client)
    _deposer(client)
    with within_guichet(guichet.pk):
        lecture = LecturePaie.objects.get()
        assert HeuresPayees.objects.count() == 1
    assert client.post(reverse("suivi_heures:paie_retirer", args=[lecture.pk])).status_code == 302
    with within_guichet(guichet.pk):
        assert not LecturePaie.objects.exists()
        assert not HeuresPayees.objects.exists()


def test_une_dsn_dont_rien_ne_dit_l_employeur_est_refusee(mael, entreprise, connecter, guichet):
    """Without a SIRET on the company's record, no SIREN is its own: somebody else's payroll would enter unseen."""
    with within_guichet(guichet.pk):
        Entreprise.objects.filter(pk=mael.titulaire_id).update(siret="")
    refus = _deposer(connecter(entreprise))
    assert refus.status_code == 422
    assert "ne connaît pas le SIRET" in refus.content.decode()
    with within_guichet(guichet.pk):
        assert not LecturePaie.objects.exists()


def test_la_saisie_peut_partir_de_la_dsn(mael, entreprise, connecter):
    client = connecter(entreprise)
    _deposer(client)
    adresse = f"{reverse('suivi_heures:portail_saisir')}?mois=2026-03"
    assert 'value="157,67"' not in client.get(adresse).content.decode()
    assert 'value="157,67"' in client.get(f"{adresse}&dsn=1").content.decode()


def test_la_paie_d_un_autre_employeur_est_refusee(mael, entreprise, connecter, guichet):
    with within_guichet(guichet.pk):
        Entreprise.objects.filter(pk=mael.titulaire_id).update(siret="55204599900869")
    refus = _deposer(connecter(entreprise))
    assert refus.status_code == 422
    assert "SIREN 807469317" in refus.content.decode()
    with within_guichet(guichet.pk):
        assert not LecturePaie.objects.exists()


def test_deux_personnes_de_memes_noms_et_naissance_ne_sont_personne(mael, entreprise, connecter, guichet):
    with within_guichet(guichet.pk):
        jumeau = creer_contrat(attribution=mael.attribution, date_fin=None)
        Beneficiaire.objects.filter(pk=jumeau.beneficiaire_id).update(
            nom="BÉRANGER", prenom="Mael", date_naissance=datetime.date(1991, 4, 12)
        )
    _deposer(connecter(entreprise))
    with within_guichet(guichet.pk):
        assert not HeuresPayees.objects.exists()


def test_la_dsn_d_une_entreprise_n_est_pas_vue_d_une_autre(mael, entreprise, connecter, guichet, etranger):
    _deposer(connecter(entreprise))
    with within_guichet(guichet.pk):
        pk, autre = LecturePaie.objects.get().pk, creer_entreprise()
    with within_connexion():
        voisine = creer_adhesion(guichet=guichet, role="ENTREPRISE", entreprise_id=autre.pk)
    for curieux in (voisine, etranger):
        client = connecter(curieux)
        assert client.get(reverse("suivi_heures:paie", args=[pk])).status_code == 404
        assert client.post(reverse("suivi_heures:paie_retirer", args=[pk])).status_code == 404
        assert "Mars 2026" not in client.get(reverse("suivi_heures:paies")).content.decode()


def test_declarer_plus_que_paye_est_une_affaire_qui_mene_a_la_case(mael, facilitateur, connecter, guichet):
    """Only beyond: paid more than declared calls nobody."""
    with within_guichet(guichet.pk):
        creer_heure(contrat=mael, du=MARS, au=datetime.date(2026, 3, 31), heures="150.00")
    client = connecter(facilitateur)
    _deposer(client, entreprise=mael.titulaire_id)
    assert "déclarée plus que payée" not in client.get("/a-traiter/?type=releves").content.decode()
    with within_guichet(guichet.pk):
        creer_heure(contrat=mael, du=MARS, au=datetime.date(2026, 3, 31), heures="10.00")
    _deposer(client, entreprise=mael.titulaire_id)
    file = client.get("/a-traiter/?type=releves").content.decode()
    assert "1\u00a0personne déclarée plus que payée" in file
    with within_guichet(guichet.pk):
        lecture = LecturePaie.objects.get()
    page = reverse("suivi_heures:paie", args=[lecture.pk])
    assert page in file
    case = f"?de=2026-03&amp;cle={mael.pk}-TRAVAIL-2026-03"
    assert f"{reverse('suivi_heures:grille', args=[mael.lot_id])}{case}" in client.get(page).content.decode()
