"""Alarms and rates of a fleet as people read them: by vehicle and company, held at hand while the files stay the same.

Companies are named as the register of vehicles names them; which company of the roster that is follows from its credit
code or its name, and so does who may see it. What belongs to no company of the roster is for the topmost unit alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any

from daoan.jobs.companies.filing import companies_by_name
from daoan.jobs.positions.monitoring import fleet_frame, read_alarms, read_days
from daoan.jobs.positions.rates import CompanyRates, company_rates
from daoan.jobs.workroom import Workroom, scope_of
from daoan.store.fleet_files import read_fleet_kept
from daoan.terms.errors import InputError
from daoan.terms.estimates import Text
from daoan.terms.fleet_alarms import (
    FLEET_ALARM_NAMES,
    FLEET_ALARM_UNITS,
    LONG_LINE,
    SECOND_DRIVER,
    FleetAlarm,
    alarm_ids,
)
from daoan.terms.records.companies import Company
from daoan.terms.records.people import Actor
from daoan.terms.times import shifts_of, utc_to_local

MOST_DAYS = 92  # of a table of rates
EPOCH = date(1970, 1, 1)
_NOTES = ((LONG_LINE, "long_line"), (SECOND_DRIVER, "second_driver"))


@dataclass(frozen=True, slots=True)
class TrackedAlarm:
    """An alarm by the token of its terminal. ``company``: as the register of vehicles names it; ``segment``: row of the
    network, -1 off it; ``goes_on``: it was not over when the positions were last looked at."""

    alarm_id: str
    kind: FleetAlarm
    name: Text
    terminal: str
    company: str
    begins_at: datetime
    ends_at: datetime
    goes_on: bool
    value: float
    limit: float
    unit: str
    lon: float
    lat: float
    segment: int
    notes: tuple[str, ...]
    local_day: date


class FleetTables:
    """What is kept beside the positions of a folder, read anew when a file of it changed."""

    def __init__(self, folder: Path, zone: str) -> None:
        self.folder, self.zone = folder, zone
        self._lock = Lock()
        self._stamp: tuple[object, ...] = ()
        self._read: _Read | None = None

    def alarms(self) -> tuple[TrackedAlarm, ...]:
        """Every alarm once, latest first."""
        return self._now().alarms

    def rates(
        self, span: Sequence[int], jumps: int, without: frozenset[str], now: datetime
    ) -> tuple[CompanyRates, ...]:
        """Rates of each company over some local days since 1970, without alarms that were withdrawn."""
        read = self._now()
        rows = read.rows[[f"{name:016x}" not in without for name in alarm_ids(read.rows).tolist()]]
        return company_rates(
            read.days, rows, read.frame, read.companies, span, jumps, shifts_of(self.zone, now, now)[1][0]
        )

    def last_day(self) -> date | None:
        """The last local day on which a terminal told anything."""
        days = self._now().days["day"]
        return date.fromordinal(EPOCH.toordinal() + int(days.max())) if len(days) else None

    def first_day(self) -> date | None:
        """The first local day of which anything is kept."""
        days = self._now().days["day"]
        return date.fromordinal(EPOCH.toordinal() + int(days.min())) if len(days) else None

    def _now(self) -> "_Read":
        paths = sorted((*self.folder.glob("fleet.parquet"), *self.folder.glob("monitor/*/*.parquet")))
        stamp = tuple((str(p), p.stat().st_mtime_ns, p.stat().st_size) for p in paths)
        with self._lock:
            if self._read is None or stamp != self._stamp:
                self._read, self._stamp = _Read(self.folder, self.zone), stamp
            return self._read


class _Read:
    """The tables as they are now."""

    def __init__(self, folder: Path, zone: str) -> None:
        self.folder, self.zone = folder, zone
        fleet = read_fleet_kept(folder)
        self.frame, self.companies = fleet_frame(fleet)
        self.tokens = dict(zip(self.frame.terminal.tolist(), fleet["token"].to_pylist(), strict=True))
        self.rows = read_alarms(folder)

    @cached_property
    def days(self) -> Any:
        return read_days(self.folder)

    @cached_property
    def alarms(self) -> tuple[TrackedAlarm, ...]:
        terminals, of = self.frame.terminal.tolist(), self.frame.company.tolist()
        company = {terminal: self.companies[k] for terminal, k in zip(terminals, of, strict=True)}
        rows = self.rows[::-1]
        return tuple(
            _told(row, name, self.tokens, company, self.zone)
            for row, name in zip(rows, alarm_ids(rows).tolist(), strict=True)
        )


def kind_named(kind: str) -> FleetAlarm:
    """A kind of alarm. Raises :class:`InputError`."""
    if kind.upper() not in FleetAlarm.__members__:
        raise InputError(
            f"there is no alarm {kind!r:.40}: {', '.join(k.name.lower() for k in FleetAlarm)} 无此报警类型"
        )
    return FleetAlarm[kind.upper()]


def span_of_days(first: date, last: date) -> range:
    """Local days since 1970, both ends included. Raises :class:`InputError` for a span that ends before it begins or
    is longer than three months."""
    if last < first:
        raise InputError("the last day lies before the first 截止日期早于起始日期")
    if (last - first).days >= MOST_DAYS:
        raise InputError(f"ask for {MOST_DAYS} days at the most 最多查询{MOST_DAYS}天")
    return range((first - EPOCH).days, (last - EPOCH).days + 1)


@dataclass(frozen=True, slots=True)
class Seen:
    """Companies of a fleet that somebody may see: of the roster by the name that the fleet's register has; ``all``:
    also what belongs to none."""

    companies: Mapping[str, Company]
    all: bool

    def has(self, company: str) -> bool:
        """Whether what a company of the fleet's register did may be seen."""
        return self.all or company in self.companies


def fleet_seen(room: Workroom, actor: Actor, now: datetime) -> Seen:
    """Whose vehicles somebody sees: of companies of their own unit and below."""
    units = room.units()
    scope = scope_of(actor, units)
    named = companies_by_name(room.store.list_roster(Company, now))
    own = {name: company for name, company in named.items() if company.unit_id in scope}
    return Seen(own, actor.unit_id in units and units.get(actor.unit_id).parent is None)


def _told(
    alarm: Any, alarm_id: int, tokens: Mapping[int, str], companies: Mapping[int, str], zone: str
) -> TrackedAlarm:
    kind, terminal = FleetAlarm(int(alarm["kind"])), int(alarm["terminal"])
    return TrackedAlarm(
        alarm_id=f"{alarm_id:016x}",
        kind=kind,
        name=FLEET_ALARM_NAMES[kind],
        terminal=tokens.get(terminal, ""),
        company=companies.get(terminal, ""),
        begins_at=_moment(alarm["from_ms"]),
        ends_at=_moment(alarm["until_ms"]),
        goes_on=not alarm["final"],
        value=round(float(alarm["value"]), 2),
        limit=round(float(alarm["limit"]), 2),
        unit=FLEET_ALARM_UNITS[kind],
        lon=float(alarm["lon"]),
        lat=float(alarm["lat"]),
        segment=int(alarm["segment"]),
        notes=tuple(name for bit, name in _NOTES if alarm["note"] & bit),
        local_day=utc_to_local(_moment(alarm["from_ms"]), zone).date(),
    )


def _moment(ms: Any) -> datetime:
    return datetime.fromtimestamp(int(ms) / 1000, UTC)
