"""A crash outside the area that the source answers for: marked near its border, refused far from it.

A road along a border is policed from both sides and a position is good to some metres, so a crash a little way outside
is kept and marked. Further out (in the sea, in another city) the place or the file is wrong, and the row is refused.
"""

from dataclasses import dataclass

import numpy as np
import shapely

from daoan.sense.quality.rule import Action, Finding, Rule
from daoan.terms.estimates import Text
from daoan.terms.frames import Floats
from daoan.terms.places import plane_of

RULE = Rule(
    code="place.outside",
    actions=(Action.REFUSE, Action.FLAG),
    title=Text("outside the jurisdiction", "位于辖区之外"),
    message=Text(
        "The crash lies {distance} m outside {area}; up to {limit} m it would be kept and marked.",
        "该事故位于{area}界外 {distance} 米；界外 {limit} 米以内的予以保留并标注。",
    ),
    why=Text(
        "A crash in the sea or in another city would be counted against an area that it did not happen in.",
        "落在水域或外地的事故会被错误地计入本辖区。",
    ),
)


#: Long sides are cut to this before they are laid on a plane, where a parallel is no straight line.
_STEP_DEGREES = 0.02


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """The area that a source answers for.

    ``outline``: WGS-84 lon and lat of its border, one ring; ``refuse_beyond_m``: how far outside a crash is still kept.
    """

    area: str
    outline: tuple[tuple[float, float], ...]
    refuse_beyond_m: float

    def distances_m(self, lon: Floats, lat: Floats) -> Floats:
        """How far each point lies outside, in metres; 0 inside, NaN where the point is not known."""
        result = np.full(len(lon), np.nan)
        known = np.isfinite(lon) & np.isfinite(lat)
        if not known.any():
            return result
        ring = shapely.get_coordinates(shapely.segmentize(shapely.polygons(self.outline), _STEP_DEGREES))
        plane = plane_of(ring[:, 0], ring[:, 1])
        border = shapely.polygons(np.column_stack(plane.to_metres(ring[:, 0], ring[:, 1])))
        x, y = plane.to_metres(lon[known], lat[known])
        found = shapely.distance(border, shapely.points(x, y))
        result[known] = np.where(np.isfinite(found), found, np.inf)
        return result

    def finding(self, column: str | None, distance_m: float) -> Finding:
        """What to say of a crash that lies so far outside."""
        shown = f"{distance_m:.0f}"
        return Finding(RULE, column, RULE.say(distance=shown, area=self.area, limit=f"{self.refuse_beyond_m:.0f}"))

    def refuses(self, distance_m: float) -> bool:
        """Whether a crash so far outside is refused."""
        return distance_m > self.refuse_beyond_m


def box(area: str, west: float, south: float, east: float, north: float, refuse_beyond_m: float) -> Jurisdiction:
    """A jurisdiction known only by the box around it, in degrees."""
    return Jurisdiction(area, ((west, south), (east, south), (east, north), (west, north)), refuse_beyond_m)
