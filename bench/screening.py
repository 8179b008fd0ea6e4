"""Screening of a whole city: read, build, snap, count, fit, estimate, windows, beside GeoPandas and statsmodels."""

import json
import os
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from bench import ROOT, find_data
from bench._screening_data import CRASHES, EDGES
from bench.machine import describe_file

SHARES = (0.10, 0.25, 0.50, 1.0)
SMALL_SHARES = (0.05, 0.10, 0.15)


def run(small: bool = False) -> dict[str, Any]:
    """Figures of Auckland's 178,888 crashes on 60,364 edges; every run in a fresh process, one after the other.

    ``seconds`` leaves out importing (``import_seconds``), for us and for the peer, is the median of three runs (one
    with ``small``) and is taken with Numba's cache warm; ``cold_seconds`` is the first run on an empty cache.
    ``cpu_seconds`` is what the processor worked, on all cores: it tells a slow program from a busy machine.
    ``scaling_exponent`` is the slope of ln seconds on ln size; n ln n has ``scaling_exponent_n_log_n``.
    """
    folder = find_data("auckland")
    shares, runs = (SMALL_SHARES, 1) if small else (SHARES, 3)
    with tempfile.TemporaryDirectory() as cache:
        cold = _worker("_screening_ours", folder, shares[-1], cache)
        ours = {share: _worker("_screening_ours", folder, share, cache) for share in shares[:-1]}
        ours[shares[-1]] = _median_run("_screening_ours", folder, shares[-1], cache, runs)
    peer = _median_run("_screening_peer", folder, shares[-1], None, runs)
    whole = ours[shares[-1]]
    sizes = [ours[s]["crashes"] for s in shares]
    return {
        "seconds": round(whole["seconds"], 3),
        "peer_seconds": round(peer["seconds"], 3),
        "peak_mb": round(whole["peak_mb"], 1),
        "scaling_exponent": round(_slope(sizes, [ours[s]["seconds"] for s in shares]), 3),
        "scaling_exponent_n_log_n": round(_slope(sizes, [n * np.log(n) for n in sizes]), 3),
        "numba_cache": "warm",
        "cpu_seconds": round(whole["cpu_seconds"], 3),
        "cold_seconds": round(cold["seconds"], 3),
        "import_seconds": round(whole["import_seconds"], 3),
        "crashes": whole["crashes"],
        "segments": whole["segments"],
        "snapped": whole["snapped"],
        "spots": whole["spots"],
        "steps_seconds": {k: round(v, 3) for k, v in whole["steps"].items()},
        "scaling": [_scale_row(share, ours[share]) for share in shares],
        "peers": {"geopandas + statsmodels + pandas": _peer(peer)},
        "data": [
            describe_file(folder / CRASHES, licence="CC BY (NZTA)"),
            describe_file(folder / EDGES, licence="ODbL"),
        ],
    }


def _peer(peer: dict[str, Any]) -> dict[str, Any]:
    return {
        "seconds": round(peer["seconds"], 3),
        "cpu_seconds": round(peer["cpu_seconds"], 3),
        "peak_mb": round(peer["peak_mb"], 1),
        "snapped": peer["snapped"],
        "steps_seconds": {k: round(v, 3) for k, v in peer["steps"].items()},
        "versions": {name: version(name) for name in ("geopandas", "statsmodels", "pandas")},
        "note": "no routes, no rules, no judgement of chance: windows stay inside one edge",
    }


def _scale_row(share: float, result: dict[str, Any]) -> dict[str, Any]:
    steps = {f"{name}_s": round(seconds, 3) for name, seconds in result["steps"].items()}
    return {
        "share": share,
        "crashes": result["crashes"],
        "segments": result["segments"],
        "seconds": round(result["seconds"], 3),
        "peak_mb": round(result["peak_mb"], 1),
        **steps,
    }


def _slope(sizes: list[int], costs: list[float]) -> float:
    return float(np.polyfit(np.log(sizes), np.log(costs), 1)[0])


def _median_run(module: str, folder: Path, share: float, numba_cache: str | None, runs: int) -> dict[str, Any]:
    results = [_worker(module, folder, share, numba_cache) for _ in range(runs)]
    return sorted(results, key=lambda r: r["seconds"])[runs // 2]


def _worker(module: str, folder: Path, share: float, numba_cache: str | None) -> dict[str, Any]:
    """One run in a fresh process, so that its peak memory is its own."""
    environment = {**os.environ, **({"NUMBA_CACHE_DIR": numba_cache} if numba_cache else {})}
    command = [sys.executable, "-m", f"bench.{module}", str(folder), str(share)]
    answer = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if answer.returncode != 0:
        raise RuntimeError(f"{module} failed: {answer.stderr[-2000:]}")
    result: dict[str, Any] = json.loads(answer.stdout.splitlines()[-1])
    return result
