"""The days of a span together: which vehicles went to and fro between the same ends on many of them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from daoan.terms.frames import Bools, Ints
from daoan.terms.passes import NOT_RECORDED, Column, Columns, VehicleFrame
from daoan.warn.shuttling.chance import chance_right
from daoan.warn.shuttling.day import RUN_TYPES, DayRuns, changes, empty_runs
from daoan.warn.shuttling.rules import ShuttleRules


@dataclass(frozen=True, slots=True, eq=False)
class ShuttleFrame(Columns):
    """Vehicles that went to and fro, one row a plate, by plate."""

    plate: Column  # int64, packed
    site: Column  # int32, over which they went to and fro on most days
    days: Column  # int32, of shuttling over this site
    seen: Column  # int32, on which the plate was read at all
    day_bits: Column  # int64, bit k: the k-th day of the span was one of shuttling
    trips: Column  # float32, there and back a day of shuttling, mean
    end_a: Column  # int32, site that stands for one usual end; not above end_b
    end_b: Column  # int32, the other; the same where no second site lies between
    same_ends: Column  # float32, share of days of shuttling with these ends
    passenger: Column  # float32, share of judged reads that look like a class that is looked for; NaN where none
    pass_id: Column  # int64, of the last read on the last day of shuttling
    last_site: Column  # int32
    last_ms: Column  # int64
    other_site: Column  # int32, of the read at the other end before it; -1
    other_ms: Column  # int64
    p_right: Column  # float32


def find_shuttles(days: Sequence[DayRuns], vehicles: VehicleFrame, licensed: Ints, rules: ShuttleRules) -> ShuttleFrame:
    """Vehicles to be told, each with its chance. ``days``: of the span, the first first; ``licensed``: packed plates.

    A vehicle that the register has under another class than those of the rules, or that is licensed, is left out. Of
    one whose class the register does not say, more than half of the cameras' judgements must be of such a class.
    """
    found = judge_plates(days, rules)
    found = found.take((found.days >= rules.least_days) & (found.same_ends >= rules.least_same_ends))
    found = found.take(_carries_people(found, vehicles, rules) & ~np.isin(found.plate, licensed))
    return found.take(found.p_right >= rules.least_chance)


def judge_plates(days: Sequence[DayRuns], rules: ShuttleRules) -> ShuttleFrame:
    """Every plate with one day of shuttling or more, of whatever class, with its chance."""
    runs, day = _shuttling(days, rules)
    order = np.lexsort((day, runs.site, runs.plate))
    runs, day = runs.take(order), day[order]
    at = np.flatnonzero(changes(runs.plate, runs.site))
    if not len(at):
        return _empty()
    number = np.diff(np.append(at, len(day)))
    crossings = np.add.reduceat(runs.crossings.astype(np.int64), at)
    best = np.lexsort((runs.site[at], -crossings, -number, runs.plate[at]))
    best = best[changes(runs.plate[at][best])]
    at, number = at[best], number[best]
    last = at + number - 1
    group = np.repeat(np.arange(len(at)), number)
    rows = np.concatenate([np.arange(a, a + n) for a, n in zip(at.tolist(), number.tolist(), strict=True)])
    end_a, end_b, same = _usual_pair(group, runs.end_a[rows], runs.end_b[rows])
    judged = np.bincount(group, runs.judged[rows])
    seen = _days_seen(runs.plate[at], days)
    with np.errstate(invalid="ignore", divide="ignore"):
        passenger = np.bincount(group, runs.passenger[rows]) / judged
    return ShuttleFrame(
        plate=runs.plate[at],
        site=runs.site[at],
        days=number.astype(np.int32),
        seen=seen.astype(np.int32),
        day_bits=np.bitwise_or.reduceat(np.int64(1) << day[rows], np.cumsum(number) - number),
        trips=(np.bincount(group, runs.trips[rows]) / number).astype(np.float32),
        end_a=end_a,
        end_b=end_b,
        same_ends=(same / number).astype(np.float32),
        passenger=passenger.astype(np.float32),
        pass_id=runs.pass_id[last],
        last_site=runs.last_site[last],
        last_ms=runs.last_ms[last],
        other_site=runs.other_site[last],
        other_ms=runs.other_ms[last],
        p_right=chance_right(number, seen, rules).astype(np.float32),
    )


def _shuttling(days: Sequence[DayRuns], rules: ShuttleRules) -> tuple[DayRuns, Ints]:
    """Rows of days of shuttling, and the position of the day of each.

    On such a day there were ``least_trips`` or more over a site, ``least_share`` of the day's journeys or more.
    """
    parts = []
    for runs in days:
        often = (runs.trips >= rules.least_trips) & (2 * runs.trips >= rules.least_share * runs.journeys)
        parts.append(runs.take(often))
    parts = parts or [empty_runs()]
    day = np.repeat(np.arange(len(parts), dtype=np.int64), [len(part) for part in parts])
    return DayRuns(**{name: np.concatenate([getattr(p, name) for p in parts]) for name in RUN_TYPES}), day


def _usual_pair(group: Ints, end_a: Column, end_b: Column) -> tuple[Column, Column, Ints]:
    """The ends of most days of each group, and on how many days they were the ends."""
    order = np.lexsort((end_b, end_a, group))
    group, end_a, end_b = group[order], end_a[order], end_b[order]
    at = np.flatnonzero(changes(group, end_a, end_b))
    number = np.diff(np.append(at, len(group)))
    best = np.lexsort((-number, group[at]))
    best = best[changes(group[at][best])]
    return end_a[at][best], end_b[at][best], number[best]


def _days_seen(plates: Column, days: Sequence[DayRuns]) -> Ints:
    """On how many days each plate, ascending, was read."""
    seen = np.zeros(len(plates), np.int64)
    for runs in days:
        seen[np.isin(plates, runs.plate)] += 1
    return seen


def _carries_people(found: ShuttleFrame, vehicles: VehicleFrame, rules: ShuttleRules) -> Bools:
    """Whether each is of a class that is looked for: by the register, else by most of what cameras judged."""
    classes = [int(kind) for kind in rules.kinds]
    looks = np.nan_to_num(found.passenger) > 0.5
    if not len(vehicles):
        return np.asarray(looks)
    order = np.argsort(vehicles.plate, kind="stable")
    row = order[np.minimum(np.searchsorted(vehicles.plate[order], found.plate), len(order) - 1)]
    known = (vehicles.plate[row] == found.plate) & (vehicles.kind[row] != NOT_RECORDED)
    return np.asarray(np.where(known, np.isin(vehicles.kind[row], classes), looks))


def _empty() -> ShuttleFrame:
    whole = {name: RUN_TYPES.get(name, np.int32) for name in ShuttleFrame.__dataclass_fields__}
    whole |= {"trips": np.float32, "same_ends": np.float32, "passenger": np.float32, "p_right": np.float32}
    whole |= {"day_bits": np.int64}
    return ShuttleFrame(**{name: np.zeros(0, dtype) for name, dtype in whole.items()})
