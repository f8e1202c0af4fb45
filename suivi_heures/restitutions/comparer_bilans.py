"""What a revised report says of the one it replaces: every printed figure that moved, before and after."""

from __future__ import annotations

from collections.abc import Iterator

from clauses_app.interface.formats import accorder, formater_heures, formater_nombre, formater_pourcent
from suivi_heures.restitutions.bilan_trimestriel import (
    Avancement,
    BilanTrimestriel,
    Changement,
    Effectif,
    FicheMarche,
)

ABSENT = "absent"
MOINS_DE = "moins de {}"
NON_PUBLIE = "non publié"


def comparer_bilans(avant: BilanTrimestriel, apres: BilanTrimestriel) -> tuple[Changement, ...]:
    """Empty when nothing printed has changed."""
    seuil = apres.methode.seuil
    objets = [("Ensemble", _mesurer_ensemble(avant, seuil), _mesurer_ensemble(apres, seuil))]
    anciennes, nouvelles = _par_reference(avant), _par_reference(apres)
    for reference in list(dict.fromkeys([*nouvelles, *anciennes])):
        ancienne, nouvelle = anciennes.get(reference), nouvelles.get(reference)
        objets.append((reference, _mesurer_marche(ancienne), _mesurer_marche(nouvelle)))
    changements = tuple(_ecarts(objets))
    if not changements and avant.chiffres() != apres.chiffres():
        return (Changement("Ensemble", "Textes et détails", "version précédente", "version révisée"),)
    return changements


def _ecarts(objets: list[tuple[str, dict[str, str], dict[str, str]]]) -> Iterator[Changement]:
    for objet, avant, apres in objets:
        for mesure in dict.fromkeys([*apres, *avant]):
            ancienne, nouvelle = avant.get(mesure, ABSENT), apres.get(mesure, ABSENT)
            if ancienne != nouvelle:
                yield Changement(objet, mesure, ancienne, nouvelle)


def _par_reference(bilan: BilanTrimestriel) -> dict[str, FicheMarche]:
    return {f"Marché {fiche.reference}": fiche for fiche in bilan.marches}


def ecrire_effectif(effectif: Effectif, seuil: int) -> str:
    if effectif.personnes is not None:
        return formater_nombre(effectif.personnes)
    return MOINS_DE.format(seuil) if effectif.masque == effectif.masque.SEUIL else NON_PUBLIE


def _mesurer_avancement(avancement: Avancement) -> dict[str, str]:
    couverture = avancement.couverture
    return {
        "Heures dues": formater_heures(avancement.objectif),
        "Heures réalisées": formater_heures(avancement.realise),
        "Heures réalisées au trimestre": formater_heures(avancement.au_trimestre),
        "Heures en attente": formater_heures(avancement.en_attente),
        "Heures refusées": formater_heures(avancement.refusees),
        "Heures exclues": formater_heures(avancement.exclues),
        "Taux de réalisation": formater_pourcent(avancement.pourcent),
        "Déclarations reçues": f"{couverture.recues} sur {couverture.attendues}",
    }


def _mesurer_ensemble(bilan: BilanTrimestriel, seuil: int) -> dict[str, str]:
    synthese = bilan.synthese
    return {
        **_mesurer_avancement(synthese.avancement),
        "Personnes depuis le début": ecrire_effectif(synthese.personnes, seuil),
        "Personnes au trimestre": ecrire_effectif(synthese.personnes_trimestre, seuil),
        "Marchés suivis": formater_nombre(synthese.nombre_marches),
        "Corrections de trimestres antérieurs": formater_nombre(len(bilan.corrections)),
    }


def _mesurer_marche(fiche: FicheMarche | None) -> dict[str, str]:
    if fiche is None:
        return {}
    lots = {f"Lot {lot.reference}, heures réalisées": formater_heures(lot.avancement.realise) for lot in fiche.lots}
    dus = {f"Lot {lot.reference}, heures dues": formater_heures(lot.avancement.objectif) for lot in fiche.lots}
    motifs = {
        f"Heures exclues au trimestre, {exclusion.libelle.lower()}": formater_heures(exclusion.heures)
        for exclusion in fiche.exclusions
    }
    return {**_mesurer_avancement(fiche.avancement), **lots, **dus, **motifs, **_lire_texte(fiche)}


def _lire_texte(fiche: FicheMarche) -> dict[str, str]:
    """The first words are enough to see that a text was written again: both versions hold it whole."""
    if fiche.texte is None:
        return {}
    textes = {
        "Actions menées": fiche.texte.actions,
        "Difficultés": fiche.texte.difficultes,
        "Recommandation": fiche.texte.recommandation,
    }
    return {
        nom: f"«\u00a0{' '.join(texte.split())[:80]}\u00a0», {accorder(len(texte.split()), 'mot')}"
        for nom, texte in textes.items()
        if texte
    }
