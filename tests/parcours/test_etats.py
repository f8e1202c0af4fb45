"""Screens out of the ordinary: nothing entered, nothing typed, a closed door, somebody else on the same form, names
too long. Accessible, no width lost, no word said in the console, the expected status."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest
from playwright.sync_api import Page

from tests.parcours import etats
from tests.parcours.controles import DejaVus, controler, deborde
from tests.parcours.instance import Instance
from tests.parcours.mondes import Mondes
from tests.parcours.navigateur import Personnes

pytestmark = [pytest.mark.navigateur, pytest.mark.xdist_group("parcours")]
TELEPHONE = (390,)
# one form of each make: the pictures take them all
FORMULAIRES = {
    "responsable": (
        "beneficiaires:nouveau",
        "beneficiaires:contrat_nouveau",
        "beneficiaires:decider",
        "comptes:inviter",
        "comptes:parametres",
        "marches:nouveau",
        "marches:avenant",
        "marches:entreprise_nouvelle",
        "marches:regle_ajouter",
        "marches:projet_nouveau",
        "suivi_heures:dossier_ouvrir",
        "suivi_heures:rendez_vous_nouveau",
        "suivi_heures:calendrier_guichet",
    ),
    "entreprise": ("beneficiaires:portail_demande_nouvelle", "suivi_heures:difficultes", "suivi_heures:jetons"),
}
LONGS = {
    "responsable": (
        "suivi_heures:tableau_de_bord",
        "suivi_heures:marches",
        "suivi_heures:marche",
        "suivi_heures:grille",
        "suivi_heures:releves",
        "beneficiaires:liste",
        "beneficiaires:fiche",
        "beneficiaires:demande",
        "marches:entreprises",
        "marches:entreprise",
        "marches:vie",
        "marches:projet",
        "suivi_heures:dossiers",
        "suivi_heures:prevision",
        "suivi_heures:penalites_marche",
    ),
    "entreprise": ("suivi_heures:espace_entreprise", "suivi_heures:portail_saisir", "suivi_heures:portail_releve"),
    "acheteur": ("suivi_heures:espace_acheteur",),
}
CONFLITS = ("suivi_heures:modele_courrier", "marches:entreprise_modifier")


@pytest.fixture
def mondes(instance: Instance) -> Mondes:
    return Mondes.lire(instance.fichier_des_mondes)


@pytest.fixture
def parcourir(personnes: Personnes, mondes: Mondes, deja_vus: DejaVus) -> Callable[..., int]:
    """Shows each state and looks at it; gives how many there were."""
    pages: dict[str, Page] = {}

    def page(lecteur: str) -> Page:
        if lecteur not in pages:
            pages[lecteur] = personnes.page_du_temoin(mondes.temoins.get(lecteur))
        return pages[lecteur]

    def parcourir(liste: Iterable[etats.Etat]) -> int:
        fautes, nombre = [], 0
        for etat in liste:
            ecran = page(etat.lecteur)
            statut = etat.montrer(ecran, page("longs/autre") if etat.avant else None)
            if statut not in etat.statuts:
                fautes.append(f"{etat.lecteur} {etat.chemin} {etat.nom} : {statut}")
                continue
            nombre += 1
            personnes.excuser(statut)
            neuves, par_axe, dedans = deja_vus.a_voir(ecran.content(), TELEPHONE)
            if neuves:
                fautes += [f"{etat.nom} : {faute}" for faute in controler(ecran, TELEPHONE, par_axe, dedans)]
        assert not fautes, "\n".join(fautes)
        return nombre

    return parcourir


@pytest.mark.parametrize(("lecteur", "nombre"), [("responsable", 40), ("entreprise", 8), ("acheteur", 3)])
def test_un_guichet_ou_rien_n_est_saisi_se_visite(
    personnes: Personnes, mondes: Mondes, deja_vus: DejaVus, lecteur: str, nombre: int
):
    page = personnes.page_du_temoin(mondes.temoins[f"{etats.NEUF}/{lecteur}"])
    fautes, ecrans = [], 0
    for etat in etats.vides(mondes, lecteur):
        if not (texte := etats.lire_page(page, etat.chemin)):
            continue
        ecrans += 1
        neuves, par_axe, dedans = deja_vus.a_voir(texte, TELEPHONE)
        if neuves:
            page.goto(etat.chemin)
            fautes += controler(page, TELEPHONE, par_axe, dedans)
    assert not fautes, "\n".join(fautes)
    assert ecrans >= nombre


@pytest.mark.parametrize("lecteur", FORMULAIRES)
def test_un_formulaire_envoye_vide_dit_ce_qui_manque(parcourir: Callable[..., int], mondes: Mondes, lecteur: str):
    assert parcourir(etats.fautes(mondes, lecteur, FORMULAIRES[lecteur])) == len(FORMULAIRES[lecteur])


def test_une_porte_fermee_dit_ou_aller(parcourir: Callable[..., int], mondes: Mondes):
    assert parcourir(etats.refus(mondes)) == len(etats.refus(mondes))


def test_un_formulaire_change_par_un_autre_montre_les_deux_textes(parcourir: Callable[..., int], mondes: Mondes):
    assert parcourir(etats.conflits(mondes, CONFLITS)) == len(CONFLITS)


def test_les_noms_les_plus_longs_tiennent_sur_un_telephone(personnes: Personnes, mondes: Mondes):
    fautes = []
    for lecteur, noms in LONGS.items():
        page = personnes.page_du_temoin(mondes.temoins[f"{etats.LONGS}/{lecteur}"])
        for etat in etats.longs(mondes, lecteur, noms):
            assert etat.montrer(page) == etats.OUVERTE, etat.chemin
            fautes += deborde(page)
    assert not fautes, "\n".join(fautes)
