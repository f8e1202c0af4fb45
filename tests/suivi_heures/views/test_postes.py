"""A funded post through the doors: shares, spending, time, calls for funds, reports; every figure recounted apart."""

import datetime
import io
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.urls import reverse
from pypdf import PdfReader

from clauses_app.audit.models import Evenement
from clauses_app.comptes.enums import Role
from clauses_app.interface.formats import formater_euros
from clauses_app.tenancy.contexte import within_connexion, within_guichet
from suivi_heures.models import (
    AppelFonds,
    CompteRendu,
    DepensePoste,
    Financement,
    PartPoste,
    Poste,
    TempsPasse,
)
from suivi_heures.queries.affaires.financements import appels_a_suivre
from suivi_heures.queries.postes import suivre_postes
from suivi_heures.queries.temps_proposes import proposer_temps
from suivi_heures.restitutions.compte_rendu import ACTIONS, Document
from suivi_heures.restitutions.figer import depuis_json
from suivi_heures.restitutions.lire_publies import lire_publies
from suivi_heures.services.inscrire_part import PartRefusee, inscrire_part
from suivi_heures.services.noter_temps import Temps, TempsRefuse, noter_temps
from suivi_heures.services.preparer_appel import preparer_appel
from tests.factories.beneficiaires import creer_contrat
from tests.factories.comptes import creer_adhesion
from tests.factories.suivi_heures import creer_heure

pytestmark = pytest.mark.django_db
JOUR = datetime.date(2026, 11, 20)
# eligible base, what it makes the funder owe, called, paid: the same, without a line of the product
INDEPENDANTE = """
WITH part AS (SELECT p.*, po.cout FROM suivi_heures_partposte p JOIN suivi_heures_poste po ON po.id = p.poste_id
  WHERE p.id = %(part)s),
base AS (SELECT coalesce(sum(d.eligible), 0) AS somme FROM part p LEFT JOIN suivi_heures_depenseposte d
  ON d.poste_id = p.poste_id AND d.retire_a IS NULL AND d.le <= %(au)s AND NOT d.nature = ANY(p.natures_exclues)),
appel AS (SELECT a.montant, (SELECT e.etat FROM suivi_heures_etapeappel e WHERE e.appel_id = a.id
    ORDER BY e.rang DESC LIMIT 1) AS etat,
  (SELECT e.montant FROM suivi_heures_etapeappel e WHERE e.appel_id = a.id ORDER BY e.rang DESC LIMIT 1) AS recu
  FROM suivi_heures_appelfonds a WHERE a.part_id = %(part)s)
SELECT base.somme,
  round(least(base.somme * coalesce(part.part_pct / 100, part.montant / part.cout),
              coalesce(part.montant, part.cout * part.part_pct / 100)), 2),
  (SELECT coalesce(sum(montant), 0) FROM appel WHERE etat NOT IN ('REFUSE', 'ANNULE')),
  (SELECT coalesce(sum(coalesce(recu, montant)), 0) FROM appel WHERE etat = 'PAYE')
FROM part, base
"""


@pytest.fixture(autouse=True)
def _un_vendredi():
    with time_machine.travel(datetime.datetime(2026, 11, 20, 10, 0), tick=False):
        yield


@pytest.fixture
def responsable(guichet):
    with within_connexion():
        return creer_adhesion(guichet=guichet, role=Role.ADMIN_GUICHET, nom="Idriss Vasseur")


@pytest.fixture
def client(connecter, responsable):
    return connecter(responsable)


@pytest.fixture
def poste(guichet, facilitateur):
    with within_guichet(guichet.pk):
        return Poste.objects.create(
            nom="Facilitatrice",
            agent_id=facilitateur.pk,
            agent_nom=str(facilitateur),
            quotite_pct=80,
            date_debut=datetime.date(2025, 1, 1),
            date_fin=datetime.date(2027, 12, 31),
            cout=147000,
        )


def ajouter_part(poste, **champs):
    return PartPoste.objects.create(
        poste=poste, **{"financeur": "Département", "type": "DEPARTEMENT", "part_pct": Decimal(20)} | champs
    )


def depenser(poste, montant="1000.00", **champs):
    lus = {"nature": "SALAIRE", "libelle": "Salaire", "le": datetime.date(2025, 6, 30), "eligible": montant} | champs
    return DepensePoste.objects.create(poste=poste, montant=montant, **lus)


def adresse(nom, pk):
    return reverse(f"suivi_heures:{nom}", args=[pk])


def test_les_parts_ne_depassent_pas_le_cout_du_poste(client, guichet, poste):
    for pct in ("21", "20", "20", "20"):
        reponse = client.post(
            adresse("part_ajouter", poste.pk),
            {"financeur": f"F{pct}", "type": "AUTRE", "part_pct": pct, "appel_mois": 12}
            | {"delai_appel_jours": 60, "delai_paiement_jours": 60},
        )
        assert reponse.status_code == 302
    with within_guichet(guichet.pk):
        trop = PartPoste(poste=poste, financeur="Trop", type="AUTRE", montant=Decimal("27931"))
        with pytest.raises(PartRefusee, match="19"):
            inscrire_part(part=trop, par=None)
        inscrire_part(part=PartPoste(poste=poste, financeur="Europe", type="FSE", part_pct=Decimal(19)), par=None)
        suivi = suivre_postes([poste], au=JOUR)[0]
    assert suivi.finance_pct == 100
    assert suivi.accorde == 147000


def test_chaque_montant_d_un_financeur_se_recompte_par_une_requete_a_part(client, guichet, poste):
    with within_guichet(guichet.pk):
        parts = [
            ajouter_part(poste),
            ajouter_part(poste, financeur="Europe", part_pct=Decimal("19"), natures_exclues=["COMMUNICATION"]),
            ajouter_part(poste, financeur="Industriel", part_pct=None, montant=Decimal("300.00")),
        ]
        depenser(poste)
        depenser(poste, "333.33", nature="COMMUNICATION", eligible="250.01", motif_ecart="TVA")
        depenser(poste, "999.00", retire_a=datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC))
        depenser(poste, "500.00", le=datetime.date(2027, 1, 31))
    for part in parts:
        donnees = {"genre": "ACOMPTE", "au": "31/12/2025"}
        assert client.post(adresse("appel_preparer", part.pk), donnees).status_code == 302
    with within_guichet(guichet.pk):
        appel = AppelFonds.objects.get(part=parts[0])
    for rang, suite in enumerate(({"etat": "ENVOYE"}, {"etat": "PAYE", "montant": "200"}), start=1):
        avance = client.post(adresse("appel_avancer", appel.pk), {"le": "20/11/2026", "vu": rang} | suite)
        assert avance.status_code == 302
    with within_guichet(guichet.pk):
        for suivie in suivre_postes([poste], au=JOUR)[0].parts:
            with connection.cursor() as curseur:
                curseur.execute(INDEPENDANTE, {"part": suivie.part.pk, "au": JOUR})
                attendu = curseur.fetchone()
            assert (suivie.base, suivie.du, suivie.appele, suivie.paye) == attendu
        assert suivre_postes([poste], au=JOUR)[0].paye == 200


def test_le_montant_d_un_appel_ne_bouge_plus_quand_une_depense_est_retiree(client, guichet, poste):
    with within_guichet(guichet.pk):
        part, depense = ajouter_part(poste), depenser(poste)
    client.post(adresse("appel_preparer", part.pk), {"genre": "ACOMPTE", "au": "31/12/2025"})
    client.post(adresse("depense_retirer", depense.pk))
    with within_guichet(guichet.pk):
        appel = AppelFonds.objects.get()
        assert (appel.base, appel.montant) == (1000, 200)
        assert suivre_postes([poste], au=JOUR)[0].parts[0].du == 0
    client.post(adresse("depense_retirer", depense.pk))  # put back
    refus = client.post(adresse("appel_preparer", part.pk), {"genre": "ACOMPTE", "au": "31/12/2026"})
    assert refus.status_code == 422
    assert "ne donnent rien de plus" in refus.text


def test_un_appel_dit_qui_doit_agir_et_avant_quand(client, guichet, poste):
    with within_guichet(guichet.pk):
        part = ajouter_part(poste)
        depenser(poste)
        a_appeler = appels_a_suivre(JOUR)
    assert [(a.qui, a.echeance) for a in a_appeler] == [("Vous", datetime.date(2026, 3, 1))]
    client.post(adresse("appel_preparer", part.pk), {"genre": "ACOMPTE", "au": "31/12/2025"})
    with within_guichet(guichet.pk):
        appel = AppelFonds.objects.get()
    client.post(adresse("appel_avancer", appel.pk), {"etat": "ENVOYE", "le": "20/11/2026", "vu": 1})
    page = client.get(adresse("appel_fonds", appel.pk)).text
    assert "Doit agir\u00a0: Département, avant le 19/01/2027." in page
    with within_guichet(guichet.pk):
        assert appels_a_suivre(JOUR) == []
        retard = appels_a_suivre(datetime.date(2027, 1, 20))
    assert [(a.qui, a.ton) for a in retard] == [("Département", "retard")]
    sans_motif = client.post(adresse("appel_avancer", appel.pk), {"etat": "REFUSE", "le": "21/11/2026", "vu": 2})
    assert "Dites pourquoi" in sans_motif.text
    depassee = client.post(adresse("appel_avancer", appel.pk), {"etat": "PAYE", "le": "21/11/2026", "vu": 1})
    assert "entre-temps" in depassee.text


def preparer(client, guichet, poste):
    with within_guichet(guichet.pk):
        part = ajouter_part(poste)
        depenser(poste)
    client.post(adresse("appel_preparer", part.pk), {"genre": "ACOMPTE", "au": "31/12/2025"})
    with within_guichet(guichet.pk):
        return AppelFonds.objects.get()


def noter(client, appel, etat, vu, **champs):
    return client.post(adresse("appel_avancer", appel.pk), {"etat": etat, "le": "20/11/2026", "vu": vu} | champs)


def test_un_appel_accepte_garde_un_seul_depart_celui_de_l_envoi_et_le_dit(client, guichet, poste, responsable):
    with within_guichet(guichet.pk):
        depenser(poste)
        au, le = datetime.date(2025, 12, 31), datetime.date(2026, 1, 15)
        appel = preparer_appel(part=ajouter_part(poste), genre="ACOMPTE", au=au, le=le, par=responsable)
    assert noter(client, appel, "ENVOYE", 1, le="20/03/2026").status_code == 302
    assert noter(client, appel, "ACCEPTE", 2, le="15/06/2026").status_code == 302

    with within_guichet(guichet.pk):
        affaire = appels_a_suivre(JOUR)[0]
    assert (affaire.depuis, affaire.echeance) == (datetime.date(2026, 3, 20), datetime.date(2026, 5, 19))
    assert "accepté le 15/06/2026\u202f; à payer dans les 60\u00a0jours qui suivent l’envoi" in affaire.detail
    assert "Depuis le 20/03/2026\u00a0: à payer" in client.get(adresse("appel_fonds", appel.pk)).text
    assert "depuis le 20/03/2026, avant le 19/05/2026" in client.get(adresse("poste", poste.pk)).text


def test_un_appel_n_est_ni_envoye_ni_paye_un_jour_qui_n_est_pas_venu(client, guichet, poste):
    appel = preparer(client, guichet, poste)
    for le in ("30/11/2027", "21/11/2026"):
        refus = noter(client, appel, "ENVOYE", 1, le=le)
        assert (refus.status_code, "Ce fait n’a pas encore eu lieu" in refus.text) == (422, True)
    noter(client, appel, "ENVOYE", 1)
    assert "Ce fait n’a pas encore eu lieu" in noter(client, appel, "PAYE", 2, le="01/01/2099").text


def test_la_derniere_etape_d_un_appel_se_reprend_avec_son_motif_et_reste_lisible(client, guichet, poste):
    appel = preparer(client, guichet, poste)
    assert "Noté par erreur" not in client.get(adresse("appel_fonds", appel.pk)).text
    noter(client, appel, "ENVOYE", 1)
    noter(client, appel, "PAYE", 2, montant="150")

    assert "Dites pourquoi vous reprenez" in noter(client, appel, "REPRISE", 3).text
    assert noter(client, appel, "REPRISE", 3, motif="Virement d’un autre dossier").status_code == 302
    page = client.get(adresse("appel_fonds", appel.pk)).text
    assert "Reprend «\u00a0Payé le 20/11/2026\u00a0»\u00a0: Virement d’un autre dossier" in page
    assert "Doit agir\u00a0: Département, avant le 19/01/2027." in page
    with within_guichet(guichet.pk):
        assert suivre_postes([poste], au=JOUR)[0].paye == 0
        fait = Evenement.objects.filter(verbe="APPEL_AVANCE").latest("pk")
    assert (fait.faits["reprise"], fait.faits["motif"]) == ("Payé", "Virement d’un autre dossier")
    assert noter(client, appel, "REPRISE", 4, motif="Pas encore parti").status_code == 302
    assert noter(client, appel, "REPRISE", 5, motif="Encore").status_code == 422
    assert "Doit agir\u00a0: Guichet, avant le" in client.get(adresse("appel_fonds", appel.pk)).text


def test_une_depense_est_passee_et_dans_les_dates_du_poste(client, guichet, poste):
    donnees = {"nature": "SALAIRE", "libelle": "Salaire", "montant": "1000"}
    for le, dit in (("30/11/2026", "n’a pas encore eu lieu"), ("31/12/2024", "du 01/01/2025 au 31/12/2027")):
        refus = client.post(adresse("depense_ajouter", poste.pk), donnees | {"le": le})
        assert (refus.status_code, dit in refus.text) == (422, True)
    with within_guichet(guichet.pk):
        assert not DepensePoste.objects.exists()


def test_les_pages_disent_le_meme_total_eligible(client, guichet, poste):
    with within_guichet(guichet.pk):
        part = ajouter_part(poste)
        depenser(poste, "1000.00")
        depenser(poste, "500.00", le=datetime.date(2027, 1, 31))
        depenser(poste, "70.00", le=datetime.date(2024, 12, 31))
    page = client.get(f"{reverse('suivi_heures:depenses')}?poste={poste.pk}")
    assert page.context["total"] == page.context["eligible"] == formater_euros(Decimal(1000))
    assert "pas encore eu lieu\u00a0: hors du total" in page.text
    assert "hors des dates du poste\u00a0: hors du total" in page.text
    client.post(adresse("appel_preparer", part.pk), {"genre": "ACOMPTE", "au": "31/12/2027"})
    with within_guichet(guichet.pk):
        suivi = suivre_postes([poste], au=JOUR)[0]
        assert (suivi.eligible, suivi.parts[0].base, AppelFonds.objects.get().base) == (1000, 1000, 1000)


def test_trois_touchers_notent_du_temps_et_un_de_plus_le_retire(connecter, facilitateur, guichet, poste):
    client = connecter(facilitateur)
    donnees = {"jour": "2026-11-19", "activite": "ACHETEURS", "minutes": "120"}
    assert client.post(adresse("temps_noter", poste.pk), donnees).status_code == 302
    with within_guichet(guichet.pk):
        temps = TempsPasse.objects.get()
        assert suivre_postes([poste], au=JOUR)[0].minutes["ACHETEURS"] == 120
    client.post(adresse("temps_retirer", temps.pk))
    with within_guichet(guichet.pk):
        assert suivre_postes([poste], au=JOUR)[0].minutes_notees == 0
        with pytest.raises(TempsRefuse, match="douze heures"):
            noter_temps(poste=poste, temps=[Temps(JOUR, "SUIVI", 700), Temps(JOUR, "SUIVI", 60)], par=facilitateur)
    client.post(adresse("temps_retirer", temps.pk))
    with within_guichet(guichet.pk):
        assert TempsPasse.objects.tenus().count() == 1


def test_ce_que_le_guichet_sait_se_garde_d_un_toucher_et_une_seule_fois(connecter, facilitateur, guichet, poste):
    client = connecter(facilitateur)
    client.post(
        reverse("suivi_heures:rendez_vous_nouveau"),
        {"genre": "SUIVI", "objet": "Point de chantier", "jour": "18/11/2026"},
    )
    with within_guichet(guichet.pk):
        proposes = proposer_temps(poste=poste, debut=JOUR - datetime.timedelta(days=4), fin=JOUR)
    assert [(p.activite, p.minutes, p.jour.day) for p in proposes] == [("SUIVI", 60, 18)]
    for _ in range(2):
        client.post(adresse("temps_garder", poste.pk), {"source": [p.source for p in proposes]})
    with within_guichet(guichet.pk):
        assert list(TempsPasse.objects.values_list("minutes", flat=True)) == [60]


def test_le_temps_d_un_autre_ne_se_note_pas(client, poste):
    donnees = {"jour": "2026-11-19", "activite": "SUIVI", "minutes": "60"}
    assert client.post(adresse("temps_noter", poste.pk), donnees).status_code == 404


def test_le_salaire_suivant_se_reprend_du_dernier(client, guichet, poste):
    with within_guichet(guichet.pk):
        depenser(poste, "3560.00")
    page = client.get(adresse("depense_ajouter", poste.pk)).text
    assert "31/07/2025" in page
    assert "3\u202f560" in page


def test_ce_qui_n_est_pas_eligible_dit_pourquoi(client, guichet, poste):
    donnees = {
        "nature": "COMMUNICATION",
        "libelle": "Affiches",
        "le": "14/05/2025",
        "montant": "120",
        "eligible": "100",
    }
    refus = client.post(adresse("depense_ajouter", poste.pk), donnees)
    assert refus.status_code == 422
    assert "Dites pourquoi le reste" in refus.text
    assert client.post(adresse("depense_ajouter", poste.pk), donnees | {"motif_ecart": "TVA"}).status_code == 302


def test_le_compte_rendu_fige_ses_chiffres_et_tait_les_petits_effectifs(client, guichet, poste):
    with within_guichet(guichet.pk):
        part = ajouter_part(poste)
        depenser(poste, "12345.60")
        contrat = creer_contrat(date_debut=datetime.date(2025, 3, 1))
        creer_heure(contrat=contrat)
        TempsPasse.objects.create(poste=poste, jour=datetime.date(2025, 3, 3), activite="SUIVI", minutes=90)
    periode = {"du": "01/01/2025", "au": "31/12/2025"}
    client.post(adresse("compte_rendu_produire", part.pk), periode)
    client.post(adresse("compte_rendu_produire", part.pk), periode)
    with within_guichet(guichet.pk):
        rendu = CompteRendu.objects.get()  # the same figures make no second document
    reponse = client.get(adresse("compte_rendu_pdf", rendu.pk))
    texte = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(reponse.content)).pages)
    texte = texte.replace("\u202f", " ").replace("\u00a0", " ")
    assert "29 400 €" in texte
    assert "2 469,12 €" in texte
    assert "1 h 30" in texte
    assert "moins de 5" in texte
    with within_guichet(guichet.pk):
        depenser(poste, "10.00")
    client.post(adresse("compte_rendu_produire", part.pk), periode)
    with within_guichet(guichet.pk):
        assert list(CompteRendu.objects.order_by("revision").values_list("revision", flat=True)) == [0, 1]
        assert CompteRendu.objects.get(revision=0).donnees == rendu.donnees


def test_deux_comptes_rendus_ne_se_soustraient_pas(client, guichet, poste):
    """Six people at the end of March, eight at the end of April: the two who came in April would be counted."""
    with within_guichet(guichet.pk):
        part = ajouter_part(poste)
        for mois in [3] * 6 + [4] * 2:
            contrat = creer_contrat(date_debut=datetime.date(2025, mois, 1))
            creer_heure(contrat=contrat, du=datetime.date(2025, mois, 1), au=datetime.date(2025, mois, 28))
    for au in ("31/03/2025", "30/04/2025"):
        client.post(adresse("compte_rendu_produire", part.pk), {"du": "01/01/2025", "au": au})
    with within_guichet(guichet.pk):
        rendus = [depuis_json(Document, un.donnees) for un in CompteRendu.objects.order_by("au")]
        dits = [un.nombre for rendu in rendus for un in rendu.montres if un.marches != (ACTIONS,)]
        publies = {un.nombre for un in lire_publies() if un.sortie == "compte rendu"}
    assert dits == [6, None]
    assert 6 in publies
    valeurs = [c for rendu in rendus for r in rendu.rubriques for c in r.chiffres if c.libelle.startswith("Personnes")]
    assert valeurs[0].valeur == "6"
    assert valeurs[1].valeur.startswith("non communiqué")
    assert "contrat" not in valeurs[1].note


@pytest.mark.parametrize("nom", ["poste", "postes", "depenses"])
def test_trois_personnes_devant_le_poste(connecter, facilitateur, etranger, guichet, poste, nom):
    url = adresse(nom, poste.pk) if nom == "poste" else reverse(f"suivi_heures:{nom}")
    acces = connecter(facilitateur).get(url).status_code
    assert acces == (403 if nom == "depenses" else 200)  # a colleague's salary
    chez_l_autre = connecter(etranger).get(url)
    assert chez_l_autre.status_code == 404 if nom == "poste" else "Facilitatrice" not in chez_l_autre.text
    with within_guichet(guichet.pk):
        entreprise = creer_contrat().employeur
    with within_connexion():
        dehors = creer_adhesion(guichet=guichet, role=Role.ENTREPRISE, entreprise_id=entreprise.pk)
    assert connecter(dehors).get(url).status_code == 403


def test_les_financeurs_des_restitutions_se_reprennent_sans_rien_retaper(client, guichet, poste):
    with within_guichet(guichet.pk):
        Financement.objects.create(nom="Département", type="DEPARTEMENT", part_pct=Decimal(40), annee_debut=2025)
    assert "Reprendre 1" in client.get(adresse("poste", poste.pk)).text
    for _ in range(2):
        client.post(adresse("parts_reprendre", poste.pk))
    with within_guichet(guichet.pk):
        assert list(PartPoste.objects.values_list("financeur", "part_pct")) == [("Département", 40)]
