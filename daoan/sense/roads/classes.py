"""What the sources call a road, as the house's classes and structures."""

from collections.abc import Mapping

import numpy as np

from daoan.sense.roads.links import objects
from daoan.terms.codes import RoadClass, Structure
from daoan.terms.frames import Bools, Codes, Ints, Objects, code_column

#: OpenStreetMap ``highway`` values that carry vehicles; wiki.openstreetmap.org/wiki/Key:highway. Links (slip roads)
#: have the class of the road they serve.
HIGHWAY: Mapping[str, RoadClass] = {
    "motorway": RoadClass.MOTORWAY,
    "motorway_link": RoadClass.MOTORWAY,
    "trunk": RoadClass.TRUNK,
    "trunk_link": RoadClass.TRUNK,
    "primary": RoadClass.PRIMARY,
    "primary_link": RoadClass.PRIMARY,
    "secondary": RoadClass.SECONDARY,
    "secondary_link": RoadClass.SECONDARY,
    "tertiary": RoadClass.TERTIARY,
    "tertiary_link": RoadClass.TERTIARY,
    "unclassified": RoadClass.LOCAL,
    "residential": RoadClass.LOCAL,
    "living_street": RoadClass.LOCAL,
    "service": RoadClass.LOCAL,
    "road": RoadClass.OTHER,
    "busway": RoadClass.OTHER,
    "pedestrian": RoadClass.OTHER,  # deliveries and crashes happen there
}

#: British classes as Ordnance Survey and the segments derived from it write them. "Primary" is the primary route
#: network (green signs), which the house calls TRUNK; an A road off it is PRIMARY. OS Open Roads product guide.
BRITISH: Mapping[str, RoadClass] = {
    "motorway": RoadClass.MOTORWAY,
    "primary road": RoadClass.TRUNK,
    "a road": RoadClass.PRIMARY,
    "b road": RoadClass.SECONDARY,
    "classified unnumbered": RoadClass.TERTIARY,
    "minor road": RoadClass.TERTIARY,
    "unclassified": RoadClass.LOCAL,
    "local road": RoadClass.LOCAL,
    "local street": RoadClass.LOCAL,
    "local access road": RoadClass.LOCAL,
    "restricted local access road": RoadClass.LOCAL,
    "secondary access road": RoadClass.LOCAL,
    "not classified": RoadClass.OTHER,
    "unknown": RoadClass.OTHER,
}

#: Classes that are told apart when someone writes down a road. Sources that say "A road" do not tell TRUNK from
#: PRIMARY, and none tells the class of a side street reliably, so within a group a difference is no evidence.
_GROUPS: Mapping[RoadClass, int] = {
    RoadClass.MOTORWAY: 0,
    RoadClass.TRUNK: 1,
    RoadClass.PRIMARY: 1,
    RoadClass.SECONDARY: 2,
    RoadClass.TERTIARY: 3,
    RoadClass.LOCAL: 3,
    RoadClass.OTHER: -1,
}

_NONE = {"", "no", "none", "false", "0"}


def classes_of(values: Objects, table: Mapping[str, RoadClass]) -> tuple[Codes, Bools]:
    """Class codes of some labels (any case) and which of them the table knows; unknown ones are OTHER."""
    distinct = {v: table.get(str(v).strip().lower()) if v is not None else None for v in set(values.tolist())}
    classes = [distinct[v] for v in values]
    known = np.array([c is not None for c in classes], dtype=bool)
    return code_column(RoadClass, [c or RoadClass.OTHER for c in classes]), known


def class_groups(codes: Codes) -> Ints:
    """Group of each class code, for comparing what two sources say; -1 where the class is unknown or says nothing."""
    table = np.full(256, -1, dtype=np.int64)
    table[: len(RoadClass)] = [_GROUPS[c] for c in RoadClass]
    groups: Ints = table[codes]
    return groups


def structures_of(bridge: Objects, tunnel: Objects) -> Codes:
    """Structure codes from ``bridge`` and ``tunnel`` tags; a covered bridge counts as a tunnel."""
    return code_column(
        Structure,
        [
            Structure.TUNNEL if is_set(t) else Structure.BRIDGE if is_set(b) else Structure.PLAIN
            for b, t in zip(bridge, tunnel, strict=True)
        ],
    )


def is_set(tag: object) -> bool:
    """A tag that is there and does not say no."""
    return tag is not None and tag == tag and str(tag).strip().lower() not in _NONE


def names_of(ref: Objects, name: Objects) -> Objects:
    """The number of a road where it has one ("A660"; the first of "A61;A58"), else its name, else None."""
    return objects([_first(r) or _first(n) for r, n in zip(ref, name, strict=True)])


def _first(value: object) -> str | None:
    if value is None or value != value:
        return None
    return str(value).split(";")[0].strip() or None
