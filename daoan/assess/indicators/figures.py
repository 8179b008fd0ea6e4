"""The figures of 减量控大, each as one amount a crash: crashes, deaths, injured, direct loss and their parts."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from daoan.assess.indicators.chance import expect_amount, expect_count
from daoan.assess.indicators.grading import graded_deaths, grades_of
from daoan.assess.indicators.periods import Period
from daoan.assess.indicators.register import Register, ksi_amounts
from daoan.terms.codes import NOT_RECORDED
from daoan.terms.estimates import Estimate, Text
from daoan.terms.frames import Floats
from daoan.terms.records import Indicator
from daoan.terms.rulepacks import RulePack

CRASHES = Text("crashes", "起")
PEOPLE = Text("people", "人")
YUAN = Text("yuan", "元")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure: its name, unit, and the amount that each crash adds to it (NaN: not recorded)."""

    key: str
    label: Text
    unit: Text
    amounts: Callable[[Register, RulePack], Floats]
    index: bool = False  # one of the four indices 四项指数


FIGURES: tuple[Figure, ...] = (
    Figure("crashes", Text("crashes", "事故起数"), CRASHES, lambda r, _: np.ones(len(r)), index=True),
    Figure(
        "deaths_7d", Text("deaths within 7 days", "死亡人数（7日内）"), PEOPLE, lambda r, _: r.deaths_7d, index=True
    ),
    Figure("deaths_30d", Text("deaths within 30 days", "死亡人数（30日内）"), PEOPLE, lambda r, _: r.deaths_30d),
    Figure("injured", Text("injured", "受伤人数"), PEOPLE, lambda r, _: r.injured, index=True),
    Figure("loss_yuan", Text("direct property loss", "直接财产损失"), YUAN, lambda r, _: r.loss_yuan, index=True),
    Figure("serious", Text("seriously injured", "重伤人数"), PEOPLE, lambda r, _: r.serious),
    Figure("slight", Text("slightly injured", "轻伤人数"), PEOPLE, lambda r, _: r.slight),
    Figure(
        "ksi_crashes",
        Text("crashes with killed or seriously injured", "死亡或重伤事故起数"),
        CRASHES,
        lambda r, _: ksi_amounts(r),
    ),
    Figure(
        "fatal_crashes", Text("fatal crashes", "死亡事故起数"), CRASHES, lambda r, _: (r.deaths > 0).astype(np.float64)
    ),
    Figure(
        "larger_crashes",
        Text("crashes of larger grade or above", "较大及以上事故起数"),
        CRASHES,
        lambda r, pack: (grades_of(graded_deaths(r), pack) >= 2).astype(np.float64),
    ),
)


def indicator_of(figure: Figure, register: Register, period: Period, first_year: int, pack: RulePack) -> Indicator:
    """One figure in one period, against the year before and the mean of the years before.

    ``register``: every crash of the area, so that "never recorded" can be told from "none in this period".
    """
    amounts = figure.amounts(register, pack)
    if len(register) and bool(np.isnan(amounts).all()):
        return Indicator(figure.key, figure.label, figure.unit, None, note=NOT_RECORDED)
    value = _total(amounts, register, period)
    series = np.array(
        [_total(amounts, register, period.back(years)) for years in range(period.starts.year - first_year, 0, -1)]
    )
    years = int(pack.get("chance.years"))
    previous = float(series[-1]) if len(series) else None
    return Indicator(
        key=figure.key,
        label=figure.label,
        unit=figure.unit,
        value=value,
        previous=previous,
        change_pct=100 * (value - previous) / previous if previous else None,
        mean_3y=float(series[-years:].mean()) if len(series) >= years else None,
        expected=_expected(figure, series, years, float(pack.get("chance.level"))),
        note=_missing(amounts, register, period),
    )


def _total(amounts: Floats, register: Register, period: Period) -> float:
    return float(np.nansum(amounts[register.days(period.starts, period.ends)]))


def _expected(figure: Figure, series: Floats, years: int, level: float) -> Estimate | None:
    return (expect_amount if figure.unit is YUAN else expect_count)(series, years, level)


def _missing(amounts: Floats, register: Register, period: Period) -> Text | None:
    rows = register.days(period.starts, period.ends)
    missing = int(np.isnan(amounts[rows]).sum())
    if not missing:
        return None
    whole = int(rows.sum())
    return Text(f"not recorded for {missing} of {whole} crashes", f"{whole} 起事故中有 {missing} 起未记录")
