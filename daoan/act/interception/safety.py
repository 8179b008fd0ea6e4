"""Whether officers may stop a vehicle at a place: room off the lane; no bend, slope or foot of one, bridge, tunnel.

What the road is like there is a :class:`Shape`; the thresholds are the rule pack's. A place that is not known to be
safe is not: without room, or without a known line of the road, the answer is a reason against it.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from daoan.terms.codes import Structure
from daoan.terms.estimates import Text
from daoan.terms.frames import Floats, Network
from daoan.terms.passes import SiteFrame, SiteHazard, SiteKind
from daoan.terms.places import plane_of
from daoan.terms.rulepacks import RulePack


class Room(StrEnum):
    """What there is to pull a vehicle aside into."""

    STATION = "station"  # 执法站
    TOLL = "toll"  # 收费站广场
    SHOULDER = "shoulder"  # a wide shoulder or a lay-by
    NONE = "none"


ROOM_NAMES = {
    Room.STATION: Text("enforcement station", "执法站"),
    Room.TOLL: Text("toll plaza", "收费站"),
    Room.SHOULDER: Text("wide shoulder", "宽路肩"),
    Room.NONE: Text("no room off the lane", "无停车空间"),
}


@dataclass(frozen=True, slots=True)
class Shape:
    """The road at a place. Distances along the road, infinite where there is none; ``radius_m``: NaN where unknown."""

    room: Room
    radius_m: float  # of the tightest bend near by
    slope_m: float  # to the nearest long slope, 0 on it
    structure_m: float  # to the nearest bridge or tunnel
    iced: bool  # known to ice over, or a descent begins here


def reasons_against(shape: Shape, pack: RulePack) -> tuple[Text, ...]:
    """Why nobody should be stopped there; empty: it is safe."""
    bend, slope = float(pack.get("safety.least_radius_m")), float(pack.get("safety.slope_m"))
    structure = float(pack.get("safety.structure_m"))
    found = []
    if shape.room is Room.NONE:
        found.append(ROOM_NAMES[Room.NONE])
    if not shape.radius_m >= bend:
        known = not np.isnan(shape.radius_m)
        told = f"{shape.radius_m:.0f} m" if known else "?"
        found.append(Text(f"bend (radius {told}, at least {bend:.0f} m)", f"弯道（半径{told}，应不小于{bend:.0f} m）"))
    if shape.slope_m < slope:
        found.append(Text(f"on a long slope or within {slope:.0f} m of it", f"长下坡路段或坡底{slope:.0f} m以内"))
    if shape.structure_m < structure:
        found.append(Text(f"bridge or tunnel within {structure:.0f} m", f"桥梁、隧道{structure:.0f} m以内"))
    if shape.iced:
        found.append(Text("ice or a descent is known here", "易结冰或急下坡路段"))
    return tuple(found)


def room_of(kind: int) -> Room:
    """What a kind of site has, where no register of places says more: a checkpoint is built with a lay-by."""
    return {SiteKind.STATION: Room.STATION, SiteKind.CHECKPOINT: Room.SHOULDER}.get(SiteKind(kind), Room.NONE)


def shapes_of(sites: SiteFrame, network: Network, pack: RulePack) -> tuple[Shape, ...]:
    """The road at each site, from the network's line and structures along its route and from the site's hazards."""
    look_m = float(pack.get("safety.look_m"))
    slope = _on(network, Structure.LONG_SLOPE)
    built = _on(network, Structure.BRIDGE) | _on(network, Structure.TUNNEL)
    bad = int(SiteHazard.ICE | SiteHazard.LONG_DESCENT)
    found = []
    for k in range(len(sites)):
        row = int(sites.segment[k])
        if row < 0:
            found.append(Shape(room_of(int(sites.kind[k])), np.nan, np.inf, np.inf, bool(sites.hazard[k] & bad)))
            continue
        at = float(network.chainage_m[row] + network.length_m[row] / 2)
        same = network.route == network.route[row]
        away = np.maximum(np.abs(network.chainage_m + network.length_m / 2 - at) - network.length_m / 2, 0.0)
        near = np.flatnonzero(same & (away <= look_m))
        found.append(
            Shape(
                room=room_of(int(sites.kind[k])),
                radius_m=min((least_radius_m(_metres(network.points_of(int(i)))) for i in near), default=np.nan),
                slope_m=float(away[same & slope].min(initial=np.inf)),
                structure_m=float(away[same & built].min(initial=np.inf)),
                iced=bool(sites.hazard[k] & bad),
            )
        )
    return tuple(found)


def least_radius_m(xy: Floats) -> float:
    """Radius of the tightest bend of a line, metres; infinite where it is straight.

    ``R = (a + b) / 2θ`` at each inner point, with the lengths *a*, *b* of the pieces that meet there and the angle θ by
    which the line turns.
    """
    piece = np.diff(xy, axis=0)
    length = np.hypot(piece[:, 0], piece[:, 1])
    piece, length = piece[length > 0], length[length > 0]
    if len(piece) < 2:
        return float("inf")
    heading = np.arctan2(piece[:, 1], piece[:, 0])
    turn = np.abs((np.diff(heading) + np.pi) % (2 * np.pi) - np.pi)
    with np.errstate(divide="ignore"):
        return float(np.min((length[1:] + length[:-1]) / (2 * turn)))


def _metres(lonlat: Floats) -> Floats:
    plane = plane_of(lonlat[:, 0], lonlat[:, 1])
    return np.column_stack(plane.to_metres(lonlat[:, 0], lonlat[:, 1]))


def _on(network: Network, structure: Structure) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    return np.asarray(network.structure == list(Structure).index(structure))
