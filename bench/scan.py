"""Kulldorff's scan: New York as SaTScan printed it, Leeds in space and time along its roads, beside plain NumPy."""

import csv
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from bench import find_data
from bench._scan_leeds import read_leeds
from bench._scan_numpy import numpy_scan
from bench.machine import describe_file
from daoan.assess.clusters.windows import dead_ends_near
from daoan.kernels.scan import Model, Scan, Zones, network_zones, permutation_model, plane_zones, poisson_model, scan

#: What SaTScan 9.6 printed for the first three clusters.
PRINTED = (14.083511, 9.019716, 6.114140)

REPLICATIONS = 999
WEEKS, LONGEST = 260, 26
SHARE_OF_LENGTH = 0.10
STEP_M = 40.0  # gaps of the drawn roads that a zone may step over, as in the loop
SCALES = (0.25, 0.5, 1.0)


def run(small: bool = False) -> dict[str, Any]:
    """LLRs of New York's 281 tracts and the seconds of 999 draws; five years of Leeds, prospective, by week.

    Numba's cache is warm (one draw is made first). ``cpu_seconds`` is what the processor worked: it tells a slow
    program from a busy machine. With ``small`` Leeds gets 99 draws.
    """
    folder = find_data("bench", "scan_ny")
    with (folder / "nydf.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    column = {k: np.array([float(r[k]) for r in rows]) for k in ("longitude", "latitude", "population", "cases")}
    xy, population = np.column_stack([column["longitude"], column["latitude"]]), column["population"]
    cases = np.floor(column["cases"]).astype(np.int64)

    def new_york() -> Scan:
        model = poisson_model(cases[:, None], population[:, None])
        return scan(plane_zones(xy, population), model, replications=REPLICATIONS)

    scan(plane_zones(xy, population), poisson_model(cases[:, None], population[:, None]), replications=1)
    found, ours = _timed(new_york, 1 if small else 3)
    zones = plane_zones(xy, population)
    peer_draws = 99 if small else REPLICATIONS
    peer, theirs = _timed(lambda: numpy_scan(zones, cases, population, peer_draws, 0), 1)
    llr = [round(float(r), 6) for r in found.ratio[:3]]
    return {
        "llr": llr,
        "llr_printed": list(PRINTED),
        "llr_equal": llr == list(PRINTED),
        "p_values": [float(f"{p:.3g}") for p in found.p_value[:3]],
        "places": len(cases),
        "replications": REPLICATIONS,
        **ours,
        "leeds": _leeds(99 if small else REPLICATIONS),
        "peers": {
            "numpy + scipy.sparse (own)": {
                **theirs,
                "replications": peer_draws,
                "llr": round(peer[0], 6),
                "times_slower_a_draw": round(
                    theirs["cpu_seconds"] / peer_draws / (ours["cpu_seconds"] / REPLICATIONS), 1
                ),
                "note": "no library here has the scan; purely spatial only",
            }
        },
        "data": [
            describe_file(folder / "nydf.csv", licence="public data"),
            {"file": "examples/leeds", "licence": "OGL v3, ODbL"},
        ],
    }


def _leeds(replications: int) -> dict[str, Any]:
    roads = read_leeds(WEEKS)
    network = roads.network
    gaps = dead_ends_near(network, STEP_M)

    def zones_of(rows: int) -> Zones:
        some = slice(0, rows)
        length = network.length_m[some]
        return network_zones(network.from_node[some], network.to_node[some], length, length, SHARE_OF_LENGTH, gaps=gaps)

    whole, zoned = _timed(lambda: zones_of(len(network)), 1)
    scan(whole, permutation_model(roads.counts, LONGEST), replications=1)
    permuted = permutation_model(roads.counts, LONGEST)
    usual = roads.counts.sum(axis=1) + 0.5 * network.length_m / 1000.0
    poisson = poisson_model(roads.counts, np.repeat(usual[:, None], WEEKS, axis=1), LONGEST)

    def scanned(zones: Zones, model: Model, stop_after: int | None = None) -> dict[str, Any]:
        found, cost = _timed(lambda: scan(zones, model, replications=replications, stop_after=stop_after), 1)
        return {**cost, "draws": len(found.draws), "llr": round(float(found.ratio[0]), 6)}

    scaling = []
    for share in SCALES:
        rows = round(share * len(network))
        zones, model = zones_of(rows), permutation_model(roads.counts[:rows], LONGEST)
        cost = {k: v for k, v in scanned(zones, model).items() if k.endswith("seconds")}
        scaling.append({"stretches": rows, "windows": len(zones.member) * LONGEST, **cost})
    return {
        "stretches": len(network),
        "km": round(float(network.length_m.sum()) / 1000, 1),
        "crashes": int(roads.counts.sum()),
        "weeks": WEEKS,
        "windows": len(whole.member) * LONGEST,
        "replications": replications,
        "zones": zoned,
        "permutation": scanned(whole, permuted),
        "poisson": scanned(whole, poisson),
        "permutation_stopping_at_10": scanned(whole, permuted, 10),
        "scaling": scaling,
        "scaling_exponent": round(_slope([r["windows"] for r in scaling], [r["cpu_seconds"] for r in scaling]), 3),
    }


def _slope(sizes: list[int], costs: list[float]) -> float:
    return float(np.polyfit(np.log(sizes), np.log(costs), 1)[0])


def _timed(work: Callable[[], Any], runs: int) -> tuple[Any, dict[str, float]]:
    """What the work gave, and the least of some runs' seconds by the wall and by the processor."""
    costs, result = [], None
    for _ in range(runs):
        wall, cpu = time.perf_counter(), time.process_time()
        result = work()
        costs.append((time.perf_counter() - wall, time.process_time() - cpu))
    return result, {
        "seconds": round(min(c[0] for c in costs), 3),
        "cpu_seconds": round(min(c[1] for c in costs), 3),
    }
