"""A facilitator's day: ten affairs of ten kinds settled from the queue with the mouse, ten with the keyboard only.

The same gestures are told once; a hand (`Souris`, `Clavier`) does them. Each ends on the queue, which no longer holds
the affair, and on the journal, which says what was done.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as DelaiPasse

from clauses_app.interface.formats import formater_mois
from suivi_heures.management.demonstration.calendrier import le
from suivi_heures.queries.affaires import TYPES
from tests.parcours.instance import Instance
from tests.parcours.navigateur import Personnes

pytestmark = [pytest.mark.navigateur, pytest.mark.xdist_group("parcours")]
FILE = "/a-traiter/"
MOIS = formater_mois(le(2026, 10, 1)).split()[0]
FOCUS_VISIBLE = """() => {
  const e = document.activeElement, s = getComputedStyle(e);
  if (e === document.body) return 'le focus est perdu';
  const vu = (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== 'none';
  return vu ? '' : 'focus invisible : ' + e.outerHTML.slice(0, 160);
}"""
EST_ICI = "e => e === document.activeElement"
TABULATIONS = 220
DELAI_FOCUS = 1000  # ms
PRESENTES = "SELECT count(*) FROM suivi_heures_affairegardee WHERE donnees->>'titre' = %s"
FAITS = "SELECT DISTINCT verbe FROM audit_evenement WHERE id > %s AND par_nom LIKE 'Camille%%'"


class Souris:
    """Points and clicks; types in the fields it has clicked."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def filtrer(self, nom: str) -> None:
        self.page.locator("#affaires .segments a").filter(has_text=nom).click()
        expect(self.page.locator("#affaires .segments [aria-current=true]")).to_contain_text(nom)

    def affaire(self, titre: str) -> Locator:
        return self.page.locator("[data-affaire]").filter(has=self.page.get_by_role("link", name=titre)).first

    def ouvrir(self, titre: str) -> None:
        self.affaire(titre).locator(".agir > a.btn").first.click()

    def regler(self, titre: str) -> None:
        self.affaire(titre).locator("[data-touche=v]").click()

    def endormir(self, titre: str) -> None:
        self.affaire(titre).locator("[data-gestes]").click()

    def presser(self, bouton: Locator) -> None:
        bouton.click()

    def ecrire(self, champ: Locator, texte: str) -> None:
        champ.click()
        champ.fill(texte)

    def choisir(self, option: Locator) -> None:
        option.click()

    def derouler(self, liste: Locator) -> None:
        """The first answer of a list; a list is drawn outside of the page, where no mouse of a test goes."""
        liste.select_option(index=1)

    def revenir(self) -> None:
        self.page.get_by_role("navigation").get_by_role("link", name=re.compile("^À traiter")).first.click()
        expect(self.page).to_have_url(re.compile(FILE))

    def verifier(self) -> None:
        pass


class Clavier(Souris):
    """Keys only: the queue's own, Tab, Enter, Space. What has the focus is seen, each time it is used."""

    def filtrer(self, nom: str) -> None:
        self.presser(self.page.locator("#affaires .segments a").filter(has_text=nom))
        expect(self.page.locator("#affaires .segments [aria-current=true]")).to_contain_text(nom)
        self.verifier()

    def ouvrir(self, titre: str) -> None:
        self._aller(titre)
        self.page.keyboard.press("Enter")

    def regler(self, titre: str) -> None:
        self._aller(titre)
        self.page.keyboard.press("v")

    def endormir(self, titre: str) -> None:
        self._aller(titre)
        self.page.keyboard.press("s")

    def presser(self, bouton: Locator) -> None:
        self._atteindre(bouton)
        self.page.keyboard.press("Enter")

    def ecrire(self, champ: Locator, texte: str) -> None:
        self._atteindre(champ)
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.insert_text(texte)

    def choisir(self, option: Locator) -> None:
        """Tab enters the group, on what is ticked; arrows move in it."""
        groupe = self.page.locator(f"input[name={option.get_attribute('name')}]")
        coche = groupe.and_(self.page.locator(":checked"))
        self._atteindre(coche if coche.count() else groupe.first)
        self.page.keyboard.press("Space")
        for _ in range(groupe.count()):
            if option.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        assert option.is_checked()

    def derouler(self, liste: Locator) -> None:
        self._atteindre(liste)
        self.page.keyboard.press("ArrowDown")

    def revenir(self) -> None:
        self.presser(self.page.get_by_role("navigation").get_by_role("link", name=re.compile("^À traiter")).first)
        expect(self.page).to_have_url(re.compile(FILE))

    def verifier(self) -> None:
        """A swap gives the focus back once it has settled, a moment after its rows are there."""
        with contextlib.suppress(DelaiPasse):
            self.page.wait_for_function(f"({FOCUS_VISIBLE})() === ''", timeout=DELAI_FOCUS)
        assert self.page.evaluate(FOCUS_VISIBLE) == ""

    def _aller(self, titre: str) -> None:
        """Down the queue, from its top."""
        ligne = self.affaire(titre)
        expect(ligne).to_be_visible()
        rang = ligne.evaluate("e => [...document.querySelectorAll('[data-affaire]')].indexOf(e)")
        for touche in ("k",) * self.page.locator("[data-affaire]").count() + ("j",) * (rang + 1):
            if ligne.evaluate(EST_ICI):
                break
            self.page.keyboard.press(touche)
        expect(ligne).to_be_focused()
        self.verifier()

    def _atteindre(self, cible: Locator) -> None:
        expect(cible).to_be_visible()
        for _ in range(TABULATIONS):
            if cible.evaluate(EST_ICI):
                return self.verifier()
            self.page.keyboard.press("Tab")
        raise AssertionError(f"la touche Tab ne mène pas à {cible}")


@dataclass
class Journee:
    """One hand, one window, and what the database says of each gesture."""

    main: Souris
    instance: Instance

    @property
    def page(self) -> Page:
        return self.main.page

    def regler(self, type_affaire: str, titre: str, geste: Callable[[str], None], verbe: str) -> None:
        """From the queue to the queue: the affair was there, is no longer, and the journal says why."""
        self.main.filtrer(type_affaire)
        texte = self._titre(type_affaire, titre)
        avant = self._dernier_fait()
        geste(titre)
        self.main.revenir()
        assert self.instance.lire(PRESENTES, texte) == [(0,)], f"« {texte} » attend encore"
        verbes = {v for (v,) in self.instance.lire(FAITS, avant)}
        assert verbe in verbes, (texte, verbes)

    def _titre(self, type_affaire: str, titre: str) -> str:
        rangees = self.instance.lire(
            "SELECT donnees->>'titre' FROM suivi_heures_affairegardee WHERE translate(donnees->>'titre', %s, '  ')"
            " LIKE %s AND type = %s ORDER BY avant, debut, tri LIMIT 1",
            "\u202f\u00a0",
            f"{titre}%",
            {libelle: code for code, libelle in TYPES.items()}[type_affaire],
        )
        assert rangees, f"« {titre} » n’est pas dans la file"
        return str(rangees[0][0])

    def _dernier_fait(self) -> int:
        ((dernier,),) = self.instance.lire("SELECT max(id) FROM audit_evenement")
        return int(dernier)

    def bouton(self, nom: str) -> Locator:
        return self.page.get_by_role("main").get_by_role("button", name=nom).first

    def lien(self, nom: str) -> Locator:
        return self.page.get_by_role("main").get_by_role("link", name=nom).first

    def dit(self, texte: str) -> None:
        expect(self.page.get_by_text(re.compile(texte)).first).to_be_visible()


def test_dix_affaires_a_la_souris(personnes: Personnes, instance: Instance):
    page = personnes.page("camille@exemple.fr")
    page.goto(FILE)
    j = Journee(Souris(page), instance)
    j.regler("Relevés", "Émeline Voirie, relevé", lambda titre: valider_releve(j, titre), "RELEVE_VALIDE")
    j.regler("Entreprises", "Vallorin Travaux publics : 1 relevé", lambda t: relancer(j, t), "RELANCE_FAITE")
    j.regler("Éligibilités", "Florian Ilbert", lambda titre: decider(j, titre), "ELIGIBILITE_DECIDEE")
    j.regler("Difficultés", "Crépis Contemporains", lambda t: rendre_avis(j, t), "DOSSIER_AVANCE")
    j.regler("Éligibilités", "Vallorin Travaux publics demande", lambda t: accepter(j, t), "DEMANDE_DECIDEE")
    j.regler("Éligibilités", "Aïcha Jaulin", lambda titre: controler_piece(j, titre), "JUSTIFICATIF_CONTROLE")
    j.regler("Relevés", "Gymnase des Coteaux", lambda titre: valider_le_mois(j, titre), "HEURES_VALIDEES")
    j.regler("Marchés", "Acheteur inconnu", lambda titre: ecarter(j, titre), "DECP_ECARTE")
    j.regler("Éligibilités", "Nolwenn Castellan : deux employeurs", lambda t: lever(j, t), "VIGILANCE_LEVEE")
    j.regler("Marchés", "Espaces extérieurs", lambda titre: affermir(j, titre), "ACTE_INSCRIT")


def test_dix_affaires_au_clavier_seul(personnes: Personnes, instance: Instance):
    page = personnes.page("camille@exemple.fr")
    page.goto(FILE)
    j = Journee(Clavier(page), instance)
    j.regler("Relevés", "Table du Marché Traiteur, relevé", lambda t: valider_releve(j, t), "RELEVE_VALIDE")
    j.regler("Entreprises", "Table du Marché Traiteur : 1 relevé", lambda t: relancer(j, t), "RELANCE_FAITE")
    j.regler("Difficultés", "Racines & Sève Paysage", lambda titre: rendre_avis(j, titre), "DOSSIER_AVANCE")
    j.regler("Éligibilités", "Crépis Contemporains demande", lambda t: refuser(j, t), "DEMANDE_DECIDEE")
    j.regler("Éligibilités", "Sofiane Ximenas", lambda titre: controler_piece(j, titre), "JUSTIFICATIF_CONTROLE")
    j.regler("Relevés", "Réhabilitation de la cité", lambda t: valider_le_mois(j, t), "HEURES_VALIDEES")
    j.regler("Marchés", "Acheteur inconnu", lambda titre: ecarter(j, titre), "DECP_ECARTE")
    j.regler("Éligibilités", "Nolwenn Castellan : plus de 48", lambda titre: lever(j, titre), "VIGILANCE_LEVEE")
    j.regler("Éligibilités", "1 doublon probable", lambda titre: separer(j, titre), "DOUBLON_DECIDE")
    j.main.filtrer("Marchés")
    endormir_puis_annuler(j, "Extension de la crèche")


def valider_releve(j: Journee, titre: str) -> None:
    """On the spot: the hand stays in the queue."""
    j.main.regler(titre)
    expect(j.main.affaire(titre)).to_have_count(0)
    j.main.verifier()


def relancer(j: Journee, titre: str) -> None:
    j.main.ouvrir(titre)
    j.main.presser(j.bouton("Envoyer la relance"))
    j.dit("relance")
    expect(j.bouton("Envoyer la relance")).to_have_count(0)


def decider(j: Journee, titre: str) -> None:
    j.main.ouvrir(titre)
    j.main.presser(j.lien("Décider de l’éligibilité"))
    j.main.derouler(j.page.get_by_label("Catégorie de public"))
    j.main.choisir(j.page.get_by_label("Acceptée"))
    j.main.presser(j.bouton("Enregistrer la décision"))
    expect(j.page).to_have_url(re.compile(r"/beneficiaires/\d+/$"))


def rendre_avis(j: Journee, titre: str) -> None:
    j.main.ouvrir(titre)
    j.main.ecrire(j.page.locator("#avis-texte"), "Le chantier a pris du retard ; l’entreprise a prouvé ses démarches.")
    j.main.derouler(j.page.locator("#avis-motif"))
    j.main.presser(j.bouton("Rendre cet avis"))
    j.dit("Avis rendu")


def accepter(j: Journee, titre: str) -> None:
    j.main.ouvrir(titre)
    j.main.presser(j.bouton("Accepter la demande"))
    expect(j.bouton("Accepter la demande")).to_have_count(0)


def refuser(j: Journee, titre: str) -> None:
    j.main.ouvrir(titre)
    j.main.ecrire(j.page.locator("textarea[name=message]"), "La pièce demandée n’est pas venue avant l’embauche.")
    j.main.presser(j.bouton("Refuser"))
    expect(j.bouton("Accepter la demande")).to_have_count(0)


def controler_piece(j: Journee, titre: str) -> None:
    j.main.ouvrir(titre)
    j.main.presser(j.lien("Contrôler"))
    j.main.choisir(j.page.get_by_label("Vue et conforme"))
    j.main.ecrire(j.page.get_by_label("Motif"), "Trop ancienne, mais la mission locale confirme la situation.")
    j.main.presser(j.page.get_by_role("main").locator("form button[type=submit]").first)
    expect(j.page).to_have_url(re.compile(r"/beneficiaires/\d+/$"))


def valider_le_mois(j: Journee, titre: str) -> None:
    j.main.ouvrir(titre)
    j.main.presser(j.bouton(f"Valider {MOIS}"))
    expect(j.bouton(f"Valider {MOIS}")).to_have_count(0)


def ecarter(j: Journee, titre: str) -> None:
    """The reason is asked for over the queue; the hand comes back to it."""
    suivant = j.main.affaire(titre).locator(".titre").inner_text()
    j.main.regler(titre)
    motif = j.page.locator("dialog[open] #geste-motif")
    expect(motif).to_be_focused()
    j.main.ecrire(motif, "Hors du territoire.")
    j.page.keyboard.press("Enter")
    expect(j.page.locator("dialog[open]")).to_have_count(0)
    expect(j.main.affaire(suivant)).to_have_count(0)
    expect(j.page.locator("[data-affaire]:focus")).to_have_count(1)


def lever(j: Journee, titre: str) -> None:
    j.main.ouvrir(titre)
    j.main.presser(j.page.get_by_role("link", name=re.compile(titre.partition(" : ")[2])).first)
    j.main.ecrire(j.page.get_by_role("main").locator("[name=motif]"), "Deux temps partiels, vus avec les employeurs.")
    j.main.presser(j.page.get_by_role("main").locator("form button[type=submit]").first)
    expect(j.page).to_have_url(re.compile(r"/beneficiaires/\d+/$"))


def affermir(j: Journee, titre: str) -> None:
    j.main.ouvrir(titre)
    j.main.presser(j.page.get_by_role("link", name=re.compile("^Affermir")).first)
    j.main.presser(j.bouton("Affermir"))
    expect(j.page).to_have_url(re.compile("/vie/$"))


def separer(j: Journee, titre: str) -> None:
    j.main.ouvrir(titre)
    j.main.presser(j.page.get_by_role("main").get_by_role("link", name=re.compile("^Comparer")).first)
    j.main.presser(j.bouton("Ce sont deux personnes"))
    expect(j.bouton("Ce sont deux personnes")).to_have_count(0)


def endormir_puis_annuler(j: Journee, titre: str) -> None:
    """Put to sleep with its reason, woken by `a`, put to sleep again: what one does, one undoes."""
    for annuler in (True, False):
        j.main.endormir(titre)
        expect(j.page.locator("dialog[open] #sommeil-jusqu_au")).to_be_focused()
        j.main.ecrire(j.page.locator("dialog[open] #sommeil-motif"), "Réunion de chantier la semaine prochaine.")
        j.page.keyboard.press("Enter")
        expect(j.main.affaire(titre)).to_have_count(0)
        j.main.verifier()
        if annuler:
            j.page.keyboard.press("a")
            expect(j.main.affaire(titre)).to_have_count(1)
            j.main.verifier()
    assert instance_verbes(j) == {"AFFAIRE_ENDORMIE", "AFFAIRE_REPRISE"}


def instance_verbes(j: Journee) -> set[str]:
    """The last three facts."""
    lus = j.instance.lire("SELECT verbe FROM audit_evenement WHERE verbe LIKE 'AFFAIRE%%' ORDER BY id DESC LIMIT 3")
    return {verbe for (verbe,) in lus}
