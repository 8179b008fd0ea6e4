"""Local days of the lake reduced for shuttling, each kept as a file so that a night reads what is new.

A day is reduced anew where the lake's files of it, the rules, or the place of a site that it knew have changed, and for
a moment at which not all of its passes were known yet. A day of the lake is one of UTC, which two local days share: a
night reads yesterday and the day before. The files name plates: one goes when its day leaves the span, or when the lake
holds nothing of the day any more.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np

from daoan.store.column_file import find_about, find_columns, write_columns
from daoan.store.lake import PassLake
from daoan.terms.passes import SiteFrame
from daoan.terms.times import local_midnight, to_ms, utc_to_local
from daoan.warn.shuttling.day import RUN_TYPES, DayRuns, empty_runs, reduce_day
from daoan.warn.shuttling.ends import group_sites
from daoan.warn.shuttling.rules import ShuttleRules

_ENDING = ".runs.parquet"
_VERSION = 1  # of the way in which a day is reduced


@dataclass(frozen=True, slots=True)
class LocalDay:
    """A day of the city. ``from_ms`` to ``until_ms``, half-open, UTC."""

    day: date
    from_ms: int
    until_ms: int


def days_before(as_of: datetime, zone: str, number: int) -> tuple[LocalDay, ...]:
    """The last so many local days that were over at a moment, the first first."""
    today = utc_to_local(as_of, zone).date()
    days = [today - timedelta(days=back) for back in range(number, 0, -1)]
    return tuple(local_day(day, zone) for day in days)


def local_day(day: date, zone: str) -> LocalDay:
    """A day with its first moment and the first of the next."""
    begin, end = (local_midnight(d, zone) for d in (day, day + timedelta(days=1)))
    return LocalDay(day, to_ms(begin), to_ms(end))


class ReducedDays:
    """Days of a lake, reduced. ``sites``: by row as the lake's passes name them; ``folder``: where days are kept."""

    def __init__(self, lake: PassLake, sites: SiteFrame, rules: ShuttleRules, folder: Path) -> None:
        self._lake, self._sites, self._rules, self._folder = lake, sites, rules, folder
        self._ends = group_sites(sites, rules.end_m)

    def take(self, days: Sequence[LocalDay], as_of: datetime) -> tuple[tuple[DayRuns, ...], int]:
        """The days as they were known at a moment, and how many had to be read in the lake; others are forgotten."""
        self._folder.mkdir(parents=True, exist_ok=True)
        runs, anew = [], 0
        for day in days:
            kept = self._find(day, to_ms(as_of))
            anew += kept is None
            runs.append(self._reduce(day, to_ms(as_of)) if kept is None else kept)
        self._sweep(days)
        return tuple(runs), anew

    def _find(self, day: LocalDay, as_of_ms: int) -> DayRuns | None:
        files = self._lake.files_within(day.from_ms, day.until_ms)
        if not files:
            return empty_runs()
        about = find_about(self._path(day))
        if about is None or not self._holds(about, files, as_of_ms):
            return None
        found = find_columns(self._path(day))
        if found is None or set(found.columns) != set(RUN_TYPES):
            return None
        return DayRuns(**{name: found.columns[name].astype(dtype, copy=False) for name, dtype in RUN_TYPES.items()})

    def _holds(self, about: Mapping[str, str], files: Sequence[Path], as_of_ms: int) -> bool:
        """Whether what was reduced is what would be reduced now."""
        try:
            sites, unknown, latest = (int(about[name]) for name in ("sites", "unknown", "latest_ms"))
            left_out, made = int(about["left_out"]), int(about["as_of_ms"])
        except (KeyError, ValueError):
            return False
        whole = made == as_of_ms if left_out else latest <= as_of_ms
        placed = sites == len(self._sites) if unknown else sites <= len(self._sites)
        return whole and placed and about.get("made_of") == self._made_of(files, sites)

    def _reduce(self, day: LocalDay, as_of_ms: int) -> DayRuns:
        files = self._lake.files_within(day.from_ms, day.until_ms)  # listed first: a file that comes meanwhile is new
        passes = self._lake.read(day.from_ms, day.until_ms)
        known = passes.take(passes.known_ms <= as_of_ms)
        runs = reduce_day(known, self._sites, self._ends, self._rules)
        about = {
            "made_of": self._made_of(files, len(self._sites)),
            "sites": len(self._sites),
            "unknown": int((known.site >= len(self._sites)).sum()),
            "latest_ms": int(known.known_ms.max(initial=0)),
            "left_out": len(passes) - len(known),
            "as_of_ms": as_of_ms,
        }
        columns = {name: getattr(runs, name) for name in RUN_TYPES}
        write_columns(self._path(day), columns, {name: str(word) for name, word in about.items()})
        return runs

    def _made_of(self, files: Sequence[Path], sites: int) -> str:
        """A digest of everything that a day's reduction follows from: the lake's files never change under a name."""
        r = self._rules
        numbers = (
            r.kinds, r.least_score, r.crossing_ms, r.rest_ms, r.drive_m_per_ms, r.winding, r.end_m
        )  # fmt: skip
        digest = hashlib.sha256(repr((_VERSION, [path.name for path in files], numbers)).encode())
        for column in (self._sites.lon, self._sites.lat):
            digest.update(np.ascontiguousarray(column[:sites], np.float64).tobytes())
        return digest.hexdigest()

    def _path(self, day: LocalDay) -> Path:
        return self._folder / f"{day.day.isoformat()}{_ENDING}"

    def _sweep(self, days: Sequence[LocalDay]) -> None:
        held = {self._path(d) for d in days if self._lake.files_within(d.from_ms, d.until_ms)}
        for path in self._folder.glob(f"*{_ENDING}"):
            if path not in held:
                path.unlink(missing_ok=True)
