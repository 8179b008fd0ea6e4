"""Other phases for a folder of SUMO's: each kind of change retimed by a short search, judged beside what is there."""

from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import numpy as np

from daoan.act.signals.alternatives import (
    LABEL,
    Alternative,
    Alternatives,
    Candidate,
    alternative_effort,
    candidates,
    judge,
)
from daoan.act.signals.proposal import notes_of
from daoan.act.signals.seeking import Sought, effort_of, seek
from daoan.act.signals.starting import count_demand
from daoan.app.progress import Tell, silent
from daoan.app.signals import check_seeds, conflict_limits, measure_of, simulate_all
from daoan.edge.files import write_bytes
from daoan.edge.sumo.network import read_roads, write_programmes
from daoan.edge.sumo.places import get_sumo
from daoan.edge.sumo.running import probe
from daoan.edge.sumo.scenario import read_scenario
from daoan.terms.errors import InputError
from daoan.terms.estimates import Text
from daoan.terms.rulepacks import RulePack

KEPT = Text("shipped phases, retimed by the same search", "保留现状相位，按同样搜索配时")
NAMES = {
    "order": Text("order of phases", "相位顺序"),
    "permitted": Text("turns across give way (permitted)", "左转许可相位"),
    "protected": Text("turns across protected", "左转保护相位"),
}


def compare_phases(
    folder: Path, seeds: Sequence[int], pack: RulePack, tell: Tell = silent, workers: int = 1, asked: bool = False
) -> Alternatives:
    """Alternatives with other phases beside the shipped programme, on ``seeds`` that no search has met.

    Of several orders the one that costs least on the first draws is carried on. ``asked``: a person wants to see those
    whose conflicts rise, too. Raises as :func:`~daoan.app.signals.optimise` does, and :class:`InputError` where no
    junction has a phase that could differ.
    """
    check_seeds(seeds)
    sumo, scenario = get_sumo(), read_scenario(folder)
    roads, effort = read_roads(scenario.network), alternative_effort(pack, effort_of(pack, seeds).draws)
    tried = candidates(roads, pack)
    if not tried:
        raise InputError("no junction has phases that could be ordered, joined or parted otherwise 没有可调整的相位")
    tell(Text("who drives which way", "交通流向统计"))
    _, journeys = probe(sumo, scenario, effort.draws[0])
    demand = count_demand(roads, journeys, scenario.end_s - scenario.begin_s)
    measure = measure_of(sumo, scenario, workers)

    def first_cost(candidate: Candidate) -> float:
        return float(measure([tuple(j.programme for j in candidate.roads.junctions)], effort.draws[:1])[0, 0])

    chosen = [_best([c for c in tried if c.kind == kind], first_cost) for kind in NAMES]
    rivals = [Candidate("kept", 0, roads, (KEPT,)), *(c for c in chosen if c)]
    limits = conflict_limits(pack)
    tell(Text("the shipped plan on fresh seeds", "现状方案检验"))
    before = simulate_all(sumo, scenario, [((), seed) for seed in seeds], workers, limits)
    told: list[Alternative] = []
    for k, candidate in enumerate(rivals):
        tell(Text(f"retimed: {candidate.kind}", f"配时：{candidate.kind}"), k, len(rivals))
        found: Sought = seek(candidate.roads, demand, measure, effort, pack)
        after = simulate_all(sumo, scenario, [(found.programmes, seed) for seed in seeds], workers, limits)
        told.append(judge(roads, candidate, found.programmes, before, after, found.tried, pack, asked))
    return Alternatives(
        LABEL, scenario.name, tuple(seeds), effort.draws, told[0], tuple(told[1:]), notes_of(roads, pack), pack.stamp
    )


def _best(rivals: Sequence[Candidate], cost: Callable[[Candidate], float]) -> Candidate | None:
    if not rivals:
        return None
    costs = [cost(c) for c in rivals] if len(rivals) > 1 else [0.0]
    return rivals[int(np.argmin(costs))]


def write_alternatives(found: Alternatives, folder: Path) -> tuple[Path, ...]:
    """``NAME.phases.json`` with all, and ``NAME.phases.KIND.add.xml`` of those that were not refused."""
    report = folder / f"{found.scenario}.phases.json"
    write_bytes(report, msgspec.json.format(msgspec.json.encode(found), indent=2))
    files = [report]
    for one in found.alternatives:
        if one.verdict == "refused":
            continue
        with TemporaryDirectory() as here:
            made = Path(here) / "programmes.xml"
            write_programmes(one.programmes, made)
            files.append(folder / f"{found.scenario}.phases.{one.kind}.add.xml")
            write_bytes(files[-1], made.read_bytes())
    return tuple(files)
