"""What is true of a town, and how it is written down for later checks."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from daoan.terms.frames import Bools, Floats, Ints, Objects
from daoan.town.changes import Change
from daoan.town.parameters import Parameters
from daoan.town.register import Faults
from daoan.town.spots import PlantedSpot


@dataclass(frozen=True, slots=True)
class Truth:
    """The truth of one town. Segment columns follow the rows of its network; risks are means over the years."""

    segment_id: Objects
    ordinary_per_year: Floats  # expected crashes that happen, without planted spots
    expected_per_year: Floats  # the same with the planted spots
    vehicles_per_day: Floats  # true AADT, 2022
    deviation: Floats  # e^(r + u): what no covariate explains
    grade_pct: Floats
    turning_deg_km: Floats
    street: Bools
    years: tuple[int, ...]
    year_factor: Floats  # level of each year, mean 1
    spots: tuple[PlantedSpot, ...]
    faults: Faults
    crash_id: Objects  # every record of the register …
    crash_segment: Ints  # … the row of the segment it truly happened on
    crash_offset_m: Floats  # … and how far along it
    crash_spot: Ints  # row of the spot that added it, -1 for none
    crash_change: Ints  # row of the change that added it, -1 for none
    changes: tuple[Change, ...]  # what changed in time; the risks above are those without it
    parameters: Parameters

    def expected_in(self, years: range) -> Floats:
        """Expected crashes per year on each segment, mean over some of the town's years."""
        chosen = np.isin(np.array(self.years), np.array(years))
        return self.expected_per_year * float(self.year_factor[chosen].mean())


def write_truth(truth: Truth, folder: Path, head: Mapping[str, object]) -> None:
    """Write ``segments.parquet``, ``crashes.parquet`` and ``truth.json`` into a folder, which is made if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    columns = ["segment_id", "ordinary_per_year", "expected_per_year", "vehicles_per_day", "deviation", "grade_pct",
               "turning_deg_km", "street"]  # fmt: skip
    pq.write_table(pa.table({c: getattr(truth, c) for c in columns}), folder / "segments.parquet")
    crashes = {
        c: getattr(truth, c) for c in ("crash_id", "crash_segment", "crash_offset_m", "crash_spot", "crash_change")
    }
    pq.write_table(pa.table(crashes), folder / "crashes.parquet")
    rest = {
        **head,
        "simulated": True,
        "years": list(truth.years),
        "year_factor": truth.year_factor.tolist(),
        "spots": [asdict(s) for s in truth.spots],
        "changes": [asdict(c) for c in truth.changes],
        "no_coordinates": sorted(truth.faults.no_coordinates),
        "wrong_coordinates": sorted(truth.faults.wrong_coordinates),
        "doubled": [list(pair) for pair in truth.faults.doubled],
        "parameters": truth.parameters,
    }
    (folder / "truth.json").write_text(json.dumps(rest, ensure_ascii=False, indent=1, default=str), "utf-8")
