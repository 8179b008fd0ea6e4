"""Where units set out from for an interception: from where they tell that they are, else from their stations.

Stations are where a unit is reckoned to be as long as nobody tells otherwise. Each crew that is heard of is taken to be
the one of its unit's nearest station that no other crew has: it stands in the place of that station while its position
is fresh, and the station is left out. A crew that is at work leaves its station empty; one whose position is old is
reckoned to be back at its station, and that is said.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from daoan.act.patrols import Standing
from daoan.terms.devices import Device
from daoan.terms.estimates import Text
from daoan.terms.passes import SiteFrame
from daoan.terms.places import plane_of
from daoan.terms.records.patrols import DutyState
from daoan.terms.units import UnitTree


@dataclass(frozen=True, slots=True)
class Start:
    """Somebody who can set out, or is shown where they are. ``site``: row of the station that they are at, -1: none.

    ``unit_id`` is the one of the plan: "<unit>@<station>" or "<unit>#<crew>"; ``of``: the unit's own. ``usable``:
    whether they can be sent.
    """

    unit_id: str
    of: str
    name: Text
    origin: Text
    lon: float
    lat: float
    site: int = -1
    age_s: float | None = None  # of a position that is told
    state: DutyState | None = None
    usable: bool = True


NOT_TOLD = Text("it is reckoned to be at its station: no position is told", "按驻站位置推算：未上报实时位置")


def starts_of(
    stations: Sequence[tuple[int, Device]], sites: SiteFrame, crews: Sequence[Standing], units: UnitTree,
    call_signs: Mapping[str, str],
) -> tuple[Start, ...]:  # fmt: skip
    """Everybody who can set out, and crews that cannot. ``call_signs``: of vehicles, by token of their terminal."""
    heard = [c for c in crews if c.state is not DutyState.OFF]
    closed = {c.now.unit_id for c in crews if not c.now.crew and c.place is None and not c.can_go}
    at_home = _stations_of(stations, sites, heard)
    starts = [_crew_start(c, units, call_signs) for c in heard if c.place is not None and (c.is_fresh or c.can_go)]
    for row, device in stations:
        crew = at_home.get(row)
        if device.unit_id in closed or (crew is not None and (crew.is_fresh or not crew.can_go)):
            continue
        starts.append(_station_start(row, device, sites, units, crew))
    return tuple(starts)


def _stations_of(
    stations: Sequence[tuple[int, Device]], sites: SiteFrame, crews: Sequence[Standing]
) -> Mapping[int, Standing]:
    """The crew of each station, by row of its site: of every unit, the nearest pairs first, fresh positions before."""
    of_unit: dict[str, list[int]] = defaultdict(list)
    for row, device in stations:
        of_unit[device.unit_id].append(row)
    placed = [(c, p.lon, p.lat) for c in crews if (p := c.place) and p.lon is not None and p.lat is not None]
    if not placed or not stations:
        return {}
    rows = np.array([row for row, _ in stations], np.int64)
    lon = np.array([*(lon for _, lon, _ in placed), *sites.lon[rows]], float)
    lat = np.array([*(lat for _, _, lat in placed), *sites.lat[rows]], float)
    xy = dict(zip(rows.tolist(), range(len(placed), len(lon)), strict=True))
    x, y = plane_of(lon, lat).to_metres(lon, lat)
    found: dict[int, Standing] = {}
    pairs = sorted(
        (not crew.is_fresh, float(np.hypot(x[k] - x[xy[row]], y[k] - y[xy[row]])), row, k)
        for k, (crew, _, _) in enumerate(placed)
        for row in of_unit.get(crew.now.unit_id, ())
    )
    taken: set[int] = set()
    for _, _, row, k in pairs:
        if row not in found and k not in taken:
            found[row] = placed[k][0]
            taken.add(k)
    return found


def _crew_start(crew: Standing, units: UnitTree, call_signs: Mapping[str, str]) -> Start:
    now, place, age = crew.now, crew.place, crew.place_age
    assert place is not None  # asked before
    assert place.lon is not None
    assert place.lat is not None
    assert age is not None
    sign = call_signs.get(now.crew, now.crew[-4:])
    whose = units.name_of(now.unit_id) or Text(now.unit_id, now.unit_id)
    name = Text(f"{whose.en}, {sign}", f"{whose.zh}（{sign}）") if sign else whose
    ago = minutes_ago(age.total_seconds())
    origin = Text(f"it sets out from where it is now: live position, {ago.en}", f"自实时位置出发：{ago.zh}上报")
    return Start(
        f"{now.unit_id}#{now.crew}", now.unit_id, name, origin, place.lon, place.lat, age_s=age.total_seconds(),
        state=crew.state, usable=crew.is_fresh and crew.can_go,
    )  # fmt: skip


def _station_start(row: int, device: Device, sites: SiteFrame, units: UnitTree, crew: Standing | None) -> Start:
    whose, where = units.name_of(device.unit_id), device.name or device.code
    whose = whose or Text(device.unit_id, device.unit_id)
    origin = NOT_TOLD
    if crew is not None and crew.place_age is not None:
        ago = minutes_ago(crew.place_age.total_seconds())
        origin = Text(
            f"it is reckoned to be at its station: last seen {ago.en}, which is too long ago or not exact enough",
            f"按驻站位置推算：最近一次位置为{ago.zh}，已过时或精度不足",
        )
    return Start(
        f"{device.unit_id}@{device.code}", device.unit_id, Text(f"{whose.en}, {where}", f"{whose.zh}（{where}）"),
        origin, float(sites.lon[row]), float(sites.lat[row]), site=row,
    )  # fmt: skip


def minutes_ago(seconds: float) -> Text:
    """How long ago, in words."""
    minutes = round(seconds / 60)
    return Text("just now", "刚刚") if minutes < 1 else Text(f"{minutes} min ago", f"{minutes}分钟前")
