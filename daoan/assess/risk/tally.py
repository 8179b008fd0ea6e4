"""Crashes per stretch and year, as known at a moment."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np

from daoan.terms.codes import Severity
from daoan.terms.frames import NONE_CODE, CrashFrame, Floats
from daoan.terms.rulepacks import RulePack
from daoan.terms.times import moment64, years_before


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts on the network, (stretches, years), oldest year first; each year ends on the day and hour of ``as_of``.

    ``weight`` sums the injury weights of the rule pack. Years before the first crash of the source are not counted as
    years: a register that begins in 2015 says nothing about 2014. ``totals_off`` are crashes on no stretch, per year.
    """

    crashes: Floats
    ksi: Floats
    mean_weight_ksi: float  # injury weight of one crash with someone killed or seriously injured, on average
    mean_weight_other: float  # of one without
    totals_off: Floats
    as_of: datetime

    @property
    def years(self) -> int:
        """How many years were counted."""
        return int(self.crashes.shape[1])


def tally_crashes(segments: int, crashes: CrashFrame, as_of: datetime, years: int, severity: RulePack) -> Tally:
    """Count the crashes of the ``years`` years before ``as_of`` that were known by then."""
    cut = moment64(as_of)
    known = crashes.known_by(cut)
    edges = np.array([moment64(years_before(as_of, y)) for y in range(years, 0, -1)] + [cut])
    year = np.searchsorted(edges, known.happened_at, side="right") - 1
    year[known.happened_at == cut] = years - 1
    known, year = known.where(year >= 0), year[year >= 0]
    first = int(year.min(initial=years)) if len(year) else 0
    year, span = year - first, years - first
    on = known.segment >= 0
    place = (known.segment[on], year[on])
    count, ksi = np.zeros((segments, span)), np.zeros((segments, span))
    np.add.at(count, place, 1.0)
    np.add.at(ksi, place, known.ksi[on].astype(float))
    weight = crash_weights(known, severity)
    return Tally(
        crashes=count,
        ksi=ksi,
        mean_weight_ksi=_mean(weight[known.ksi], float(severity.get("crash.serious"))),
        mean_weight_other=_mean(weight[~known.ksi], float(severity.get("crash.slight"))),
        totals_off=np.bincount(year[~on], minlength=span).astype(float),
        as_of=as_of,
    )


def crash_weights(crashes: CrashFrame, severity: RulePack) -> Floats:
    """Injury weight of each crash: the persons hurt, at least what its severity stands for."""
    persons = (
        crashes.deaths * float(severity.get("person.fatal"))
        + crashes.serious * float(severity.get("person.serious"))
        + crashes.slight * float(severity.get("person.slight"))
    )
    least = np.zeros(NONE_CODE + 1)
    for code, kind in enumerate(Severity):
        least[code] = float(severity.get(f"crash.{kind}"))
    return np.asarray(np.maximum(persons, least[crashes.severity]))


def _mean(weight: Floats, prior: float) -> float:
    """Mean weight, pulled by two crashes' worth towards the rule pack's."""
    return float((weight.sum() + 2.0 * prior) / (len(weight) + 2.0))
