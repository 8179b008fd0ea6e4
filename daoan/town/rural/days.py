"""What the stations of the model town do on each day, drawn from their truth; a day again is the same day."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

import numpy as np

from daoan.terms.rural import StationDay
from daoan.town.parameters import Parameters
from daoan.town.rural.draw import DrawnRural
from daoan.town.seasons import lunar_days


def station_days(drawn: DrawnRural, first: date, last: date, stated: Parameters) -> Iterator[StationDay]:
    """Activity of every station from ``first`` to ``last``; no row where nobody came."""
    for ordinal in range(first.toordinal(), last.toordinal() + 1):
        yield from _day(drawn, date.fromordinal(ordinal), stated)


def _day(drawn: DrawnRural, day: date, stated: Parameters) -> Iterator[StationDay]:
    z, t, n = stated["zeal"], drawn.truth, len(drawn.stations)
    rng = np.random.default_rng([drawn.seed, 0x53, day.toordinal()])
    digit = _lunar_digit(day)
    market = np.array([digit in d for d in t.digits])
    came = rng.uniform(size=n) < np.where(market, t.market, t.other)
    second = rng.uniform(size=n) < z["second_comes"]
    contacts = rng.poisson(t.contacts * np.where(market, z["market_contacts"], 1.0))
    handed = rng.binomial(contacts, z["handed_over"])
    pairs = _pairs(drawn)
    for row in np.flatnonzero(came):
        wardens = 2 if pairs[row] and second[row] else 1
        yield StationDay(
            drawn.stations[row].code, day, shifts_attended=wardens, contacts=int(contacts[row]) * wardens,
            handed_over=int(handed[row]) * wardens, wardens=wardens,
        )  # fmt: skip


@lru_cache(maxsize=4096)
def _lunar_digit(day: date) -> int:
    return int(lunar_days([day, day + timedelta(days=1)])[0]) % 10


@lru_cache(maxsize=4)
def _pairs(drawn: DrawnRural) -> tuple[bool, ...]:
    """Whether each station has two wardens."""
    served = [w.station for w in drawn.wardens]
    return tuple(served.count(s.code) > 1 for s in drawn.stations)
