"""A small city with planted truth: where, when and how often crashes happen is known."""

from datetime import UTC, datetime, timedelta

import numpy as np

from daoan.config import ROOT
from daoan.edge.files import read_rule_packs
from daoan.terms.city import Area, City
from daoan.terms.codes import Severity
from daoan.terms.estimates import Text
from daoan.terms.frames import CrashFrame, Network, frame_of
from daoan.terms.records import Crash

PACKS = read_rule_packs(ROOT / "rulepacks")
PACK, SEVERITY = PACKS["outlook"], PACKS["severity"]
AS_OF = datetime(2020, 1, 6, tzinfo=UTC)
DAYS = 2 * 364
SIDE = 8  # cells a side
CITY = City(
    "t", Text("Town", "城"), "UTC", (Area("a", Text("A", "甲")),), (), (-1.6, 53.7, -1.4, 53.9), country="GB-ENG"
)

#: Crashes a shift in an average cell; cells differ by gamma-drawn factors, shifts by these.
BY_SHIFT = np.array([0.2, 1.0, 1.8, 1.0]) * 0.012


def cell_factors(seed: int = 7) -> np.ndarray:
    """How many times the average each cell has, (cells,)."""
    return np.random.default_rng(seed).gamma(0.8, 1.0 / 0.8, SIDE * SIDE)


def places() -> tuple[np.ndarray, np.ndarray]:
    """Centres of the cells, about a kilometre apart."""
    i, j = np.divmod(np.arange(SIDE * SIDE), SIDE)
    return -1.5 + (i - SIDE / 2 + 0.5) * 0.01517, 53.8 + (j - SIDE / 2 + 0.5) * 0.008985


def crashes_of(seed: int = 1, days: int = DAYS, double_from: int | None = None, **fields) -> list[Crash]:
    """Crashes of the days before :data:`AS_OF`; from day ``double_from`` on there are twice as many."""
    rng = np.random.default_rng(seed)
    lon, lat = places()
    rate = np.outer(BY_SHIFT, cell_factors())
    found = []
    for day in range(days):
        times = 2.0 if double_from is not None and day >= double_from else 1.0
        at = AS_OF - timedelta(days=days - day)
        for shift, cell in np.argwhere(rate > 0).tolist():
            for k in range(int(rng.poisson(times * rate[shift, cell]))):
                moment = at + timedelta(hours=6 * shift + 3)
                ref = f"{day}-{shift}-{cell}-{k}"
                given = {"severity": Severity.SLIGHT, "lon": float(lon[cell]), "lat": float(lat[cell]), "slight": 1}
                found.append(Crash(f"t:{ref}", "t", ref, moment, moment, **(given | fields)))
    return found


def frame(crashes: list[Crash]) -> CrashFrame:
    """Crashes as columns, off every road."""
    return frame_of(crashes, "UTC")


def network() -> Network:
    """One road of 4 km from west to east through the middle, in two segments."""
    nothing = np.array([None, None], dtype=object)
    return Network(
        segment_id=np.array(["s1", "s2"], dtype=object), from_node=np.array([0, 1]), to_node=np.array([1, 2]),
        road_class=np.array([2, 2], dtype=np.uint8), road_name=np.array(["A1", "A2"], dtype=object),
        structure=np.zeros(2, dtype=np.uint8), dual=np.zeros(2, dtype=bool), length_m=np.array([3000.0, 1000.0]),
        route=nothing, chainage_m=np.zeros(2), forward=np.ones(2, dtype=bool), area=np.array(["a", "a"], dtype=object),
        vehicles_per_day=np.full(2, np.nan), starts=np.array([0, 2, 4]),
        coords=np.array([[-1.53, 53.8], [-1.4845, 53.8], [-1.4845, 53.8], [-1.4693, 53.8]]),
        node_lon=np.array([-1.53, -1.4845, -1.4693]), node_lat=np.full(3, 53.8), source="test",
    )  # fmt: skip


def no_network() -> Network:
    """A city without a road."""
    whole = network()
    none, first = np.zeros(0, dtype=np.int64), {"starts": np.zeros(1, dtype=np.int64), "coords": np.zeros((0, 2))}
    columns = {name: getattr(whole, name)[none] for name in whole.__slots__ if name not in (*first, "source")}
    return Network(**columns, **first, source="none")
