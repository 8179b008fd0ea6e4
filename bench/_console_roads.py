"""A made-up city with a given number of road segments and a risk for each, for the benchmark of the console."""

from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from daoan.store.memory import MemoryStore
from daoan.terms.audit import Sealer
from daoan.terms.city import Area, City
from daoan.terms.codes import Level, RoadClass
from daoan.terms.estimates import Estimate, Text
from daoan.terms.frames import Network
from daoan.terms.records import Alert, Run, SegmentEstimate, Turn

BOUNDS = (107.0, 35.3, 108.4, 36.7)
WORDS = Text("Grid city", "网格城市")
CITY = City("grid", WORDS, "Asia/Shanghai", (Area("a", WORDS),), (), BOUNDS, simulated=True)
AS_OF = datetime(2026, 3, 1, tzinfo=UTC)
BENDS = 6  # points of a segment besides its ends
#: Every so many-th line of the grid is a road of that class; the coarsest that fits counts.
EVERY = (
    (64, RoadClass.MOTORWAY), (32, RoadClass.TRUNK), (16, RoadClass.PRIMARY), (8, RoadClass.SECONDARY),
    (4, RoadClass.TERTIARY),
)  # fmt: skip
ALERTS = 20


def roads(segments: int, seed: int = 1) -> Network:
    """A wound grid of roads with so many segments, or a few less."""
    side = int(np.sqrt(segments / 2))
    chance = np.random.default_rng(seed)
    west, south, east, north = BOUNDS
    step = np.array([(east - west) / side, (north - south) / side])
    i, j = np.meshgrid(np.arange(side), np.arange(side), indexing="ij")
    nodes = np.stack([i, j], axis=-1) * step + [west, south] + chance.normal(0, 0.12, (side, side, 2)) * step
    along, across = (nodes[:-1], nodes[1:]), (nodes[:, :-1], nodes[:, 1:])
    begins = np.concatenate([along[0].reshape(-1, 2), across[0].reshape(-1, 2)])
    ends = np.concatenate([along[1].reshape(-1, 2), across[1].reshape(-1, 2)])
    line = np.concatenate([j[:-1].ravel(), i[:, :-1].ravel()])
    way = np.repeat(["E", "N"], [len(along[0].reshape(-1, 2)), len(across[0].reshape(-1, 2))])
    id_of = np.arange(side * side).reshape(side, side)
    number = len(begins)
    names = np.array([f"{w}{k}" for w, k in zip(way, line, strict=True)], dtype=object)
    points = _wound(begins, ends, chance)
    length = np.hypot(*((ends - begins) * [90_000, 111_000]).T)
    return Network(
        segment_id=np.array([f"s{k}" for k in range(number)], dtype=object),
        from_node=np.concatenate([id_of[:-1].ravel(), id_of[:, :-1].ravel()]),
        to_node=np.concatenate([id_of[1:].ravel(), id_of[:, 1:].ravel()]),
        road_class=_classes(line),
        road_name=names,
        structure=np.zeros(number, dtype=np.int8),
        dual=np.zeros(number, dtype=bool),
        length_m=length,
        route=names,
        chainage_m=np.zeros(number),
        forward=np.ones(number, dtype=bool),
        area=np.full(number, "a", dtype=object),
        vehicles_per_day=np.full(number, np.nan),
        starts=np.arange(number + 1) * (BENDS + 2),
        coords=points.reshape(-1, 2),
        node_lon=nodes[..., 0].ravel(),
        node_lat=nodes[..., 1].ravel(),
        source="made up for a benchmark",
    )


def _wound(begins: NDArray[np.float64], ends: NDArray[np.float64], chance: np.random.Generator) -> NDArray[np.float64]:
    share = np.linspace(0, 1, BENDS + 2)[None, :, None]
    straight = begins[:, None] * (1 - share) + ends[:, None] * share
    aside = chance.normal(0, 0.03, straight.shape) * np.linalg.norm(ends - begins, axis=1)[:, None, None]
    aside[:, [0, -1]] = 0
    return straight + aside


def _classes(line: NDArray[np.int64]) -> NDArray[np.int8]:
    classes = list(RoadClass)
    found = np.full(len(line), classes.index(RoadClass.LOCAL), dtype=np.int8)
    for every, road_class in reversed(EVERY):
        found[line % every == 0] = classes.index(road_class)
    return found


def city_store(segments: int, sealer: Sealer) -> MemoryStore:
    """A store with the roads, one run over them and a few alerts."""
    network = roads(segments)
    store = MemoryStore(sealer)
    network_id = store.save_network(network, AS_OF)
    rank = np.random.default_rng(2).permutation(len(network)) + 1
    lon, lat = network.midpoints()
    classes = list(RoadClass)
    one = Estimate(1.0, 0.5, 2.0)
    found = tuple(
        SegmentEstimate(
            network.segment_id[k], network.road_name[k], classes[network.road_class[k]], "a",
            float(network.length_m[k]), float(lon[k]), float(lat[k]), None, "class", int(rank[k] < 9000), 0, 3.0, one,
            one, one, 1.0, one, 0.5, int(rank[k]),
        )
        for k in range(len(network))
    )  # fmt: skip
    run = Run("bench", CITY.code, AS_OF, {}, {"network": network_id}, simulated=True)
    store.save_turn(Turn(run, (), tuple(sorted(found, key=lambda e: e.rank)), (), (), (), _alerts(found), (), (), ()))
    return store


def _alerts(found: tuple[SegmentEstimate, ...]) -> tuple[Alert, ...]:
    words = Text("A stretch is worse than it was", "路段风险上升")
    return tuple(
        Alert(f"a{k}", "bench", Level.YELLOW, words, words, "a", AS_OF, (), one.lon, one.lat, one.segment_id)
        for k, one in enumerate(found[:: len(found) // ALERTS])
    )
