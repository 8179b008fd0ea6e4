"""From passes to hops: one read of a vehicle, the read before it, and the next one if it came soon enough."""

from dataclasses import dataclass

import numpy as np

from daoan.terms.frames import Bools, Floats, Ints
from daoan.terms.passes import Column, Columns, PassClass, PassFrame
from daoan.terms.plates import BITS, NO_PLATE, PLACES, UNREAD_SIGN

NOWHERE = -1  # no read before, or none after
#: Two reads of one plate at one site within so many seconds are one pass.
DOUBLE_S = 60.0

#: Classes that choose their roads alike.
LIGHT, GOODS, PEOPLE = 0, 1, 2
GROUPS = 3
_GROUP = np.zeros(256, np.int64)
_GROUP[[PassClass.LIGHT_TRUCK, PassClass.HEAVY_TRUCK, PassClass.HAZMAT, PassClass.CONSTRUCTION]] = GOODS
_GROUP[[PassClass.COACH, PassClass.SCHOOL_BUS]] = PEOPLE


@dataclass(frozen=True, slots=True, eq=False)
class Hops(Columns):
    """One row a read whose future is known: what came within the horizon, or that nothing did."""

    before: Column  # int64, site of the read before, within the horizon; NOWHERE
    site: Column  # int64
    heading: Column  # int64, Heading
    kind: Column  # int64, PassClass or NOT_RECORDED
    at_ms: Column  # int64
    after: Column  # int64, site of the next read; NOWHERE where the journey ended for us
    gap_s: Column  # float64, NaN where it ended
    follows: Column  # bool: the row before is the hop before of the same vehicle's journey


def group_of(kind: Ints | Column) -> Ints:
    """The group of each class."""
    return np.asarray(_GROUP[np.asarray(kind, dtype=np.int64)])


def whole(plate: Column) -> Bools:
    """Which packed plates were read, every sign of them."""
    read = np.asarray(plate != NO_PLATE)
    for place in range(PLACES):
        read &= (plate >> (BITS * place) & 0x7F) != UNREAD_SIGN
    return read


def in_journeys(passes: PassFrame) -> Ints:
    """Rows of well read passes by plate and time, doubles left out."""
    rows = np.flatnonzero(whole(passes.plate))
    rows = rows[np.lexsort((passes.happened_ms[rows], passes.plate[rows]))]
    plate, site, at = passes.plate[rows], passes.site[rows], passes.happened_ms[rows]
    again = (plate[1:] == plate[:-1]) & (site[1:] == site[:-1]) & (np.diff(at) < DOUBLE_S * 1000)
    return np.asarray(rows[np.concatenate([[True], ~again])[: len(rows)]])


def hops_of(passes: PassFrame, free_s: Floats, horizon_s: float, until_ms: int) -> Hops:
    """Hops of passes that happened before ``until_ms`` (UTC).

    ``free_s``: free driving between sites, shape (sites, sites). A read later than a horizon before ``until_ms``
    without another one behind it has an open future and is left out; so are pairs that no single vehicle can have
    driven in three tenths of the free time: they are two vehicles, or a wrong clock.
    """
    rows = in_journeys(passes.take(passes.happened_ms < until_ms))
    told = passes.take(passes.happened_ms < until_ms).take(rows)
    plate, site, at = told.plate, told.site.astype(np.int64), told.happened_ms
    gap = np.diff(at) / 1000.0
    same = plate[1:] == plate[:-1]
    linked = same & (gap <= horizon_s)
    possible = gap >= 0.3 * free_s[site[:-1], site[1:]] if len(site) else np.zeros(0, bool)
    after = np.concatenate([np.where(linked, site[1:], NOWHERE), [NOWHERE]])[: len(site)]
    before = np.concatenate([[NOWHERE], np.where(linked & possible, site[:-1], NOWHERE)])[: len(site)]
    known = np.concatenate([linked | same, [False]])[: len(site)] | (at < until_ms - horizon_s * 1000)
    kept = known & np.concatenate([~linked | possible, [True]])[: len(site)]
    hops = Hops(
        before=before,
        site=site,
        heading=told.heading.astype(np.int64),
        kind=told.kind.astype(np.int64),
        at_ms=at,
        after=after,
        gap_s=np.where(after == NOWHERE, np.nan, np.concatenate([gap, [np.nan]])[: len(site)]),
        follows=np.concatenate([[False], linked & possible & kept[:-1]])[: len(site)],
    )
    return hops.take(kept)
