"""A small world in which a measure was taken on the stretches with the most crashes."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from daoan.learn.studies.ground import Ground
from daoan.terms.records import Measure
from daoan.terms.rulepacks import read_rule_pack
from tests.assess.risk.simulated_roads import AS_OF, World, simulate

ROOT = Path(__file__).parents[3]
STARTS = datetime(2017, 1, 1, tzinfo=UTC)
PACK = read_rule_pack((ROOT / "rulepacks" / "studies.toml").read_text("utf-8"), "studies")
DAY = timedelta(days=1)


def world(seed: int = 1) -> World:
    """Eight years of crashes, 2012 to 2019."""
    return simulate(seed, years=8, busy=2.0)


def worst(world: World, number: int) -> np.ndarray:
    """Rows of the stretches with the most crashes before the measure."""
    before = world.crashes.happened_at < np.datetime64(STARTS.replace(tzinfo=None))
    count = np.bincount(world.crashes.segment[before], minlength=len(world.network))
    return np.argsort(-count, kind="stable")[:number]


def treated(world: World, rows: np.ndarray, factor: float, seed: int = 0) -> World:
    """The same world where each crash on some rows after the start was spared with probability 1 − factor."""
    crashes = world.crashes
    here = np.isin(crashes.segment, rows) & (crashes.happened_at >= np.datetime64(STARTS.replace(tzinfo=None)))
    spared = here & (np.random.default_rng(seed).random(len(crashes)) > factor)
    return World(world.network, crashes.where(~spared), world.counts, world.crashes_per_year, world.ksi_per_year)


def measure(world: World, rows: np.ndarray, **fields) -> Measure:
    """A camera on some rows."""
    given = {
        "measure_id": "m1",
        "starts": STARTS,
        "known_at": STARTS,
        "segment_ids": tuple(world.network.segment_id[np.sort(rows)]) if len(rows) else (),
    } | fields
    return Measure(kind="camera", title="cameras", source="works list", **given)


def by_class(world: World):
    """A plain regression: crashes per km of the class."""

    def expected(crashes, _years, _moment):
        network, found = world.network, np.empty(len(world.network))
        for code in np.unique(network.road_class):
            rows = network.road_class == code
            found[rows] = network.length_m[rows] * (crashes[rows].sum() + 0.5) / network.length_m[rows].sum()
        return found

    return expected


def ground(world: World, *measures: Measure, as_of: datetime = AS_OF) -> Ground:
    """What studies stand on; what is not known yet is left out, as the loop does."""
    crashes = world.crashes.known_by(np.datetime64(as_of.replace(tzinfo=None)))
    return Ground(world.network, crashes, np.full(len(crashes), 1.5), measures, by_class(world), as_of, PACK)
