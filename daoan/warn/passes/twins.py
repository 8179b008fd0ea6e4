"""Two vehicles under one plate: what a read says of it where the vehicle that is followed cannot be.

Each such read has three dull explanations and one that is none. It, or the read before it, is another vehicle's whose
plate was misread (stray); or the vehicle outdid itself (fast). With ``w`` the share of wrong reads of this camera at
this score, ``n`` the share of wrong reads around the plate that fall on it (by the register), ``L`` the likelihoods of
its look: of the registered vehicle (g), of any vehicle (r), of a copy (c L_g + (1−c) L_r):

=====================  ============================================================================================
stray                  w n · L_r / (c L_g + (1−c) L_r)
read alike again       at least w m: the same vehicle, misread as the same plate once more (m)
fast                   exp(−½ (ln x / σ)²) · L_g / (c L_g + (1−c) L_r),  x: free flow's time and its own usual pace
                       against the time that it took, clocks allowed for
of two vehicles        odds = π/(1−π) q / (Π_first (stray + fast) + Π_second (stray + fast)); products over the reads
                       of each side that cannot belong to the other: either side may be the stray one (q: share of a
                       doubled plate's reads that show it)
w                      (u + k (1−c_s)) / (h + k): of h reads of home plates at this score, u the first of a plate that
                       no register knows; the pack's word c_s for k reads
=====================  ============================================================================================

Products are kept as logarithms in eighths, and halve in ``memory_days``: a plate that is misread once a year is not
borne by two vehicles after ten.
"""

import math
from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

from daoan.kernels.hashing import ABSENT, Table, find
from daoan.terms.passes import NOT_RECORDED
from daoan.terms.plates import LARGE
from daoan.warn.passes.state import NATS
from daoan.warn.passes.watching import Likenesses, incoming

Floats = npt.NDArray[np.float32]

TWICE_MS = 2000  # the same plate at the same site within this is one pass told twice
SITE_LEAST = 200.0  # reads before a site is judged
MOST_NATS = 255
LONG_GAP, COUNTED = 254, 255  # minutes
FEWEST_FORGOTTEN = 4096.0  # reads at one score, after which what a camera did before counts half
PACE_UNIT = 64.0
NEVER_MS = 2**61


@njit(cache=True)
def look_of(fact: Any, kind: int, colour: int, brand: int, classes: Any) -> int:
    """How a read compares with the registered vehicle: class, colour, brand, each 0 not known, 1 alike, 2 not."""
    look = 0
    if fact.kind != NOT_RECORDED and kind != NOT_RECORDED:
        look += 9 if classes[fact.kind].seen_as == classes[kind].seen_as else 18
    if fact.colour != NOT_RECORDED and colour != NOT_RECORDED:
        look += 3 if fact.colour == colour else 6
    if fact.brand >= 0 and brand >= 0:
        look += 1 if fact.brand == brand else 2
    return look


@njit(cache=True)
def count_home(at: Any, step: int, unknown: bool) -> None:
    """A read of a home plate, at a step of the score; ``unknown``: the first of one that no register knows."""
    if at.home[step] >= FEWEST_FORGOTTEN:
        at.home[step] = at.home[step] * 0.5
        at.unknown[step] = at.unknown[step] * 0.5
    at.home[step] += 1.0
    if unknown:
        at.unknown[step] += 1.0


@njit(cache=True)
def _wrong(at: Any, step: int, right: float, rules: Any) -> float:
    """The share of wrong reads of a camera at a step of the score."""
    return float((at.unknown[step] + rules.own_word * (1.0 - right)) / (at.home[step] + rules.own_word))


@njit(cache=True)
def outdone(pace: int, same: bool, road_m: float, free_ms: float, most_ms: float, rules: Any) -> float:
    """The chance that one vehicle, of a pace in 64ths (0: not known), comes from site to site in a time at most."""
    if same or road_m <= rules.clone_least_m or free_ms <= rules.doubtful_share * most_ms:
        return 1.0
    if road_m > rules.fastest_m_per_ms * most_ms:
        return 0.0
    ratio = free_ms / most_ms * (min(pace / PACE_UNIT, 1.0) if pace > 0 else 1.0)
    if ratio <= 1.0:
        return 1.0
    z = math.log(ratio) / (rules.pace_sd if pace > 0 else rules.pace_unknown_sd)
    return math.exp(-0.5 * z * z)


@njit(cache=True)
def _falls_on(plate: int, registered: Table, alike: Likenesses, rules: Any) -> float:
    """Of the wrong reads around a plate, the share that falls on it, for as many reads of the one as of the others."""
    share = rules.lands + incoming(plate, registered, alike, rules.strangers)
    if find(registered, plate ^ LARGE) != ABSENT:
        share += rules.colour_lands
    return float(share)


@njit(cache=True)
def _more(nats: int, faded: float, chance: float, soft: bool) -> int:
    """Evidence in eighths after one more read, whose dull explanations have a chance. ``soft``: the read may be that of
    somebody who is always fast, so that many such speak no louder than the one that speaks loudest."""
    more = -NATS * math.log(min(max(chance, 1e-12), 1.0))
    return min(int((max(nats * faded, more) if soft else nats * faded + more) + 0.5), MOST_NATS)


@njit(cache=True)
def _odds(state: Any, rules: Any) -> float:
    dull = math.exp(-float(state.first_nats) / NATS) + math.exp(-float(state.second_nats) / NATS)
    return float(rules.clone_odds * rules.apart / dull)


@njit(cache=True)
def borne_by_two(state: Any, rules: Any) -> float:
    """The chance that a plate is borne by two vehicles, as it was after the last read that spoke of it."""
    if state.second_nats == 0:
        return 0.0
    odds = _odds(state, rules)
    return odds / (1.0 + odds)


@njit(cache=True)
def _doubtful(at: Any, rules: Any) -> bool:
    """Whether a site's clock is wrong, or it sends strangers' reads: what it says is no evidence."""
    return bool(at.reads >= SITE_LEAST and at.impossible > rules.most_at_site * at.reads)


@njit(cache=True)
def read_apart(
    state: Any, seen: Any, sites: Any, link: Floats, site: int, t: int, plate: int, step: int, look: int, fast: float,
    apart_ms: float, registered: Table, alike: Likenesses, looks: Floats, steps: Any, right_by_score: Floats,
    right: float, soft: bool, rules: Any,
) -> float:  # fmt: skip
    """A read where the vehicle that is followed cannot be: the chance that there are two.

    ``fast``: the chance that it can, all the same; ``soft``: it could if it is one that is always fast.
    ``apart_ms``: by so much time it is too far from there.
    """
    at, before_at = seen[site], seen[state.last_site]
    before = state.second_site
    since = t - np.int64(state.second_s) * 1000 if before >= 0 else NEVER_MS
    joined = False
    if before >= 0 and 0 <= since < rules.follow_ms:
        most_ms = since + sites[before].reach_ms + sites[site].reach_ms + rules.clock_ms
        joined = (
            outdone(0, before == site, link[before, site, 0], link[before, site, 1], most_ms, rules) >= rules.outdone
        )
    told_twice = joined and before == site and since <= TWICE_MS
    state.second_site = site
    state.second_s = max(t, 0) // 1000
    if not told_twice:
        state.second_reads = min(int(state.second_reads) + 1, 255) if joined else 1
    if told_twice or _doubtful(at, rules) or _doubtful(before_at, rules):
        return 0.0
    falls = _falls_on(plate, registered, alike, rules)
    faded = 0.5 ** (max(since, 0) / rules.memory_ms) if before >= 0 else 0.0
    both = 2.0 / (1.0 / looks[look, 2] + 1.0 / looks[state.last_look, 2])
    excuse = (fast + (rules.hurries if soft else 0.0)) * both
    if state.gap != COUNTED:
        wrong = _wrong(before_at, steps[state.last_score], right_by_score[state.last_score], rules)
        chance = wrong * falls * looks[state.last_look, 1]
        if (
            state.gap < LONG_GAP and state.gap * 60_000.0 < apart_ms
        ):  # and neither can the read before have been this vehicle's
            chance *= rules.misread_again * rules.usual_error
        state.first_nats = _more(state.first_nats, faded, chance + excuse, soft)
        state.gap = COUNTED
    else:
        state.first_nats = int(state.first_nats * faded)
    wrong = _wrong(at, step, right, rules)
    chance = wrong * falls * looks[look, 1]
    if joined:
        chance = max(chance, wrong * rules.misread_again)
    state.second_nats = _more(state.second_nats, faded, chance + excuse, soft)
    odds = _odds(state, rules)
    return odds / (1.0 + odds)


@njit(cache=True)
def read_on(
    state: Any, seen: Any, sites: Any, link: Floats, site: int, t: int, step: int, right: float, rules: Any
) -> float:
    """A read of the vehicle that is followed, after a second one was seen: the chance that there are two; −1 where the
    second can have been the same, so that the read says nothing of it.
    """
    before, since = state.second_site, t - np.int64(state.second_s) * 1000
    if not 0 <= since < rules.follow_ms or _doubtful(seen[site], rules):
        return -1.0
    most_ms = since + sites[before].reach_ms + sites[site].reach_ms + rules.clock_ms
    fast = outdone(0, before == site, link[before, site, 0], link[before, site, 1], most_ms, rules)
    if fast >= rules.outdone:
        return -1.0
    chance = _wrong(seen[site], step, right, rules) * rules.misread_again
    state.first_nats = _more(state.first_nats, 1.0, chance + fast, False)
    odds = _odds(state, rules)
    return odds / (1.0 + odds)
