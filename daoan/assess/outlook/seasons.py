"""The factors of a city's calendar: kind of shift, season, spring festival, market days."""

from collections.abc import Sequence

import numpy as np

from daoan.assess.outlook.factors import Factor
from daoan.terms.calendar.days import Day, list_days, market_share
from daoan.terms.calendar.kinds import DayKind
from daoan.terms.calendar.shifts import ShiftPlan
from daoan.terms.city import City
from daoan.terms.estimates import Text
from daoan.terms.frames import Ints
from daoan.terms.rulepacks import RulePack

_DAYS = (
    Text("working day", "工作日"),
    Text("last working day before days off", "休息日前的工作日"),
    Text("first day off", "休息日首日"),
    Text("later day off", "休息日其余日"),
)
_MONTHS = (
    ("January", "一月"), ("February", "二月"), ("March", "三月"), ("April", "四月"), ("May", "五月"), ("June", "六月"),
    ("July", "七月"), ("August", "八月"), ("September", "九月"), ("October", "十月"), ("November", "十一月"),
    ("December", "十二月"),
)  # fmt: skip


def calendar_of(city: City, plan: ShiftPlan) -> tuple[Day, ...]:
    """Every day of the plan, and the day after it, which tells whether the last one is an eve."""
    return list_days(city.country, plan.first, plan.days + 1, city.notices)


def list_factors(city: City, plan: ShiftPlan, pack: RulePack) -> tuple[Factor, ...]:
    """The factors of every period of a plan."""
    days = calendar_of(city, plan)
    shifts = len(plan.hours)

    def factor(key: str, levels: Sequence[Text], of: Sequence[int]) -> Factor:
        return Factor(key, levels, np.repeat(np.asarray(of[: plan.days], dtype=np.int64), shifts))

    found = [
        _shift_factor(days, plan),
        factor("season", [Text(en, zh) for en, zh in _MONTHS], [day.day.month - 1 for day in days]),
    ]
    if any(day.from_new_year is not None for day in days):
        before, after = int(pack.get("festival.days_before")), int(pack.get("festival.days_after"))
        window = [int(day.from_new_year is not None and -before <= day.from_new_year <= after) for day in days]
        found.append(factor("festival", [Text("", ""), Text("spring festival season", "春节前后")], window))
    if city.markets:
        held = [int(share > 0) for share in market_share(days, city.markets)]
        found.append(factor("market", [Text("no market day", "非集日"), Text("market day", "集日")], held))
    return tuple(found)


def _shift_factor(days: Sequence[Day], plan: ShiftPlan) -> Factor:
    """Shift by kind of day: a worked Sunday is a working day, a holiday on a Tuesday a day off."""
    kinds = kinds_of_days(days)[: plan.days]
    shifts = len(plan.hours)
    of = kinds[:, None] * shifts + np.arange(shifts)[None, :]
    levels = [Text(f"{kind.en}, {hours}", f"{kind.zh}{hours}") for kind in _DAYS for hours in shift_names(plan.hours)]
    return Factor("shift", levels, of.ravel())


def kinds_of_days(days: Sequence[Day]) -> Ints:
    """Position in working day, eve, first day off, later day off."""
    off = np.array([day.is_off for day in days], dtype=bool)
    before = np.concatenate([[False], off[:-1]])
    after = np.concatenate([off[1:], [False]])
    kind = np.where(off, np.where(before, 3, 2), np.where(after, 1, 0))
    return np.asarray(kind, dtype=np.int64)


def shift_names(hours: Sequence[int]) -> list[str]:
    """The shifts of a day as people write them: "06–12"."""
    return [f"{a:02d}–{b:02d}" for a, b in zip(hours, [*hours[1:], 24], strict=True)]


def note_on(day: Day) -> Text | None:
    """What is special about a day; ``None`` for a plain one."""
    if day.kind is DayKind.SHIFTED_WORKDAY:
        return Text("working day shifted for a holiday", "调休上班日")
    return day.holiday
