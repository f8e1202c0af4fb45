"""The states a screen may be in besides its ordinary one: nothing entered yet, names too long, sent with nothing in
it, refused, changed meanwhile by somebody else. The pictures and the controls of the suite read the same list."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from playwright.sync_api import Page, Response

from tests.parcours.mondes import RESPONSABLE, Mondes

# what a fault may answer: never the page of a failure
FAUTIF = frozenset({400, 409, 422})
OUVERTE, AILLEURS = 200, 302
LONGS, NEUF = "longs", "neuf"
EQUIPE = f"{LONGS}/{RESPONSABLE}"
REMPLIR = """([cible, rang, champs, vider, envoyer]) => {
  const formulaires = [...document.querySelectorAll('main form')].filter(f =>
    f.method === 'post' && (!cible || new URL(f.getAttribute('action') ?? '', location.href).pathname === cible) &&
    [...f.elements].some(e => e.name && !['hidden', 'submit', 'button'].includes(e.type)));
  const formulaire = formulaires[rang];
  if (!formulaire || !envoyer) return Boolean(formulaire);
  if (vider) for (const e of formulaire.elements) {
    if (['hidden', 'submit', 'button', 'fieldset'].includes(e.type)) continue;
    if (['checkbox', 'radio'].includes(e.type)) e.checked = false;
    else if (e.tagName === 'SELECT') e.selectedIndex = -1;
    else e.value = '';
  }
  for (const [nom, valeur] of Object.entries(champs)) {
    const e = formulaire.elements[nom];
    if (e && e.type === 'checkbox') e.checked = true;
    else if (e && e.type !== 'submit') e.value = valeur;
    else formulaire.append(Object.assign(document.createElement('input'), {type: 'hidden', name: nom, value: valeur}));
  }
  HTMLFormElement.prototype.submit.call(formulaire);
  return true;
}"""


@dataclass(frozen=True)
class Etat:
    """`envoi`: the form of the page that is then sent, by its address (empty: any) and its rank."""

    lecteur: str
    nom: str
    chemin: str
    statuts: frozenset[int] = frozenset({200})
    envoi: tuple[str, int] | None = None
    champs: dict[str, str] = field(default_factory=dict)
    # what somebody else sends first, once the page is open
    avant: dict[str, str] = field(default_factory=dict)

    @property
    def fichier(self) -> str:
        return re.sub(r"[^a-z0-9]+", "-", f"{self.chemin} {self.nom}".lower()).strip("-")

    def montrer(self, page: Page, autre: Page | None = None) -> int | None:
        """Status of the page now on the screen; None when there is no such page, or nothing to send from it."""
        if self.envoi is None and self.statuts != {OUVERTE}:
            return _statut(page.goto(self.chemin))
        if not lire_page(page, self.chemin):
            return None
        ouverte = page.goto(self.chemin)
        if self.envoi is None:
            return _statut(ouverte)
        if autre is not None:
            autre.goto(self.chemin)
            _envoyer(autre, self, self.avant)
        return _envoyer(page, self, self.champs)


def lire_page(page: Page, chemin: str) -> str:
    """Text of the page at this address; empty when this reader has none, or when it is a file or a fragment."""
    reponse = page.context.request.get(chemin, max_redirects=0)
    texte = reponse.text() if reponse.headers.get("content-type", "").startswith("text/html") else ""
    return texte if reponse.status == OUVERTE and texte.rstrip().endswith("</html>") else ""


def _statut(reponse: Response | None) -> int | None:
    return reponse.status if reponse else None


def _envoyer(page: Page, etat: Etat, champs: dict[str, str]) -> int | None:
    cible, rang = etat.envoi or ("", 0)
    if not page.evaluate(REMPLIR, [cible, rang, champs, not champs, False]):
        return None
    with page.expect_navigation(wait_until="load") as suite:
        page.evaluate(REMPLIR, [cible, rang, champs, not champs, True])
    avant = suite.value.request.redirected_from
    return AILLEURS if avant is not None else suite.value.status


def vides(mondes: Mondes, lecteur: str) -> list[Etat]:
    """Screens of a guichet where nothing was entered; those of the account are the same everywhere."""
    chemins = mondes.chemins[f"{NEUF}/{lecteur}"].values()
    return [Etat(f"{NEUF}/{lecteur}", "vide", chemin) for chemin in chemins if not chemin.startswith("/compte/")]


def longs(mondes: Mondes, lecteur: str, noms: Iterable[str] | None = None) -> list[Etat]:
    """Screens of objects whose names are as long as names may be."""
    chemins = mondes.chemins[f"{LONGS}/{lecteur}"]
    return [Etat(f"{LONGS}/{lecteur}", "noms-longs", chemins[nom]) for nom in noms or chemins]


def fautes(mondes: Mondes, lecteur: str, noms: Iterable[str] | None = None) -> list[Etat]:
    """The first form of each screen, sent with nothing in it."""
    chemins = mondes.chemins[f"{LONGS}/{lecteur}"]
    return [Etat(f"{LONGS}/{lecteur}", "faute", chemins[nom], FAUTIF, ("", 0)) for nom in noms or chemins]


def refus(mondes: Mondes) -> list[Etat]:
    """Doors that stay closed."""
    equipe, entreprise = (mondes.chemins[f"{LONGS}/{lecteur}"] for lecteur in (RESPONSABLE, "entreprise"))
    ailleurs = re.sub(r"\d+", "987654321", equipe["suivi_heures:marche"])
    return [
        Etat(EQUIPE, "introuvable", ailleurs, frozenset({404})),
        Etat(EQUIPE, "reserve-a-l-entreprise", entreprise["suivi_heures:espace_entreprise"], frozenset({403})),
        Etat(EQUIPE, "adresse-d-un-bouton", equipe["suivi_heures:grille_cases"], frozenset({405})),
        Etat(EQUIPE, "illisible", "/marches/?q=" + "%00", frozenset({400})),
        Etat(f"{LONGS}/facilitatrice", "reserve-au-responsable", equipe["suivi_heures:reprise"], frozenset({403})),
        Etat(f"{LONGS}/facilitatrice", "journal-cache", equipe["comptes:journal"], frozenset({404})),
        Etat(f"{LONGS}/entreprise", "reserve-au-guichet", equipe["suivi_heures:marche"], frozenset({403})),
        Etat(f"{LONGS}/entreprise", "releve-d-un-autre", "/espace/releves/987654321/", frozenset({404})),
        Etat(f"{LONGS}/structure", "reserve-au-guichet", equipe["beneficiaires:liste"], frozenset({403})),
        Etat(f"{LONGS}/acheteur", "reserve-au-guichet", equipe["suivi_heures:marche"], frozenset({403})),
        Etat("", "lien-inconnu", "/depot/lien/un-lien-qui-n-existe-pas/", frozenset({404})),
        Etat("", "accuse-inconnu", "/depot/ferme/"),
        Etat("", "invitation-perimee", "/invitation/un-jeton-qui-n-existe-pas/", frozenset({404})),
        Etat("", "connexion-refusee", "/compte/connexion/", frozenset({200, 422}), ("", 0), {"login": "a@exemple.fr"}),
    ]


def conflits(mondes: Mondes, noms: Iterable[str] | None = None) -> Iterator[Etat]:
    """Two people on the same form: what the second one reads."""
    from tests.matrice.test_deux_a_ecrire import EDITIONS  # noqa: PLC0415  Django must be ready

    chemins = mondes.chemins[EQUIPE]
    long = " Ce paragraphe a été réécrit en entier par l’une des deux personnes, avec son histoire et ses raisons." * 9
    for nom in noms or EDITIONS:
        edition = EDITIONS[nom]
        suite = long if edition.champ in {"texte", "condition"} else ""
        yield Etat(
            EQUIPE,
            "conflit",
            chemins[edition.page or nom] + edition.requete,
            FAUTIF,
            (chemins[nom], 0),
            edition.avec | {edition.champ: edition.seconde + suite},
            edition.avec | {edition.champ: edition.premiere + suite},
        )
