"""Build the traffic of a town: sites, vehicles, trips, passes, what devices make of them, and the truth apart."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np

from daoan.terms.errors import InputError
from daoan.terms.frames import Ints
from daoan.terms.passes import Distances, PassFrame, SiteFrame, VehicleFrame
from daoan.terms.times import require_utc, to_ms
from daoan.town.build import Town
from daoan.town.parameters import Parameters
from daoan.town.streams import stream
from daoan.town.traffic.devices import draw_devices
from daoan.town.traffic.drive import drive_trips
from daoan.town.traffic.fleet import gather_fleet
from daoan.town.traffic.graph import free_speeds, lay_graph
from daoan.town.traffic.record import record_passes
from daoan.town.traffic.sites import place_sites
from daoan.town.traffic.spells import drives_of, night_coaches, seen_in, spells_of
from daoan.town.traffic.stated import planted, read_stated
from daoan.town.traffic.trips import make_trips
from daoan.town.traffic.truth import TrafficTruth, find_clones, write_columns, write_truth
from daoan.town.traffic.vehicles import register_vehicles
from daoan.town.traffic.watches import Watch, draw_watches
from daoan.town.traffic.ways import find_ways, site_distances
from daoan.town.traffic.zones import lay_zones

_LOCAL_MS = 8 * 3_600_000  # Asia/Shanghai
_DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class Traffic:
    """The traffic of a town: everything that the world may see of it, and its truth apart."""

    seed: int
    scale: float
    sites: SiteFrame
    distances: Distances
    vehicles: VehicleFrame
    passes: PassFrame  # in the order in which they became known
    watches: tuple[Watch, ...]
    truth: TrafficTruth
    simulated: bool = True

    def write(self, folder: Path) -> None:
        """Write frames and truth as Parquet, and what is no frame as ``truth.json``; the folder is made if need be."""
        folder.mkdir(parents=True, exist_ok=True)
        write_columns(self.passes, folder / "passes.parquet")
        write_columns(self.sites, folder / "sites.parquet")
        write_columns(self.vehicles, folder / "vehicles.parquet")
        np.savez_compressed(folder / "distances.npz", road_m=self.distances.road_m, free_s=self.distances.free_s)
        write_truth(self.truth, self.watches, folder, {"seed": self.seed, "scale": self.scale})


def build_traffic(
    town: Town, seed: int = 1, days: int | None = None, scale: float = 1.0, until: datetime | None = None,
    stated: Parameters | None = None,
) -> Traffic:  # fmt: skip
    """Build the traffic of a town's last days.

    ``days``: how many, ``passes.toml`` says how many if none are given. ``scale``: of the number of vehicles and of
    what is planted; sites stay. ``until``: the local midnight (UTC) that ends the last day; the town's own ``as_of`` if
    none is given. ``stated``: other parameters than ``passes.toml`` states. The same arguments give the same
    bytes. Raises :class:`InputError` for no days or no vehicles.
    """
    stated = read_stated() if stated is None else stated
    days = stated["trips"]["days"] if days is None else days
    if days < 1 or scale <= 0.0:
        raise InputError("traffic needs a day and a vehicle at least 过车至少要有一天和一辆车")
    end_ms = to_ms(require_utc(until or town.as_of))
    first_ms = end_ms - days * _DAY_MS
    today = (first_ms + _LOCAL_MS) // _DAY_MS

    zones = lay_zones(town, stated)
    sites = place_sites(town, zones, stated, stream(seed, "traffic sites"))
    segment = sites.segment.astype(np.int64)
    graph = lay_graph(town, segment, zones.node, stated, stream(seed, "traffic ways"))
    ways = find_ways(graph)
    register = register_vehicles(scale, today, stated, stream(seed, "traffic vehicles"))
    fleet = gather_fleet(register, zones, scale, stated, stream(seed, "traffic fleet"))
    trips = make_trips(seed, fleet, zones, ways, days, today, stated)
    true = drive_trips(
        trips, ways, sites, free_speeds(town, stated)[segment], fleet, days, stated, stream(seed, "traffic drive")
    )
    devices = draw_devices(len(sites), days, stated, stream(seed, "traffic devices"))
    passes, pass_truth = record_passes(true, sites, fleet, devices, first_ms, stated, stream(seed, "traffic records"))
    moves = np.bincount(true.vehicle, minlength=len(fleet))[: len(register)] > 0
    watches = draw_watches(
        register, moves, fleet.copies[fleet.copies >= 0], planted(stated["planted"]["watches"], scale), first_ms, today,
        stated, stream(seed, "traffic watches"),
    )  # fmt: skip
    distances = site_distances(graph)
    drives = drives_of(trips, days)
    spells, by_night = spells_of(drives, fleet, stated), night_coaches(drives, fleet, stated)
    read = ~(pass_truth.misread | pass_truth.unread | pass_truth.double)
    truth = TrafficTruth(
        first_ms=first_ms,
        days=days,
        fleet=fleet,
        trips=trips,
        passes=pass_truth,
        devices=devices,
        clones=find_clones(fleet, passes, pass_truth, distances),
        spells=seen_in(
            spells.take(spells.tired), pass_truth.vehicle[read], (pass_truth.moment_ms[read] - first_ms) / 1e3
        ),
        night_coaches=by_night,
        night_unlawful=by_night[~fleet.exempt_night[by_night]],
        stale=_stale(watches, first_ms),
    )
    return Traffic(seed, scale, sites, distances, register, passes, watches, truth)


def _stale(watches: tuple[Watch, ...], first_ms: int) -> Ints:
    cured = [k for k, w in enumerate(watches) if w.cured_ms is not None and w.cured_ms < first_ms]
    return np.array(cured, dtype=np.int64)
