"""Signal plans for a folder of SUMO's: search, judgement on fresh seeds, files for who signs them."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import numpy as np

from daoan.act.signals.document import document_of
from daoan.act.signals.proposal import Proposal, propose
from daoan.act.signals.seeking import Effort, Measure, effort_of, seek
from daoan.act.signals.starting import count_demand
from daoan.app.progress import Tell, silent
from daoan.edge.files import read_bytes, write_bytes
from daoan.edge.sumo.network import read_roads, write_programmes
from daoan.edge.sumo.picture import read_picture
from daoan.edge.sumo.places import Sumo, get_sumo
from daoan.edge.sumo.recording import record_queues
from daoan.edge.sumo.running import Conflicts, probe, simulate
from daoan.edge.sumo.scenario import Scenario, read_scenario
from daoan.terms.errors import InputError
from daoan.terms.estimates import Text
from daoan.terms.rulepacks import RulePack, read_rule_pack
from daoan.terms.signals import Programme, Simulated

RECORDED_EVERY_S = 10
STAGES = {
    "starts": Text("first plans tried", "初始方案试算"),
    "evolution": Text("plans bred from the best", "方案演化寻优"),
    "comb": Text("whole seconds near the best combed", "最优方案邻域逐秒搜索"),
    "race": Text("last race", "决选"),
}


def optimise(
    folder: Path,
    seeds: Sequence[int],
    pack: RulePack,
    tell: Tell = silent,
    workers: int = 1,
    effort: Effort | None = None,
    conflicts: bool = False,
    keep: Path | None = None,
) -> Proposal:
    """Search on draws of the rule pack's, then judge shipped and found programmes on ``seeds``.

    ``workers``: simulations at a time. ``effort``: less than the rule pack's. ``conflicts``: compare encounters, too.
    ``keep``: folder where what was found is written before it is judged, so that a long search is not lost with it.
    Raises :class:`NotFound` without SUMO, :class:`InputError` for a folder that cannot be used or no seeds.
    """
    check_seeds(seeds)
    sumo, scenario = get_sumo(), read_scenario(folder)
    roads = read_roads(scenario.network)
    effort = effort or effort_of(pack, seeds, len(roads.junctions))
    tell(Text("who drives which way", "交通流向统计"))
    _, journeys = probe(sumo, scenario, effort.draws[0])
    demand = count_demand(roads, journeys, scenario.end_s - scenario.begin_s)
    found = seek(
        roads,
        demand,
        measure_of(sumo, scenario, workers),
        effort,
        pack,
        lambda what, done, of: tell(STAGES[what], done, of),
    )
    if keep is not None:
        _write_programmes(found.programmes, programmes_in(keep, scenario.name))
    tell(Text("judged on fresh seeds", "新种子检验"))
    limits = conflict_limits(pack) if conflicts else None
    before = simulate_all(sumo, scenario, [((), seed) for seed in seeds], workers, limits)
    after = simulate_all(sumo, scenario, [(found.programmes, seed) for seed in seeds], workers, limits)
    return propose(scenario.name, roads, found.programmes, before, after, found.seen, found.tried, pack)


def with_picture(
    proposal: Proposal, folder: Path, record: bool, tell: Tell = silent, step_s: int = RECORDED_EVERY_S
) -> Proposal:
    """The proposal with a picture of its network; ``record``: with queues of two runs more, by its first judging seed.

    Raises as :func:`optimise`.
    """
    scenario = read_scenario(folder)
    picture = read_picture(scenario.network)
    if not record:
        return document_of(proposal, picture)
    tell(Text("queues of one seed recorded", "记录排队过程"))
    seed = proposal.pairs[0].seed
    return document_of(
        proposal, picture, record_queues(get_sumo(), scenario, proposal.programmes, picture.lanes, seed, step_s)
    )


def check_seeds(seeds: Sequence[int]) -> None:
    """Raises :class:`InputError` where there is nothing to judge on, or a seed twice."""
    if not seeds or len(set(seeds)) != len(seeds):
        raise InputError("name at least one seed to judge on, each once")


def measure_of(sumo: Sumo, scenario: Scenario, workers: int) -> Measure:
    """Delay of sets of programmes under seeds, as the search asks."""

    def measure(sets: Sequence[tuple[Programme, ...]], seeds: Sequence[int]) -> np.ndarray:
        asked = [(one, seed) for one in sets for seed in seeds]
        delays = [run.delay_s for run in simulate_all(sumo, scenario, asked, workers)]
        return np.array(delays).reshape(len(sets), len(seeds))

    return measure


def simulate_all(
    sumo: Sumo,
    scenario: Scenario,
    asked: Sequence[tuple[tuple[Programme, ...], int]],
    workers: int,
    conflicts: Conflicts | None = None,
) -> list[Simulated]:
    """Simulations of programmes (none: the network's own) under seeds, in the order asked."""
    with ThreadPoolExecutor(max(1, workers)) as pool:
        return list(pool.map(lambda one: simulate(sumo, scenario, one[1], one[0], conflicts), asked))


def conflict_limits(pack: RulePack) -> Conflicts:
    """The rule pack's thresholds."""
    return Conflicts(float(pack.get("conflicts.ttc_s")), float(pack.get("conflicts.pet_s")))


def write_proposal(proposal: Proposal, folder: Path) -> tuple[Path, Path]:
    """``NAME.signals.add.xml`` for SUMO (``-a``), and ``NAME.signals.json`` with everything that speaks for it."""
    programmes, report = programmes_in(folder, proposal.scenario), folder / f"{proposal.scenario}.signals.json"
    _write_programmes(proposal.programmes, programmes)
    write_bytes(report, msgspec.json.format(msgspec.json.encode(proposal), indent=2))
    return programmes, report


def programmes_in(folder: Path, scenario: str) -> Path:
    """The file of a scenario's programmes that SUMO reads."""
    return folder / f"{scenario}.signals.add.xml"


def _write_programmes(programmes: Sequence[Programme], path: Path) -> None:
    with TemporaryDirectory() as here:
        made = Path(here) / "programmes.xml"
        write_programmes(programmes, made)
        write_bytes(path, made.read_bytes())


def signals_pack(folder: Path) -> RulePack:
    """The rule pack ``signals`` of a folder of rule packs."""
    return read_rule_pack(read_bytes(folder / "signals.toml").decode("utf-8"), "signals")
