"""Location problems with published optima: p-medians, covering in São José dos Campos, expected covering in Utrecht."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from bench import find_data
from bench._planner_data import SJC_RADIUS_M, Utrecht, read_pmed, read_sjc, read_utrecht
from bench._planner_peers import time_spopt
from bench.machine import describe_file
from daoan.kernels.optimise.covering import Covering, cover
from daoan.kernels.optimise.expected import Fleet, station, station_greedily
from daoan.kernels.optimise.medians import choose_medians
from daoan.kernels.optimise.most_covered import most_covered

#: Optima as published with the instances.
PMED = (
    5819, 4093, 4250, 3034, 1355, 7824, 5631, 4445, 2734, 1255, 7696, 6634, 4374, 2968, 1729,
    8162, 6999, 4809, 2845, 1789, 9138, 8579, 4619, 2961, 1828, 9917, 8307, 4498, 3033, 1989,
)  # fmt: skip
SJC = {
    324: (5461, 8790, 11604, 12106, 12152),
    402: (6555, 11339, 14690, 15658, 15970, 15984),
    500: (7944, 12454, 15730, 17794, 18859, 19525, 19692, 19707),
}
UTRECHT = {5: 0.514979, 10: 0.696830, 15: 0.792411, 19: 0.841782, 20: 0.852089}
BUSY, WITHIN_MIN = 0.6, 12.0


def run_sets(small: bool) -> dict[str, Any]:
    """Figures by instance: value, published optimum, gap to it, proved or not, seconds of processor and by the clock.

    ``small`` takes every fifth p-median, SJC324, and asks spopt once each. Raises :class:`bench.DataMissing`.
    """
    folders = {name: find_data("bench", name) for name in ("pmed", "mclp_sjc", "mexclp_utrecht")}
    _pmed(folders["pmed"], 6)  # kernels are compiled now: it goes all the way
    pmed = [_pmed(folders["pmed"], k) for k in range(1, 31, 5 if small else 1)]
    sjc = [row for n in SJC if n == 324 or not small for row in _sjc(folders["mclp_sjc"], n)]
    utrecht = read_utrecht(folders["mexclp_utrecht"])
    expected = [_utrecht(utrecht, k) for k in UTRECHT]
    return {
        "pmed_worst_pct": max(row["above_pct"] for row in pmed),
        "pmed_slowest_s": max(row["seconds"] for row in pmed),
        "pmed_proved": sum(row["proved"] for row in pmed),
        "sjc_all_optimal": all(row["value"] == row["optimum"] and row["proved"] for row in sjc),
        "utrecht_worst_difference": max(row["difference"] for row in expected),
        "pmed": pmed,
        "sjc": sjc,
        "utrecht": expected,
        "utrecht_day": _day(utrecht),
        "peers": time_spopt(folders, small, {row["instance"]: row for row in [*pmed, *sjc]}),
        "data": [
            *(describe_file(folders["pmed"] / f"pmed{k}.txt", licence="public") for k in (1, 30)),
            *(describe_file(folders["mclp_sjc"] / f"SJC{n}.txt", licence="CC BY-NC-SA") for n in SJC),
            describe_file(folders["mexclp_utrecht"] / "siren_driving_matrix_2022.csv", licence="GPL-3 origin"),
        ],
    }


def _timed(work: Callable[[], Any]) -> tuple[Any, dict[str, float]]:
    wall, cpu = time.perf_counter(), time.process_time()
    answer = work()
    return answer, {
        "seconds": round(time.perf_counter() - wall, 2),
        "cpu_seconds": round(time.process_time() - cpu, 2),
    }


def _pmed(folder: Path, k: int) -> dict[str, Any]:
    cost, p = read_pmed(folder / f"pmed{k}.txt")
    found, took = _timed(lambda: choose_medians(cost, p))
    value = float(cost[:, found.sites].min(axis=1).sum())
    return {
        "instance": f"pmed{k}", "n": len(cost), "p": p, "value": value, "optimum": PMED[k - 1],
        "above_pct": round(100 * (value / PMED[k - 1] - 1), 4), "bound": found.bound, "proved": found.proved, **took,
    }  # fmt: skip


def _sjc(folder: Path, n: int) -> list[dict[str, Any]]:
    distance, mass = read_sjc(folder / f"SJC{n}.txt")
    within = distance <= SJC_RADIUS_M
    place, site = np.nonzero(within)
    rows = []
    for p, optimum in enumerate(SJC[n], start=1):
        found, took = _timed(lambda p=p: most_covered(site, place, mass, n, p, seconds=60.0))
        greedy = cover(
            Covering(
                np.ones(n), np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64), site, place, mass, np.array([p])
            )
        )
        value = float(mass[within[:, found.sites].any(axis=1)].sum())
        rows.append(
            {
                "instance": f"SJC{n} p={p}", "value": value, "optimum": optimum, "greedy": greedy.value,
                "bound": round(found.bound, 6), "proved": found.proved, **took,
            }
        )  # fmt: skip
    return rows


def _utrecht(given: Utrecht, units: int) -> dict[str, Any]:
    fleet = Fleet(given.share[None, :], np.array([BUSY]), np.array([units]), given.minutes <= WITHIN_MIN)
    found, took = _timed(lambda: station(fleet))
    greedy = station_greedily(fleet)
    return {
        "units": units, "value": round(found.value, 9), "optimum": UTRECHT[units],
        "difference": round(abs(round(found.value, 6) - UTRECHT[units]), 9), "gap": found.gap,
        "greedy": round(greedy.value, 9), "greedy_misses_by": round(found.value - greedy.value, 9), **took,
    }  # fmt: skip


def _day(given: Utrecht) -> dict[str, Any]:
    """Day, evening and night with their own demand and business, and units that move for a price. Made up.

    By day more of the demand is in large places (share to the power of 1.5). A minute of driving between shifts costs
    0.01 % of the demand of 24 hours.
    """
    level, busy, units = np.array([1.0, 0.8, 0.4]), np.array([0.6, 0.5, 0.3]), np.array([15, 15, 12])
    gathered = given.share**1.5 / (given.share**1.5).sum()
    demand = level[:, None] * np.array([gathered, given.share, given.share]) / level.sum()
    fleet = Fleet(demand, busy, units, given.minutes <= WITHIN_MIN, move_cost=1e-4 * given.between)
    found, took = _timed(lambda: station(fleet))
    greedy = station_greedily(fleet)
    return {
        "value": round(found.value, 6), "gap": found.gap, "moved": int(found.moves.sum() - _stays(found.moves)),
        "move_cost": round(found.cost, 6), "each_shift_greedily": round(greedy.value, 6), **took,
    }  # fmt: skip


def _stays(moves: Any) -> int:
    return int(np.trace(moves, axis1=1, axis2=2).sum())
