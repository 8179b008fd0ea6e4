"""Names of black spots that outlive the next run.

A spot's id is made of the rule pack, the route and the cell, as long as the spot itself, that holds its median crash. A
crash more nearby moves the median little, so the id mostly stays; where the median crosses a cell's edge,
:func:`keep_ids` hands the earlier name on to the spot that covers most of the earlier one.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from daoan.terms.records import BlackSpot


def spot_id(pack: str, where: str, cells: Sequence[int]) -> str:
    """An id of 15 letters and digits that follows from its parts alone."""
    text = "|".join([pack, where, *(str(c) for c in cells)])
    return "bs-" + hashlib.sha256(text.encode()).hexdigest()[:12]


def tell_apart(spots: Sequence[BlackSpot]) -> tuple[BlackSpot, ...]:
    """The same spots with a number behind an id that an earlier one of them bears.

    Two spots of one route can have their medians in one cell: they then count up along the road.
    """
    taken: dict[str, int] = {}
    numbers: dict[int, int] = {}
    by_place = sorted(range(len(spots)), key=lambda i: (spots[i].from_m or 0.0, spots[i].lon, spots[i].lat))
    for i in by_place:
        name = spots[i].blackspot_id
        taken[name] = numbers[i] = taken.get(name, 0) + 1
    return tuple(
        s if numbers[i] == 1 else replace(s, blackspot_id=f"{s.blackspot_id}-{numbers[i]}") for i, s in enumerate(spots)
    )


def keep_ids(spots: Sequence[BlackSpot], earlier: Sequence[BlackSpot]) -> tuple[BlackSpot, ...]:
    """The same spots under the names that an earlier run gave to the same places.

    Same place: same pack, and the greater part of the shorter extent shared (on a route), or more than half of the
    smaller one's crashes shared (off the network). Each earlier name is used once, by the spot that shares most.
    """
    by_road: dict[tuple[str, str | None], list[BlackSpot]] = {}
    for old in earlier:
        by_road.setdefault(_road(old), []).append(old)
    claims = [
        (shared, i, old)
        for i, spot in enumerate(spots)
        for old in by_road.get(_road(spot), ())
        if (shared := _shared(spot, old)) > 0.5
    ]
    claims.sort(key=lambda c: (-c[0], c[1], c[2].blackspot_id))
    names: dict[int, str] = {}
    for _, i, old in claims:
        if i not in names and old.blackspot_id not in names.values():
            names[i] = old.blackspot_id
    fresh = {s.blackspot_id for i, s in enumerate(spots) if i not in names}
    clash = fresh & set(names.values())
    return tuple(
        replace(s, blackspot_id=names.get(i, s.blackspot_id + "-n" if s.blackspot_id in clash else s.blackspot_id))
        for i, s in enumerate(spots)
    )


def _road(spot: BlackSpot) -> tuple[str, str | None]:
    return spot.rule_pack.split("@")[0], spot.route_id


def _shared(one: BlackSpot, other: BlackSpot) -> float:
    if one.from_m is None or one.to_m is None or other.from_m is None or other.to_m is None:
        both = len(set(one.crash_ids) & set(other.crash_ids))
        return both / max(1, min(len(one.crash_ids), len(other.crash_ids)))
    both_m = min(one.to_m, other.to_m) - max(one.from_m, other.from_m)
    return max(0.0, both_m) / max(1e-6, min(one.to_m - one.from_m, other.to_m - other.from_m))
