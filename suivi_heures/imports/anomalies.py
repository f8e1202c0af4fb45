"""What is wrong in a timesheet: where, which code, and the sentence that says what to do."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from clauses_app.interface.formats import soigner_typographie
from suivi_heures.enums import CodeAnomalie


@dataclass(frozen=True, slots=True)
class Anomalie:
    """`colonne` is the reference of the cell (« F7 ») when there is one."""

    ligne: int
    colonne: str
    code: CodeAnomalie
    message: str

    def en_json(self) -> dict[str, object]:
        return asdict(self) | {"message": soigner_typographie(self.message)}
