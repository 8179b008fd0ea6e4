"""A position whose segment is settled, held against what holds there: speed, and coaches on mountain roads by night."""

from typing import Any

from numba import njit

from daoan.warn.positions.rules import MOUNTAIN, NIGHT_SPEED
from daoan.warn.positions.telling import HOUR_MS, MOUNTAIN_NIGHT, SPEEDING, is_told, mark, tell


@njit(cache=True)
def judge(
    out: Any, told: int, state: Any, segment: int, by_night: bool, group: int, flags: int, note: int, segments: Any,
    frame: Any, rules: Any,
) -> int:  # fmt: skip
    """Hold the latest position that is believed against the limit of its segment; off the network, the highest."""
    at, speed = state.last_ms, state.speed
    limit = segments[segment].limit_kmh[group] if segment >= 0 else frame.fastest_kmh[group]
    if by_night and flags & NIGHT_SPEED:
        limit *= rules.night_share
    if speed > limit * (1.0 + rules.tolerance):
        if state.over_ms == 0:
            state.over_ms, state.over_kmh = at, 0.0
        state.over_last_ms = at
        if speed - limit > state.over_kmh - state.over_limit or state.over_kmh == 0.0:
            state.over_kmh, state.over_limit, state.over_segment = speed, limit, segment
        if not is_told(state, SPEEDING) and at - state.over_ms >= rules.sustained_ms:
            mark(state, SPEEDING, True)
            told = tell(out, told, SPEEDING, state, note, state.over_ms, at, at, state.over_segment, state.over_kmh,
                        state.over_limit, False)  # fmt: skip
    else:
        told = end_speeding(out, told, state, note)
    if flags & MOUNTAIN:
        told = _mountain(out, told, state, segment, by_night, note, segments, rules)
    return told


@njit(cache=True)
def end_speeding(out: Any, told: int, state: Any, note: int) -> int:
    """A stretch above the limit ends."""
    if is_told(state, SPEEDING):
        mark(state, SPEEDING, False)
        told = tell(out, told, SPEEDING, state, note, state.over_ms, state.over_last_ms, state.over_last_ms,
                    state.over_segment, state.over_kmh, state.over_limit, True)  # fmt: skip
    state.over_ms, state.over_kmh, state.over_limit = 0, 0.0, 0.0
    return told


@njit(cache=True)
def _mountain(
    out: Any, told: int, state: Any, segment: int, by_night: bool, note: int, segments: Any, rules: Any
) -> int:
    """What was driven on minor mountain roads in one night."""
    if not by_night:
        if is_told(state, MOUNTAIN_NIGHT):
            mark(state, MOUNTAIN_NIGHT, False)
            told = tell(out, told, MOUNTAIN_NIGHT, state, note, state.mountain_from_ms, state.mountain_until_ms,
                        state.mountain_until_ms, state.mountain_segment, state.mountain_ms / HOUR_MS,
                        rules.mountain_grace_ms / HOUR_MS, True)  # fmt: skip
        state.mountain_ms = 0
    elif segment >= 0 and segments[segment].mountain and state.drove_ms > 0:
        if state.mountain_ms == 0:
            state.mountain_from_ms, state.mountain_segment = state.last_ms, segment
        state.mountain_ms += state.drove_ms
        state.mountain_until_ms = state.last_ms
        if not is_told(state, MOUNTAIN_NIGHT) and state.mountain_ms > rules.mountain_grace_ms:
            mark(state, MOUNTAIN_NIGHT, True)
            told = tell(out, told, MOUNTAIN_NIGHT, state, note, state.mountain_from_ms, state.last_ms, state.last_ms,
                        state.mountain_segment, state.mountain_ms / HOUR_MS, rules.mountain_grace_ms / HOUR_MS,
                        False)  # fmt: skip
    return told
