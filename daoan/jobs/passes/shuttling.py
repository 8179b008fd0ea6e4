"""Shuttling over the lake, as a nightly batch: the last days that are over, from passes to detections.

It may be run again at any time: the same lake, register and moment give the same detections. A vehicle that goes on is
told again in the next night, with its latest read, under the id that it had (:mod:`daoan.warn.shuttling.telling`).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import numpy as np

from daoan.jobs.passes.shuttling_days import LocalDay, ReducedDays, days_before
from daoan.store.lake import PassLake
from daoan.terms.detections import DetectionFrame
from daoan.terms.passes import PassFrame, SiteFrame, VehicleFrame, empty_passes, join_passes
from daoan.terms.rulepacks import RulePack
from daoan.warn.shuttling.rules import read_shuttle_rules
from daoan.warn.shuttling.span import ShuttleFrame, find_shuttles
from daoan.warn.shuttling.telling import tell_shuttles

_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True, eq=False)
class Shuttles:
    """What a night found. Row *i* of ``found`` and of ``detections`` speak of the same vehicle.

    ``read_anew``: days of the span that had to be read in the lake.
    """

    found: ShuttleFrame
    detections: DetectionFrame
    span: tuple[LocalDay, ...]
    read_anew: int

    def days_of(self, row: int) -> tuple[date, ...]:
        """The days of shuttling of a vehicle."""
        return tuple(day.day for day in self._days(row))

    def passes_of(self, lake: PassLake, row: int) -> PassFrame:
        """The reads of a vehicle on its days of shuttling, in the order in which they happened."""
        plate = int(self.found.plate[row])
        parts = [lake.of_plate(plate, day.from_ms, day.until_ms) for day in self._days(row)]
        return join_passes(parts) if parts else empty_passes(0)

    def expected_false(self) -> float:
        """How many of the vehicles are expected not to be what they look like, by their chances."""
        return float((1.0 - self.found.p_right.astype(float)).sum())

    def _days(self, row: int) -> tuple[LocalDay, ...]:
        bits = int(self.found.day_bits[row])
        return tuple(day for k, day in enumerate(self.span) if bits >> k & 1)


def shuttles_of(
    lake: PassLake, sites: SiteFrame, vehicles: VehicleFrame, as_of: datetime, pack: RulePack, zone: str,
    cache_folder: Path, licensed: Collection[int] = (),
) -> DetectionFrame:  # fmt: skip
    """Detections of shuttling; as :func:`take_night`, without what stands behind them."""
    return take_night(lake, sites, vehicles, as_of, pack, zone, cache_folder, licensed).detections


def take_night(
    lake: PassLake, sites: SiteFrame, vehicles: VehicleFrame, as_of: datetime, pack: RulePack, zone: str,
    cache_folder: Path, licensed: Collection[int] = (),
) -> Shuttles:  # fmt: skip
    """Find who shuttled on the last ``span_days`` local days that were over at ``as_of``, by what was known then.

    ``sites``: by row as the lake's passes name them; ``vehicles``: the register, empty where none; ``pack``:
    ``passes``; ``zone``: IANA name; ``cache_folder``: where reduced days are kept; ``licensed``: packed plates of
    vehicles that may carry passengers for hire.
    """
    rules = read_shuttle_rules(pack)
    span = days_before(as_of, zone, rules.span_days)
    days, anew = ReducedDays(lake, sites, rules, cache_folder).take(span, as_of)
    found = find_shuttles(days, vehicles, np.array(sorted(licensed), np.int64), rules)
    since_1970 = np.array([(day.day - _EPOCH).days for day in span], np.int64)
    return Shuttles(found, tell_shuttles(found, since_1970, rules), span, anew)
