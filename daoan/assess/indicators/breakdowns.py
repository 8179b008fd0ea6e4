"""Crashes by one trait at a time, and by hour and weekday together."""

from collections import Counter
from collections.abc import Sequence
from enum import StrEnum

import numpy as np

from daoan.assess.indicators.grading import GRADES, graded_deaths, grades_of
from daoan.assess.indicators.periods import Period
from daoan.assess.indicators.register import Register
from daoan.terms.codes import LABELS, Form, Light, RoadClass, Role, Severity, Surface, VehicleKind, Weather
from daoan.terms.estimates import Text
from daoan.terms.frames import NONE_CODE, Bools, Codes, Ints
from daoan.terms.months import months_of
from daoan.terms.records import Breakdown, BreakdownRow
from daoan.terms.rulepacks import RulePack

WEEKDAYS = tuple(
    Text(en, zh)
    for en, zh in zip(
        ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
        ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
        strict=True,
    )
)

#: Traits that are one code column of the frame: key, label, enumeration.
CODED: tuple[tuple[str, Text, type[StrEnum]], ...] = (
    ("severity", Text("severity", "伤亡程度"), Severity),
    ("road_class", Text("road class", "道路等级"), RoadClass),
    ("form", Text("form of crash", "事故形态"), Form),
    ("light", Text("light", "照明条件"), Light),
    ("weather", Text("weather", "天气"), Weather),
    ("surface", Text("road surface", "路表情况"), Surface),
)


def list_breakdowns(register: Register, period: Period, pack: RulePack) -> tuple[Breakdown, ...]:
    """Every breakdown of the period. ``register``: all crashes of the area, to tell what is never recorded."""
    rows = register.days(period.starts, period.ends)
    now = register.where(rows)
    coded = [
        _by_code(key, label, kind, getattr(register.frame, key), getattr(now.frame, key), now.frame.ksi)
        for key, label, kind in CODED
    ]
    return (
        *coded,
        _by_grade(now, pack),
        _by_cause(register, now),
        *_by_time(register, now),
        _by_membership(
            "vehicle", Text("vehicle involved", "涉及车辆"), VehicleKind, register.vehicles, now.vehicles, now.frame.ksi
        ),
        _by_membership(
            "role", Text("role of the hurt", "伤亡人员交通方式"), Role, register.roles, now.roles, now.frame.ksi
        ),
    )


def _by_code(key: str, label: Text, kind: type[StrEnum], ever: Codes, now: Codes, ksi: Bools) -> Breakdown:
    if bool((ever == NONE_CODE).all()):
        return Breakdown(key, label, recorded=False, rows=(), not_recorded=len(now))
    places = list(kind)
    rows = [
        BreakdownRow(member.value, LABELS[member], int((now == i).sum()), int(ksi[now == i].sum()))
        for i, member in enumerate(places)
    ]
    return Breakdown(key, label, True, tuple(r for r in rows if r.crashes), int((now == NONE_CODE).sum()))


def _by_grade(now: Register, pack: RulePack) -> Breakdown:
    grades = grades_of(graded_deaths(now), pack)
    rows = _rows([(code, label) for code, label in GRADES], grades, now.frame.ksi)
    return Breakdown("grade", Text("casualty grade", "事故等级"), True, rows)


def _by_cause(register: Register, now: Register) -> Breakdown:
    label = Text("cause", "事故原因")
    if all(cause is None for cause in register.cause):
        return Breakdown("cause", label, recorded=False, rows=(), not_recorded=len(now))
    counts = Counter(cause for cause in now.cause if cause is not None)
    rows = [
        BreakdownRow(cause, Text(cause, cause), crashes, int(now.frame.ksi[now.cause == cause].sum()))
        for cause, crashes in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    ]
    return Breakdown("cause", label, True, tuple(rows), sum(cause is None for cause in now.cause))


def _by_time(register: Register, now: Register) -> list[Breakdown]:
    hours_recorded = bool(register.hour_known.any())
    timed = now.where(now.hour_known)
    hour, weekday = _hours(timed), _weekdays(timed)
    month = months_of(now.frame.local_at) % 12
    missing = len(now) - len(timed)
    hour_names = [(f"{h:02d}", Text(f"{h:02d}:00", f"{h}时")) for h in range(24)]
    day_names = [(str(d + 1), WEEKDAYS[d]) for d in range(7)]
    cells = [
        (f"{d + 1}-{h:02d}", Text(f"{WEEKDAYS[d].en} {h:02d}:00", f"{WEEKDAYS[d].zh}{h}时"))
        for d in range(7)
        for h in range(24)
    ]
    months = [(f"{m:02d}", Text(_MONTHS[m - 1], f"{m}月")) for m in range(1, 13)]
    return [
        _timed("hour", Text("hour", "时段"), hour_names, hour, timed, hours_recorded, missing),
        Breakdown("weekday", Text("weekday", "星期"), True, _rows(day_names, _weekdays(now), now.frame.ksi)),
        _timed(
            "hour_weekday",
            Text("hour and weekday", "星期与时段"),
            cells,
            weekday * 24 + hour,
            timed,
            hours_recorded,
            missing,
        ),
        Breakdown("month", Text("month", "月份"), True, _rows(months, month, now.frame.ksi)),
    ]


_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def _timed(
    key: str,
    label: Text,
    names: Sequence[tuple[str, Text]],
    position: Ints,
    timed: Register,
    recorded: bool,
    missing: int,
) -> Breakdown:
    rows = _rows(names, position, timed.frame.ksi) if recorded else ()
    return Breakdown(key, label, recorded, rows, missing)


def _by_membership(key: str, label: Text, kind: type[StrEnum], ever: Bools, now: Bools, ksi: Bools) -> Breakdown:
    """A crash counts once under every member it touches, so rows may add up to more than all crashes."""
    if not ever.any():
        return Breakdown(key, label, recorded=False, rows=(), not_recorded=len(now))
    rows = [
        BreakdownRow(member.value, LABELS[member], int(now[:, i].sum()), int(ksi[now[:, i]].sum()))
        for i, member in enumerate(list(kind))
    ]
    return Breakdown(key, label, True, tuple(r for r in rows if r.crashes), int((~now.any(axis=1)).sum()))


def _rows(names: Sequence[tuple[str, Text]], position: Ints, ksi: Bools) -> tuple[BreakdownRow, ...]:
    crashes = np.bincount(position, minlength=len(names))
    grave = np.bincount(position[ksi], minlength=len(names))
    return tuple(BreakdownRow(code, label, int(crashes[i]), int(grave[i])) for i, (code, label) in enumerate(names))


def _hours(register: Register) -> Ints:
    return (register.frame.local_at.astype("datetime64[h]").astype(np.int64) % 24).astype(np.int64)


def _weekdays(register: Register) -> Ints:
    """Monday is 0: the epoch was a Thursday."""
    return ((register.local_day.astype("datetime64[D]").astype(np.int64) + 3) % 7).astype(np.int64)
