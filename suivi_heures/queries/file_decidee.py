"""The kept queue as people left it: only the affairs somebody decided about are looked at one by one."""

from __future__ import annotations

import datetime
from collections import Counter
from typing import Any, Protocol

from django.db.models import Q

from clauses_app.tenancy.contexte import exiger_guichet
from suivi_heures.models import AffaireGardee
from suivi_heures.models.file_affaires import ORDRE_FILE
from suivi_heures.queries.affaires.commun import prochain_lundi
from suivi_heures.queries.suites_affaires import RIEN, EtatAffaire, etats_des_affaires

TOUS = -1  # no key of a member
# asked at each page of the queue: the statement as it is, not composed again every time
_DECIDEES = """
SELECT a.id, a.guichet_id, a.identite, a.empreinte, a.type, a.responsable_id, a.echeance
  FROM suivi_heures_affairegardee a
 WHERE a.guichet_id = %s
   AND EXISTS (SELECT FROM suivi_heures_suiteaffaire s
                WHERE s.guichet_id = a.guichet_id AND s.identite = a.identite AND s.annulee_a IS NULL)
"""


class AvecResponsable(Protocol):
    responsable_id: int | None


class FileDecidee:
    """`chiffres`: counts before any decision (`tenir_file`); one query for the affairs decided about, one more
    for what was decided."""

    def __init__(self, chiffres: dict[str, Any], *, au: datetime.date) -> None:
        decidees = list(AffaireGardee.objects.raw(_DECIDEES, [exiger_guichet()]))
        self.etats = etats_des_affaires(decidees, au=au) if decidees else {}
        self.decidees = [(un, self.etats.get(un.identite, RIEN)) for un in decidees]
        self.avant_lundi: int = chiffres["avant_lundi"]
        # (state, type, person in charge) → how many
        self.comptes: Counter[tuple[str, str, int | None]] = Counter()
        for genre, charge, nombre in chiffres["comptes"]:
            self.comptes["", genre, charge] = nombre
        for un, e in self.decidees:
            self.comptes["", un.type, un.responsable_id] -= 1
            for code in ("", "sommeil", "faites"):
                if est_dans(e, code):
                    self.comptes[code, un.type, responsable(un, e)] += 1
            if not e.est_en_cours and un.echeance and un.echeance < prochain_lundi(au):
                self.avant_lundi -= 1

    def compter(self, etat: str) -> int:
        return sum(nombre for (code, _, _), nombre in self.comptes.items() if code == etat)

    def par_type(self, etat: str, charge: int | None = TOUS) -> Counter[str]:
        """`charge`: in whose hands; None = nobody’s, `TOUS` = whoever."""
        compte: Counter[str] = Counter()
        for (code, genre, de), nombre in self.comptes.items():
            if code == etat and (charge == TOUS or de == charge):
                compte[genre] += nombre
        return compte

    def choisir(self, etat: str, charge: int | None, genre: str) -> Any:
        """The kept rows, in their order, to be paged."""
        dedans = [un.pk for un, e in self.decidees if est_dans(e, etat)]
        if etat:
            rangs = AffaireGardee.objects.filter(pk__in=dedans)
        else:
            rangs = AffaireGardee.objects.all()
            if dehors := [un.pk for un, e in self.decidees if not e.est_en_cours]:
                rangs = rangs.exclude(pk__in=dehors)
        if charge != TOUS:
            confiees = {un.pk: e.confiee.a_id for un, e in self.decidees if e.confiee}
            siennes = [pk for pk, de in confiees.items() if de == charge]
            d_origine = Q(responsable_id__isnull=True) if charge is None else Q(responsable_id=charge)
            rangs = rangs.filter((d_origine & ~Q(pk__in=list(confiees))) | Q(pk__in=siennes))
        if genre:
            rangs = rangs.filter(type=genre)
        return rangs.only("identite", "donnees").order_by(*ORDRE_FILE)


def est_dans(e: EtatAffaire, code: str) -> bool:
    return {"": e.est_en_cours, "sommeil": e.sommeil is not None, "faites": e.faite is not None}[code]


def responsable(a: AvecResponsable, e: EtatAffaire) -> int | None:
    """Whoever it was given to, else who follows the contract."""
    return e.confiee.a_id if e.confiee else a.responsable_id
