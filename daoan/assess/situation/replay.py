"""Every month again, each with what was known then: the points and the colour that would have been shown."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np

from daoan.assess.situation.indicators import INDICATORS
from daoan.assess.situation.levels import Asked, asked_level, level_by_points, pace_of, settle, veto_of
from daoan.assess.situation.points import MonthPoints, Scale, Weights, month_points, scale_of, weights_of
from daoan.assess.situation.ratios import Ratios, against_history, against_peers, season_of, told_then_and_now
from daoan.assess.situation.tally import Book, Tally, known_rows, tally_of
from daoan.terms.codes import Level
from daoan.terms.frames import Bools, Floats, Ints
from daoan.terms.rulepacks import RulePack

FATAL = next(i for i, one in enumerate(INDICATORS) if one.key == "fatal")


@dataclass(frozen=True, slots=True)
class Month:
    """One month's assessment of all units, before it is put into words."""

    month: int
    tally: Tally
    season: Floats  # (indicators, months of the tally)
    told: Bools  # (indicators,)
    history: Ratios
    peers: Ratios
    weights: Weights
    points: MonthPoints
    asked: tuple[Asked, ...]  # by unit
    shown: tuple[Level, ...]  # by unit


def months_needed(pack: RulePack) -> int:
    """Full months of record that an assessment needs at least."""
    return int(pack.get("months.recent")) + int(pack.get("months.least_base"))


def replay_months(book: Book, exposure: Floats, last: int, as_of: datetime, pack: RulePack) -> list[Month]:
    """The months up to ``last`` that have enough months before them, oldest first; empty where none has.

    ``exposure`` (units,): what peers are compared by; NaN where it is not known.
    """
    first = max(book.first_month + months_needed(pack) - 1, last - int(pack.get("months.replayed")) + 1)
    scale = scale_of(pack)
    found: list[Month] = []
    for month in range(first, last + 1):
        found.append(_assess(book, exposure, month, as_of, found, scale, pack))
    return found


def _assess(
    book: Book, exposure: Floats, month: int, as_of: datetime, before: list[Month], scale: Scale, pack: RulePack
) -> Month:
    tally = tally_of(book, month, as_of, pack)
    told = told_then_and_now(tally, pack)
    season = season_of(tally, pack)
    history, peers = against_history(tally, season, pack), against_peers(tally, exposure, pack)
    weights = weights_of(told, pack)
    points = month_points(history, peers, weights, scale)
    known = known_rows(book, month, as_of, pack)
    shown_before = before[-1].shown if before else (Level.BLUE,) * book.units
    asked = tuple(
        asked_level(
            level_by_points(float(points.total[u]), float(points.total_less_one[u]), shown_before[u], pack),
            pace_of(*_fatal_by_month(book, known, u, month), pack),
            veto_of(book, known, u, month, pack),
        )
        for u in range(book.units)
    )
    shown = tuple(settle(shown_before[u], [*(m.asked[u] for m in before), asked[u]], pack) for u in range(book.units))
    return Month(month, tally, season, told, history, peers, weights, points, asked, shown)


def _fatal_by_month(book: Book, known: Bools, unit: int, month: int) -> tuple[Floats, Ints]:
    """Fatal crashes of a unit by month since the record began, and the months."""
    rows = known & (book.unit == unit) & book.counted[:, FATAL] & (book.month >= book.first_month)
    months = np.arange(book.first_month, month + 1)
    return np.bincount(book.month[rows] - book.first_month, minlength=len(months)).astype(np.float64), months
