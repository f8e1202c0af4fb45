"""What is wrong in a timesheet: where, which code, and the sentence that says what to do."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from clauses_app.interface.formats import soigner_typographie
from suivi_heures.enums import CodeAnomalie


@dataclass(frozen=True, slots=True)
class Anomalie:
    """`colonne` is the reference of the cell (« F7 ») when there is one. `au_guichet`: the sentence of the staff, when
    the sender's own must not tell what the guichet knows of people who are not its own."""

    ligne: int
    colonne: str
    code: CodeAnomalie
    message: str
    au_guichet: str = ""

    def en_json(self) -> dict[str, object]:
        dites = {"message": soigner_typographie(self.message)}
        if self.au_guichet:
            dites["au_guichet"] = soigner_typographie(self.au_guichet)
        return {champ: valeur for champ, valeur in asdict(self).items() if champ != "au_guichet"} | dites
