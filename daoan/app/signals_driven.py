"""``python -m daoan.app.signals_driven`` in SUMO's own environment: one driven window, asked and answered as JSON.

On standard input a :class:`Drive`, on standard output a :class:`~daoan.terms.signals.Simulated`. A process for each, so
that libsumo's one global state and its crashes are nobody else's.
"""

import contextlib
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from daoan.act.signals.adaptive import lookahead_of
from daoan.app.signals import conflict_limits, signals_pack
from daoan.config import ROOT
from daoan.edge.sumo.driving import Controller, Rhythm, drive
from daoan.edge.sumo.network import read_roads
from daoan.edge.sumo.places import Sumo
from daoan.edge.sumo.running import MOST_S
from daoan.edge.sumo.scenario import read_scenario
from daoan.terms.errors import InputError
from daoan.terms.rulepacks import RulePack
from daoan.terms.signals import SignalJunction, Simulated

Maker = Callable[[SignalJunction, RulePack, Rhythm], Controller]
CONTROLLERS: Mapping[str, Maker] = {
    "lookahead": lambda junction, pack, rhythm: lookahead_of(junction, pack, rhythm.step_s)
}


@dataclass(frozen=True, slots=True)
class Drive:
    """What is asked: a scenario's folder, a seed, a controller by name, the folder of rule packs."""

    folder: str
    seed: int
    controller: str
    rulepacks: str
    conflicts: bool = False
    step_s: int | None = None


def driven(sumo: Sumo, asked: Drive, module: str = "daoan.app.signals_driven") -> Simulated:
    """Ask a process of its own. Raises :class:`InputError` with its last words where it does not answer."""
    try:
        answer = subprocess.run(
            [str(sumo.python), "-m", module], input=msgspec.json.encode(asked), capture_output=True, cwd=ROOT,
            env={**sumo.environment, "PYTHONPATH": str(ROOT)}, timeout=2 * MOST_S, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as problem:
        raise InputError(
            f"{Path(asked.folder).name}: the driven simulation took longer than {2 * MOST_S:g} s"
        ) from problem
    if answer.returncode != 0:
        raise InputError(f"{Path(asked.folder).name}: {answer.stderr.decode(errors='replace').strip()[-400:]}")
    return msgspec.json.decode(answer.stdout, type=Simulated)


def answer_one(controllers: Mapping[str, Maker]) -> None:
    """Read the question, drive, answer; what others print meanwhile goes to standard error."""
    asked = msgspec.json.decode(sys.stdin.buffer.read(), type=Drive)
    with contextlib.redirect_stdout(sys.stderr):
        pack, scenario = signals_pack(Path(asked.rulepacks)), read_scenario(Path(asked.folder))
        junctions = read_roads(scenario.network).junctions
        rhythm = Rhythm(
            asked.step_s or int(pack.get("adaptive.step_s")),
            int(pack.get("adaptive.yellow_s")),
            float(pack.get("adaptive.sight_m")),
            float(pack.get("clearance.most_s")),
        )
        made = {j.junction_id: controllers[asked.controller](j, pack, rhythm) for j in junctions}
        found = drive(scenario, asked.seed, junctions, made, rhythm, conflict_limits(pack) if asked.conflicts else None)
    sys.stdout.buffer.write(msgspec.json.encode(found))


if __name__ == "__main__":
    answer_one(CONTROLLERS)
