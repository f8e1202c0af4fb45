"""Long tables of a report: by slices that memory holds, each row once; a rule of many contracts in little room."""

from dataclasses import replace

import pytest

from suivi_heures.restitutions import sections
from suivi_heures.restitutions.ecrire_regles import ecrire_regles
from suivi_heures.restitutions.sections import decouper
from tests.suivi_heures.restitutions.exemple import BILAN


@pytest.mark.parametrize("combien", [0, 1, 23, 24, 25, 200])
def test_aucune_tranche_n_est_plus_longue_que_la_memoire_ne_le_veut(monkeypatch, combien):
    """Whatever the number of rows, each is laid out once, and each table begins once."""
    monkeypatch.setattr(sections, "PAR_TRANCHE", 12)
    vues, lus = [], []

    class Page:
        """As many rows a page as half a slice."""

        def __init__(self, gabarit, contexte, *, titre):
            self.rangs = [*contexte["retards"], *contexte["corrections"]]
            vues.append(contexte)
            self.pages = max(1, -(-len(self.rangs) // 10))

        def ancres(self, debut):
            if debut != sections.PROVISOIRE:
                return []
            return [[f"{debut}{rang}"] for rang in range(0, len(self.rangs), 10)]

        def morceau(self, prefixe, *, pages, **_):
            lus.extend(self.rangs if pages is None else self.rangs[: pages * 10])
            return None

    monkeypatch.setattr(sections, "MiseEnPage", Page)
    figures = replace(BILAN, corrections=BILAN.corrections[:1] * combien, marches=())
    fin = next(un for un in decouper(figures) if un.genre == sections.Genre.FIN)
    list(sections._mettre_en_pages(fin, 1, sections._composer(fin)))
    assert lus == [*figures.retards_transmission, *figures.corrections]
    assert all(len(un["retards"]) + len(un["corrections"]) <= 24 for un in vues)
    commencees = [un for un in vues if un["corrections_commencent"]]
    assert commencees[-1]["corrections"] == figures.corrections[: len(commencees[-1]["corrections"])]
    assert all(un["avec_corrections"] for un in vues if un["corrections"])


@pytest.mark.parametrize("combien", [500, 499])
def test_une_regle_de_centaines_de_marches_les_dit_tous_en_peu_de_place(combien):
    refs = tuple(f"2026-MARCHE-{rang:03d}" for rang in range(combien))
    regle = replace(BILAN.methode.regles[0], marches=refs)
    synthese = replace(BILAN.synthese, nombre_marches=500)
    lignes = ecrire_regles(replace(BILAN, synthese=synthese, methode=replace(BILAN.methode, regles=(regle,))))
    if combien == 500:
        assert [ligne.marches for ligne in lignes] == ["les 500\u00a0marchés"]
    else:
        assert lignes[0].marches == "499\u00a0marchés, ci-dessous"
        assert ", ".join(ligne.marches for ligne in lignes[1:]) == ", ".join(refs)
        assert max(len(ligne.marches) for ligne in lignes) < 1200
