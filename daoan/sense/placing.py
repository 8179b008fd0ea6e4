"""Placing: where on the network each device stands, from its coordinates or from road and chainage.

A device with coordinates goes to the nearest stretch within reach, of its road where the network knows the road by that
number. One with chainage goes to the stretch of its road that has it. What cannot be placed is told with its reason.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from daoan.kernels.geo import NOWHERE, nearest_in_group
from daoan.kernels.geo.polylines import points_along
from daoan.terms.devices import Device, Placing, Unplaced
from daoan.terms.estimates import Text
from daoan.terms.frames import Floats, Ints, Network, Objects
from daoan.terms.passes import SiteFrame
from daoan.terms.places import Plane, plane_of

REASONS = {
    "nowhere": Text("neither coordinates nor road and chainage are given", "未填写坐标或道路与桩号"),
    "off_road": Text("no road lies within reach of the coordinates", "坐标附近没有道路"),
    "no_route": Text("the road network has no road of this number", "路网中没有该编号道路"),
    "beyond": Text("the road has no such chainage in the network", "该道路在路网中没有此桩号"),
    "ambiguous": Text("several roads of this number have it; give coordinates", "该编号有多条道路含此桩号，请补充坐标"),
}  # fmt: skip


def place_devices(devices: Sequence[Device], network: Network, within_m: float, beyond_m: float) -> Placing:
    """Devices on the network, in their order. ``within_m``: of the coordinates; ``beyond_m``: past a road's end."""
    roads = _roads(network)
    plane = plane_of(network.coords[:, 0], network.coords[:, 1])
    xy = np.column_stack(plane.to_metres(network.coords[:, 0], network.coords[:, 1]))
    near, along = _by_coordinates(devices, network, plane, xy, within_m)
    placed: list[tuple[Device, int, float]] = []
    unplaced: list[Unplaced] = []
    for k, device in enumerate(devices):
        if near[k] != NOWHERE:
            placed.append((device, int(near[k]), float(along[k])))
            continue
        told = device.lon is not None and device.lat is not None
        found = "off_road" if told else _by_chainage(device, network, roads, beyond_m)
        if isinstance(found, str):
            unplaced.append(Unplaced(device.code, found, REASONS[found]))
        else:
            placed.append((device, *found))
    return Placing(tuple(d for d, _, _ in placed), _frame(placed, network, plane, xy), tuple(unplaced))


def _names(network: Network) -> list[str]:
    """The number that a driver knows each stretch's road by."""
    return [str(name or route or "").upper() for name, route in zip(network.road_name, network.route, strict=True)]


def _roads(network: Network) -> dict[str, Ints]:
    """Stretches by number of the road. The route's id is a name too."""
    rows: dict[str, list[int]] = {}
    for i, (name, route) in enumerate(zip(_names(network), network.route, strict=True)):
        for word in {name, str(route or "").upper()} - {""}:
            rows.setdefault(word, []).append(i)
    return {word: np.array(found, dtype=np.int64) for word, found in rows.items()}


def _by_coordinates(
    devices: Sequence[Device], network: Network, plane: Plane, xy: Floats, within_m: float
) -> tuple[Ints, Floats]:
    """Nearest stretch and metres along it: of the device's road, or of any where the network has no such road."""
    number: dict[str, int] = {}
    group = np.array([number.setdefault(name, len(number)) for name in _names(network)], dtype=np.int64)
    number.pop("", None)
    lon = np.array([np.nan if d.lon is None or d.lat is None else d.lon for d in devices], dtype=np.float64)
    lat = np.array([np.nan if d.lon is None or d.lat is None else d.lat for d in devices], dtype=np.float64)
    points = np.column_stack(plane.to_metres(lon, lat))
    wanted = np.array([number.get(d.route.upper(), -1) for d in devices], dtype=np.int64)
    found = nearest_in_group(points, network.starts, xy, within_m, group, wanted)
    return found.line, found.along


def _by_chainage(device: Device, network: Network, roads: dict[str, Ints], beyond_m: float) -> tuple[int, float] | str:
    """Stretch and metres along its points; or why not."""
    if device.chainage_m is None or not device.route:
        return "nowhere"
    if device.route.upper() not in roads:
        return "no_route"
    rows = roads[device.route.upper()]
    begin = network.chainage_m[rows]
    past = np.maximum(np.maximum(begin - device.chainage_m, device.chainage_m - begin - network.length_m[rows]), 0.0)
    past = np.where(np.isfinite(past), past, np.inf)
    best = float(past.min())
    if best > beyond_m:
        return "beyond"
    nearest = rows[past <= best + 1e-6]
    if len({network.route[i] for i in nearest.tolist()}) > 1:
        return "ambiguous"
    i = int(nearest[0])
    along = float(np.clip(device.chainage_m - network.chainage_m[i], 0.0, network.length_m[i]))
    return i, along if network.forward[i] else float(network.length_m[i]) - along


def _frame(placed: Sequence[tuple[Device, int, float]], network: Network, plane: Plane, xy: Floats) -> SiteFrame:
    segment = np.array([i for _, i, _ in placed], dtype=np.int64)
    along = np.array([a for _, _, a in placed], dtype=np.float64)
    at = points_along(network.starts, xy, segment, along) if len(segment) else np.zeros((0, 2))
    lon, lat = plane.to_degrees(at[:, 0], at[:, 1])
    ahead = np.where(network.forward[segment], along, network.length_m[segment] - along)
    devices = [d for d, _, _ in placed]

    def objects(values: Sequence[object]) -> Objects:
        return np.array([*values, None], dtype=object)[:-1]

    def limits(values: Sequence[float | None]) -> npt.NDArray[np.float32]:
        return np.array([np.nan if v is None else v for v in values], dtype=np.float32)

    return SiteFrame(
        site_id=objects([d.code for d in devices]),
        kind=np.array([d.kind for d in devices], dtype=np.uint8),
        route=objects([network.route[i] or "" for i in segment.tolist()]),
        chainage_m=network.chainage_m[segment] + np.clip(ahead, 0.0, network.length_m[segment]),
        heading=np.array([d.heading for d in devices], dtype=np.int8),
        lanes=np.array([d.lanes for d in devices], dtype=np.int8),
        lon=np.array([x if d.lon is None else d.lon for d, x in zip(devices, lon, strict=True)], dtype=np.float64),
        lat=np.array([y if d.lat is None else d.lat for d, y in zip(devices, lat, strict=True)], dtype=np.float64),
        area=objects([network.area[i] or "" for i in segment.tolist()]),
        segment=segment.astype(np.int32),
        limit_car_kmh=limits([d.limit_car_kmh for d in devices]),
        limit_large_kmh=limits([d.limit_large_kmh for d in devices]),
        hazard=np.zeros(len(devices), dtype=np.uint8),
    )
