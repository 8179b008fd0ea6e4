"""A day of the model town (simulated) in a lake, and what an engine of passes is told besides."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bench.suspicions import around_of, in_order
from daoan.edge.files import read_rule_packs
from daoan.store.lake import PassLake
from daoan.terms.passes import PassFrame
from daoan.town.build import town_of
from daoan.town.course import known_course
from daoan.town.traffic.build import build_traffic
from daoan.warn.passes.engine import Surroundings

ROOT = Path(__file__).parents[2]
SHARDS = 16


@dataclass(frozen=True, slots=True)
class TownDay:
    """Passes as they came, and the surroundings."""

    passes: PassFrame
    around: Surroundings


@cache
def town_day(scale: float = 1.0) -> TownDay:
    """One local day of the town; all that is planted in it. ``scale``: of its vehicles."""
    traffic = build_traffic(town_of(known_course(7, False, 8)), seed=3, scale=scale, days=1)
    packs = read_rule_packs(ROOT / "rulepacks")
    return TownDay(traffic.passes, around_of(traffic, in_order(traffic.passes)[0], packs))


def fill_lake(folder: Path, passes: PassFrame, batch: int = 50_000) -> PassLake:
    """A lake with passes as they came, in several files a day."""
    lake = PassLake(folder)
    for start in range(0, len(passes), batch):
        lake.append(passes.take(slice(start, start + batch)))
    return lake
