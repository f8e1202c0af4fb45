"""The sheet of a contract: what the law asks to write, and two people on it at once."""

import pytest

from clauses_app.tenancy.contexte import within_connexion, within_guichet
from marches.models import Marche, Programme
from marches.services.installer_programmes import installer_programmes
from tests.factories.comptes import creer_adhesion
from tests.factories.marches import creer_maitre_ouvrage, creer_marche, creer_regle


@pytest.fixture
def saisie(guichet):
    with within_guichet(guichet.pk):
        creer_regle()
        acheteur = creer_maitre_ouvrage()
    return {
        "ref": "2026-01",
        "objet": "Groupe scolaire",
        "maitre_ouvrage": str(acheteur.pk),
        "date_debut": "01/01/2026",
        "date_fin": "31/12/2027",
        "statut": "EN_COURS",
        "forme": "ORDINAIRE",
        "types_clause": ["EXEC"],
        "regle_code": "R0",
        "toutes_categories": "on",
    }


@pytest.fixture
def collegue(guichet):
    with within_connexion():
        return creer_adhesion(guichet=guichet, role="FACILITATEUR", nom="Noé Garnier")


def enregistre(guichet, ref="2026-01"):
    with within_guichet(guichet.pk):
        return Marche.objects.filter(ref=ref).first()


def test_plusieurs_types_de_clause_a_la_fois(connecter, facilitateur, guichet, saisie):
    saisie |= {"types_clause": ["EXEC", "RES_IAE", "CRIT"], "part_reservee_pct": "50"}
    assert connecter(facilitateur).post("/marches/nouveau/", saisie).status_code == 302
    assert enregistre(guichet).types_clause == ["EXEC", "RES_IAE", "CRIT"]


@pytest.mark.parametrize(
    ("change", "champ"),
    [
        ({"types_clause": []}, "types_clause"),
        ({"types_clause": ["RES_IAE"]}, "part_reservee_pct"),
        ({"types_clause": ["RES_IAE"], "part_reservee_pct": "40"}, "part_reservee_pct"),
        ({"types_clause": ["RES_IAE", "RES_HAND"], "part_reservee_pct": "50"}, "types_clause"),
        ({"types_clause": ["RES_ESS"], "date_fin": "02/01/2029"}, "date_fin"),
        ({"types_clause": ["VOLONT"]}, "accord_volontaire"),
        ({"motif_derogation": "SANS_LIEN"}, "justification_derogation"),
        ({"montant_minimum": "1000"}, "forme"),
        ({"forme": "AC_BONS", "montant_minimum": "1000", "montant_maximum": "10"}, "montant_maximum"),
        ({"date_fin": "31/12/2025"}, "date_fin"),
    ],
)
def test_la_faute_est_dite_au_champ_et_rien_n_est_ecrit(connecter, facilitateur, guichet, saisie, change, champ):
    reponse = connecter(facilitateur).post("/marches/nouveau/", saisie | change)
    assert reponse.status_code == 422
    assert champ in reponse.context["form"].errors
    assert enregistre(guichet) is None


def test_une_derogation_de_la_loi_climat_va_avec_sa_justification(connecter, facilitateur, guichet, saisie):
    saisie |= {"types_clause": [], "motif_derogation": "DUREE_COURTE", "justification_derogation": "Trois mois"}
    assert connecter(facilitateur).post("/marches/nouveau/", saisie).status_code == 302
    assert enregistre(guichet).motif_derogation == "DUREE_COURTE"


def test_une_clause_volontaire_dit_son_accord(connecter, facilitateur, guichet, saisie):
    saisie |= {"types_clause": ["VOLONT"], "accord_volontaire": "Avenant négocié n° 1 du 02/02/2026"}
    assert connecter(facilitateur).post("/marches/nouveau/", saisie).status_code == 302


def test_le_taux_d_un_programme_depend_de_la_prestation(connecter, facilitateur, guichet, saisie):
    with within_guichet(guichet.pk):
        installer_programmes(par=None)
        anru = Programme.objects.get(code="NPNRU")
    client = connecter(facilitateur)
    saisie |= {"types_clause": ["EXEC", "ANRU"], "programme": str(anru.pk)}
    assert "nature_prestation" in client.post("/marches/nouveau/", saisie).context["form"].errors
    assert client.post("/marches/nouveau/", saisie | {"nature_prestation": "GESTION_URBAINE"}).status_code == 302
    page = client.get(f"/marches/{enregistre(guichet).pk}/vie/").content.decode()
    assert "10\u202f% des heures (gestion urbaine de proximité)" in page


class TestDeuxPersonnesSurLaMemeFiche:
    @pytest.fixture
    def marche(self, guichet):
        with within_guichet(guichet.pk):
            return creer_marche(ref="M-2P", objet="Lycée")

    def _ouvrir(self, client, marche):
        """What the page shows, as the browser would send it back."""
        form = client.get(f"/marches/{marche.pk}/modifier/").context["form"]
        donnees = {}
        for nom, champ in form.fields.items():
            valeur = champ.prepare_value(form.get_initial_for_field(champ, nom))
            if valeur is True:
                valeur = "on"
            if valeur not in (None, False, "", []):
                donnees[nom] = valeur
        return donnees

    def test_chacun_son_champ_les_deux_sont_gardes(self, connecter, facilitateur, collegue, guichet, marche):
        premiere, seconde = connecter(facilitateur), connecter(collegue)
        a, b = self._ouvrir(premiere, marche), self._ouvrir(seconde, marche)
        adresse = f"/marches/{marche.pk}/modifier/"
        assert premiere.post(adresse, a | {"objet": "Lycée Rosa-Parks"}).status_code == 302
        assert seconde.post(adresse, b | {"montant_ht": "900 000"}).status_code == 302
        garde = enregistre(guichet, "M-2P")
        assert (garde.objet, garde.montant_ht) == ("Lycée Rosa-Parks", 900_000)

    def test_le_meme_champ_montre_les_deux_valeurs_puis_laisse_decider(
        self, connecter, facilitateur, collegue, guichet, marche
    ):
        premiere, seconde = connecter(facilitateur), connecter(collegue)
        a, b = self._ouvrir(premiere, marche), self._ouvrir(seconde, marche)
        adresse = f"/marches/{marche.pk}/modifier/"
        premiere.post(adresse, a | {"objet": "Lycée Rosa-Parks"})
        reponse = seconde.post(adresse, b | {"objet": "Lycée des Métiers"})
        assert reponse.status_code == 422
        page = reponse.content.decode()
        assert "Lycée Rosa-Parks" in page
        assert "Lycée des Métiers" in page
        assert enregistre(guichet, "M-2P").objet == "Lycée Rosa-Parks"
        suite = b | {"objet": "Lycée des Métiers", **{n: reponse.context["form"].data[n] for n in ("base",)}}
        assert seconde.post(adresse, suite).status_code == 302
        assert enregistre(guichet, "M-2P").objet == "Lycée des Métiers"

    @pytest.mark.parametrize("base", ["{", "[1]", '{"objet": 3}', "x" * 5000, "[" * 100_000])
    def test_une_trace_abimee_ne_casse_rien(self, connecter, facilitateur, marche, base):
        client = connecter(facilitateur)
        a = self._ouvrir(client, marche)
        reponse = client.post(f"/marches/{marche.pk}/modifier/", a | {"base": base, "version": "hier"})
        assert reponse.status_code in {302, 422}
