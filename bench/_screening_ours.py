"""Worker: Auckland screened by Daoan, one step after the other, in a process of its own."""

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

STARTED = time.perf_counter()

import numpy as np  # noqa: E402
import pandas  # noqa: E402, F401 - pyarrow imports it, where it is installed, at its first column: not our work
import pyarrow.parquet as pq  # noqa: E402

from bench import ROOT  # noqa: E402
from bench._screening_data import AS_OF, CRASHES, EDGES, YEARS, nearest_share  # noqa: E402
from daoan.assess.blackspots import find_blackspots, risk_arrays_of  # noqa: E402
from daoan.assess.exposure import class_exposure  # noqa: E402
from daoan.assess.risk.table import fit_risk  # noqa: E402
from daoan.sense.roads.edges import read_edges  # noqa: E402
from daoan.sense.roads.topology import build_network  # noqa: E402
from daoan.sense.snapping import snap  # noqa: E402
from daoan.terms.codes import KSI, Severity  # noqa: E402
from daoan.terms.frames import NONE_CODE, CrashFrame, code_column  # noqa: E402
from daoan.terms.rulepacks import RulePack, read_rule_pack  # noqa: E402

PACKS = ("blackspots-prefecture-2008", "blackspots-excess")
SEVERITIES = {
    "fatality": Severity.FATAL,
    "serious_injury": Severity.SERIOUS,
    "minor_injury": Severity.SLIGHT,
    "property_damage": Severity.DAMAGE,
}


def read_pack(name: str) -> RulePack:
    """A rule pack of the project."""
    return read_rule_pack((ROOT / "rulepacks" / f"{name}.toml").read_text(encoding="utf-8"), name)


def read_crashes(path: Path) -> CrashFrame:
    """The crash table as a frame, unsnapped. The source tells the year only, so crashes stand on 1 January."""
    columns = ["crash_id", "year", "longitude", "latitude", "severity", "fatalities", "serious_injuries"]
    columns += ["minor_injuries", "pedestrian", "bicycle", "motor_cycle"]
    table = pq.ParquetFile(path).read(columns=columns)
    n = table.num_rows
    number = {c: table[c].to_numpy() for c in columns if c not in ("crash_id", "severity")}
    when = (number["year"] - 1970).astype("datetime64[Y]").astype("datetime64[s]")
    encoded = table["severity"].combine_chunks().dictionary_encode()
    named = [SEVERITIES[name] for name in encoded.dictionary.to_pylist()]
    nothing = np.full(n, NONE_CODE, dtype=np.uint8)
    codes = code_column(Severity, named)[encoded.indices.to_numpy()]
    return CrashFrame(
        crash_id=table["crash_id"].to_numpy(zero_copy_only=False).astype(object),
        happened_at=when,
        known_at=when,
        local_at=when,
        lon=number["longitude"],
        lat=number["latitude"],
        severity=codes,
        ksi=np.isin(codes, code_column(Severity, sorted(KSI))),
        deaths=number["fatalities"].astype(np.int64),
        serious=number["serious_injuries"].astype(np.int64),
        slight=number["minor_injuries"].astype(np.int64),
        vulnerable=(number["pedestrian"] + number["bicycle"] + number["motor_cycle"]) > 0,
        road_class=nothing,
        light=nothing,
        weather=nothing,
        surface=nothing,
        form=nothing,
        area=np.full(n, None, dtype=object),
        segment=np.full(n, -1, dtype=np.int64),
        offset_m=np.full(n, np.nan),
        snap_m=np.full(n, np.nan),
    )


def screen(folder: Path, share: float) -> dict[str, Any]:
    """Every step of the screening on a share of the data, with its seconds."""
    steps: dict[str, float] = {}

    def timed(name: str, work: Callable[[], Any]) -> Any:
        begun = time.perf_counter()
        result = work()
        steps[name] = steps.get(name, 0.0) + time.perf_counter() - begun
        return result

    crashes = timed("read", lambda: read_crashes(folder / CRASHES))
    links = timed("read", lambda: read_edges(folder / EDGES, AS_OF)).links
    if share < 1.0:  # cutting the data down is no part of the work
        crashes = crashes.where(nearest_share(crashes.lon, crashes.lat, share))
        first = links.coords[links.starts[:-1]]
        links = links.where(nearest_share(first[:, 0], first[:, 1], share))
        steps["read"] *= share
    severity, exposure_pack = read_pack("severity"), read_pack("exposure")
    packs = [read_pack(name) for name in PACKS]
    network = timed("network", lambda: build_network(links).network)
    crashes = timed("snap", lambda: snap(crashes, network, within_m=10.0))
    exposure = timed("fit and estimate", lambda: class_exposure(network, exposure_pack))
    table = timed("fit and estimate", lambda: fit_risk(network, crashes, exposure, AS_OF, YEARS, severity))
    risk = timed("windows", lambda: risk_arrays_of(table))
    spots = timed("windows", lambda: find_blackspots(network, crashes, risk, AS_OF, packs, "Pacific/Auckland"))
    return {
        "steps": steps,
        "crashes": len(crashes),
        "segments": len(network),
        "snapped": int((crashes.segment >= 0).sum()),
        "spots": {p.name: sum(s.rule_pack == p.stamp for s in spots) for p in packs},
    }


def main() -> None:
    """Arguments: folder of the data, share. Prints one JSON object."""
    imported = time.perf_counter()
    begun, begun_cpu = time.perf_counter(), time.process_time()
    result = screen(Path(sys.argv[1]), float(sys.argv[2]))
    seconds = sum(result["steps"].values()) if float(sys.argv[2]) < 1.0 else time.perf_counter() - begun
    cpu_seconds = time.process_time() - begun_cpu
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0
    print(
        json.dumps(
            {
                **result,
                "seconds": seconds,
                "cpu_seconds": cpu_seconds,
                "import_seconds": imported - STARTED,
                "peak_mb": peak_mb,
            }
        )
    )


if __name__ == "__main__":
    main()
