"""The cells of one row, read field by field, remembering what was wrong with them."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from daoan.sense.feeds.dictionary import Dictionary
from daoan.sense.feeds.numbers import find_count
from daoan.sense.quality import code_repaired, code_unknown
from daoan.sense.quality.rule import Finding
from daoan.terms.codes import label_of

C = TypeVar("C", bound=StrEnum)


class CellReader:
    """Reads one row. ``columns`` says which heading holds which field; a field without a column is not recorded.

    ``findings`` grows as cells are read: what the dictionaries did not know, what was repaired, what is no number.
    """

    def __init__(self, cells: Mapping[str, str], columns: Mapping[str, str]) -> None:
        self.cells = cells
        self.columns = columns
        self.findings: list[Finding] = []

    def text(self, field: str) -> str:
        """The cell of a field; "" where it is empty or the source has no such column."""
        return self.cells.get(self.columns.get(field, ""), "")

    def code(self, field: str, known: Dictionary[C]) -> C | None:
        """What the cell of a field means; ``None`` where it is empty, or unknown (which is remembered)."""
        return self.meaning(field, self.text(field), known)

    def meaning(self, field: str, value: str, known: Dictionary[C]) -> C | None:
        """What a value means that was cut out of the cell of a field."""
        if known.is_empty(value):
            return None
        found = known.find(value)
        if found is None:
            self.unknown(field, value)
        elif known.is_repaired(value):
            words = {"value": value, "meaning": label_of(found).en}
            self.findings.append(Finding(code_repaired.RULE, self.column(field), code_repaired.RULE.say(**words)))
        return found

    def count(self, field: str) -> int | None:
        """The cell of a field as a count of people or vehicles; ``None`` where it is empty, or no count."""
        value = self.text(field)
        if value in ("", "-1"):
            return None
        found = find_count(value)
        if found is None:
            self.unknown(field, value)
        return found

    def unknown(self, field: str, value: str) -> None:
        """Remember a value that means nothing in its column."""
        column = self.column(field)
        self.findings.append(Finding(code_unknown.RULE, column, code_unknown.RULE.say(value=value, column=column)))

    def column(self, field: str) -> str | None:
        """The heading of a field as the source wrote it."""
        return self.columns.get(field)
