"""An indicator set for each area and period."""

from collections.abc import Sequence
from datetime import date, datetime

import numpy as np

from daoan.assess.indicators.breakdowns import list_breakdowns
from daoan.assess.indicators.figures import FIGURES, indicator_of
from daoan.assess.indicators.pace import pace_of
from daoan.assess.indicators.periods import Period, list_periods
from daoan.assess.indicators.rates import Denominators, list_rates, off_network_share
from daoan.assess.indicators.register import Register, register_of
from daoan.terms.estimates import Text
from daoan.terms.frames import CrashFrame
from daoan.terms.records import Crash, IndicatorSet, PacePoint
from daoan.terms.rulepacks import RulePack
from daoan.terms.times import moment64


def list_indicator_sets(
    crashes: Sequence[Crash],
    frame: CrashFrame,
    as_of: datetime,
    zone: str,
    city: str,
    areas: Sequence[str],
    by: dict[str, Denominators],
    pack: RulePack,
) -> tuple[IndicatorSet, ...]:
    """All sets: of the city as a whole, then of each area; per area the full year, year to date, and months back.

    ``frame``: the crashes as columns, snapped where there is a network. ``city``: the code that stands for the whole.
    ``by``: denominators by area code. ``areas`` may hold ``city`` itself, which is then not counted twice.
    """
    register = register_of(crashes, frame)
    register = register.where(_known(register, as_of))
    periods = list_periods(as_of, zone, int(pack.get("series.months")))
    first = first_whole_year(register, int(pack.get("record.latest_first_day")))
    made = []
    for area in [city, *(a for a in areas if a != city)]:
        own = register if area == city else register.where(register.frame.area == area)
        for i, period in enumerate(periods):
            # Of the months only the latest is broken down: the others are read as a series.
            made.append(_assemble(own, period, area, first, by.get(area, Denominators()), pack, detailed=i < 3))
    return tuple(made)


def indicators_of(
    crashes: Sequence[Crash],
    frame: CrashFrame,
    as_of: datetime,
    period: Period,
    area: str,
    by: Denominators,
    pack: RulePack,
    *,
    whole: bool = False,
) -> IndicatorSet:
    """The set of one area and period. ``whole``: ``area`` names the whole city, so that every crash counts."""
    register = register_of(crashes, frame)
    register = register.where(_known(register, as_of))
    first = first_whole_year(register, int(pack.get("record.latest_first_day")))
    own = register if whole else register.where(register.frame.area == area)
    return _assemble(own, period, area, first, by, pack, detailed=True)


def first_whole_year(register: Register, latest_first_day: int) -> int:
    """The first local year that the register covers from its beginning."""
    if not len(register):
        return 9999
    first: date = register.local_day.min().astype(object)
    return first.year if first.month == 1 and first.day <= latest_first_day else first.year + 1


def _known(register: Register, as_of: datetime) -> np.ndarray:
    moment = moment64(as_of)
    return (register.frame.known_at <= moment) & (register.frame.happened_at < moment)


def _assemble(
    own: Register, period: Period, area: str, first: int, by: Denominators, pack: RulePack, *, detailed: bool
) -> IndicatorSet:
    everything = np.ones(len(own), dtype=bool)
    return IndicatorSet(
        area=area,
        period=period.label,
        starts=period.starts,
        ends=period.ends,
        indicators=(
            *(indicator_of(figure, own, period, first, pack) for figure in FIGURES),
            *list_rates(own, period, by),
        ),
        breakdowns=list_breakdowns(own, period, pack) if detailed else (),
        pace_crashes=_pace(own, everything, period, first, pack),
        pace_ksi=_pace(own, own.frame.ksi, period, first, pack),
        by_year=_by_year(own, first, period),
        off_network=off_network_share(own, period),
        notes=_notes(own, period, first, pack),
    )


def _pace(own: Register, counted: np.ndarray, period: Period, first: int, pack: RulePack) -> tuple[PacePoint, ...]:
    if period.kind == "month":
        return ()
    return pace_of(own, counted, period.starts.year, period.ends, first, pack)


def _by_year(own: Register, first: int, period: Period) -> tuple[tuple[int, int, int, int], ...]:
    if period.kind == "month":
        return ()
    rows = []
    for year in range(first, period.starts.year + 1):
        now = own.days(date(year, 1, 1), min(date(year + 1, 1, 1), period.ends))
        rows.append((year, int(now.sum()), int(own.frame.ksi[now].sum()), int(own.frame.deaths[now].sum())))
    return tuple(rows)


def _notes(own: Register, period: Period, first: int, pack: RulePack) -> tuple[Text, ...]:
    years, level = int(pack.get("chance.years")), float(pack.get("chance.level"))
    notes = [
        Text(
            f"Expected: mean of the {years} years before, with the interval that chance alone stays in with "
            f"{level:.0%} probability (negative binomial; overdispersion from successive differences of all years).",
            f"预期值为前 {years} 年均值；区间为仅由偶然波动造成的 {level:.0%} 预测区间"
            "（负二项分布，年际离散度由历年逐年差分估计）。",
        )
    ]
    if period.starts.year - first < years:
        notes.append(
            Text(
                f"Fewer than {years} earlier years are wholly recorded: no mean and no pace.",
                f"此前完整记录不足 {years} 年，不计算均值与进度。",
            )
        )
    if len(own) and np.isnan(own.deaths_7d).all() and not np.isnan(own.deaths_30d).all():
        notes.append(
            Text(
                "The source keeps deaths within 30 days only; grades go by that count.",
                "数据源仅记录30日内死亡人数，事故等级按该口径划分。",
            )
        )
    return tuple(notes)
