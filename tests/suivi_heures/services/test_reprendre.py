"""A reprise brings a file in by reference: all or nothing, twice the same, and never against what was done here."""

import copy
import json
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from beneficiaires.models import Beneficiaire, ContratTravail, DecisionEligibilite
from clauses_app.audit.models import Evenement
from clauses_app.comptes.models import Guichet
from clauses_app.tenancy.contexte import within_connexion, within_guichet
from marches.models import EngagementHeures, Entreprise, Lot, Marche
from suivi_heures.imports.reprise import lire_reprise
from suivi_heures.models import Heure
from suivi_heures.services.installer_reprise import installer_reprise
from suivi_heures.services.reprendre import AutreGuichet, reprendre

DONNEES = Path(__file__).parents[2] / "donnees" / "decompte"
EXEMPLE = json.loads((DONNEES / "essai-104.json").read_bytes())

pytestmark = pytest.mark.django_db


def lue(contenu):
    lecture = lire_reprise(json.dumps(contenu).encode())
    assert not isinstance(lecture, list), lecture
    return lecture


@pytest.fixture
def contenu():
    return copy.deepcopy(EXEMPLE)


@pytest.fixture
def essai(contenu):
    """The example is in; the guichet is known."""
    installer_reprise(reprise=lue(contenu))
    with within_connexion():
        return Guichet.objects.get(code="essai-104")


def rejouer(contenu, **options):
    return installer_reprise(reprise=lue(contenu), **options)


def changements(rapport):
    comptes = {f"+{nom}": n for nom, n in rapport.cree.items()} | {
        f"~{nom}": n for nom, n in rapport.mis_a_jour.items()
    }
    return {nom: n for nom, n in comptes.items() if n}


def test_tout_le_fichier_entre_dans_un_guichet_neuf(contenu):
    rapport = rejouer(contenu)
    assert rapport.mis_a_jour == dict.fromkeys(rapport.cree, 0)
    assert rapport.cree == {
        "guichets": 1,
        "regles": len(contenu["regles"]),
        "maitres_ouvrage": 2,
        "entreprises": 4,
        "structures": 4,
        "operations": 2,
        "marches": 3,
        "lots": sum(len(m["lots"]) for m in contenu["marches"]),
        "attributions": sum(len(lot["attributions"]) for m in contenu["marches"] for lot in m["lots"]),
        "engagements": sum(len(lot["engagements"]) for m in contenu["marches"] for lot in m["lots"]),
        "beneficiaires": 8,
        "eligibilites": sum(len(b["eligibilites"]) for b in contenu["beneficiaires"]),
        "contrats": 14,
        "heures": 194,
    }


def test_les_faits_repris_sont_ceux_du_fichier(essai, contenu):
    with within_guichet(essai.pk):
        heures = {h.ref: h for h in Heure.objects.all()}
        contrats = {c.pk: c for c in ContratTravail.objects.all()}
        for brute in contenu["heures"]:
            heure = heures[brute["ref"]]
            contrat = contrats[heure.contrat_id]
            assert (f"{heure.heures:.2f}", str(heure.du), heure.statut) == (
                f"{Decimal(brute['heures']):.2f}",
                brute["du"],
                brute["statut"],
            )
            assert contrat.ref == brute["contrat"]
            assert (heure.lot_id, heure.beneficiaire_id) == (contrat.lot_id, contrat.beneficiaire_id)


def test_l_eligibilite_constatee_suit_les_decisions(essai, contenu):
    acceptees = {
        b["ref"]: any(e["decision"] == "ACCEPTEE" for e in b["eligibilites"]) for b in contenu["beneficiaires"]
    }
    with within_guichet(essai.pk):
        assert dict(Beneficiaire.objects.values_list("ref", "est_eligible")) == acceptees


def test_rejouer_le_meme_fichier_ne_change_rien(essai, contenu):
    rapport = rejouer(contenu)
    assert changements(rapport) == {}
    assert rapport.absents == {}
    with within_guichet(essai.pk):
        assert Evenement.objects.filter(verbe="REPRISE_FAITE").count() == 1
        assert Heure.objects.count() == 194


def test_a_blanc_ne_garde_rien_pas_meme_le_guichet(contenu):
    rapport = rejouer(contenu, a_blanc=True)
    assert rapport.cree["heures"] == 194
    assert rapport.lots
    with within_connexion():
        assert not Guichet.objects.filter(code="essai-104").exists()


def test_a_blanc_dans_un_guichet_ouvert_ne_garde_rien(essai, contenu):
    contenu["marches"][0]["objet"] = "Autre objet"
    with within_guichet(essai.pk):
        rapport = reprendre(reprise=lue(contenu), a_blanc=True)
        assert changements(rapport) == {"~marches": 1}
        assert not Marche.objects.filter(objet="Autre objet").exists()


def test_le_fichier_d_un_autre_guichet_est_refuse(essai, contenu):
    contenu["guichet"]["code"] = "ailleurs"
    with within_guichet(essai.pk), pytest.raises(AutreGuichet, match="autre guichet"):
        reprendre(reprise=lue(contenu))


def test_seul_ce_qui_change_vraiment_est_compte(essai, contenu):
    contenu["guichet"]["nom"] = "Guichet renommé"
    contenu["entreprises"][1]["autres_noms"] = ["GT", "Grands travaux"]
    contenu["structures"][0]["type"] = "GEIQ" if contenu["structures"][0]["type"] != "GEIQ" else "EI"
    contenu["regles"][0]["plafond_mensuel"] = "140"
    contenu["marches"][1]["lots"][0]["reperes"] = ["Chantier nord"]
    contenu["beneficiaires"][2]["commune"] = "Val-Fictif"
    assert changements(rejouer(contenu)) == {
        f"~{nom}": 1 for nom in ("guichets", "entreprises", "structures", "regles", "lots", "beneficiaires")
    }
    assert changements(rejouer(contenu)) == {}


def test_un_engagement_retire_est_contre_ecrit_et_un_nouveau_ajoute(essai, contenu):
    lot = contenu["marches"][0]["lots"][0]
    retire = lot["engagements"].pop(0)
    lot["engagements"].append({"date": "2024-05-01", "source": "AVENANT", "heures": "120.50", "motif": "Avenant n° 9"})
    assert changements(rejouer(contenu)) == {"+engagements": 1, "~engagements": 1}
    with within_guichet(essai.pk):
        lot_id = Lot.objects.get(marche__ref=contenu["marches"][0]["ref"], ref=lot["ref"]).pk
        contre = EngagementHeures.objects.get(lot_id=lot_id, heures=-Decimal(retire["heures"]))
        assert (str(contre.date), contre.source) == (retire["date"], retire["source"])
    assert changements(rejouer(contenu)) == {}


def test_un_engagement_retire_puis_remis_est_reecrit(essai, contenu):
    lot = contenu["marches"][0]["lots"][0]
    retire = lot["engagements"].pop(0)
    rejouer(contenu)
    lot["engagements"].insert(0, retire)
    assert changements(rejouer(contenu)) == {"+engagements": 1}
    assert changements(rejouer(contenu)) == {}


def test_deux_engagements_identiques_sont_deux_engagements(essai, contenu):
    lot = contenu["marches"][0]["lots"][0]
    lot["engagements"].append(dict(lot["engagements"][0]))
    assert changements(rejouer(contenu)) == {"+engagements": 1}
    assert changements(rejouer(contenu)) == {}


def test_un_engagement_saisi_dans_l_outil_n_est_jamais_retire(essai, contenu):
    with within_guichet(essai.pk):
        EngagementHeures.objects.create(
            lot=Lot.objects.first(), date="2024-01-01", source="AVENANT", heures="10", par_nom="Camille Ferrand"
        )
    assert changements(rejouer(contenu)) == {}


def test_une_decision_absente_du_nouveau_fichier_est_retiree_sans_etre_effacee(essai, contenu):
    personne = next(b for b in contenu["beneficiaires"] if b["eligibilites"])
    avant = len(personne["eligibilites"])
    personne["eligibilites"] = []
    assert changements(rejouer(contenu)) == {"~eligibilites": avant}
    with within_guichet(essai.pk):
        decisions = DecisionEligibilite.objects.filter(beneficiaire__ref=personne["ref"])
        assert decisions.filter(retiree_a=None).count() == 0
        assert decisions.count() == avant
        assert not Beneficiaire.objects.get(ref=personne["ref"]).est_eligible
    assert changements(rejouer(contenu)) == {}


def test_une_decision_prise_dans_l_outil_n_est_jamais_retiree(essai, contenu):
    with within_guichet(essai.pk):
        DecisionEligibilite.objects.create(
            beneficiaire=Beneficiaire.objects.first(),
            categorie="B_RSA",
            date_decision="2024-01-01",
            decision="ACCEPTEE",
            par_nom="Camille Ferrand",
        )
    assert changements(rejouer(contenu)) == {}


def lignes(ref):
    return list(Heure.objects.filter(ref__startswith=ref).order_by("pk"))


def test_des_heures_changees_sont_annulees_et_reinscrites(essai, contenu):
    brute = next(h for h in contenu["heures"] if h["statut"] == "VALIDEE")
    brute["heures"] = "12.34"
    assert changements(rejouer(contenu)) == {"~heures": 1}
    with within_guichet(essai.pk):
        origine, contraire, nouvelle = sorted(lignes(brute["ref"]), key=lambda h: (not h.annulee, h.heures < 0))
        assert origine.annulee
        assert contraire.annulee
        assert contraire.corrige_id == origine.pk
        assert contraire.heures == -origine.heures
        assert (nouvelle.heures, nouvelle.statut, nouvelle.annulee) == (Decimal("12.34"), "VALIDEE", False)
    assert changements(rejouer(contenu)) == {}


def test_des_heures_changees_deux_fois_ont_une_troisieme_version(essai, contenu):
    for heures in ("12.34", "56.78", "12.34"):
        contenu["heures"][0]["heures"] = heures
        assert changements(rejouer(contenu)) == {"~heures": 1}
    with within_guichet(essai.pk):
        (vivante,) = [h for h in lignes(contenu["heures"][0]["ref"]) if not h.annulee]
        assert vivante.heures == Decimal("12.34")


def statuer(contenu, avant, apres):
    brute = next(h for h in contenu["heures"] if h["statut"] == avant)
    brute["statut"] = apres
    return brute


@pytest.mark.parametrize("statut", ["VALIDEE", "REFUSEE"])
def test_une_decision_venue_du_fichier_met_le_statut_a_jour(essai, contenu, statut):
    brute = statuer(contenu, "SOUMISE", statut)
    assert changements(rejouer(contenu)) == {"~heures": 1}
    with within_guichet(essai.pk):
        (ligne,) = lignes(brute["ref"])
        assert ligne.statut == statut


def test_une_decision_contraire_passe_par_une_nouvelle_ligne(essai, contenu):
    brute = statuer(contenu, "VALIDEE", "REFUSEE")
    assert changements(rejouer(contenu)) == {"~heures": 1}
    with within_guichet(essai.pk):
        (vivante,) = [h for h in lignes(brute["ref"]) if not h.annulee]
        assert vivante.statut == "REFUSEE"


def test_ce_qui_a_ete_decide_dans_l_outil_demeure(essai, contenu):
    brute = next(h for h in contenu["heures"] if h["statut"] == "SOUMISE")
    with within_guichet(essai.pk):
        Heure.objects.filter(ref=brute["ref"]).update(statut="VALIDEE", decidee_par="Camille Ferrand")
    assert changements(rejouer(contenu)) == {}
    autre = next(a for m in contenu["marches"] for lot in m["lots"] for a in lot["attributions"])["ref"]
    next(c for c in contenu["contrats"] if c["ref"] == brute["contrat"])["attribution"] = autre
    rejouer(contenu)
    with within_guichet(essai.pk):
        (vivante,) = [h for h in lignes(brute["ref"]) if not h.annulee]
        assert (vivante.statut, vivante.decidee_par) == ("VALIDEE", "Camille Ferrand")


def test_une_decision_venue_du_fichier_se_reprend_par_le_fichier(essai, contenu):
    brute = statuer(contenu, "VALIDEE", "SOUMISE")
    assert changements(rejouer(contenu)) == {"~heures": 1}
    with within_guichet(essai.pk):
        (vivante,) = [h for h in lignes(brute["ref"]) if not h.annulee]
        assert (vivante.statut, vivante.decidee_a) == ("SOUMISE", None)


def test_des_heures_annulees_dans_l_outil_ne_reviennent_pas(essai, contenu):
    with within_guichet(essai.pk):
        Heure.objects.filter(ref=contenu["heures"][0]["ref"]).update(annulee=True)
    assert changements(rejouer(contenu)) == {}
    contenu["heures"][0]["heures"] = "1.00"
    rapport = rejouer(contenu)
    assert changements(rapport) == {}
    assert rapport.laissees == [contenu["heures"][0]["ref"]]


def test_un_contrat_rattache_a_un_autre_lot_emmene_ses_heures(essai, contenu):
    contrat = contenu["contrats"][0]
    marche = contenu["marches"][-1]
    autre = marche["lots"][-1]["attributions"][0]["ref"]
    assert contrat["attribution"] != autre
    contrat["attribution"] = autre
    emmenees = sum(h["contrat"] == contrat["ref"] for h in contenu["heures"])
    assert changements(rejouer(contenu)) == {"~contrats": 1, "~heures": emmenees}
    with within_guichet(essai.pk):
        lot = Lot.objects.get(marche__ref=marche["ref"], ref=marche["lots"][-1]["ref"])
        vivantes = Heure.objects.filter(contrat__ref=contrat["ref"], annulee=False)
        assert set(vivantes.values_list("lot_id", flat=True)) == {lot.pk}
        assert vivantes.count() == emmenees
    assert changements(rejouer(contenu)) == {}


def test_une_attribution_qui_change_de_titulaire_entraine_ses_contrats(essai, contenu):
    attribution = contenu["marches"][0]["lots"][0]["attributions"][0]
    attribution["entreprise"] = "E0" if attribution["entreprise"] != "E0" else "E1"
    assert changements(rejouer(contenu)) == {"~attributions": 1}
    with within_guichet(essai.pk):
        titulaires = ContratTravail.objects.filter(attribution__ref=attribution["ref"])
        assert set(titulaires.values_list("titulaire__ref", flat=True)) <= {attribution["entreprise"]}


def test_un_marche_qui_change_d_acheteur_entraine_ses_attributions(essai, contenu):
    marche = contenu["marches"][0]
    marche["maitre_ouvrage"] = "MO0" if marche["maitre_ouvrage"] != "MO0" else "MO1"
    assert changements(rejouer(contenu)) == {"~marches": 1}
    assert changements(rejouer(contenu)) == {}


def test_ce_qui_n_est_plus_dans_le_fichier_est_laisse_et_dit(essai, contenu):
    retires = [h["ref"] for h in contenu["heures"] if h["contrat"] == contenu["contrats"][0]["ref"]]
    contrat = contenu["contrats"].pop(0)
    contenu["heures"] = [h for h in contenu["heures"] if h["contrat"] != contrat["ref"]]
    rapport = rejouer(contenu)
    assert changements(rapport) == {}
    assert rapport.absents == {"contrats": [contrat["ref"]], "heures": sorted(retires)}


def test_une_faute_de_derniere_minute_ne_laisse_rien(contenu, monkeypatch):
    def casser(**_):
        raise RuntimeError

    monkeypatch.setattr("suivi_heures.services.reprendre.recalculer_realisation", casser)
    with pytest.raises(RuntimeError):
        rejouer(contenu)
    with within_connexion():
        assert not Guichet.objects.filter(code="essai-104").exists()


def test_deux_guichets_reprennent_les_memes_references_sans_se_voir(essai, contenu):
    contenu["guichet"] = {"code": "voisin", "nom": "Voisin", "type": "PLIE"}
    assert rejouer(contenu).cree["heures"] == 194
    with within_guichet(essai.pk):
        assert Heure.objects.count() == 194
        assert Entreprise.objects.filter(ref="E0").count() == 1


def test_le_nombre_de_requetes_ne_depend_pas_de_la_taille_du_fichier(contenu):
    grand = json.loads((DONNEES / "essai-107.json").read_bytes())
    comptes = []
    for fichier in (contenu, grand):
        with CaptureQueriesContext(connection) as requetes:
            rejouer(fichier)
        comptes.append(len(requetes))
    assert comptes[0] == comptes[1]
