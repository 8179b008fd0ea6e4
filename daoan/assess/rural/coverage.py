r"""Coverage of the country by its advice stations, as known on a day.

A station is *silent* where it is sure enough, by its own days alone, that it misses more than a share c of the days on
which it had to open: market days near it, and days that an opening was kept for. With k of n such days missed and the
Jeffreys prior,

.. math:: \Pr(\theta > c) = 1 - I_c(k + \tfrac12,\; n - k + \tfrac12)

so that one day missed out of one accuses nobody. Everything else here is counted, not judged: which villages nobody
spoke to, which vans have no file, whose pledge or visit is overdue.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce

import numpy as np
from scipy.special import betainc

from daoan.kernels.stats.shares import share_interval
from daoan.terms.estimates import Estimate, Share
from daoan.terms.rulepacks import RulePack
from daoan.terms.rural import AdviceStation, StationDay, VanFile, Village

#: Why a station had to open on a day.
CROWD, PLANNED = "crowd", "planned"
#: Why stations had to open, by station's code and day.
Required = Mapping[str, Mapping[date, str]]


@dataclass(frozen=True, slots=True)
class StationCover:
    """A station over the days looked back on. ``crowd_days``: days of a market or fair near it;
    ``promised_days``: other days that an opening was kept for; ``missed``: those of both on which nobody was there;
    ``chance_silent``: probability in [0, 1], ``None`` where there was no such day. ``kept``: of the shifts due by kept
    openings, those attended."""

    station: AdviceStation
    opened: Share  # of the days on which it had to open
    crowd_days: int
    promised_days: int
    kept: Share
    missed: tuple[date, ...]
    chance_silent: float | None
    silent: bool
    shifts: int
    contacts: int
    handed_over: int
    last_on: date | None  # last day on which anybody was there


@dataclass(frozen=True, slots=True)
class VillageCover:
    """A village. ``last_contact``: within the days looked back on; ``missing``: vans without a file, ``None`` where it
    is not recorded how many vans there are; ``surplus``: files beyond the vans that are said to be there."""

    village: Village
    stations: int
    last_contact: date | None
    quiet: bool
    files: int
    missing: int | None
    surplus: int
    unpledged: int
    unvisited: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """A county's or city's, from ``first`` to ``last``. ``recorded`` False: nobody keeps what stations do, so that of
    openings, silence and contacts nothing is known."""

    first: date
    last: date
    recorded: bool
    stations: tuple[StationCover, ...]
    villages: tuple[VillageCover, ...]


def coverage_of(
    villages: Sequence[Village],
    stations: Sequence[AdviceStation],
    vans: Sequence[VanFile],
    required: Required,
    activity: Sequence[StationDay] | None,
    last: date,
    pack: RulePack,
    first: date | None = None,
) -> Coverage:
    """Coverage of the days up to ``last``, from ``first`` on (by itself: as many days back as the pack says).

    ``activity``: of those days and of the days that a contact counts for; ``None``: not recorded.
    """
    since = first or last - timedelta(days=int(pack.get("coverage.days")) - 1)
    done: dict[str, dict[date, StationDay]] = defaultdict(dict)
    for row in activity or ():
        done[row.station][row.day] = row
    within = [s for s in stations if s.in_use]
    covers = tuple(_station(s, required.get(s.code, {}), done.get(s.code, {}), since, last, pack) for s in within)
    files: dict[str, list[VanFile]] = defaultdict(list)
    for van in vans:
        files[van.village].append(van)
    homes: dict[str, list[str]] = defaultdict(list)
    for s in within:
        homes[s.village].append(s.code)
    told = tuple(_village(v, homes.get(v.code, ()), done, files.get(v.code, ()), last, pack) for v in villages)
    return Coverage(since, last, activity is not None, covers, told)


def _station(
    station: AdviceStation,
    asked: Mapping[date, str],
    done: Mapping[date, StationDay],
    first: date,
    last: date,
    pack: RulePack,
) -> StationCover:
    there = {day for day, row in done.items() if not row.silent}
    due = {day: why for day, why in asked.items() if first <= day <= last}
    crowd = sum(why == CROWD for why in due.values())
    missed = tuple(sorted(day for day in due if day not in there))
    chance = chance_above(len(missed), len(due), float(pack.get("coverage.silent_more_than"))) if due else None
    rows = [row for day, row in done.items() if first <= day <= last]
    return StationCover(
        station=station,
        opened=Share(sum(day in there for day in due), len(due)),
        crowd_days=crowd,
        promised_days=len(due) - crowd,
        kept=total_share(row.attended for row in rows),
        missed=missed,
        chance_silent=chance,
        silent=chance is not None and chance >= float(pack.get("coverage.silent_certainty")),
        shifts=sum(row.shifts_attended for row in rows),
        contacts=sum(row.contacts for row in rows),
        handed_over=sum(row.handed_over for row in rows),
        last_on=max((day for day in there if day <= last), default=None),
    )


def _village(
    village: Village,
    stations: Sequence[str],
    done: Mapping[str, Mapping[date, StationDay]],
    files: Sequence[VanFile],
    last: date,
    pack: RulePack,
) -> VillageCover:
    since = last - timedelta(days=int(pack.get("coverage.contact_days")) - 1)
    days = [
        day for code in stations for day, row in done.get(code, {}).items() if row.contacts > 0 and since <= day <= last
    ]
    pledged = last - timedelta(days=int(pack.get("coverage.pledge_days")))
    visited = last - timedelta(days=int(pack.get("coverage.visit_days")))
    return VillageCover(
        village=village,
        stations=len(stations),
        last_contact=max(days, default=None),
        quiet=not days,
        files=len(files),
        missing=None if village.vans is None else max(int(village.vans) - len(files), 0),
        surplus=0 if village.vans is None else max(len(files) - int(village.vans), 0),
        unpledged=sum(f.pledged_on is None or f.pledged_on < pledged for f in files),
        unvisited=sum(f.visited_on is None or f.visited_on < visited for f in files),
    )


def chance_above(part: int, whole: int, share: float) -> float:
    """Probability that the share behind ``part`` of ``whole`` lies above ``share``, all in [0, 1]; Jeffreys prior."""
    return float(1.0 - betainc(part + 0.5, whole - part + 0.5, share))


def total_share(shares: Iterable[Share]) -> Share:
    """Parts and wholes added up."""
    return reduce(Share.plus, shares, Share(0, 0))


def share_estimate(share: Share, level: float = 0.95) -> Estimate | None:
    """A share with its interval; ``None`` where the whole is empty."""
    if share.value is None:
        return None
    low, high = share_interval(np.array([share.part]), np.array([share.whole]), level=level)
    return Estimate(share.value, min(float(low[0]), share.value), max(float(high[0]), share.value), level)
