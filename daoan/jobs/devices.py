"""Field equipment at a moment: the register's entries on the network, and how each site does by what it sent.

The hours that a site's rhythm is learnt from are counted a day at a time and kept, so that a look at the present reads
three days of passes and no more; the latest days are counted anew, since passes come in late.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import RLock

import numpy as np

from daoan.assess.device_health.health import hour_states, hours_of, judge_sites
from daoan.assess.device_health.records import HourState, Silence, SiteHealth, SiteHour, SiteState
from daoan.assess.device_health.rhythm import HOUR_MS, HourCounts, Ints, Rhythm, count_hours, learn_rhythm
from daoan.assess.device_health.rules import HealthRules
from daoan.jobs.passing import PassSource, by_register
from daoan.sense.placing import place_devices
from daoan.store.register_protocol import RegisterStore
from daoan.terms.devices import REGISTER, Device, Placing, device_of
from daoan.terms.frames import Network
from daoan.terms.passes import PassFrame, SiteFrame
from daoan.terms.rulepacks import RulePack
from daoan.terms.times import to_ms, utc_to_local

WINDOW_H = 72
SETTLED_DAYS = 3  # a day older than this is counted once
FRESH_MS = 300_000  # a report is made anew when it is older
SHOWN_MS = 2 * FRESH_MS  # until the next is there, one so old is shown
DAY_H = 24


@dataclass(frozen=True, slots=True, eq=False)
class HealthReport:
    """How every site of a placing stood at a moment; row i speaks of device i.

    ``strangers``: passes of the window from sites that the register does not have.
    """

    at: datetime
    health: tuple[SiteHealth, ...]
    silences: tuple[Silence, ...]
    states: tuple[tuple[HourState, ...], ...]  # by site: of each hour that has begun
    grid: HourCounts
    rhythm: Rhythm
    rules: HealthRules
    strangers: int

    def hours(self, site: int) -> tuple[SiteHour, ...]:
        """The hours of the window of one site."""
        return hours_of(site, self.states[site], self.grid, self.rhythm, to_ms(self.at))


def devices_at(store: RegisterStore, as_of: datetime) -> tuple[Device, ...]:
    """Devices that the register had at a moment, by code."""
    found = [device_of(e.values, e.unit_id) for e in store.list_entries(REGISTER, as_of)]
    return tuple(sorted(found, key=lambda d: d.code))


def place(devices: Sequence[Device], network: Network, pack: RulePack) -> Placing:
    """Devices on the network. ``pack``: the rule pack ``coverage``."""
    return place_devices(devices, network, float(pack.get("placing.within_m")), float(pack.get("placing.beyond_m")))


class DeviceWatch:
    """Reads passes and says how sites do. ``zone``: the city's, whose weeks the rhythm follows."""

    def __init__(self, source: PassSource, pack: Callable[[], RulePack], zone: str) -> None:
        self._source, self._pack, self._zone = source, pack, zone
        self._days: dict[tuple[tuple[str, ...], int], Ints] = {}
        self._kept: tuple[tuple[str, ...], HealthReport] | None = None
        self._lock = RLock()

    def report(self, sites: SiteFrame, now: datetime, within_ms: int = SHOWN_MS) -> HealthReport:
        """How sites do at a moment, or as they did less than ``within_ms`` before it."""
        codes = tuple(str(code) for code in sites.site_id)
        found = self._young(codes, now, within_ms)
        if found is None:
            with self._lock:  # others are shown what is there meanwhile
                found = self._young(codes, now, within_ms)
                if found is None:
                    found = self._judge(sites, codes, now)
                    self._kept = codes, found
        return found

    def _young(self, codes: tuple[str, ...], now: datetime, within_ms: int) -> HealthReport | None:
        """The report that was made, where it is of these sites and young enough."""
        of, report = self._kept or (None, None)
        if report is None or of != codes:
            return None
        return report if 0 <= to_ms(now) - to_ms(report.at) < within_ms else None

    def _judge(self, sites: SiteFrame, codes: tuple[str, ...], now: datetime) -> HealthReport:
        rules, now_ms = HealthRules.of(self._pack()), to_ms(now)
        first = now_ms // HOUR_MS - WINDOW_H
        rhythm = learn_rhythm(self._learnt(codes, first, rules), rules)
        passes, strangers = self._read(codes, first * HOUR_MS, now_ms)
        known = passes.take(passes.known_ms <= now_ms)
        counts = count_hours(known, len(codes), first, WINDOW_H + 1)
        grid = HourCounts(counts, first, self._hours_of_week(first, WINDOW_H + 1))
        health, silences = judge_sites(known, sites, grid, rhythm, now_ms, rules)
        states = hour_states(grid, rhythm, silences, now_ms, rules)
        return HealthReport(now, health, silences, states, grid, rhythm, rules, strangers)

    def _learnt(self, codes: tuple[str, ...], first: int, rules: HealthRules) -> HourCounts:
        """Hours of the weeks before the window."""
        begin = first - rules.weeks * 7 * DAY_H
        days = range(begin // DAY_H, first // DAY_H + 1)
        counts = np.concatenate([self._day(codes, day, first // DAY_H) for day in days], axis=1)
        offset = begin - days[0] * DAY_H
        counts = counts[:, offset : offset + first - begin]
        return HourCounts(counts, begin, self._hours_of_week(begin, first - begin))

    def _day(self, codes: tuple[str, ...], day: int, today: int) -> Ints:
        """Passes by site and hour of a day, (sites, 24); ``day``: since 1970, UTC."""
        if (codes, day) in self._days:
            return self._days[codes, day]
        begin = day * DAY_H
        passes, _ = self._read(codes, begin * HOUR_MS, (begin + DAY_H) * HOUR_MS)
        counts = count_hours(passes, len(codes), begin, DAY_H)
        if day < today - SETTLED_DAYS:
            self._days = {k: v for k, v in self._days.items() if k[0] == codes} | {(codes, day): counts}
        return counts

    def _read(self, codes: tuple[str, ...], from_ms: int, until_ms: int) -> tuple[PassFrame, int]:
        return by_register(self._source.read(from_ms, until_ms), self._source.site_ids(), codes)

    def _hours_of_week(self, first: int, hours: int) -> Ints:
        begin = datetime.fromtimestamp(first * 3600, UTC)
        local = (utc_to_local(begin + timedelta(hours=h), self._zone) for h in range(hours))
        return np.array([at.weekday() * DAY_H + at.hour for at in local], dtype=np.int64)


def counts_by_state(report: HealthReport) -> dict[SiteState, int]:
    """How many sites stand how."""
    return {state: sum(h.state is state for h in report.health) for state in SiteState}
