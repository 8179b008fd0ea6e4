"""What the engine is told besides passes, made from what a city knows at a moment: sites, vehicles, watched plates.

Each part is made anew only where what it is made of has changed, since the road between two thousand sites and a
register of millions take their time; a watch entry is looked for every few seconds.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from daoan.act.watches.catalogue import Catalogue, read_catalogue
from daoan.act.watches.watch import SECRET_WATCH
from daoan.assess.device_health.clocks import tell_clocks
from daoan.assess.device_health.rules import HealthRules
from daoan.assess.routing.distances import distances_between
from daoan.assess.routing.model import ZoneShift
from daoan.jobs.devices import devices_at, place
from daoan.jobs.passes.around import Entries
from daoan.jobs.passes.site_rows import SiteRows, rows_of_sites
from daoan.jobs.watching import watch_list
from daoan.jobs.workroom import Workroom
from daoan.sense.passes.site_table import SiteTable
from daoan.store.arrays import write_arrays
from daoan.store.lake import LakeSite
from daoan.terms.codes import RoadClass
from daoan.terms.devices import Device
from daoan.terms.frames import Floats, Network
from daoan.terms.passes import Distances, PassFrame, VehicleFrame, empty_passes, join_passes
from daoan.terms.rulepacks import RulePack
from daoan.terms.times import shifts_of, to_ms
from daoan.terms.watches import WatchFrame
from daoan.warn.passes.engine import Surroundings
from daoan.warn.passes.ground import Facts, Ground, facts_of, ground_of
from daoan.warn.passes.rules import Rules, read_rules
from daoan.warn.passes.watching import WatchColumns, Watched, watched_of

CLOCKS_EVERY = timedelta(hours=1)
CLOCK_HOURS, CLOCK_PASSES = 72, 2_000_000  # so far back clocks are told from, and from no more passes than that
ZONE_DAYS = 400
_Z95 = 1.959964
_CLASSES = {kind.value: kind for kind in RoadClass}


@dataclass(frozen=True, slots=True)
class Sources:
    """Where what the engine is told comes from. ``read``: passes of a span (ms), by rows of ``sites``."""

    room: Workroom
    packs: dict[str, RulePack]
    sites: Callable[[], Sequence[LakeSite]]  # rows that have their site already
    table: SiteTable  # further sites and codes
    network: Callable[[str], Network]
    network_stamp: Callable[[], str]  # empty: there is none yet
    vehicles: Callable[[], VehicleFrame]
    vehicles_stamp: Callable[[], str]
    read: Callable[[int, int], PassFrame]


@dataclass(frozen=True, slots=True, eq=False)
class Sites:
    """The sites of a moment: as the register has them, on which network, by row, and the road between them."""

    devices: tuple[Device, ...]
    network: Network | None
    rows: SiteRows
    distances: Distances


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """What holds at a moment."""

    rows: SiteRows
    distances: Distances
    around: Surroundings
    entries: Entries


@dataclass(frozen=True, slots=True, eq=False)
class Clocks:
    """By how many seconds the clock of each site is ahead, with standard deviation; NaN where it cannot be told."""

    ahead_s: Floats
    sd_s: Floats


@dataclass(slots=True, eq=False)
class Lookout:
    """Says what holds, again and again. ``lateness``: passes may come so late; lists go as far back.

    ``cache``: a folder where roads between sites are kept, since working them out takes a minute in a large city.
    """

    sources: Sources
    lateness: timedelta
    cache: Path | None = None
    entries: Entries = field(default_factory=lambda: Entries({}))
    _made: dict[str, tuple[Any, Any]] = field(default_factory=dict)  # part -> what it was made of, what was made

    def look(self, now: datetime) -> Seen:
        """What holds now. Parts that did not change are the same objects as before."""
        s, packs = self.sources, self.sources.packs
        there = self.sites(now)
        rows, distances = there.rows, there.distances
        clocks: Clocks = self._part("clocks", (rows.listed, _hour(now)), lambda: self._clocks(rows, now))
        ground: Ground = self._part(
            "ground",
            (rows, clocks, now.year),
            lambda: ground_of(rows.frame, distances, self._zone(now), clocks.ahead_s, clocks.sd_s),
        )
        facts: Facts = self._part("facts", s.vehicles_stamp(), lambda: facts_of(s.vehicles()))
        rules: Rules = self._part("rules", packs["passes"].stamp, lambda: read_rules(packs["passes"]))
        listed = watch_list(s.room, now, now - self.lateness)
        self.entries = self.entries.with_new(listed.entry_id.tolist(), is_secret)
        columns = self._columns(listed)
        told = tuple(getattr(columns, name).tobytes() for name in WatchColumns.__dataclass_fields__)
        watched: Watched = self._part(
            "watched", (told, id(facts), packs["passes"].stamp), lambda: watched_of(columns, facts, packs["passes"])
        )
        return Seen(rows, distances, self._around(ground, facts, watched, rules), self.entries)

    def _around(self, *parts: Any) -> Surroundings:
        made: Surroundings = self._part("around", tuple(map(id, parts)), lambda: Surroundings(*parts))
        return made

    def sites(self, now: datetime) -> Sites:
        """The sites of a moment, with the road between them."""
        s = self.sources
        devices, stamp, kept = devices_at(s.room.store, now), s.network_stamp(), tuple(s.sites())

        def make() -> Sites:
            network = s.network(stamp) if stamp else None
            placing = None if network is None else place(devices, network, s.packs["coverage"])
            rows = rows_of_sites(kept, devices, placing, s.table)
            return Sites(devices, network, rows, self._distances(rows, network))

        # Once kept, what is new is kept: the rows are the same, and so is all that is made of them.
        before = self._made.get("sites")
        if before is not None and before[0][:2] == (devices, stamp) and kept == before[1].rows.listed:
            kept = before[0][2]
        found: Sites = self._part("sites", (devices, stamp, kept, s.table), make)
        return found

    def roads(self, now: datetime) -> tuple[Distances, ZoneShift]:
        """The road between sites, and how far the zone's clocks are from UTC."""
        return self.sites(now).distances, self._zone(now)

    def _zone(self, now: datetime) -> ZoneShift:
        shifts: ZoneShift = self._part("zone", now.year, lambda: _zone(self.sources.room.zone, now))
        return shifts

    def _distances(self, rows: SiteRows, network: Network | None) -> Distances:
        pack = self.sources.packs["passes"]
        if network is None or self.cache is None:
            return _distances(rows, network, pack)
        path = self.cache / f"roads-{_digest(rows, network, pack)}.npz"
        if not path.exists():
            found = _distances(rows, network, pack)
            self.cache.mkdir(parents=True, exist_ok=True)
            write_arrays(path, {"road_m": found.road_m, "free_s": found.free_s})
        with np.load(path, allow_pickle=False) as kept:
            return Distances(kept["road_m"], kept["free_s"])

    def _clocks(self, rows: SiteRows, now: datetime) -> Clocks:
        clocks = tell_clocks(
            latest_passes(self.sources.read, now), rows.frame, HealthRules.of(self.sources.packs["device_health"])
        )
        ahead = [c.offset_s.value if c.offset_s else np.nan for c in clocks]
        sd = [(c.offset_s.high - c.offset_s.low) / (2 * _Z95) if c.offset_s else np.nan for c in clocks]
        return Clocks(np.array(ahead, np.float64), np.array(sd, np.float64))

    def _columns(self, listed: WatchFrame) -> WatchColumns:
        """The list as the kernel wants it. An entry's chance of still holding goes by whole days."""
        pack = self.sources.packs["watches"]
        catalogue: Catalogue = self._part("catalogue", pack.stamp, lambda: read_catalogue(pack))
        valid = catalogue.p_still_valid(np.floor(listed.age_days), listed.type_code)
        numbers = [self.entries.numbers[one] for one in listed.entry_id.tolist()]
        return WatchColumns(
            listed.plate, listed.from_ms, listed.until_ms, valid.astype(np.float32), np.array(numbers, np.int32)
        )

    def _part(self, name: str, made_of: Any, make: Callable[[], Any]) -> Any:
        kept = self._made.get(name)
        if kept is None or kept[0] != made_of:
            self._made[name] = kept = (made_of, make())
        return kept[1]


def is_secret(entry_id: str) -> bool:
    """Whether an entry of the watch list is a secret one, by its id."""
    return entry_id.startswith(f"{SECRET_WATCH.kind}-")


def latest_passes(read: Callable[[int, int], PassFrame], now: datetime) -> PassFrame:
    """The latest passes that clocks are told from, in the order in which they became known."""
    end = to_ms(now)
    parts, number = [empty_passes(0)], 0
    for hour in range(CLOCK_HOURS):
        begin = end - (hour + 1) * 3_600_000
        parts.append(read(begin, begin + 3_600_000))
        number += len(parts[-1])
        if number >= CLOCK_PASSES:
            break
    return join_passes(parts[::-1])


def free_speeds(pack: RulePack) -> dict[RoadClass, float]:
    """What a car drives that nothing hinders, km/h by class of road. ``pack``: the rule pack ``passes``."""
    return {_CLASSES[str(name)]: float(kmh) for name, kmh in pack.get("ground.free_kmh").items()}


def _distances(rows: SiteRows, network: Network | None, pack: RulePack) -> Distances:
    number = len(rows.frame)
    if network is None:
        nowhere = np.full((number, number), np.inf, np.float32)
        np.fill_diagonal(nowhere, 0.0)
        return Distances(nowhere, nowhere.copy())
    return distances_between(network, rows.frame, free_speeds(pack))


def _digest(rows: SiteRows, network: Network, pack: RulePack) -> str:
    told = hashlib.sha256(pack.stamp.encode())
    for column in (network.segment_id, network.road_class, network.from_node, network.to_node, network.length_m):
        told.update(column.tobytes() if column.dtype != object else "\n".join(map(str, column)).encode())
    for column in (rows.frame.segment, rows.frame.chainage_m):
        told.update(column.tobytes())
    return told.hexdigest()[:32]


def _zone(zone: str, now: datetime) -> ZoneShift:
    from_ms, shift_ms = shifts_of(zone, now - timedelta(days=ZONE_DAYS), now + timedelta(days=ZONE_DAYS))
    return np.array(from_ms, np.int64), np.array(shift_ms, np.int64)


def _hour(now: datetime) -> int:
    return int(now.timestamp() // CLOCKS_EVERY.total_seconds())
