"""Colours 红橙黄蓝: from points, vetoes and trend, held steady by two months of hysteresis.

1. A month's points give a level, and must give it with one crash fewer in every indicator too: no single crash colours.
2. Fatal crashes of the year above the pace of the years before: one level up.
3. A veto (a crash with many deaths) sets a least level.
4. The colour that is shown changes when two successive months ask for a change in the same direction, and then only as
   far as both ask. A month that asks for two levels more gets the first of them at once; a veto acts at once and whole.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from daoan.assess.indicators.chance import predict_quantile
from daoan.assess.situation.tally import Book
from daoan.terms.codes import Level
from daoan.terms.frames import Bools, Floats, Ints
from daoan.terms.rulepacks import RulePack

#: Gravest last, so that levels can be compared by their place.
RISING = (Level.BLUE, Level.YELLOW, Level.ORANGE, Level.RED)


@dataclass(frozen=True, slots=True)
class Veto:
    """Crashes with many deaths that set a least level."""

    level: Level
    worst_deaths: int
    crashes: int  # of at least the orange bound, in twelve months


@dataclass(frozen=True, slots=True)
class Pace:
    """Fatal crashes of the year so far against the years before."""

    actual: int
    expected: float
    upper: float
    above: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """What one month asks for."""

    points: Level  # by points alone
    level: Level  # by points, trend and veto
    veto: Veto | None
    pace: Pace | None


def place_of(level: Level) -> int:
    """0 blue to 3 red."""
    return RISING.index(level)


def level_by_points(total: float, total_less_one: float, shown: Level, pack: RulePack) -> Level:
    """The gravest level whose cut-off the points reach; ``shown``: the colour so far, which is left a little later."""
    found = Level.BLUE
    for level in RISING[1:]:
        cut = float(pack.get(f"levels.{level.value}"))
        if place_of(level) <= place_of(shown):
            cut -= float(pack.get("levels.keep"))
        if min(total, total_less_one) >= cut:
            found = level
    return found


def veto_of(book: Book, known: Bools, unit: int, month: int, pack: RulePack) -> Veto | None:
    """The least level that grave crashes of the last months set."""
    own = known & (book.unit == unit)
    least = int(pack.get("veto.orange_deaths"))
    year = own & (book.month > month - 12) & (book.deaths >= least)
    fresh = own & (book.month > month - int(pack.get("veto.window_months"))) & (book.deaths >= least)
    if not fresh.any():
        return None
    worst, many = int(book.deaths[fresh].max()), int(year.sum())
    red = worst >= int(pack.get("veto.red_deaths")) or many >= int(pack.get("veto.larger_in_year"))
    return Veto(Level.RED if red else Level.ORANGE, worst, many)


def pace_of(monthly: Floats, months: Ints, pack: RulePack) -> Pace | None:
    """Fatal crashes of the year to date against the same months of the years before.

    ``monthly``: crashes by month, ``months``: their numbers since January 1970, the last being the one assessed. The
    prediction is negative binomial with m = (S + ½)/k and v = m (1 + 1/k), as in ``assess.indicators.chance``.
    ``None``: too early in the year, or not enough years.
    """
    years, into = int(pack.get("trend.years")), int(months[-1]) % 12 + 1
    if into < int(pack.get("trend.least_months")) or len(monthly) < 12 * years + into:
        return None
    so_far = [float(monthly[len(monthly) - 12 * k - into : len(monthly) - 12 * k].sum()) for k in range(years + 1)]
    mean = (sum(so_far[1:]) + 0.5) / years
    at, spread = np.array([mean]), np.array([mean * (1 + 1 / years)])
    upper = float(predict_quantile(at, spread, float(pack.get("trend.upper")))[0])
    enough = so_far[0] - mean >= float(pack.get("trend.least_above"))
    return Pace(int(so_far[0]), mean, upper, bool(so_far[0] > upper and enough))


def asked_level(points: Level, pace: Pace | None, veto: Veto | None) -> Asked:
    """What one month asks for: points, one up by trend, at least the veto's."""
    place = place_of(points)
    if pace is not None and pace.above:
        place = min(place + 1, len(RISING) - 1)
    if veto is not None:
        place = max(place, place_of(veto.level))
    return Asked(points, RISING[place], veto, pace)


def settle(shown: Level, asked: Sequence[Asked], pack: RulePack) -> Level:
    """The colour after the latest of the months ``asked``; ``shown``: the colour before it."""
    now, months = asked[-1], int(pack.get("hysteresis.months"))
    if now.veto is not None and place_of(now.veto.level) > place_of(shown):
        return now.veto.level
    lately = [place_of(a.level) for a in asked[-months:]]
    if len(lately) < months:
        return shown
    if min(lately) > place_of(shown):
        return RISING[min(lately)]
    if lately[-1] >= place_of(shown) + 2:
        return RISING[lately[-1] - 1]
    if max(lately) < place_of(shown):
        return RISING[max(lately)]
    return shown
