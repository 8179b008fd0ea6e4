"""What an interception is planned on: safe places among the sites, units where they stand, roads between, routes ahead.

A unit sets out from where its crews tell that they are; of whom nothing fresh is known, from where the register has an
enforcement station that it answers for (:mod:`daoan.jobs.passes.setting_out`). The loss of its beat while it is away is
its share of what its county is expected to lose.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from daoan.act.interception.safety import reasons_against, shapes_of
from daoan.act.interception.solving import StoppingPlace, Unit
from daoan.act.patrols import Standing
from daoan.assess.routing.reach import Reach, reach_of
from daoan.jobs.interceptions import Nearby, Situation
from daoan.jobs.passes.setting_out import Start, starts_of
from daoan.jobs.passes.surroundings import free_speeds
from daoan.terms.arrivals import Arrivals
from daoan.terms.devices import Device, DeviceState
from daoan.terms.frames import Floats, Network
from daoan.terms.passes import Distances, Heading, SiteFrame, SiteKind
from daoan.terms.records import SegmentEstimate
from daoan.terms.rulepacks import RulePack
from daoan.terms.units import UnitTree

HOURS_A_YEAR = 8766.0


def places_in(sites: SiteFrame, network: Network, pack: RulePack) -> tuple[StoppingPlace, ...]:
    """Sites where a vehicle may be stopped: on the network, both ways, and nothing speaks against it."""
    shapes = shapes_of(sites, network, pack)
    return tuple(
        StoppingPlace(str(sites.site_id[k]), k, float(sites.lon[k]), float(sites.lat[k]))
        for k in range(len(sites))
        if sites.segment[k] >= 0 and sites.heading[k] == Heading.UNKNOWN and not reasons_against(shapes[k], pack)
    )


def loss_by_county(network: Network, estimates: Iterable[SegmentEstimate]) -> Mapping[str, float]:
    """Crashes with killed or seriously injured that each county expects, an hour."""
    area_of = dict(zip(network.segment_id.tolist(), network.area.tolist(), strict=True))
    loss: defaultdict[str, float] = defaultdict(float)
    for one in estimates:
        loss[str(area_of.get(one.segment_id) or "")] += one.ksi_per_year.value / HOURS_A_YEAR
    return loss


def stations_in(devices: Sequence[Device], sites: SiteFrame) -> tuple[tuple[int, Device], ...]:
    """Enforcement stations that are at work and on the network, with the rows of their sites."""
    row_of = {str(name): row for row, name in enumerate(sites.site_id)}
    return tuple(
        (row_of[d.code], d)
        for d in devices
        if d.kind is SiteKind.STATION and d.state is DeviceState.IN_USE and sites.segment[row_of.get(d.code, -1)] >= 0
    )


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """What interceptions stand on and units do not change. ``losses``: of counties, an hour."""

    devices: Sequence[Device]
    sites: SiteFrame
    network: Network
    distances: Distances
    places: Sequence[StoppingPlace]
    losses: Mapping[str, float]
    reach: Reach  # to the places


def ground_at(
    devices: Sequence[Device], sites: SiteFrame, network: Network, distances: Distances,
    estimates: Iterable[SegmentEstimate], packs: Mapping[str, RulePack],
) -> Ground:  # fmt: skip
    """The ground of interceptions over some sites."""
    places = places_in(sites, network, packs["interception"])
    rows = np.array([p.site for p in places], np.int64)
    reach = reach_of(network, sites.take(rows), free_speeds(packs["passes"]))
    return Ground(devices, sites, network, distances, places, loss_by_county(network, estimates), reach)


def situation_of(
    ground: Ground, crews: Sequence[Standing], units: UnitTree, call_signs: Mapping[str, str],
    ahead: Callable[[str, datetime], Arrivals | None], packs: Mapping[str, RulePack],
) -> Situation:  # fmt: skip
    """The road and the units. ``crews``: units on duty that were heard of; the others are at their stations."""
    pack, sites = packs["interception"], ground.sites
    everybody = starts_of(stations_in(ground.devices, sites), sites, crews, units, call_signs)
    starts, free_s, areas = _on_road(ground, [s for s in everybody if s.usable], packs["patrols"])
    there, share = Counter(areas), float(pack.get("units.presence_share"))
    made = tuple(
        Unit(s.unit_id, share * ground.losses.get(area, 0.0) / there[area], s.lon, s.lat)
        for s, area in zip(starts, areas, strict=True)
    )
    return Situation(
        places=ground.places,
        units=made,
        names={s.unit_id: s.name for s in starts},
        travel_s=float(pack.get("units.start_s")) + float(pack.get("units.pace")) * free_s,
        ahead=ahead,
        origins={s.unit_id: s.origin for s in starts},
        around=tuple(
            Nearby(s.unit_id, s.of, s.name, s.lon, s.lat, s.site < 0, s.age_s, s.state, s.usable) for s in everybody
        ),
    )


def _on_road(ground: Ground, starts: Sequence[Start], pack: RulePack) -> tuple[Sequence[Start], Floats, Sequence[str]]:
    """Those who stand on the road, their seconds of free flow to each place, and the counties that they are in.

    A crew too far from any road is nowhere.
    """
    to = np.array([p.site for p in ground.places], np.int64)
    live = [s for s in starts if s.site < 0]
    at_station = [s for s in starts if s.site >= 0]
    lon, lat = np.array([s.lon for s in live], float), np.array([s.lat for s in live], float)
    put = ground.reach.put(lon, lat, float(pack.get("roads.within_m")))
    away = ground.reach.seconds_from(put, float(pack.get("roads.off_road_kmh")))
    on = np.flatnonzero(put.segment >= 0)
    rows = np.array([s.site for s in at_station], np.int64)
    from_station = ground.distances.free_s[np.ix_(rows, to)].astype(np.float64)
    areas = [str(ground.network.area[put.segment[k]] or "") for k in on.tolist()]
    areas += [str(ground.sites.area[s.site] or "") for s in at_station]
    return [*(live[k] for k in on.tolist()), *at_station], np.concatenate([away[on], from_station]), areas
