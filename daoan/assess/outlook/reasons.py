"""Why a cell is high at its peak: factors that multiply what an average cell expects in an average hour."""

import numpy as np

from daoan.assess.outlook.model import FittedOutlook
from daoan.terms.estimates import Text
from daoan.terms.records import OutlookReason


def reasons_of(fitted: FittedOutlook, cell: int, period: int, least: float) -> tuple[OutlookReason, ...]:
    """Factors of one cell in one period, the strongest first. Those nearer to one than ``least`` are left out."""
    found = [place_reason(fitted, cell), own_hours_reason(fitted, cell, period), *_city_reasons(fitted, period)]
    told = [reason for reason in found if max(reason.factor, 1.0 / max(reason.factor, 1e-9)) >= least]
    return tuple(sorted(told, key=lambda reason: (-reason.factor, reason.key)))


def place_reason(fitted: FittedOutlook, cell: int) -> OutlookReason:
    """How many times an average cell's crashes this place has."""
    record, levels = fitted.record, fitted.levels
    times = float(levels.share[cell] * len(record.ground))
    crashes = int((record.cell == cell).sum())
    since = record.plan.first
    return OutlookReason(
        "place",
        Text(
            f"this place: {crashes} injury crashes since {since}, {times:.1f} times an average cell",
            f"地点：{since}以来伤人事故{crashes}起，为平均网格的{times:.1f}倍",
        ),
        times,
    )


def own_hours_reason(fitted: FittedOutlook, cell: int, period: int) -> OutlookReason:
    """How far the cell's own hours differ from the city's."""
    shift = period % len(fitted.record.plan.hours)
    times = float(fitted.levels.by_shift[cell, shift])
    more = times >= 1.0
    en = f"its own hours: {'more' if more else 'fewer'} crashes in this shift than the city has"
    zh = f"本地时段特征：该班次事故占比{'高' if more else '低'}于全市"
    return OutlookReason("own_hours", Text(en, zh), times)


def _city_reasons(fitted: FittedOutlook, period: int) -> list[OutlookReason]:
    """What the calendar and the last weeks do to the whole city in this period."""
    history = np.arange(fitted.record.until)
    found = []
    for factor, values in zip(fitted.factors.factors, fitted.factors.values, strict=True):
        level = int(factor.of[period])
        mean = float(values[factor.of[history]].mean())
        if factor.levels[level].en:
            found.append(OutlookReason(factor.key, factor.levels[level], float(values[level]) / max(mean, 1e-9)))
    label = Text("the city's level in the last months", "近几个月全市水平")
    return [*found, OutlookReason("recent", label, fitted.recent)]
