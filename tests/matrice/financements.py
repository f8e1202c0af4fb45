"""A funded post, its funder, its money and its time, marked with the canary of their owner."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from marches.models import Agrement, StructureAnnuaire
from suivi_heures.models import AppelFonds, CompteRendu, DepensePoste, EtapeAppel, PartPoste, Poste, TempsPasse
from suivi_heures.restitutions.compte_rendu import Chiffre, Document, Rubrique
from suivi_heures.restitutions.figer import empreinte, en_json

DEBUT, FIN = datetime.date(2025, 1, 1), datetime.date(2031, 12, 31)


def financer(nom: str, cle: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    poste = Poste.objects.create(
        **cle(),
        nom=f"{nom}poste",
        agent_id=0,
        agent_nom=f"{nom}agent",
        territoire=f"{nom}vallée",
        quotite_pct=80,
        date_debut=DEBUT,
        date_fin=FIN,
        cout=147000,
    )
    part = PartPoste.objects.create(
        **cle(), poste=poste, financeur=f"{nom}payeur", groupe=f"{nom}groupe", type="ETAT", part_pct=Decimal(20)
    )
    depense = DepensePoste.objects.create(
        **cle(),
        poste=poste,
        nature="SALAIRE",
        libelle=f"{nom}salaire",
        le=DEBUT,
        montant=100,
        eligible=90,
        motif_ecart=f"{nom}motif",
        piece=f"{nom}bulletin",
    )
    temps = TempsPasse.objects.create(
        **cle(), poste=poste, jour=DEBUT, activite="SUIVI", minutes=60, precision=f"{nom}réunion", par_nom=f"{nom}qui"
    )
    appel = AppelFonds.objects.create(
        **cle(), part=part, numero=1, genre="ACOMPTE", du=DEBUT, au=DEBUT, base=90, montant=18, par_nom=f"{nom}qui"
    )
    EtapeAppel.objects.create(appel=appel, rang=1, etat="PREPARE", le=DEBUT, motif=f"{nom}motif", par_nom=f"{nom}qui")
    ligne = Chiffre("Part", f"{nom}valeur", f"{nom}note")
    document = Document(
        guichet=f"{nom}guichet",
        financeur=f"{nom}payeur",
        poste=f"{nom}poste",
        agent=f"{nom}agent",
        territoire=f"{nom}vallée",
        periode="en 2025",
        rubriques=(Rubrique("Financement", (ligne,)),),
        suites=(ligne,),
    )
    rendu = CompteRendu.objects.create(
        **cle(), part=part, du=DEBUT, au=DEBUT, donnees=en_json(document), empreinte=empreinte(document)
    )
    structure = StructureAnnuaire.objects.create(
        **cle(), cle=f"{nom}structure", nom=f"{nom}structure", type="EI", commune=f"{nom}commune", source=f"{nom}source"
    )
    return {
        "structure_annuaire": structure,
        "agrement": Agrement.objects.create(**cle(), structure=structure, debut=DEBUT, source=f"{nom}annexe"),
        "poste": poste,
        "part_poste": part,
        "depense_poste": depense,
        "temps_passe": temps,
        "appel_fonds": appel,
        "compte_rendu": rendu,
    }
