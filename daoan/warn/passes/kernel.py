"""The kernel: each pass is held against what is known of its plate, once, in order.

A plate's state follows one vehicle, and a second one that the first cannot be: how likely two are is weighed in
:mod:`.twins`, how long the first has driven without rest in :mod:`.tiring`. Besides:

=====================  ============================================================================================
read rightly           odds = c/(1−c), c by the camera's score; more for a plate that was read here before
another look           log-odds up by what an unlike read says for a copy of another look, down by what a like one
                       says against it, never below those of nothing seen
=====================  ============================================================================================

Source of the limits: the rule pack. All else follows from them and is ours. What is asked once a pass is handed over as
arrays of records, few and flat: a compiled function is called with every array of its tuples, and that is dear.
"""

import math
from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

from daoan.kernels.hashing import ABSENT, FREE, Table, find, join, mix, place
from daoan.kernels.memory import ask_for
from daoan.terms.detections import Suspicion
from daoan.terms.passes import NOT_RECORDED, SiteHazard
from daoan.terms.plates import BITS, NO_PLATE, PLACES
from daoan.warn.passes.rules import COACH, LARGE, NIGHT_TIRED, SMALL_HOURS, TIRED
from daoan.warn.passes.state import NATS, UNIT_S
from daoan.warn.passes.tiring import PACE_LEAST_MS, begin, drive_on, too_long
from daoan.warn.passes.twins import (
    COUNTED,
    LONG_GAP,
    PACE_UNIT,
    TWICE_MS,
    borne_by_two,
    count_home,
    look_of,
    outdone,
    read_apart,
    read_on,
)

Longs = npt.NDArray[np.int64]
Rows = npt.NDArray[np.int32]

BLOCK = 32  # passes whose plates are looked up ahead of them, so that the memory is asked for many at once
MOST_AT_ONCE = 12  # detections of one pass, besides one for each entry of the watch list
DAY_MS = 86_400_000
HOUR_MS = 3_600_000
SITE_MEMORY = 0.999  # of a site's reads, from one to the next
NEARLY_TIRED = 0.75
QUICKEST, SLOWEST = 0.55, 1.7  # a way that took between these times free flow's was driven without a stop
PACE_MEMORY_MS = 900_000.0  # of free flow, after which half of a vehicle's pace is what it drove last
SIGNS_ALONE = (1 << (BITS * PLACES)) - 1

WATCHED, WATCHED_MISREAD = int(Suspicion.WATCHED), int(Suspicion.WATCHED_MISREAD)
CLONE, LOOKS = int(Suspicion.CLONE), int(Suspicion.LOOKS)
POINT_SPEED, SECTION_SPEED = int(Suspicion.POINT_SPEED), int(Suspicion.SECTION_SPEED)
FATIGUE, NIGHT_COACH = int(Suspicion.FATIGUE), int(Suspicion.NIGHT_COACH)
INSPECTION, SCRAP = int(Suspicion.INSPECTION), int(Suspicion.SCRAP)
CANCELLED, UNREGISTERED = int(Suspicion.CANCELLED), int(Suspicion.UNREGISTERED)
UNPROCESSED, HAZARD_ROAD = int(Suspicion.UNPROCESSED), int(Suspicion.HAZARD_ROAD)
SCHOOL, MOUNTAIN = int(SiteHazard.SCHOOL), int(SiteHazard.MOUNTAIN)
TIRED_BIT, CLONE_BIT, LOOKS_BIT = 1 << FATIGUE, 1 << CLONE, 1 << LOOKS


@njit(cache=True, nogil=True)
def step(
    table: Table, plates: Any, seen: Any, number: int,
    pass_ids: Longs, at_site: Rows, moments: Longs, read: Longs, scores: Any, kinds: Any, colours: Any, brands: Any,
    speeds: Any, first: int,
    sites: Any, link: npt.NDArray[np.float32], zone_from_ms: Longs, zone_ms: Longs,
    registered: Table, facts: Any, watched: Table, hits: Any,
    thresholds: Any, classes: Any, right_by_score: npt.NDArray[np.float32], home: Longs, steps: Any, alike: Longs,
    looks: npt.NDArray[np.float32],
    out: Any,
) -> tuple[int, int, int]:  # fmt: skip
    """See the passes of a batch from row ``first`` on.

    ``table``, ``plates``, ``seen``, ``number``: the state. Then columns of the passes; the ground, the
    register, the watch list and the rules; ``out``: records of :data:`~daoan.terms.detections.DETECTION` to be filled.
    Answers the first row that was not seen, for want of room in ``out``; the number of detections; of plates known.
    """
    told, room, length = 0, len(out), len(read)
    found = np.empty(BLOCK, np.int64)
    rules = thresholds[0]
    i = first
    while i < length:
        block = min(BLOCK, length - i)
        _look_ahead(found, block, table, plates, read, at_site, i, link, facts, hits, registered, watched)
        for j in range(block):
            plate = read[i]
            if plate == NO_PLATE:
                i += 1
                continue
            row = found[j]
            if row == ABSENT:  # never seen, unless it came first within this block
                row = find(table, plate)
            if row == ABSENT:
                row = number
                number += 1
                place(table, plate, row)
                _meet(plates[row], find(registered, plate), find(watched, plate))
            listed = plates[row].watch
            if told + MOST_AT_ONCE + (hits[listed].hang if listed >= 0 else 0) > room:
                return i, told, number
            site = at_site[i]
            state, here, at = plates[row], sites[site], seen[site]
            t = moments[i] - here.clock_ms
            last_site, last_ms = state.last_site, state.last_ms
            met = last_site >= 0
            dt = t - last_ms
            if met and site == last_site and -TWICE_MS < dt < TWICE_MS:
                i += 1  # one pass, told twice
                continue

            pass_id, happened_ms = pass_ids[i], moments[i]
            zone = len(zone_from_ms) - 1
            while zone > 0 and t < zone_from_ms[zone]:
                zone -= 1
            local = t + zone_ms[zone]
            day = local // DAY_MS
            second = (local - day * DAY_MS) // 1000
            by_night = second >= rules.night_from_s or second < rules.night_until_s
            if state.told_day != day and (not met or dt >= 0):
                state.told_day = day
                state.told = np.uint16(state.told & TIRED_BIT)
                state.night_sites = 0

            vehicle = state.vehicle
            kind = facts[vehicle].kind if vehicle >= 0 else kinds[i]
            flags = classes[kind].flags
            right = right_by_score[scores[i]]
            step_of_score = steps[scores[i]]
            look = look_of(facts[vehicle], kinds[i], colours[i], brands[i], classes) if vehicle >= 0 else 0
            of_home = _begins(plate, home, rules.home_shift)
            if of_home and len(facts):
                count_home(at, step_of_score, vehicle < 0 and not met)
            odds = right / (1.0 - right) * (rules.known_odds if state.reads > 0 else 1.0)
            sure = odds / (1.0 + odds)

            # Where it came from.
            follows, spoke, fast, driven_s, road_m, free_ms, reach_ms = False, False, 1.0, 0.0, 0.0, 0.0, 0.0
            at.reads = at.reads * SITE_MEMORY + 1.0
            at.impossible = at.impossible * SITE_MEMORY
            if met:
                road_m, free_ms = link[last_site, site, 0], link[last_site, site, 1]
                reach_ms = sites[last_site].reach_ms + here.reach_ms
                most_ms = abs(dt) + reach_ms + rules.clock_ms
                fast = outdone(state.pace, site == last_site, road_m, free_ms, most_ms, rules)
                soft = fast >= rules.outdone or (fast > 0.0 and free_ms < rules.hurry_most * most_ms)
                follows = dt >= 0 and soft
                chance = 0.0
                if fast < 1.0:
                    at.impossible = at.impossible + (0.0 if soft else 1.0)
                    apart_ms = free_ms / rules.doubtful_share - most_ms
                    chance = read_apart(state, seen, sites, link, site, t, plate, step_of_score, look, fast, apart_ms,
                                        registered, alike, looks, steps, right_by_score, right, soft,
                                        rules)  # fmt: skip
                elif follows and state.second_site >= 0:
                    chance = read_on(state, seen, sites, link, site, t, step_of_score, right, rules)
                    spoke = chance >= 0.0
                if chance >= rules.clone_least_chance and not state.told & CLONE_BIT:
                    state.told = np.uint16(state.told | CLONE_BIT)
                    told = _tell(out, told, CLONE, plate, pass_id, site, happened_ms, last_site, last_ms, -1,
                                 state.second_reads, 1.0, chance)  # fmt: skip

            # The list of watched plates.
            hit = state.watch
            while hit >= 0:
                watch = hits[hit]
                if watch.from_ms <= t < watch.until_ms:
                    again = rules.misread_again ** min(int(state.in_row), 6)
                    wrong = (1.0 - right) * again
                    speaks_for = watch.for_right * right + watch.for_wrong * wrong
                    against = watch.against_right * right + watch.against_wrong * wrong
                    chance = speaks_for / (speaks_for + against) * watch.valid
                    if chance >= rules.watch_least_chance:
                        what = WATCHED if watch.exact else WATCHED_MISREAD
                        told = _tell(out, told, what, plate, pass_id, site, happened_ms, last_site, last_ms,
                                     watch.entry, 0.0, 0.0, chance)  # fmt: skip
                hit = watch.next

            # Speed here, and on the way here. What is not known is NaN, and above nothing.
            limit = here.limit_large_kmh if flags & LARGE else here.limit_car_kmh
            share = rules.night_coach_share if flags & COACH and by_night else 1.0
            if speeds[i] > limit * share * (1.0 + rules.speed_tolerance):
                told = _tell(out, told, POINT_SPEED, plate, pass_id, site, happened_ms, -1, 0, -1, speeds[i],
                             limit * share, sure)  # fmt: skip
            if (
                follows and site != last_site and here.route >= 0 and here.route == sites[last_site].route
                and rules.section_least_m <= road_m <= rules.section_most_m
            ):  # fmt: skip
                before = sites[last_site]
                limit = max(limit, before.limit_large_kmh if flags & LARGE else before.limit_car_kmh) * share
                least = road_m * (1.0 - rules.distance_error) / (dt + reach_ms) * 3600.0
                mean = road_m / max(dt, 1) * 3600.0
                if least > limit * (1.0 + rules.speed_tolerance) and mean <= rules.section_most_kmh:
                    told = _tell(out, told, SECTION_SPEED, plate, pass_id, site, happened_ms, last_site, last_ms, -1,
                                 mean, limit, sure)  # fmt: skip

            # What it looks like.
            if look > 0:
                state.looks = int(min(max(state.looks + looks[look, 3] + 0.5, 0.0), 255.0))
                if looks[look, 0] >= rules.looks_suspect and not state.told & LOOKS_BIT:
                    odds = rules.looks_odds * math.exp(state.looks / NATS)
                    chance = odds / (1.0 + odds)
                    if chance >= rules.clone_least_chance:
                        state.told = np.uint16(state.told | LOOKS_BIT)
                        told = _tell(out, told, LOOKS, plate, pass_id, site, happened_ms, last_site, last_ms, -1,
                                     looks[look, 0], rules.looks_suspect, chance)  # fmt: skip

            # How it has been driven.
            if not met:
                begin(state, t)
                state.in_row = 1
            elif follows:
                pace = state.pace / PACE_UNIT if state.pace > 0 else rules.slower
                if drive_on(state, t, dt, free_ms, pace, by_night, rules):
                    state.told = np.uint16(state.told & ~TIRED_BIT)
                plain = free_ms >= PACE_LEAST_MS and dt - pace * free_ms < 0.5 * rules.rest_ms
                if plain and QUICKEST < dt / free_ms < SLOWEST:
                    shown = dt / free_ms
                    sudden = fast < rules.outdone or (state.pace == 0 and shown < pace)
                    weight = 1.0 if sudden else free_ms / (free_ms + PACE_MEMORY_MS)
                    moved = pace + weight * (shown - pace)
                    state.pace = min(int(moved * PACE_UNIT + 0.5), 255)
                state.in_row = min(int(state.in_row) + 1, 255) if dt < HOUR_MS else 1
                if site != last_site and state.reads < 255:
                    state.reads += 1
                driven_s = state.driven * UNIT_S
                if flags & TIRED and not state.told & TIRED_BIT:
                    night_s = state.night * UNIT_S
                    limit_s, value_s = rules.fatigue_s, driven_s
                    chance = too_long(state, t, driven_s, limit_s, rules)
                    if flags & NIGHT_TIRED:
                        by_dark = too_long(state, t, night_s, rules.fatigue_night_s, rules)
                        if by_dark > chance:
                            chance, limit_s, value_s = by_dark, rules.fatigue_night_s, night_s
                    if chance >= rules.fatigue_least_chance:
                        chance *= sure * (1.0 - borne_by_two(state, rules))
                        if chance >= rules.fatigue_least_chance:
                            state.told = np.uint16(state.told | TIRED_BIT)
                            told = _tell(out, told, FATIGUE, plate, pass_id, site, happened_ms, last_site,
                                         int(state.began_s) * 1000, -1, value_s / 3600.0, limit_s / 3600.0,
                                         chance)  # fmt: skip
            exempt = vehicle >= 0 and facts[vehicle].exempt_night != 0
            if flags & SMALL_HOURS and rules.small_from_s <= second < rules.small_until_s and not exempt:
                state.night_sites = min(int(state.night_sites) + 1, 255)
                if state.night_sites >= 2 and _once(state, NIGHT_COACH):
                    told = _tell(out, told, NIGHT_COACH, plate, pass_id, site, happened_ms, last_site, last_ms, -1,
                                 state.night_sites, 2.0, sure)  # fmt: skip

            # What the register says.
            risky = state.watch >= 0 or driven_s > NEARLY_TIRED * rules.fatigue_s
            if vehicle >= 0:
                fact = facts[vehicle]
                late, over = day - fact.inspect_by, day - fact.scrap_by
                owed = fact.unprocessed >= rules.unprocessed
                risky = risky or late > 0 or over > 0 or owed
                if late > 0 and _once(state, INSPECTION):
                    told = _tell(out, told, INSPECTION, plate, pass_id, site, happened_ms, -1, 0, -1, late, 0.0, sure)
                if over > 0 and _once(state, SCRAP):
                    told = _tell(out, told, SCRAP, plate, pass_id, site, happened_ms, -1, 0, -1, over, 0.0, sure)
                if fact.state != 0 and _once(state, CANCELLED):
                    told = _tell(out, told, CANCELLED, plate, pass_id, site, happened_ms, -1, 0, -1, fact.state, 0.0,
                                 sure)  # fmt: skip
                if owed and _once(state, UNPROCESSED):
                    told = _tell(out, told, UNPROCESSED, plate, pass_id, site, happened_ms, -1, 0, -1,
                                 fact.unprocessed, rules.unprocessed, sure)  # fmt: skip
            elif of_home:
                again = min(rules.misread_again ** -max(float(state.in_row) - 1.0, 0.0), 1e6)
                odds = rules.unregistered_odds * right / (1.0 - right) * again
                chance = odds / (1.0 + odds)
                if chance >= rules.unregistered_least_chance and _once(state, UNREGISTERED):
                    told = _tell(out, told, UNREGISTERED, plate, pass_id, site, happened_ms, -1, 0, -1, state.in_row,
                                 0.0, chance)  # fmt: skip

            # Where it is going.
            hazards = np.int64(here.hazard) & np.int64(classes[kind].hazard)
            if hazards:
                if not (rules.school_hours >> (second // 3600)) & 1:
                    hazards &= ~SCHOOL
                if not by_night:
                    hazards &= ~MOUNTAIN
                if (hazards & MOUNTAIN or (hazards and risky)) and _once(state, HAZARD_ROAD):
                    told = _tell(out, told, HAZARD_ROAD, plate, pass_id, site, happened_ms, -1, 0, -1,
                                 float(hazards), 0.0, sure)  # fmt: skip

            if not met or follows:
                state.last_ms = t
                state.last_site = site
                state.last_score = scores[i]
                state.last_look = look
                state.gap = COUNTED if spoke else min(dt // 60_000, LONG_GAP) if met else LONG_GAP
            i += 1
    return i, told, number


@njit(cache=True)
def _look_ahead(
    found: Longs, block: int, table: Table, plates: Any, read: Longs, at_site: Rows, first: int,
    link: npt.NDArray[np.float32], facts: Any, hits: Any, registered: Table, watched: Table,
) -> None:  # fmt: skip
    """Find the rows of a block's plates, and ask the memory for all that their passes will be held against."""
    for j in range(block):
        _ask_where(table, read[first + j])
    states = plates.ctypes.data
    for j in range(block):
        plate = read[first + j]
        found[j] = find(table, plate) if plate != NO_PLATE else ABSENT
        if found[j] != ABSENT:
            at = states + found[j] * plates.strides[0]
            ask_for(at)
            ask_for(at + plates.strides[0] - 1)
    ways, told, listed = link.ctypes.data, facts.ctypes.data, hits.ctypes.data
    for j in range(block):
        if found[j] == ABSENT:  # to be met: whether it is registered, or watched, is looked up then
            _ask_where(registered, read[first + j])
            _ask_where(watched, read[first + j])
            continue
        state = plates[found[j]]
        ask_for(ways + max(state.last_site, 0) * link.strides[0] + at_site[first + j] * link.strides[1])
        ask_for(told + max(state.vehicle, 0) * facts.strides[0])
        if state.watch >= 0:
            at = listed + state.watch * hits.strides[0]
            ask_for(at)
            ask_for(at + hits.strides[0] - 1)


@njit(cache=True)
def _ask_where(table: Table, key: int) -> None:
    """Ask for the place where a key is looked for first."""
    ask_for(table.ctypes.data + np.int64(mix(key) & np.uint64(len(table) - 1)) * table.strides[0])


@njit(cache=True, nogil=True)
def meet_again(table: Table, plates: Any, registered: Table, watched: Table) -> None:
    """Look every known plate up anew, after the register or the watch list changed."""
    for at in range(len(table)):
        if table[at, 0] != FREE:
            state = plates[table[at, 1]]
            state.vehicle = find(registered, table[at, 0])
            state.watch = find(watched, table[at, 0])


@njit(cache=True)
def _meet(state: Any, vehicle: int, watch: int) -> None:
    """A plate that was never seen."""
    state.last_ms, state.second_s, state.began_s = 0, 0, 0
    state.night, state.driven = 0, 0
    state.last_site, state.second_site = -1, -1
    state.told_day, state.told, state.reads = 0, 0, 0
    state.second_reads, state.looks, state.in_row, state.night_sites = 0, 0, 0, 0
    state.last_score, state.last_look, state.pace = NOT_RECORDED, 0, 0
    state.gap, state.first_nats, state.second_nats, state.awake = LONG_GAP, 0, 0, 0
    state.vehicle, state.watch = vehicle, watch


@njit(cache=True)
def _begins(plate: int, home: Longs, shift: int) -> bool:
    """Whether a plate is of home."""
    begins = (plate & SIGNS_ALONE) >> shift
    for known in home:  # noqa: SIM110 - the compiler knows no generators
        if begins == known:
            return True
    return False


@njit(cache=True)
def _once(state: Any, kind: int) -> bool:
    """Whether something is told of a plate for the first time today; it is, from now on."""
    if state.told & (1 << kind):
        return False
    state.told = np.uint16(state.told | (1 << kind))
    return True


@njit(cache=True)
def _tell(
    out: Any, told: int, kind: int, plate: int, pass_id: int, site: int, happened_ms: int, other_site: int,
    other_ms: int, entry: int, value: float, limit: float, p_right: float,
) -> int:  # fmt: skip
    """One detection written down; answers how many there are now."""
    one = out[told]
    evidence = join(join(np.int64(kind), plate), join(pass_id, np.int64(other_ms)))
    one.detection_id = join(evidence, np.int64(entry) * np.int64(65_536) + np.int64(other_site))
    one.kind, one.plate, one.pass_id, one.site, one.happened_ms = kind, plate, pass_id, site, happened_ms
    one.other_site, one.other_ms, one.entry = other_site, other_ms, entry
    one.value, one.limit, one.p_right = value, limit, p_right
    return told + 1
