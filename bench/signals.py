"""Signal plans: delay of shipped, optimised, adaptive lights on fresh seeds, beside max-pressure and SUMO's tools."""

import argparse
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from statistics import fmean
from tempfile import TemporaryDirectory
from typing import Any

from bench import ROOT, DataMissing, find_data
from bench._signals_peers import sumo_tools
from bench.machine import describe_file
from daoan.act.signals.proposal import Proposal
from daoan.act.signals.seeking import effort_of
from daoan.app.signals import optimise, signals_pack
from daoan.app.signals_driven import Drive, driven
from daoan.edge.sumo.network import read_roads
from daoan.edge.sumo.places import MISSING, Sumo, find_sumo
from daoan.edge.sumo.scenario import read_scenario
from daoan.terms.signals import Simulated

MAPS = ("cologne1", "ingolstadt1", "cologne3", "grid4x4")
SMALL_MAPS = ("ingolstadt1",)
SEEDS, SMALL_SEEDS = tuple(range(1, 11)), (1, 2)
WORKERS = 2
#: What the brief of the benchmark asks of a plan that changes greens, cycle and offsets only.
ASKED = {"cologne1": 37.5, "ingolstadt1": 21.0}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """``--scenario``: another folder; ``--seeds``: which judge."""
    parser.add_argument("--scenario", type=Path, help="folder with *.net.xml, *.rou.xml and *.sumocfg")
    parser.add_argument("--seeds", help="seeds that judge, e.g. 1,2,3 or 1-10")


def run(small: bool = False, scenario: Path | None = None, seeds: str | None = None) -> dict[str, Any]:
    """Seconds of delay a trip, means over seeds that no search has met; per map shipped, optimised, adaptive, peers.

    ``delay_s`` is of plans in which only greens, cycle and offsets differ from the shipped ones. ``adaptive_delay_s``
    is of lights that choose phases while traffic runs (every 10 s, 3 s yellow, as max-pressure beside them), with
    conflicts per 1,000 trips apart. ``small``: one map, two seeds, a short search.
    """
    sumo = find_sumo()
    if sumo is None:
        raise DataMissing(MISSING)
    if scenario is not None and not scenario.is_dir():
        raise DataMissing(f"{scenario} is not here")
    folders = [scenario] if scenario else [find_data("bench", "resco", m) for m in (SMALL_MAPS if small else MAPS)]
    judged = read_seeds(seeds) if seeds else (SMALL_SEEDS if small else SEEDS)
    maps = {folder.name: _map(sumo, folder, judged, small) for folder in folders}
    told: dict[str, Any] = {
        name: {m: figures[name] for m, figures in maps.items()}
        for name in ("delay_s", "shipped_delay_s", "adaptive_delay_s")
    }
    return {
        **told,
        "asked_s": {m: s for m, s in ASKED.items() if m in maps},
        "seeds": list(judged),
        "maps": maps,
        "peers": {m: figures.pop("peers") for m, figures in maps.items()},
        "data": [
            describe_file(file, licence="RESCO: GPL-3 and CC BY-NC-SA; for benchmarks only")
            for folder in folders
            for file in sorted(folder.glob("*.net.xml")) + sorted(folder.glob("*.rou.xml"))
        ],
    }


def read_seeds(text: str) -> tuple[int, ...]:
    """ "1,2,5-7" as seeds."""
    found: list[int] = []
    for part in text.split(","):
        low, _, high = part.strip().partition("-")
        found += range(int(low), int(high or low) + 1)
    return tuple(dict.fromkeys(found))


def _map(sumo: Sumo, folder: Path, seeds: Sequence[int], small: bool) -> dict[str, Any]:
    pack = signals_pack(ROOT / "rulepacks")
    effort = effort_of(pack, seeds, len(read_roads(read_scenario(folder).network).junctions))
    if small:
        effort = replace(
            effort, generations=2, per_generation=1, finalists=3, starts=6, draws=effort.draws[:2], moves=1
        )
    begun = time.perf_counter()
    found = optimise(folder, seeds, pack, workers=WORKERS, effort=effort, conflicts=not small)
    searched_s = time.perf_counter() - begun
    adaptive = _driven(sumo, folder, seeds, "lookahead", not small)
    peers: dict[str, Any] = {
        name: _mean(_driven(sumo, folder, seeds, name, False)) for name in ("max_pressure", "max_pressure_all")
    }
    with TemporaryDirectory() as here:
        peers |= sumo_tools(sumo, read_scenario(folder), seeds, Path(here), effort.draws[0])
    return {
        "delay_s": round(found.after.value, 2),
        "shipped_delay_s": round(found.before.value, 2),
        "adaptive_delay_s": _mean(adaptive),
        "less_s": [round(v, 2) for v in (found.less.low, found.less.value, found.less.high)],
        "by_seed": [[p.seed, round(p.before_s, 2), round(p.after_s, 2)] for p in found.pairs],
        "programmes": _told(found),
        "conflicts_per_1000": {
            "shipped": _rounded(found.conflicts_before),
            "optimised": _rounded(found.conflicts_after),
            "adaptive": None
            if small
            else round(1000 * sum(r.conflicts or 0 for r in adaptive) / sum(r.trips for r in adaptive), 1),
        },
        "simulations": found.simulations,
        "search_s": round(searched_s, 1),
        "peers": peers,
    }


def _driven(sumo: Sumo, folder: Path, seeds: Sequence[int], controller: str, conflicts: bool) -> list[Simulated]:
    asked = [Drive(str(folder.resolve()), seed, controller, str(ROOT / "rulepacks"), conflicts) for seed in seeds]
    with ThreadPoolExecutor(WORKERS) as pool:
        return list(pool.map(lambda one: driven(sumo, one, "bench._signals_driven"), asked))


def _mean(runs: Sequence[Simulated]) -> float:
    return round(fmean(run.delay_s for run in runs), 2)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def _told(found: Proposal) -> dict[str, str]:
    """Seconds of each phase and the offset, one line a junction."""
    return {
        p.junction_id: " ".join(f"{phase.duration_s:g}" for phase in p.phases) + f" +{p.offset_s:g}"
        for p in found.programmes
    }
