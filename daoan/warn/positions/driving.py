"""What was driven and what was rested, position by position: without a rest, in 24 hours, in 7 days, between 2 and 5.

The time between two positions is driven where the vehicle moves at the later one. Of a silence, what the straight line
takes at a steady speed is driven and the rest stood, since nobody saw otherwise. An interval belongs to the hour in
which it ends; a window of 24 hours is this hour and the 23 before it, so that it is never longer than it says.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

from daoan.warn.positions.rules import HOURS, NIGHT_TIRED, TIRED
from daoan.warn.positions.rules import SMALL_HOURS as NO_SMALL_HOURS
from daoan.warn.positions.state import HOURS as WEEK
from daoan.warn.positions.telling import (
    DAY_HOURS,
    FATIGUE,
    HOUR_MS,
    NIGHT_FATIGUE,
    SMALL_HOURS,
    WEEK_HOURS,
    is_told,
    mark,
    tell,
)

DAY_OF_HOURS = 24
MOST_S = 65_535


@njit(cache=True)
def drive(
    out: Any, told: int, state: Any, hours: npt.NDArray[np.uint16], t: int, drove_ms: int, stood_ms: int, silent: bool,
    by_night: bool, flags: int, drivers: int, note: int, rules: Any,
) -> int:  # fmt: skip
    """The time from the position before to ``t``, of which some was driven and some stood."""
    turn_hours(state, hours, t // HOUR_MS, rules, drivers)
    if drove_ms > 0 and not silent:
        state.stood_ms = 0
    else:
        state.stood_ms += stood_ms
    if state.stood_ms >= rules.rest_ms and state.driven_ms > 0:
        told = rest(out, told, state, note, rules)
    if drove_ms == 0:
        return told
    if silent:
        state.stood_ms = 0
    if state.driven_ms == 0:
        state.began_ms = t - drove_ms
    state.driven_ms += drove_ms
    state.drove_until_ms = t
    state.hour_ms += drove_ms
    if by_night:
        state.night_ms += drove_ms
    if flags & TIRED and state.driven_ms > rules.fatigue_ms and not is_told(state, FATIGUE):
        mark(state, FATIGUE, True)
        told = _tell_tired(out, told, FATIGUE, state, t, state.driven_ms, rules.fatigue_ms, note, False)
    if flags & NIGHT_TIRED and state.night_ms > rules.fatigue_night_ms and not is_told(state, NIGHT_FATIGUE):
        mark(state, NIGHT_FATIGUE, True)
        told = _tell_tired(out, told, NIGHT_FATIGUE, state, t, state.night_ms, rules.fatigue_night_ms, note, False)
    if flags & HOURS:
        told = _count_hours(out, told, state, t, drivers, note, rules)
    return told


@njit(cache=True)
def rest(out: Any, told: int, state: Any, note: int, rules: Any) -> int:
    """A rest that was long enough: what was told of driving without one ends, and driving begins anew."""
    if is_told(state, FATIGUE):
        mark(state, FATIGUE, False)
        told = _tell_tired(out, told, FATIGUE, state, state.drove_until_ms, state.driven_ms, rules.fatigue_ms, note,
                           True)  # fmt: skip
    if is_told(state, NIGHT_FATIGUE):
        mark(state, NIGHT_FATIGUE, False)
        told = _tell_tired(out, told, NIGHT_FATIGUE, state, state.drove_until_ms, state.night_ms,
                           rules.fatigue_night_ms, note, True)  # fmt: skip
    state.driven_ms, state.night_ms = 0, 0
    return told


@njit(cache=True)
def _tell_tired(
    out: Any, told: int, kind: int, state: Any, at: int, driven_ms: int, limit_ms: float, note: int, final: bool
) -> int:
    return tell(out, told, kind, state, note, state.began_ms, at, at, -1, driven_ms / HOUR_MS, limit_ms / HOUR_MS,
                final)  # fmt: skip


@njit(cache=True)
def _count_hours(out: Any, told: int, state: Any, t: int, drivers: int, note: int, rules: Any) -> int:
    hour_s = state.hour_ms / 1000.0
    for kind, before_s, limit_ms, window in (
        (DAY_HOURS, state.day_s, rules.day_ms, DAY_OF_HOURS),
        (WEEK_HOURS, state.week_s, rules.week_ms, WEEK),
    ):
        driven_s = before_s + hour_s
        if driven_s * 1000.0 > limit_ms * drivers and not is_told(state, kind):
            mark(state, kind, True)
            begin = (state.hour - window + 1) * HOUR_MS
            told = tell(out, told, kind, state, note, begin, t, t, -1, driven_s / 3600.0,
                        limit_ms * drivers / HOUR_MS, True)  # fmt: skip
    return told


@njit(cache=True)
def turn_hours(state: Any, hours: npt.NDArray[np.uint16], hour: int, rules: Any, drivers: int) -> None:
    """Full hours go into the windows, and those that are too old out of them."""
    if state.hour == hour:
        return
    if state.hour == 0 or hour - state.hour >= WEEK:
        hours[:] = 0
        state.day_s, state.week_s = 0, 0
    else:
        driven = min(state.hour_ms // 1000, MOST_S)
        for ended in range(state.hour, hour):
            state.week_s += driven - hours[(ended + 1) % WEEK]
            state.day_s += driven - hours[(ended + 1 - DAY_OF_HOURS) % WEEK]
            hours[ended % WEEK] = driven
            hours[(ended + 1) % WEEK] = 0
            driven = 0
    state.hour, state.hour_ms = hour, 0
    if state.day_s * 1000.0 <= rules.day_ms * drivers:
        mark(state, DAY_HOURS, False)
    if state.week_s * 1000.0 <= rules.week_ms * drivers:
        mark(state, WEEK_HOURS, False)


@njit(cache=True)
def small_hours(
    out: Any, told: int, state: Any, t: int, second: int, drove_ms: int, flags: int, exempt: bool, note: int, rules: Any
) -> int:
    """A coach on the road between 2 and 5, a few minutes granted; ends with the window."""
    if not flags & NO_SMALL_HOURS or exempt:
        return told
    inside = rules.small_from_s <= second < rules.small_until_s
    another = state.small_ms > 0 and t - state.small_from_ms > DAY_OF_HOURS * HOUR_MS // 2  # another night
    if state.small_ms > 0 and (another or not inside):
        if is_told(state, SMALL_HOURS):
            mark(state, SMALL_HOURS, False)
            told = _tell_small(out, told, state, state.small_until_ms, note, rules, True)
        state.small_ms = 0
    if inside and drove_ms > 0:
        if state.small_ms == 0:
            state.small_from_ms = t - drove_ms
        state.small_ms += drove_ms
        state.small_until_ms = t
        if not is_told(state, SMALL_HOURS) and state.small_ms > rules.small_grace_ms:
            mark(state, SMALL_HOURS, True)
            told = _tell_small(out, told, state, t, note, rules, False)
    return told


@njit(cache=True)
def _tell_small(out: Any, told: int, state: Any, at: int, note: int, rules: Any, final: bool) -> int:
    return tell(out, told, SMALL_HOURS, state, note, state.small_from_ms, at, at, -1, state.small_ms / HOUR_MS,
                rules.small_grace_ms / HOUR_MS, final)  # fmt: skip
