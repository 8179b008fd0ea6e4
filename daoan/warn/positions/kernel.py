"""The kernel: each position is held against what is known of its terminal, once, in order.

A report counts for the day. A position that cannot be used, or that cannot be reached from the one before, ends there.
What is believed adds a piece of way: driven, stood, or silent. Its segment is settled by the next one; only then is its
speed held against a limit. Source of the thresholds: the rule pack; all else follows from them and is ours.
"""

import math
from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

from daoan.kernels.geo.plane import onto_plane
from daoan.kernels.hashing import ABSENT, Table, find, place
from daoan.warn.positions.driving import drive, small_hours
from daoan.warn.positions.matching import NOWHERE, best_of, find_candidates, follow
from daoan.warn.positions.speeding import end_speeding, judge
from daoan.warn.positions.state import CANDIDATES
from daoan.warn.positions.telling import DISPLACED, HOUR_MS, JUMPING, OFFLINE, mark, tell

Longs = npt.NDArray[np.int64]
long: Any = np.int64  # a whole number with its sign, also of a field without one
DAY_MS = 86_400_000
MOST_AT_ONCE = 16  # alarms of one position
UNKNOWN = 255


@njit(cache=True, nogil=True)
def step(
    table: Table, terminals: Any, candidates: Any, hours: npt.NDArray[np.uint16], days: Any, number: int,
    terminal: Longs, happened_ms: Longs, lon: Any, lat: Any, speed_kmh: Any, direction_deg: Any, located: Any,
    first: int, frames: Any, cell_starts: Longs, entries: npt.NDArray[np.int32], pieces: Any, segments: Any,
    ways: Table, zone_from_ms: Longs, zone_ms: Longs,
    registered: Table, facts: Any, thresholds: Any, classes: Any,
    out: Any, closed: Any,
) -> tuple[int, int, int, int]:  # fmt: skip
    """See positions from row ``first`` on; each terminal's in the order in which they happened.

    The state; columns of positions; the ground; the register and the rules; ``out``: alarms, and ``closed``: days, to
    be filled. Answers the first row that was not seen, for want of room; the numbers of alarms, of days, of terminals.
    """
    told, ended, length = 0, 0, len(terminal)
    found = np.empty(CANDIDATES, candidates.dtype)
    rules, frame = thresholds[0], frames[0]
    i = first
    while i < length and told + MOST_AT_ONCE <= len(out) and ended < len(closed):
        row = find(table, terminal[i])
        if row == ABSENT:
            row = number
            number += 1
            place(table, terminal[i], row)
            terminals[row].terminal, terminals[row].vehicle = terminal[i], find(registered, terminal[i])
            days[row].terminal, days[row].day = terminal[i], -1
        state, counts, t = terminals[row], days[row], happened_ms[i]
        if t <= state.seen_ms:
            i += 1  # another word on a moment that was told already
            continue
        vehicle = state.vehicle
        kind = facts[vehicle].kind if vehicle >= 0 else UNKNOWN
        flags, group = classes[kind].flags, classes[kind].limits
        note = facts[vehicle].note if vehicle >= 0 else 0
        drivers = facts[vehicle].drivers if vehicle >= 0 else 1
        zone = len(zone_from_ms) - 1
        while zone > 0 and t < zone_from_ms[zone]:
            zone -= 1
        local = t + zone_ms[zone]
        day = local // DAY_MS
        second = (local - day * DAY_MS) // 1000
        if counts.day != day:
            if counts.day >= 0:
                closed[ended] = counts
                ended += 1
            _begin_day(counts, day)
            state.jump_ms = 0
        counts.reports += 1
        if state.seen_ms > 0 and t - state.seen_ms > rules.offline_ms:
            told = tell(out, told, OFFLINE, state, note, state.seen_ms, t, state.seen_ms + long(rules.offline_ms),
                        -1, (t - state.seen_ms) / HOUR_MS, rules.offline_ms / HOUR_MS, True)  # fmt: skip
        mark(state, OFFLINE, False)
        state.seen_ms = t
        speed = np.float64(speed_kmh[i])
        if not (located[i] and 0.0 <= speed <= rules.most_kmh and _is_place(lon[i], lat[i])):
            i += 1
            continue
        counts.valid += 1
        x, y = onto_plane(lon[i], lat[i], frame.lon, frame.lat)

        # From the position before: a jump, a silence, or a piece of way.
        by_night = second >= rules.night_from_s or second < rules.night_until_s
        dt, dist, follows, drove_ms = long(0), 0.0, False, long(0)
        if state.last_ms > 0:
            dt, dist = t - state.last_ms, math.hypot(x - state.x, y - state.y)
            anchored = False
            if dist > rules.jump_least_m and dist > rules.jump_m_per_ms * dt:
                counts.jumps += 1
                if state.jump_ms == 0:
                    state.jump_ms = t
                agrees = state.strays > 0 and not _jumps(x, y, t, state.stray_x, state.stray_y, state.stray_ms, rules)
                state.strays = state.strays + 1 if agrees else 1
                state.stray_x, state.stray_y, state.stray_ms = x, y, t
                if counts.jumps == rules.jumps:
                    told = tell(out, told, JUMPING, state, note, state.jump_ms, t, t, -1, counts.jumps, rules.jumps,
                                True)  # fmt: skip
                if state.strays < rules.anchor_after:
                    i += 1
                    continue
                anchored = True  # it is here; the position before was the wrong one
            state.strays = 0
            follows = not anchored and dt <= rules.gap_ms
            if not follows:
                told = judge(out, told, state, _segment_of(candidates[row], long(state.candidates)),
                             _is_night(state.last_ms, zone_from_ms, zone_ms, rules), group, flags, note, segments,
                             frame, rules)  # fmt: skip
                told = end_speeding(out, told, state, note)
                state.candidates = 0
                counts.gaps += 1
            stood_ms = long(0)
            if follows:
                drove_ms = dt if speed >= rules.move_kmh else long(0)
                stood_ms = dt - drove_ms
                if drove_ms > 0:
                    counts.metres += dist
                    counts.complete_m += dist
            elif not anchored:
                if dist >= rules.displaced_m and dt >= rules.displaced_ms:
                    told = tell(out, told, DISPLACED, state, note, state.last_ms, t, t, -1, dist / 1000.0,
                                rules.displaced_m / 1000.0, True)  # fmt: skip
                if dist >= rules.gap_same_m:
                    drove_ms = min(dt, long(dist / rules.gap_m_per_ms))
                    counts.metres += dist
                stood_ms = dt - drove_ms
            counts.driven_s += drove_ms // 1000
            told = drive(out, told, state, hours[row], t, drove_ms, stood_ms, not follows, by_night, flags, drivers,
                         note, rules)  # fmt: skip
            exempt = vehicle >= 0 and facts[vehicle].exempt_night == 1
            told = small_hours(out, told, state, t, second, drove_ms if follows else 0, flags, exempt, note, rules)

        # Where it lies; what it says of the position before.
        known = candidates[row]
        here = long(state.candidates)
        stands = (
            follows and here > 0 and speed < rules.stand_kmh
            and math.hypot(x - state.match_x, y - state.match_y) <= rules.stand_m
        )  # fmt: skip
        before, fresh = best_of(known, here), long(0)
        if not stands:
            course = float(direction_deg[i]) if speed >= rules.heading_from_kmh else -1.0
            fresh = find_candidates(x, y, course, frame, cell_starts, entries, pieces, rules, found)
            if follows and here > 0 and fresh > 0:
                before = follow(known, here, found, fresh, dist, segments, ways, frame.nodes, rules)
        if follows:
            segment = known[before].segment if before != NOWHERE else long(NOWHERE)
            if state.drove_ms > 0:
                counts.moving += 1
                counts.on_road += 1 if segment >= 0 else 0
            told = judge(out, told, state, segment, _is_night(state.last_ms, zone_from_ms, zone_ms, rules), group,
                         flags, note, segments, frame, rules)  # fmt: skip
        if not stands:
            for k in range(fresh):
                known[k] = found[k]
            state.candidates, state.match_x, state.match_y = fresh, x, y
        state.last_ms, state.x, state.y, state.lon, state.lat = t, x, y, lon[i], lat[i]
        state.speed, state.drove_ms = speed, drove_ms if follows else 0
        i += 1
    return i, told, ended, number


@njit(cache=True)
def _is_place(lon: float, lat: float) -> bool:
    return -180.0 <= lon <= 180.0 and -89.0 <= lat <= 89.0 and not (lon == 0.0 and lat == 0.0)


@njit(cache=True)
def _jumps(x: float, y: float, t: int, from_x: float, from_y: float, from_ms: int, rules: Any) -> bool:
    dist = math.hypot(x - from_x, y - from_y)
    return bool(dist > rules.jump_least_m and dist > rules.jump_m_per_ms * (t - from_ms))


@njit(cache=True)
def _segment_of(known: Any, number: int) -> Any:
    best = best_of(known, number)
    return known[best].segment if best != NOWHERE else long(NOWHERE)


@njit(cache=True)
def _is_night(t: int, zone_from_ms: Longs, zone_ms: Longs, rules: Any) -> bool:
    zone = len(zone_from_ms) - 1
    while zone > 0 and t < zone_from_ms[zone]:
        zone -= 1
    second = (t + zone_ms[zone]) % DAY_MS // 1000
    return bool(second >= rules.night_from_s or second < rules.night_until_s)


@njit(cache=True)
def _begin_day(counts: Any, day: int) -> None:
    counts.day = day
    counts.reports, counts.valid, counts.jumps, counts.moving, counts.on_road = 0, 0, 0, 0, 0
    counts.driven_s, counts.gaps, counts.metres, counts.complete_m = 0, 0, 0.0, 0.0
