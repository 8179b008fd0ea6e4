"""One day of passes reduced to what shuttling is told by: how often each plate went to and fro, and where.

A journey ends where a vehicle rests (the gap to the next read is longer than the drive and ``rest_ms``) or turns round
(the next read is at the site of the last one, or of the one before). A **trip** is there and back: whoever is read
``c`` times at one site in one direction has been round ``c`` times, however many reads between are missing, so

    trips = max(reads one way, reads the other way, half of all reads at the site)

The last is for sites that tell no direction.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from daoan.terms.frames import Bools, Ints
from daoan.terms.passes import NOT_RECORDED, Column, Columns, Heading, PassFrame, SiteFrame
from daoan.terms.plates import BITS, NO_PLATE, PLACES, UNREAD_SIGN
from daoan.warn.shuttling.ends import crow_m
from daoan.warn.shuttling.rules import ShuttleRules

TO_AND_FRO = 2  # trips over a site from which on it is kept beside the busiest


@dataclass(frozen=True, slots=True, eq=False)
class DayRuns(Columns):
    """What plates did on a day, by plate, then site. A plate has a row for the site where it was read most, and one
    for each other over which it went to and fro twice or more. Columns from ``journeys`` on are the plate's."""

    plate: Column  # int64, packed
    site: Column  # int32
    trips: Column  # int32, there and back over the site
    crossings: Column  # int32, reads at the site
    journeys: Column  # int32
    end_a: Column  # int32, site that stands for one end of most journeys; not above end_b
    end_b: Column  # int32
    passenger: Column  # int32, reads that the camera judged to be of a class that shuttling is looked for in
    judged: Column  # int32, reads that the camera judged
    pass_id: Column  # int64, of the last read
    last_site: Column  # int32
    last_ms: Column  # int64
    other_site: Column  # int32, of the read at the other end of the last journey; -1 where there is none
    other_ms: Column  # int64


#: The type of each column of :class:`DayRuns`.
RUN_TYPES: dict[str, npt.DTypeLike] = {
    "plate": np.int64, "site": np.int32, "trips": np.int32, "crossings": np.int32, "journeys": np.int32,
    "end_a": np.int32, "end_b": np.int32, "passenger": np.int32, "judged": np.int32, "pass_id": np.int64,
    "last_site": np.int32, "last_ms": np.int64, "other_site": np.int32, "other_ms": np.int64,
}  # fmt: skip


def empty_runs() -> DayRuns:
    """Nobody drove."""
    return DayRuns(**{name: np.zeros(0, dtype) for name, dtype in RUN_TYPES.items()})


def changes(*columns: Column) -> Bools:
    """Where any of some columns takes another value than in the row before; true for the first row."""
    changed = np.zeros(len(columns[0]), bool)
    changed[:1] = True
    for column in columns:
        changed[1:] |= column[1:] != column[:-1]
    return changed


def reduce_day(passes: PassFrame, sites: SiteFrame, ends: Ints, rules: ShuttleRules) -> DayRuns:
    """The passes of one local day, in any order. ``ends``: as :func:`group_sites` answers for ``sites``.

    Passes of a site that ``sites`` does not have are left out.
    """
    passes = passes.take((passes.site >= 0) & (passes.site < len(sites)))
    read = _by_plate(passes.take(_is_trusted(passes, rules)), rules)
    if not len(read):
        return empty_runs()
    first = changes(read.plate)
    vehicle = np.cumsum(first) - 1
    begins = first | _turns(read, first) | _rests(read, sites, first, rules)
    of_vehicle = _per_vehicle(read, vehicle, begins, ends, rules)
    at_site = _per_site(read, vehicle)
    row = at_site.pop("vehicle")
    columns = {**at_site, **{name: values[row] for name, values in of_vehicle.items()}}
    return DayRuns(**{name: columns[name].astype(dtype) for name, dtype in RUN_TYPES.items()})


def _is_trusted(passes: PassFrame, rules: ShuttleRules) -> Bools:
    """Reads of a whole plate that the camera is sure enough of."""
    whole = passes.plate != NO_PLATE
    for place in range(PLACES):
        whole &= (passes.plate >> BITS * place & 0x7F) != UNREAD_SIGN
    return np.asarray(whole & (passes.score >= rules.least_score))  # a score that was not recorded is 255


def _by_plate(passes: PassFrame, rules: ShuttleRules) -> PassFrame:
    """By plate, then time; a read at the same site shortly after another is the same crossing."""
    read = passes.take(np.lexsort((passes.pass_id, passes.happened_ms, passes.plate)))
    same = np.zeros(len(read), bool)
    same[1:] = (
        (read.plate[1:] == read.plate[:-1])
        & (read.site[1:] == read.site[:-1])
        & (np.diff(read.happened_ms) < rules.crossing_ms)
    )
    return read.take(~same)


def _turns(read: PassFrame, first: Bools) -> Bools:
    """Reads at the site of the last one, or of the one before that: the vehicle turned round in between."""
    turned = np.zeros(len(read), bool)
    turned[1:] = read.site[1:] == read.site[:-1]
    turned[2:] |= (read.site[2:] == read.site[:-2]) & ~first[1:-1]
    return turned


def _rests(read: PassFrame, sites: SiteFrame, first: Bools, rules: ShuttleRules) -> Bools:
    """Reads after more time than drive and rest take; between sites without a place the drive is nothing."""
    rested = np.zeros(len(read), bool)
    drive_m = np.nan_to_num(crow_m(sites, read.site[:-1], read.site[1:])) * rules.winding
    rested[1:] = np.diff(read.happened_ms) > rules.rest_ms + drive_m / rules.drive_m_per_ms
    return rested & ~first


def _per_vehicle(read: PassFrame, vehicle: Ints, begins: Bools, ends: Ints, rules: ShuttleRules) -> dict[str, Column]:
    """Columns with one value a vehicle."""
    number = int(vehicle[-1]) + 1
    start = np.flatnonzero(begins)
    stop = np.append(start[1:], len(read)) - 1
    end_a, end_b = _usual_ends(vehicle[start], ends[read.site[start]], ends[read.site[stop]])
    last = np.append(np.flatnonzero(np.diff(vehicle)), len(read) - 1)
    begun = start[np.searchsorted(start, last, side="right") - 1]  # of the last journey
    other = np.where(begun < last, begun, np.maximum(begun - 1, 0))
    alone = vehicle[other] != vehicle[last]
    alone |= other == last
    classes = [int(kind) for kind in rules.kinds]
    return {
        "journeys": np.bincount(vehicle[start], minlength=number),
        "end_a": end_a,
        "end_b": end_b,
        "passenger": np.bincount(vehicle[np.isin(read.kind, classes)], minlength=number),
        "judged": np.bincount(vehicle[read.kind != NOT_RECORDED], minlength=number),
        "pass_id": read.pass_id[last],
        "last_site": read.site[last],
        "last_ms": read.happened_ms[last],
        "other_site": np.where(alone, -1, read.site[other]),
        "other_ms": np.where(alone, 0, read.happened_ms[other]),
    }


def _usual_ends(vehicle: Ints, one: Ints, other: Ints) -> tuple[Ints, Ints]:
    """The pair of ends of most journeys of each vehicle.

    Two different ends count double: a site that watches one direction hides an end on every second journey.
    """
    low, high = np.minimum(one, other), np.maximum(one, other)
    order = np.lexsort((high, low, vehicle))
    vehicle, low, high = vehicle[order], low[order], high[order]
    new = changes(vehicle, low, high)
    at = np.flatnonzero(new)
    weight = np.diff(np.append(at, len(vehicle))) * np.where(low[at] < high[at], 2, 1)
    best = np.lexsort((high[at], low[at], -weight, vehicle[at]))
    chosen = at[best[changes(vehicle[at][best])]]
    return low[chosen], high[chosen]


def _per_site(read: PassFrame, vehicle: Ints) -> dict[str, Column]:
    """Columns with one value for each vehicle and site that is kept, by vehicle, then site."""
    order = np.lexsort((read.site, vehicle))
    site, whose, heading = read.site[order], vehicle[order], read.heading[order]
    at = np.flatnonzero(changes(whose, site))
    every = np.diff(np.append(at, len(order)))
    one_way = np.add.reduceat((heading == Heading.UP).astype(np.int64), at)
    other_way = np.add.reduceat((heading == Heading.DOWN).astype(np.int64), at)
    trips = np.maximum(np.maximum(one_way, other_way), every // 2)
    busiest = np.lexsort((site[at], -every, whose[at]))
    kept = trips >= TO_AND_FRO
    kept[busiest[changes(whose[at][busiest])]] = True
    at = at[kept]
    return {
        "vehicle": whose[at],
        "plate": read.plate[order][at],
        "site": site[at],
        "trips": trips[kept],
        "crossings": every[kept],
    }
