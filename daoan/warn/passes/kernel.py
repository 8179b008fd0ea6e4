"""The kernel: each pass is held against what is known of its plate, once, in order.

A plate's state follows one vehicle, and a second one that the first cannot be. With ``t`` the moment of a read by its
site's corrected clock, ``d`` the road from the last read, ``f`` the time of free flow on it:

=====================  ============================================================================================
impossible             d > v_max τ or f > b τ, with τ = t − t_last + reach of both clocks; d not short
of two vehicles        odds = π/(1−π) a^(k−1) · k!/s^k  after k impossible reads that one second vehicle can have
                       made (π: prior, a: it is read again, s: stray reads a plate, more where the score is low)
rest                   t − t_last − q·p·f ≥ 20 min (p: the vehicle's pace against free flow, q: how much quicker
                       it may have been this once); else it has driven on
read rightly           odds = c/(1−c), c by the camera's score; more for a plate that was read here before
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

Longs = npt.NDArray[np.int64]
Rows = npt.NDArray[np.int32]

BLOCK = 32  # passes whose plates are looked up ahead of them, so that the memory is asked for many at once
MOST_AT_ONCE = 12  # detections of one pass, besides one for each entry of the watch list
DAY_MS = 86_400_000
HOUR_MS = 3_600_000
TWICE_MS = 2000  # the same plate at the same site within this is one pass told twice
SITE_MEMORY = 0.999  # of a site's reads, from one to the next
SITE_LEAST = 200.0  # reads before a site is judged
USUAL_ERROR = 0.05  # share of reads with a wrong sign that ``stray_reads`` is about
LOOKS_NOISE = 0.02  # share of reads whose look the camera gets wrong in two ways at once
NEARLY_TIRED = 0.75
PACE_UNIT = 64.0
QUICKEST, SLOWEST = 0.7, 1.7  # a way that took between these times free flow's was driven without a stop
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
    thresholds: Any, classes: Any, right_by_score: npt.NDArray[np.float32], home: Longs,
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
        _look_ahead(found, block, table, plates, read, at_site, i, link, facts, hits)
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
            odds = right / (1.0 - right) * (rules.known_odds if state.reads > 0 else 1.0)
            sure = odds / (1.0 + odds)

            # Where it came from.
            follows, driven_ms, road_m, free_ms, reach_ms = False, 0.0, 0.0, 0.0, 0.0
            at.reads = at.reads * SITE_MEMORY + 1.0
            at.impossible = at.impossible * SITE_MEMORY
            if met and dt >= 0:
                road_m, free_ms = link[last_site, site, 0], link[last_site, site, 1]
                reach_ms = sites[last_site].reach_ms + here.reach_ms
                follows = _reached(site == last_site, road_m, free_ms, dt + reach_ms, rules)
                if not follows:
                    at.impossible = at.impossible + 1.0
                    poorer = min(right, right_by_score[state.last_score])
                    chance = _second(state, at, site, t, poorer, sites, link, rules)
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
            if vehicle >= 0:
                points = _unlike(facts[vehicle], kinds[i], colours[i], brands[i], rules)
                if points >= rules.looks_suspect:
                    state.looks = min(int(state.looks) + 1, 255)
                    k = float(state.looks)
                    odds = rules.clone_odds / (rules.stray_reads**k + LOOKS_NOISE**k)
                    chance = odds / (1.0 + odds)
                    enough = k >= rules.looks_reads and chance >= rules.clone_least_chance
                    if enough and not state.told & LOOKS_BIT:
                        state.told = np.uint16(state.told | LOOKS_BIT)
                        told = _tell(out, told, LOOKS, plate, pass_id, site, happened_ms, last_site, last_ms, -1,
                                     points, rules.looks_suspect, chance)  # fmt: skip
                elif points >= 0.0:
                    state.looks = 0

            # How it has been driven.
            if not met:
                state.began_s = t // 1000
                state.in_row = 1
            elif follows:
                pace = state.pace / PACE_UNIT if state.pace > 0 else rules.slower
                if site != last_site and QUICKEST < dt / max(free_ms, 1.0) < SLOWEST:
                    weight = free_ms / (free_ms + PACE_MEMORY_MS)
                    moved = pace + weight * (dt / free_ms - pace)
                    state.pace = min(int(moved * PACE_UNIT + 0.5), 255)
                if dt - free_ms * pace * rules.quicker >= rules.rest_ms:
                    state.began_s = t // 1000
                    state.night_s = 0.0
                    state.told = np.uint16(state.told & ~TIRED_BIT)
                elif by_night:
                    state.night_s += dt / 1000.0
                state.in_row = min(int(state.in_row) + 1, 255) if dt < HOUR_MS else 1
                if site != last_site and state.reads < 65_535:
                    state.reads += 1
                driven_ms = float(t - int(state.began_s) * 1000)
                if flags & TIRED and not state.told & TIRED_BIT:
                    night = flags & NIGHT_TIRED and state.night_s > rules.fatigue_night_s
                    if night or driven_ms > rules.fatigue_ms:
                        state.told = np.uint16(state.told | TIRED_BIT)
                        value = state.night_s / 3600.0 if night else driven_ms / HOUR_MS
                        bound = rules.fatigue_night_s / 3600.0 if night else rules.fatigue_ms / HOUR_MS
                        told = _tell(out, told, FATIGUE, plate, pass_id, site, happened_ms, last_site,
                                     int(state.began_s) * 1000, -1, value, bound, sure)  # fmt: skip
            exempt = vehicle >= 0 and facts[vehicle].exempt_night != 0
            if flags & SMALL_HOURS and rules.small_from_s <= second < rules.small_until_s and not exempt:
                state.night_sites = min(int(state.night_sites) + 1, 255)
                if state.night_sites >= 2 and _once(state, NIGHT_COACH):
                    told = _tell(out, told, NIGHT_COACH, plate, pass_id, site, happened_ms, last_site, last_ms, -1,
                                 state.night_sites, 2.0, sure)  # fmt: skip

            # What the register says.
            risky = state.watch >= 0 or driven_ms > NEARLY_TIRED * rules.fatigue_ms
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
            elif _begins(plate, home, rules.home_shift):
                alike = min(rules.misread_again ** -max(float(state.in_row) - 1.0, 0.0), 1e6)
                odds = rules.unregistered_odds * right / (1.0 - right) * alike
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
            i += 1
    return i, told, number


@njit(cache=True)
def _look_ahead(
    found: Longs, block: int, table: Table, plates: Any, read: Longs, at_site: Rows, first: int,
    link: npt.NDArray[np.float32], facts: Any, hits: Any,
) -> None:  # fmt: skip
    """Find the rows of a block's plates, and ask the memory for all that their passes will be held against."""
    mask, places = np.uint64(len(table) - 1), table.ctypes.data
    for j in range(block):
        ask_for(places + np.int64(mix(read[first + j]) & mask) * table.strides[0])
    states = plates.ctypes.data
    for j in range(block):
        plate = read[first + j]
        found[j] = find(table, plate) if plate != NO_PLATE else ABSENT
        if found[j] != ABSENT:
            at = states + found[j] * plates.strides[0]
            ask_for(at)
            ask_for(at + plates.strides[0] - 1)
    ways, registered, listed = link.ctypes.data, facts.ctypes.data, hits.ctypes.data
    for j in range(block):
        if found[j] != ABSENT:
            state = plates[found[j]]
            ask_for(ways + max(state.last_site, 0) * link.strides[0] + at_site[first + j] * link.strides[1])
            ask_for(registered + max(state.vehicle, 0) * facts.strides[0])
            if state.watch >= 0:
                at = listed + state.watch * hits.strides[0]
                ask_for(at)
                ask_for(at + hits.strides[0] - 1)


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
    state.night_s = 0.0
    state.last_site, state.second_site = -1, -1
    state.told_day, state.told, state.reads = 0, 0, 0
    state.second_reads, state.looks, state.in_row, state.night_sites = 0, 0, 0, 0
    state.last_score, state.pace = NOT_RECORDED, 0
    state.vehicle, state.watch = vehicle, watch


@njit(cache=True)
def _second(
    state: Any, at: Any, site: int, t: int, right: float, sites: Any, link: npt.NDArray[np.float32], rules: Any
) -> float:
    """The chance that a plate is borne by two vehicles, after a read where the one that is followed cannot be."""
    if at.reads >= SITE_LEAST and at.impossible > rules.most_at_site * at.reads:
        return 0.0  # this site's clock is wrong, or it misreads: what it says is no evidence
    before, since = state.second_site, t - np.int64(state.second_s) * 1000
    k = 1
    if before >= 0 and 0 <= since < rules.follow_ms:
        reach_ms = sites[before].reach_ms + sites[site].reach_ms
        if _reached(before == site, link[before, site, 0], link[before, site, 1], since + reach_ms, rules):
            k = min(int(state.second_reads) + (1 if since > TWICE_MS else 0), 255)
    state.second_reads = k
    state.second_site = site
    state.second_s = t // 1000
    stray = rules.stray_reads * (1.0 - right) / USUAL_ERROR
    log_odds = (
        math.log(rules.clone_odds) + (k - 1.0) * math.log(rules.again) - k * math.log(stray) + math.lgamma(k + 1.0)
    )
    odds = math.exp(min(log_odds, 50.0))
    return odds / (1.0 + odds)


@njit(cache=True)
def _reached(same: bool, road_m: float, free_ms: float, most_ms: float, rules: Any) -> bool:
    """Whether one vehicle can have come from one site to another in a time, clocks allowed for."""
    if same or road_m <= rules.clone_least_m:
        return True
    return bool(road_m <= rules.fastest_m_per_ms * most_ms and free_ms <= rules.fastest_share * most_ms)


@njit(cache=True)
def _unlike(fact: Any, kind: int, colour: int, brand: int, rules: Any) -> float:
    """How much a vehicle differs from the registered one; negative where nothing can be compared."""
    points, compared = 0.0, False
    if fact.kind != NOT_RECORDED and kind != NOT_RECORDED:
        compared = True
        if fact.kind != kind:
            points += rules.looks_kind
    if fact.colour != NOT_RECORDED and colour != NOT_RECORDED:
        compared = True
        if fact.colour != colour:
            points += rules.looks_colour
    if fact.brand >= 0 and brand >= 0:
        compared = True
        if fact.brand != brand:
            points += rules.looks_brand
    return points if compared else -1.0


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
