"""Travel times between sites, one small table a local day, kept longer than the passes that it was made of.

A day is reckoned again where the lake's files of it or the rule pack have changed. Tables hold no plate and no row of
few vehicles.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np

from daoan.assess.device_health.clocks import tell_clocks
from daoan.assess.device_health.rules import HealthRules
from daoan.assess.efficiency.day import LinkDay, LinkHours, link_hours
from daoan.assess.efficiency.rules import EfficiencyRules
from daoan.assess.efficiency.trips import between_neighbours, join_trips, trips_of
from daoan.jobs.passes.shuttling_days import LocalDay, days_before
from daoan.store.column_file import find_about, find_columns, write_columns
from daoan.store.lake import PassLake
from daoan.terms.frames import Floats, Ints
from daoan.terms.passes import Column, Distances, PassFrame, SiteFrame
from daoan.terms.rulepacks import RulePack
from daoan.terms.times import shifts_of

LOOK_BACK_DAYS = 14  # nights that may be caught up on
_ENDING = ".links.parquet"
_VERSION = 1  # of the way in which a day is reckoned
_Z95 = 1.959964
_CODES = ("first_code", "second_code")


@dataclass(frozen=True, slots=True, eq=False)
class KeptDay:
    """A day's table. Row i of ``rows`` leads from ``first[i]`` to ``second[i]``, codes of sites; ``about``: how it was
    made: ``pack``, ``below_floor``, ``stops``, ``trips``."""

    day: date
    rows: LinkHours
    first: tuple[str, ...]
    second: tuple[str, ...]
    about: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Given:
    """What a night needs. ``reads``: further reads of sites by row, of a span (ms), out of vehicles' positions."""

    lake: PassLake
    sites: SiteFrame
    distances: Distances
    packs: Mapping[str, RulePack]
    zone: str
    reads: Callable[[int, int], PassFrame] | None = None


class EfficiencyDays:
    """Tables of a workspace, in a folder. Opening makes nothing."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def days(self) -> tuple[date, ...]:
        """Days that there is a table of, oldest first."""
        names = sorted(path.name.removesuffix(_ENDING) for path in self.folder.glob(f"*{_ENDING}"))
        return tuple(date.fromisoformat(name) for name in names)

    def find(self, day: date) -> KeptDay | None:
        """The table of a day; ``None`` where there is none that can be read."""
        found = find_columns(self._path(day))
        if found is None or any(name not in found.columns for name in _CODES):
            return None
        rows = LinkHours(**{f.name: found.columns[f.name] for f in fields(LinkHours)})
        first, second = (tuple(map(str, found.columns[name].tolist())) for name in _CODES)
        return KeptDay(day, rows, first, second, found.about)

    def reckon(self, given: Given, as_of: datetime, tell: Callable[[int, int], None] = lambda _n, _of: None) -> int:
        """Make tables of the days that are over and in the lake; answers how many were made anew.

        Days whose table still holds are left; tables older than the rule pack keeps are removed.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        days = days_before(as_of, given.zone, LOOK_BACK_DAYS)
        made = 0
        for number, day in enumerate(days):
            files = given.lake.files_within(day.from_ms, day.until_ms)
            if files and self._stamp(files, given.packs["efficiency"]) != (find_about(self._path(day.day)) or {}).get(
                "of"
            ):
                made += self._make(given, day, files)
            tell(number + 1, len(days))
        self._sweep(days[-1].day, int(given.packs["efficiency"].get("keeping.days")))
        return made

    def _make(self, given: Given, day: LocalDay, files: Sequence[Path]) -> bool:
        """Write a day's table; none, and ``False``, where no link had vehicles enough."""
        rules = EfficiencyRules.of(given.packs["efficiency"])
        passes = given.lake.read(day.from_ms, day.until_ms)
        ahead, sd = clocks_of(passes, given)
        road_m = given.distances.road_m
        parts = [trips_of(passes, ahead, road_m, rules)]
        if given.reads is not None:
            right = np.zeros(len(given.sites))
            parts.append(trips_of(given.reads(day.from_ms, day.until_ms), right, road_m, rules))
        trips = between_neighbours(join_trips(parts), road_m, rules)
        found = link_hours(trips, local_hours(trips.at_ms, day, given.zone), road_m, sd, rules)
        about = {
            "of": self._stamp(files, given.packs["efficiency"]),
            "pack": given.packs["efficiency"].stamp,
            "below_floor": str(found.below_floor),
            "stops": str(found.stops),
            "trips": str(len(trips)),
        }
        if not len(found.rows):
            self._path(day.day).unlink(missing_ok=True)
            return False
        write_columns(self._path(day.day), _columns(found, given.sites.site_id), about)
        return True

    def _stamp(self, files: Sequence[Path], pack: RulePack) -> str:
        told = repr((_VERSION, [path.name for path in files], pack.stamp))
        return hashlib.sha256(told.encode()).hexdigest()

    def _path(self, day: date) -> Path:
        return self.folder / f"{day.isoformat()}{_ENDING}"

    def _sweep(self, last: date, keep_days: int) -> None:
        for day in self.days():
            if day < last - timedelta(days=keep_days):
                self._path(day).unlink(missing_ok=True)


def clocks_of(passes: PassFrame, given: Given) -> tuple[Floats, Floats]:
    """Seconds that each site's clock was ahead on a day, and their standard deviations; NaN where it cannot be told."""
    known = passes.take((passes.site >= 0) & (passes.site < len(given.sites)))
    clocks = tell_clocks(known, given.sites, HealthRules.of(given.packs["device_health"]))
    ahead = [c.offset_s.value if c.offset_s else np.nan for c in clocks]
    sd = [(c.offset_s.high - c.offset_s.low) / (2 * _Z95) if c.offset_s else np.nan for c in clocks]
    return np.array(ahead, np.float64), np.array(sd, np.float64)


def local_hours(at_ms: Ints, day: LocalDay, zone: str) -> Ints:
    """The local hour of moments of a day."""
    begin = datetime.combine(day.day, datetime.min.time(), UTC)
    from_ms, shift_ms = shifts_of(zone, begin - timedelta(days=2), begin + timedelta(days=3))
    shift = np.array(shift_ms, np.int64)[np.maximum(np.searchsorted(np.array(from_ms), at_ms, side="right") - 1, 0)]
    return np.asarray((at_ms + shift) // 3_600_000 % 24)


def _columns(found: LinkDay, codes: Column) -> dict[str, Column]:
    columns = {f.name: getattr(found.rows, f.name) for f in fields(LinkHours)}
    return columns | {
        name: codes[columns[end]].astype(str) for name, end in zip(_CODES, ("first", "second"), strict=True)
    }
