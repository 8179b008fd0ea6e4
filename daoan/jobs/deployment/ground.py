"""What a deployment stands on: stretches with their risk and week, stations, places where one can stand safely."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from daoan.act.duty.profile import WeekProfile, fit_week_profile
from daoan.jobs.passes.situation import places_in, stations_in
from daoan.terms.devices import Placing
from daoan.terms.frames import Network, frame_of
from daoan.terms.records import Crash, SegmentEstimate, Snap
from daoan.terms.rulepacks import RulePack


@dataclass(frozen=True, slots=True)
class Station:
    """Where units of an organisation set out."""

    unit_id: str
    code: str
    name: str
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class StopSpot:
    """Somewhere a vehicle may be stopped. What stands there is not told."""

    lon: float
    lat: float


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """Of the latest run. ``area_of``: county of each stretch."""

    estimates: Sequence[SegmentEstimate]
    area_of: Mapping[str, str]
    profile: WeekProfile
    stations: Sequence[Station]
    stops: Sequence[StopSpot]


def week_of(
    network: Network, snaps: Mapping[str, Snap], crashes: Mapping[str, Crash], zone: str, pack: RulePack
) -> WeekProfile:
    """When in the week crashes on the network fall. ``pack``: the rule pack ``duty``."""
    row_of = {str(name): i for i, name in enumerate(network.segment_id)}
    row = {c: row_of[str(s.segment_id)] for c, s in snaps.items() if s.segment_id in row_of and c in crashes}
    frame = frame_of([crashes[name] for name in row], zone)
    rows = np.array([row[str(name)] for name in frame.crash_id], dtype=np.int64)
    return fit_week_profile(frame, pack, network.road_class[rows])


def ground_of(
    network: Network, estimates: Sequence[SegmentEstimate], profile: WeekProfile, placing: Placing, pack: RulePack
) -> Ground:
    """The ground over the register of field equipment. ``pack``: the rule pack ``interception``, for safe places."""
    sites = placing.sites
    return Ground(
        estimates=estimates,
        area_of={str(k): str(v or "") for k, v in zip(network.segment_id, network.area, strict=True)},
        profile=profile,
        stations=tuple(
            Station(d.unit_id, d.code, d.name or d.code, float(sites.lon[row]), float(sites.lat[row]))
            for row, d in stations_in(placing.devices, sites)
        ),
        stops=tuple(StopSpot(p.lon, p.lat) for p in places_in(sites, network, pack)),
    )
