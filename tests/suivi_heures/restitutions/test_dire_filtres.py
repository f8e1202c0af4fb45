"""The words of a screen, read on its own page."""

from suivi_heures.restitutions.dire_filtres import dire_filtres

PAGE = """
<form action="/recherche/"><label for="g">Rechercher</label><input id="g" name="texte"></form>
<ul class="segments" aria-label="Classer">
  <li><a href="?tri=nom&amp;q=bat" aria-current="true">Nom</a></li><li><a href="?tri=date&amp;q=bat">Date</a></li></ul>
<ul aria-label="Fichiers"><li><a href="/exports/X.csv?q=bat&amp;tri=nom">Excel</a></li></ul>
<form method="get"><label class="form-label" for="q">Nom de l’entreprise</label><input id="q" name="q" type="search">
  <label for="o">Où</label>
  <select id="o" name="ou"><option value="">Partout</option><option value="ici" selected>Ici (12)</option></select>
  <fieldset><legend>État</legend>
    <input type="checkbox" name="etat" value="en_retard" id="e1"><label for="e1">
    <svg><use href="#x"/></svg>En retard</label>
  </fieldset></form>"""


def _dire(*filtres):
    def nommer(nom, valeur):
        return f"{nom} n° {valeur}" if nom == "marche" else ""

    return dire_filtres(filtres, PAGE.encode(), chemin="/liste/", noms={"marche": "Marché"}, nommer=nommer)


def test_chaque_commande_donne_son_nom_et_sa_valeur():
    assert _dire(("q", ["bat"]), ("ou", ["ici"])) == "Nom de l’entreprise\u00a0: bat\u202f; Où\u00a0: Ici"
    assert _dire(("etat", ["en_retard"])) == "État\u00a0: En retard"


def test_un_onglet_dit_ce_qu_il_choisit_et_non_ce_qu_il_porte():
    assert _dire(("tri", ["date"])) == "Classer\u00a0: Date"
    assert "Excel" not in _dire(("q", ["bat"]), ("tri", ["nom"]))


def test_ce_que_l_ecran_ne_montre_pas_se_dit_quand_meme():
    assert _dire(("marche", ["7"]), ("mois", ["2026-05"])) == "Marché\u00a0: marche n° 7\u202f; Mois\u00a0: mai 2026"
    assert _dire(("page", ["2"]), ("q", [""])) == ""
