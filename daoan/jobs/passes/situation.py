"""What an interception is planned on: safe places among the sites, units where they stand, roads between, routes ahead.

No feed tells where patrols are. A unit is therefore reckoned to stand where the register has an enforcement station
that it answers for; the loss of its beat while it is away is its share of what its county is expected to lose.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

import numpy as np

from daoan.act.interception.safety import reasons_against, shapes_of
from daoan.act.interception.solving import StoppingPlace, Unit
from daoan.jobs.interceptions import Situation
from daoan.terms.arrivals import Arrivals
from daoan.terms.devices import Device, DeviceState
from daoan.terms.estimates import Text
from daoan.terms.frames import Network
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


def situation_of(
    devices: Sequence[Device], sites: SiteFrame, distances: Distances, places: Sequence[StoppingPlace],
    losses: Mapping[str, float], units: UnitTree, ahead: Callable[[str, datetime], Arrivals | None], pack: RulePack,
) -> Situation:  # fmt: skip
    """The road and the units. ``losses``: of counties, an hour; shared by the units that stand in each."""
    stations = stations_in(devices, sites)
    there = Counter(str(sites.area[row] or "") for row, _ in stations)
    share = float(pack.get("units.presence_share"))
    made, names = list[Unit](), dict[str, Text]()
    for row, device in stations:
        area = str(sites.area[row] or "")
        unit_id = f"{device.unit_id}@{device.code}"
        loss = share * losses.get(area, 0.0) / there[area]
        made.append(Unit(unit_id, loss, float(sites.lon[row]), float(sites.lat[row])))
        whose = units.name_of(device.unit_id) or Text(device.unit_id, device.unit_id)
        names[unit_id] = Text(
            f"{whose.en}, {device.name or device.code}", f"{whose.zh}（{device.name or device.code}）"
        )
    from_, to = np.array([row for row, _ in stations], np.int64), np.array([p.site for p in places], np.int64)
    free_s = distances.free_s[np.ix_(from_, to)].astype(np.float64)
    travel_s = float(pack.get("units.start_s")) + float(pack.get("units.pace")) * free_s
    return Situation(places, tuple(made), names, travel_s, ahead)
