"""What is true of a town's traffic, and how it is written down for later checks."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from daoan.terms.frames import Floats, Ints
from daoan.terms.passes import Distances, PassFrame, SiteFrame
from daoan.town.segments import SOURCE
from daoan.town.traffic.devices import Devices
from daoan.town.traffic.fleet import Fleet, Haste, Part
from daoan.town.traffic.follow import Trips
from daoan.town.traffic.record import PassTruth
from daoan.town.traffic.spells import Spells
from daoan.town.traffic.watches import Watch


@dataclass(frozen=True, slots=True)
class Clones:
    """One row a copied plate."""

    original: Ints  # row of the fleet: who bears it rightly
    copy: Ints  # row of the fleet
    passes: Ints  # of the copy, recorded with the plate read right
    original_passes: Ints
    tightest: Floats  # largest ratio of free driving time to the true time between a pass of one and the next of the
    # other, both read right; above 1 no single vehicle could have driven it


@dataclass(frozen=True, slots=True)
class TrafficTruth:
    """The truth of one town's traffic. Moments in seconds count from ``first_ms``, the first local midnight."""

    first_ms: int
    days: int
    fleet: Fleet
    trips: Trips
    passes: PassTruth
    devices: Devices
    clones: Clones
    spells: Spells  # tired ones only
    night_coaches: Ints  # rows of the fleet: drove between 2 and 5 …
    night_unlawful: Ints  # … and are not exempt
    stale: Ints  # rows of the watches whose cause had gone before the first day

    def rows(self, part: Part) -> Ints:
        """Rows of the fleet with a part."""
        return np.flatnonzero(self.fleet.part == part)

    def speeders(self, haste: Haste) -> Ints:
        """Rows of the fleet with a haste."""
        return np.flatnonzero(self.fleet.haste == haste)


def find_clones(fleet: Fleet, passes: PassFrame, truth: PassTruth, distances: Distances) -> Clones:
    """How plainly each copied plate shows."""
    copy = np.flatnonzero(fleet.copies >= 0)
    original = fleet.copies[copy]
    plates = fleet.plate[copy]
    rows = np.flatnonzero(np.isin(truth.plate, plates) & ~truth.misread & ~truth.unread & ~truth.double)
    rows = rows[np.lexsort((truth.moment_ms[rows], truth.plate[rows]))]
    a, b = rows[:-1], rows[1:]
    pair = (truth.plate[a] == truth.plate[b]) & (truth.vehicle[a] != truth.vehicle[b])
    a, b = a[pair], b[pair]
    apart_s = np.maximum((truth.moment_ms[b] - truth.moment_ms[a]) / 1000.0, 1.0)
    ratio = distances.free_s[passes.site[a], passes.site[b]] / apart_s
    index = np.argsort(plates)
    tightest = np.zeros(len(copy))
    np.maximum.at(tightest, index[np.searchsorted(plates[index], truth.plate[a])], ratio)
    number = np.bincount(truth.vehicle[rows], minlength=len(fleet))
    return Clones(original, copy, number[copy], number[original], tightest)


def write_truth(truth: TrafficTruth, watches: tuple[Watch, ...], folder: Path, head: dict[str, object]) -> None:
    """Write the truth: passes, fleet, trips, spells, clones as Parquet; devices and the rest as JSON."""
    for name, columns in (
        ("truth_passes", truth.passes), ("truth_fleet", truth.fleet), ("truth_spells", truth.spells),
        ("truth_clones", truth.clones),
    ):  # fmt: skip
        write_columns(columns, folder / f"{name}.parquet")
    devices = {n: getattr(truth.devices, n).tolist() for n in Devices.__slots__ if n != "confusions"}
    rest = {
        **head,
        "simulated": True,
        "first_ms": truth.first_ms,
        "days": truth.days,
        "night_coaches": truth.night_coaches.tolist(),
        "night_unlawful": truth.night_unlawful.tolist(),
        "shuttlers": truth.rows(Part.SHUTTLER).tolist(),
        "stale_watches": truth.stale.tolist(),
        "watches": [asdict(w) for w in watches],
        "devices": devices,
    }
    (folder / "truth.json").write_text(json.dumps(rest, ensure_ascii=False, indent=1), "utf-8")


def write_columns(frame: PassFrame | SiteFrame | object, path: Path) -> None:
    """A frame of columns as one Parquet file, which says of itself that it is simulated."""
    names: tuple[str, ...] = type(frame).__slots__  # type: ignore[attr-defined]
    table = pa.table({name: getattr(frame, name) for name in names})
    pq.write_table(table.replace_schema_metadata({"simulated": "true", "source": SOURCE}), path, compression="zstd")
