"""Passes for the tests of the lake: made from a few numbers, and the slow, obvious lake to compare with."""

import numpy as np

from daoan.store.lake.files import DAY_MS
from daoan.terms.passes import PASS_TYPES, PassFrame
from daoan.terms.plates import pack_plate

DAY_0 = 20_500  # days since 1970: 2026-02-16
START = DAY_0 * DAY_MS
PLATES = tuple(pack_plate(text) for text in ("甘M12345", "甘M54321", "甘MD12345", "陕A00001"))
OTHER = pack_plate("甘M12345", large=True)

#: A pass as plain numbers, one a column.
Row = tuple[float, ...]


def frame_of(rows: list[Row]) -> PassFrame:
    columns = zip(*rows, strict=True) if rows else [() for _ in PASS_TYPES]
    return PassFrame(**{n: np.array(c, t) for (n, t), c in zip(PASS_TYPES.items(), columns, strict=True)})


def rows_of(frame: PassFrame) -> list[Row]:
    return list(zip(*(getattr(frame, name).tolist() for name in PASS_TYPES), strict=True))


def row(number: int, at: int, *, plate: int = PLATES[0], site: int = 0, late: int = 500, **more: float) -> Row:
    """A pass. ``at``: seconds after the first day began; ``late``: milliseconds until it was known."""
    happened = START + at * 1000
    values = {
        "pass_id": number, "site": site, "lane": 1, "heading": 0, "happened_ms": happened,
        "known_ms": happened + late, "plate": plate, "plate_colour": 2, "score": 90, "kind": 0, "colour": 1,
        "brand": -1, "speed_kmh": 60.0,
    } | more  # fmt: skip
    return tuple(values[name] for name in PASS_TYPES)


class SlowLake:
    """A list of passes; of those with one id the one that was known first."""

    def __init__(self) -> None:
        self.rows: dict[float, Row] = {}

    def append(self, rows: list[Row]) -> None:
        for new in rows:
            kept = self.rows.get(new[0])
            if kept is None or new[5] < kept[5]:
                self.rows[new[0]] = new

    def read(self, since: int, until: int) -> list[Row]:
        return sorted((r for r in self.rows.values() if since <= r[4] < until), key=lambda r: (r[5], r[0]))

    def of_plate(self, plate: int, since: int, until: int) -> list[Row]:
        found = [r for r in self.rows.values() if r[6] == plate and since <= r[4] < until]
        return sorted(found, key=lambda r: (r[4], r[0]))
