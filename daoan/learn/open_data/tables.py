"""Tables as they are released: fields in words, rows, where each row lies, what was held back."""

from dataclasses import dataclass
from typing import Literal

from daoan.terms.estimates import Text

Cell = str | int | float | bool | None
Kind = Literal["text", "whole", "number", "truth"]
NO_WORDS = Text("", "")


@dataclass(frozen=True, slots=True)
class OpenField:
    """One column: its name in files, what it is, its unit."""

    name: str
    kind: Kind
    meaning: Text
    unit: Text = NO_WORDS


@dataclass(frozen=True, slots=True)
class OpenTable:
    """One data set. ``places``: for each row a box (west, south, east, north), a point (lon, lat), or ``None``.

    ``records`` is what there was to tell of, ``suppressed`` what no row tells of; ``held`` counts of an earlier release
    that stand although the record has changed by less than ``k``.
    """

    name: str
    title: Text
    source: Text
    fields: tuple[OpenField, ...]
    rows: tuple[tuple[Cell, ...], ...]
    places: tuple[tuple[float, ...] | None, ...]
    records: int
    suppressed: int
    held: int = 0


SIMULATED = OpenField(
    "simulated",
    "truth",
    Text("Simulated data: no real person or place is described.", "模拟数据，不涉及真实的人和地点。"),
)
