"""A report is produced once, kept for ever, revised when a fact changes."""

import datetime
import hashlib
from decimal import Decimal
from io import BytesIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from pypdf import PdfReader

from clauses_app.audit.models import Evenement
from clauses_app.interface.formats import formater_heures
from clauses_app.tenancy.contexte import within_guichet
from suivi_heures.enums import StatutBilan
from suivi_heures.models import Bilan, FichierBilan
from suivi_heures.queries.trimestres import Trimestre
from suivi_heures.restitutions.bilan_trimestriel import BilanTrimestriel
from suivi_heures.restitutions.figer import depuis_json
from suivi_heures.restitutions.produire_bilan import mettre_en_page
from suivi_heures.restitutions.verification_rapport import adresse_de_verification
from suivi_heures.services.demander_bilan import demander_bilan
from suivi_heures.services.publier_bilan import publier_bilan
from suivi_heures.services.recalculer_realisation import recalculer_realisation
from suivi_heures.services.relancer_bilans import relancer_bilans
from suivi_heures.tasks import produire_bilan_tache
from tests.suivi_heures.restitutions.scenario import creer_scenario, travailler

AVANT_APRES = formater_heures(Decimal(180)), formater_heures(Decimal("184.50"))
T2, T3 = Trimestre(2026, 2), Trimestre(2026, 3)
pytestmark = pytest.mark.django_db
AOUT, NOVEMBRE, DECEMBRE = (
    datetime.datetime(2026, mois, 9, 13, 5, tzinfo=datetime.UTC) for mois in (8, 11, 12)
)  # fmt: skip


@pytest.fixture
def scenario(guichet):
    with time_machine.travel(AOUT, tick=False), within_guichet(guichet.pk):
        scenario = creer_scenario()
        for contrat in scenario.contrats[:6]:
            for mois in (5, 6, 7):
                travailler(contrat, mois)
        recalculer_realisation(lots=None)
    return scenario


@pytest.fixture
def sans_pages(monkeypatch):
    """Drawing pages takes a second: only the tests that read them pay for it."""
    monkeypatch.setattr("suivi_heures.restitutions.conduire_bilan.mettre_en_page", lambda *_, **__: b"%PDF-1.7 essai")


def produire(guichet, scenario, trimestre=T3, le=NOVEMBRE):
    with time_machine.travel(le, tick=False):
        with within_guichet(guichet.pk):
            recalculer_realisation(lots=None)
            demande = demander_bilan(maitre_ouvrage=scenario.acheteur, trimestre=trimestre)
        produire_bilan_tache(guichet.pk, bilan_id=demande.pk)
        with within_guichet(guichet.pk):
            return Bilan.objects.filter(pk=demande.pk).first()


def texte(guichet, bilan):
    with within_guichet(guichet.pk):
        contenu = bytes(FichierBilan.objects.get(bilan=bilan).contenu)
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(contenu)).pages)


def test_le_pdf_tient_les_chiffres_figes(guichet, scenario):
    bilan = produire(guichet, scenario)
    assert (bilan.statut, bilan.avancement, bilan.revision) == (StatutBilan.PRET, 100, 0)
    figures = depuis_json(BilanTrimestriel, bilan.donnees)
    lu = texte(guichet, bilan)
    assert figures.synthese.avancement.realise == Decimal("180")
    for heures in (figures.synthese.avancement.realise, figures.synthese.avancement.au_trimestre):
        assert formater_heures(heures) in lu
    assert bilan.empreinte in lu


def test_redemander_sans_fait_nouveau_ne_cree_rien(guichet, scenario, sans_pages):
    premier = produire(guichet, scenario)
    assert produire(guichet, scenario, le=DECEMBRE) is None
    with within_guichet(guichet.pk):
        (seul,) = Bilan.objects.all()
    assert seul.pk == premier.pk
    assert "aucun chiffre n’a changé" in seul.message


def test_un_fait_nouveau_donne_une_revision_qui_dit_ce_qui_change(guichet, scenario):
    premier = produire(guichet, scenario)
    with within_guichet(guichet.pk):
        travailler(scenario.contrats[0], 8, "4.50")
    second = produire(guichet, scenario, le=DECEMBRE)
    figures = depuis_json(BilanTrimestriel, second.donnees)
    assert (second.revision, figures.revision, figures.remplace) == (1, 1, premier.empreinte)
    changements = {(c.objet, c.mesure): (c.avant, c.apres) for c in figures.ce_qui_a_change}
    assert changements["Ensemble", "Heures réalisées"] == AVANT_APRES
    assert changements["Marché T9", "Lot 1, heures réalisées"] == AVANT_APRES
    assert ("Ensemble", "Heures dues") not in changements
    assert "Révisé, révision 1" in texte(guichet, second)
    with within_guichet(guichet.pk):
        assert Bilan.objects.get(pk=premier.pk).donnees == premier.donnees


def test_le_rapport_suivant_liste_les_corrections_et_leur_effet(guichet, scenario):
    produire(guichet, scenario, trimestre=T2, le=AOUT)
    with time_machine.travel(NOVEMBRE, tick=False), within_guichet(guichet.pk):
        travailler(scenario.contrats[1], 6, "8.00")
        travailler(scenario.contrats[2], 5, "-3.00", corrige_id=1, motif="M. Untel a été compté deux fois")
        travailler(scenario.contrats[3], 8, "5.00")
    bilan = produire(guichet, scenario, le=DECEMBRE)
    figures = depuis_json(BilanTrimestriel, bilan.donnees)
    assert [(c.mois.month, c.ajoutees, c.retirees) for c in figures.corrections] == [
        (5, Decimal(0), Decimal(3)), (6, Decimal(8), Decimal(0)),
    ]  # fmt: skip
    ensemble = figures.synthese.avancement
    assert (ensemble.rattrapage, ensemble.au_trimestre, ensemble.realise) == (Decimal(5), Decimal(65), Decimal(190))
    lu = texte(guichet, bilan)
    assert "mai 2026" in lu
    assert "Untel" not in lu


def test_un_vieux_trimestre_corrige_laisse_le_rapport_publie_a_l_octet_pres(guichet, scenario):
    """Published, then its quarter is corrected: its file does not move, the next one lists the difference."""
    publie = produire(guichet, scenario, trimestre=T2, le=AOUT)
    with within_guichet(guichet.pk):
        publier_bilan(bilan=publie, par=None)
        octets, donnees = bytes(FichierBilan.objects.get(bilan=publie).contenu), publie.donnees
    with time_machine.travel(NOVEMBRE, tick=False), within_guichet(guichet.pk):
        travailler(scenario.contrats[2], 5, "-3.00", corrige_id=1, motif="Compté deux fois")
    suivant = produire(guichet, scenario, le=DECEMBRE)
    with within_guichet(guichet.pk):
        relu = Bilan.objects.get(pk=publie.pk)
        assert bytes(FichierBilan.objects.get(bilan=publie).contenu) == octets
        assert hashlib.sha256(octets).hexdigest() == relu.empreinte_fichier
        adresse = adresse_de_verification(relu)
    assert relu.donnees == donnees
    assert mettre_en_page(depuis_json(BilanTrimestriel, relu.donnees), verification=adresse) == octets
    figures = depuis_json(BilanTrimestriel, suivant.donnees)
    assert figures.precedent == T2.code
    assert [(c.mois.month, c.retirees) for c in figures.corrections] == [(5, Decimal(3))]
    avant = depuis_json(BilanTrimestriel, donnees).synthese.avancement.realise
    apres = figures.synthese.avancement
    assert apres.realise == avant + apres.au_trimestre + apres.rattrapage
    assert apres.rattrapage == Decimal(-3)
    assert "Compté" not in texte(guichet, suivant)


def test_une_tache_delivree_deux_fois_ecrit_une_fois(guichet, scenario, sans_pages):
    bilan = produire(guichet, scenario)
    produire_bilan_tache(guichet.pk, bilan_id=bilan.pk)
    with within_guichet(guichet.pk):
        assert FichierBilan.objects.count() == 1


def test_une_seule_demande_a_la_fois(guichet, scenario):
    with within_guichet(guichet.pk):
        une = demander_bilan(maitre_ouvrage=scenario.acheteur, trimestre=T3)
        assert demander_bilan(maitre_ouvrage=scenario.acheteur, trimestre=T3).pk == une.pk


def test_un_echec_dit_quoi_faire_et_garde_son_numero(guichet, scenario, monkeypatch):
    def panne(*_, **__):
        raise RuntimeError

    monkeypatch.setattr("suivi_heures.restitutions.conduire_bilan.mettre_en_page", panne)
    rate = produire(guichet, scenario)
    assert rate.statut == StatutBilan.ECHEC
    assert "demandez-la de nouveau" in rate.message
    monkeypatch.setattr("suivi_heures.restitutions.conduire_bilan.mettre_en_page", lambda *_, **__: b"%PDF-1.7 essai")
    assert (produire(guichet, scenario).pk, rate.revision) == (rate.pk, 0)


def test_un_rapport_impossible_le_dit(guichet, scenario, sans_pages):
    refuse = produire(guichet, scenario, trimestre=Trimestre(2027, 2))
    assert (refuse.statut, "n’a pas commencé" in refuse.message) == (StatutBilan.ECHEC, True)


def test_une_demande_perdue_est_retrouvee_puis_abandonnee(guichet, scenario):
    with within_guichet(guichet.pk):
        with time_machine.travel(NOVEMBRE, tick=False):
            demande = demander_bilan(maitre_ouvrage=scenario.acheteur, trimestre=T3)
            assert relancer_bilans() == []
        with time_machine.travel(NOVEMBRE + datetime.timedelta(minutes=11), tick=False):
            assert relancer_bilans() == [demande.pk]
        with time_machine.travel(NOVEMBRE + datetime.timedelta(hours=2), tick=False):
            assert relancer_bilans() == []
            demande.refresh_from_db()
    assert demande.statut == StatutBilan.ECHEC


GESTES = {
    "chiffres": lambda pk: Bilan.objects.filter(pk=pk).update(donnees={}),
    "fichier": lambda pk: FichierBilan.objects.filter(bilan=pk).update(contenu=b"autre"),
    "suppression": lambda pk: Bilan.objects.filter(pk=pk).delete(),
}


@pytest.mark.parametrize("geste", GESTES)
def test_la_base_refuse_de_recrire_un_rapport_produit(guichet, scenario, sans_pages, geste):
    bilan = produire(guichet, scenario)
    with within_guichet(guichet.pk), pytest.raises(IntegrityError, match="ne se modifie pas"), transaction.atomic():
        GESTES[geste](bilan.pk)


def test_la_commande_ecrit_le_pdf(guichet, scenario, tmp_path, capsys):
    sortie = tmp_path / "rapport.pdf"
    arguments = ["--guichet", guichet.code, "--acheteur", "DEP", "--trimestre", "2026-T3", "--sortie", str(sortie)]
    with time_machine.travel(NOVEMBRE, tick=False):
        call_command("produire_rapport", *arguments)
        premier = sortie.read_bytes()
        call_command("produire_rapport", *arguments)
    assert premier.startswith(b"%PDF")
    assert sortie.read_bytes() == premier
    assert "Aucun chiffre n’a changé" in capsys.readouterr().out
    with within_guichet(guichet.pk):
        assert set(Evenement.objects.values_list("verbe", flat=True)) >= {"RAPPORT_DEMANDE", "RAPPORT_PRODUIT"}


@pytest.mark.parametrize(("arguments", "phrase"), [
    (["--guichet", "inconnu", "--acheteur", "DEP"], "guichets connus"),
    (["--guichet", "guichet-a", "--acheteur", "XXX"], "acheteurs connus"),
    (["--guichet", "guichet-a", "--acheteur", "DEP", "--trimestre", "T9"], "par exemple 2026-T3"),
    (["--guichet", "guichet-a", "--acheteur", "DEP", "--trimestre", "2099-T1"], "n’a pas commencé"),
    (["--guichet", "guichet-a", "--acheteur", "DEP", "--sortie", "/inexistant/r.pdf"], "n’existe pas"),
])  # fmt: skip
def test_la_commande_dit_ce_qui_ne_va_pas(guichet, scenario, sans_pages, arguments, phrase):
    with time_machine.travel(NOVEMBRE, tick=False), pytest.raises(CommandError, match=phrase):
        call_command("produire_rapport", *arguments)
