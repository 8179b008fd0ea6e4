"""What the register of vehicles tells that ends entries of itself: an inspection, a fine paid, a plate found."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from daoan.act.watches.catalogue import Catalogue
from daoan.act.watches.filing import read_plate
from daoan.act.watches.watch import CURES, IN_FORCE
from daoan.terms.passes import NEVER, VehicleFrame
from daoan.terms.records.working import Matter


@dataclass(frozen=True, slots=True)
class Cure:
    """Something that a register tells of a plate. ``code``: of :data:`CURES`; ``record``: where it is written down."""

    plate: int  # packed
    code: str
    at: datetime
    record: str


def plate_of(matter: Matter) -> int:
    """The packed plate of an entry."""
    return read_plate(str(matter.values["plate"]), large=bool(matter.values.get("large")))[1]


def cured(entries: Iterable[Matter], cures: Iterable[Cure], catalogue: Catalogue) -> Iterator[tuple[Matter, Cure]]:
    """Entries in force whose cause is gone, each with the first cure that its type knows.

    What was told before an entry was filed is no news to it.
    """
    by_plate: dict[int, list[Cure]] = {}
    for cure in sorted(cures, key=lambda c: c.at):
        if cure.code in CURES:
            by_plate.setdefault(cure.plate, []).append(cure)
    for entry in entries:
        kind = catalogue.types.get(str(entry.values.get("type")))
        if kind is None or entry.state not in IN_FORCE:
            continue
        filed_at = datetime.fromisoformat(str(entry.values["filed_at"]))
        for cure in by_plate.get(plate_of(entry), ()):
            if cure.code in kind.cured_by and cure.at >= filed_at:
                yield entry, cure
                break


def cures_in(vehicles: VehicleFrame, today: int, at: datetime, record: str) -> tuple[Cure, ...]:
    """What a reading of the register at a moment tells: inspections that hold, violations that are all processed.

    ``today``: days since 1970 in the city's zone. ``record``: name of the reading. A vehicle whose inspection has no
    end in the register tells nothing of one; one whose violations it does not count, nothing of those.
    """
    inspected = np.flatnonzero((vehicles.inspect_by >= today) & (vehicles.inspect_by != NEVER))
    processed = np.flatnonzero(vehicles.unprocessed == 0)
    told = [Cure(int(vehicles.plate[row]), "inspected", at, record) for row in inspected]
    return (*told, *(Cure(int(vehicles.plate[row]), "processed", at, record) for row in processed))
