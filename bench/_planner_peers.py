"""spopt with CBC beside the planner's kernels, on what it can express: p-medians and maximal covering."""

import json
import os
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from bench import ROOT
from bench._planner_data import SJC_RADIUS_M, read_pmed, read_sjc

#: What spopt is asked for; of larger p-medians it builds a variable for each pair before it begins.
PMED = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10)
SJC = {324: range(1, 6), 402: range(1, 7), 500: range(1, 9)}

#: How long CBC may search one instance, whole and small.
AT_MOST_S, AT_MOST_SMALL_S = 60.0, 5.0


def time_spopt(folders: dict[str, Path], small: bool, ours: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """spopt with CBC on the same; each may take a minute, a few seconds when small."""
    python = python_of_spopt()
    if python is None:
        return {"spopt": "not installed: bash scripts/peers.sh planner"}
    at_most = AT_MOST_SMALL_S if small else AT_MOST_S
    told = {}
    for k in PMED[:1] if small else PMED:
        cost, p = read_pmed(folders["pmed"] / f"pmed{k}.txt")
        answer = _ask(python, "median", at_most, cost=cost, p=p)
        told[f"pmed{k}"] = _beside(answer, ours.get(f"pmed{k}"), lambda s, c=cost: float(c[:, s].min(axis=1).sum()))
    for n in (324,) if small else SJC:
        distance, mass = read_sjc(folders["mclp_sjc"] / f"SJC{n}.txt")
        for p in (3,) if small else SJC[n]:
            answer = _ask(python, "cover", at_most, cost=distance, mass=mass, radius=SJC_RADIUS_M, p=p)
            told[f"SJC{n} p={p}"] = _beside(
                answer,
                ours.get(f"SJC{n} p={p}"),
                lambda s, d=distance, m=mass: float(m[(d[:, s] <= SJC_RADIUS_M).any(axis=1)].sum()),
            )
    return {"spopt": told, "note": "spopt has no expected covering; without the 7 s of its import"}


def python_of_spopt() -> Path | None:
    """The interpreter of the environment of ``scripts/peers.sh planner``, or that of PEERS_PLANNER."""
    python = Path(os.environ.get("PEERS_PLANNER", ROOT / ".venv" / "peers-planner")) / "bin" / "python"
    return python if python.exists() else None


def _ask(python: Path, kind: str, at_most_s: float, **given: Any) -> dict[str, Any] | str:
    """What spopt answers in its own environment; else why it does not."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "given.npz"
        np.savez(file, **given)
        command = [str(python), "-m", "bench._planner_peer", kind, str(file), str(at_most_s)]
        plain = {**os.environ, "PYTHONPATH": str(ROOT), "VIRTUAL_ENV": ""}
        try:
            done = subprocess.run(
                command, cwd=ROOT, env=plain, stdout=subprocess.PIPE, text=True, timeout=2 * at_most_s + 120
            )
        except subprocess.TimeoutExpired:
            return f"not done in {2 * at_most_s + 120:.0f} s"
    if done.returncode != 0:
        return f"failed: exit {done.returncode}"
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def _beside(
    answer: dict[str, Any] | str, ours: dict[str, Any] | None, value: Callable[[list[int]], float]
) -> dict[str, Any] | str:
    if isinstance(answer, str):
        return answer
    sites = answer.pop("sites")
    told = {"value": value(sites) if sites else None, **answer}
    if ours:
        told["times_slower"] = round(answer["seconds"] / max(ours["seconds"], 0.005), 1)
    return told
