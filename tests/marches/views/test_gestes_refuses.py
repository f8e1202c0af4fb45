"""What an act says or refuses through its door: a lot of a suspended contract, a number met again, a date too early, a
holder undone, a social security number."""

import datetime
import html
import re
from decimal import Decimal
from importlib import import_module
from pkgutil import iter_modules

import pytest
from django.forms import BaseForm

import marches.forms
from clauses_app.audit.sans_nir import SansNir
from clauses_app.tenancy.contexte import within_connexion, within_guichet
from marches.models import Acte, Attribution, ReglePenalite
from marches.services.annuler_acte import annuler_acte
from marches.services.changer_titulaire import changer_titulaire
from marches.services.inscrire_avenant import inscrire_avenant
from marches.services.suspendre_clause import suspendre_clause
from tests.factories.beneficiaires import creer_beneficiaire
from tests.factories.comptes import creer_adhesion
from tests.factories.marches import creer_attribution, creer_entreprise, creer_lot, creer_marche

D = datetime.date
MARS = D(2026, 3, 1)


@pytest.fixture
def camille(connecter, facilitateur):
    return connecter(facilitateur)


@pytest.fixture
def marche(guichet):
    with within_guichet(guichet.pk):
        return creer_marche()


@pytest.fixture
def lots(guichet, marche):
    with within_guichet(guichet.pk):
        return [creer_lot(marche=marche, ref=ref) for ref in ("1", "2")]


def lire(reponse):
    return re.sub(r"[\s\u00a0\u202f]+", " ", html.unescape(reponse.content.decode()))


def test_le_lot_d_un_marche_suspendu_l_est_deja(camille, guichet, marche, lots):
    with within_guichet(guichet.pk):
        suspendre_clause(marche=marche, date=MARS, cause="ARRET_CHANTIER", motif="Gel", numero="OS 3", par=None)
    saisie = {
        "date": "01/04/2026", "lot": lots[0].pk, "cause": "ARRET_CHANTIER", "numero": "OS 4", "motif": "Gel encore",
    }  # fmt: skip
    refus = camille.post(f"/marches/{marche.pk}/suspension/", saisie)
    assert refus.status_code == 422
    assert "Tout le marché est suspendu depuis le 01/03/2026, ce lot l’est avec lui" in lire(refus)
    with within_guichet(guichet.pk):
        assert Acte.objects.filter(type="SUSPENSION").count() == 1


def test_un_numero_d_avenant_deja_pris_sur_un_autre_lot_se_dit(camille, guichet, marche, lots):
    with within_guichet(guichet.pk):
        inscrire_avenant(
            marche=marche, numero="2", date=MARS, motif="Étage", revision="EXPLICITE", heures=Decimal(50), lot=lots[0],
            par=None,
        )  # fmt: skip
    saisie = {"numero": "2", "date": "01/04/2026", "lot": lots[1].pk, "revision": "EXPLICITE", "heures": "30"}
    saisie["motif"] = "Cour"
    reponse = camille.post(f"/marches/{marche.pk}/avenant/", saisie, follow=True)
    assert "Avenant n° 2 est déjà inscrit sur le lot 1, du 01/03/2026" in lire(reponse)
    with within_guichet(guichet.pk):
        assert Acte.objects.filter(type="AVENANT").count() == 2


def test_des_heures_ne_se_transferent_pas_a_un_marche_qui_n_a_pas_commence(camille, guichet, marche, lots):
    with within_guichet(guichet.pk):
        plus_tard = creer_lot(marche=creer_marche(ref="M-FUTUR", date_debut=D(2026, 9, 1)))
    saisie = {"lot": lots[0].pk, "lot_vers": plus_tard.pk, "heures": "40", "motif": "Accord"}
    refus = camille.post(f"/marches/{marche.pk}/transfert/", saisie | {"date": "31/08/2026"})
    assert refus.status_code == 422
    assert "avant le début du marché qui reçoit, M-FUTUR, le 01/09/2026" in lire(refus)
    assert camille.post(f"/marches/{marche.pk}/transfert/", saisie | {"date": "01/09/2026"}).status_code == 302


def test_une_penalite_plus_haute_que_le_marche_se_dit(camille, guichet):
    with within_guichet(guichet.pk):
        marche = creer_marche(montant_ht=Decimal(50_000))
        creer_lot(marche=marche, heures="1000.00")
        ReglePenalite.objects.create(marche=marche, objet="HEURES", type="EUR_HEURE", valeur=Decimal(60))
    page = lire(camille.get(f"/marches/{marche.pk}/penalites/"))
    assert "60 000 €, dépassent le montant du marché, 50 000 € hors taxes" in page
    with within_guichet(guichet.pk):
        marche.montant_ht = Decimal(60_000)
        marche.save()
    assert "dépassent le montant du marché" not in lire(camille.get(f"/marches/{marche.pk}/penalites/"))


class TestUnTitulaireAnnule:
    @pytest.fixture
    def annule(self, guichet, lots):
        """Arrived in the place of another, then the act was undone."""
        with within_guichet(guichet.pk):
            en_place = creer_attribution(lot=lots[0], entreprise=creer_entreprise(nom="En place"))
            acte = changer_titulaire(
                attribution=en_place, entreprise=creer_entreprise(nom="Jamais venue"), date=MARS, motif="Cession",
                par=None,
            )  # fmt: skip
            annuler_acte(acte=acte, motif="Mauvaise entreprise", par=None)
            return Attribution.objects.select_related("entreprise").get(entreprise__nom="Jamais venue")

    @pytest.mark.parametrize(
        "adresse",
        [
            "/beneficiaires/{personne}/contrats/nouveau/",
            "/marches/{marche}/dossiers/ouvrir/",
            "/marches/{marche}/demarches/",
            "/lots/{lot}/heures/",
        ],
    )
    def test_il_n_est_propose_nulle_part(self, camille, guichet, marche, lots, annule, adresse):
        cles = {"marche": marche.pk, "lot": lots[0].pk, "personne": self._personne(guichet)}
        page = lire(camille.get(adresse.format(**cles), follow=True))
        assert "En place" in page
        assert "Jamais venue" not in re.sub(r'<select name="employeur".*?</select>', "", page)  # anybody may employ

    def test_sa_fiche_ne_dit_pas_qu_il_tient_le_lot(self, camille, annule, marche):
        assert marche.objet not in lire(camille.get(f"/entreprises/{annule.entreprise_id}/"))

    def test_il_ne_demande_rien_au_titre_du_lot(self, connecter, guichet, annule, marche):
        with within_connexion():
            compte = creer_adhesion(guichet=guichet, role="ENTREPRISE", nom="Rosa", entreprise_id=annule.entreprise_id)
        for adresse in ("/espace/demandes/nouvelle/", "/espace/difficultes/"):
            reponse = connecter(compte).get(adresse)
            assert reponse.status_code == 200
            assert marche.objet not in lire(reponse)

    @staticmethod
    def _personne(guichet):
        with within_guichet(guichet.pk):
            return creer_beneficiaire().pk


class TestNumeroDeSecuriteSociale:
    NIR = "1 85 05 78 006 084 91"
    REFUS = "Ce texte contient un numéro de sécurité sociale"

    def test_chaque_formulaire_a_texte_libre_le_refuse(self):
        fautes = [
            f"{module.__name__}.{nom}"
            for module in map(import_module, (f"marches.forms.{m.name}" for m in iter_modules(marches.forms.__path__)))
            for nom, classe in vars(module).items()
            if isinstance(classe, type) and issubclass(classe, BaseForm) and classe.__module__ == module.__name__
            if not issubclass(classe, SansNir)
        ]
        assert fautes == []

    def test_un_motif_d_acte(self, camille, guichet, marche):
        saisie = {"statut": "ANNULE", "date": "01/03/2026", "motif": f"Doublon de {self.NIR}"}
        refus = camille.post(f"/marches/{marche.pk}/statut/", saisie)
        assert refus.status_code == 422
        assert self.REFUS in lire(refus)
        with within_guichet(guichet.pk):
            assert not Acte.objects.exists()

    def test_une_note_d_entreprise_refusee_garde_ce_qui_est_tape(self, camille, guichet):
        with within_guichet(guichet.pk):
            entreprise = creer_entreprise()
        refus = camille.post(f"/entreprises/{entreprise.pk}/noter/", {"texte": f"M. Durand {self.NIR}"})
        assert refus.status_code == 422
        assert self.REFUS in lire(refus)
        assert f"M. Durand {self.NIR}" in lire(refus)

    @pytest.mark.parametrize("champ", ["nom", "prenom", "poste"])
    def test_les_noms_d_une_demande(self, connecter, guichet, lots, champ):
        with within_guichet(guichet.pk):
            attribution = creer_attribution(lot=lots[0])
        with within_connexion():
            compte = creer_adhesion(
                guichet=guichet, role="ENTREPRISE", nom="Rosa", entreprise_id=attribution.entreprise_id
            )
        saisie = {
            "attribution": attribution.pk, "prenom": "Nadia", "nom": "AMRANI", "date_naissance": "07/05/1994",
            "type_contrat": "CDD", "modalite": "EMB", "date_debut": "01/09/2026", "date_fin": "28/02/2027",
            "poste": "Maçonne", "declarees": ["B_DELD"],
        }  # fmt: skip
        refus = connecter(compte).post("/espace/demandes/nouvelle/", saisie | {champ: f"AMRANI {self.NIR}"})
        assert refus.status_code == 422
        assert self.REFUS in lire(refus)

    def test_la_reference_d_un_marche_peut_en_avoir_la_forme(self, camille, guichet, marche):
        page = camille.get(f"/marches/{marche.pk}/modifier/")
        form = page.context["form"]
        donnees = {n: v for n in form.fields if (v := form[n].value()) not in (None, "")}
        ecrites = {n: form.fields[n].prepare_value(v) for n, v in donnees.items()} | {"ref": "2512751230010"}
        reponse = camille.post(f"/marches/{marche.pk}/modifier/", ecrites)
        assert self.REFUS not in lire(reponse)
