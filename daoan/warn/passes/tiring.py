"""Driving without rest, from the gaps between reads: what was driven, and the chance that no rest is hidden in a gap.

With ``g`` the time from read to read, ``f`` free flow's on the way, ``p`` the vehicle's pace against it:

=====================  ============================================================================================
excess                 e = g − p f; where it came back to where it was, it has driven some minutes at least: e less
                       ``turn``
a rest in it           ρ = π Φ / (π Φ + (1−π)(1−Φ)), Φ = Φ((e − 20 min) / √((σ p f)² + σ₀²)); π: of those who stand so
                       long, the share that rests as the rule asks for
driven in it           g − min(e / 2, stand): half of what a way takes beyond its time was driven, the rest stood
no rest so far         Π (1 − ρ); below one half it counts as rested, and driving begins anew
driven for too long    Φ((driven − limit) / √(v · stood + σ₀²)), times the chance of no rest
=====================  ============================================================================================

How stops split into driving and standing was looked at in the model town (traffic seeds 1 to 5): ours, not a standard.
"""

import math
from typing import Any

from numba import njit

from daoan.warn.passes.state import UNIT_S

PACE_LEAST_MS = 120_000.0  # a shorter way says more of the clocks than of the vehicle
AWAKE = 64.0  # of a logarithm
HALF = int(AWAKE * math.log(2.0))
MOST_UNITS = 65_535
SPREAD_MS = 144_000.0  # variance of what was driven, by what was stood
FAR = 4.0  # standard deviations beyond which nothing is weighed


@njit(cache=True)
def _below(z: float) -> float:
    """The normal distribution."""
    return 0.5 * math.erfc(-z / math.sqrt(2.0))


@njit(cache=True)
def begin(state: Any, t: int) -> None:
    """Driving begins at a read."""
    state.began_s = max(t, 0) // 1000
    state.driven, state.night, state.awake = 0, 0, 0


@njit(cache=True)
def drive_on(state: Any, t: int, gap_ms: int, free_ms: float, pace: float, by_night: bool, rules: Any) -> bool:
    """A gap between two reads of one vehicle; answers whether it has rested in it, so that driving begins anew."""
    usual_ms = pace * free_ms
    excess_ms = max(gap_ms - usual_ms, 0.0)
    stop_ms = excess_ms - (rules.turn_ms if free_ms == 0.0 else 0.0)
    if stop_ms > 0.5 * rules.rest_ms:
        error_ms = rules.pace_error * usual_ms
        z = (stop_ms - rules.rest_ms) / math.sqrt(error_ms * error_ms + rules.stop_sd_ms * rules.stop_sd_ms)
        if z > FAR:
            begin(state, t)
            return True
        if z > -FAR:
            long = _below(z) * rules.rests
            rested = long / (long + (1.0 - _below(z)) * (1.0 - rules.rests))
            awake = state.awake - AWAKE * math.log(max(1.0 - rested, 1e-6))
            if awake > HALF:
                begin(state, t)
                return True
            state.awake = int(awake + 0.5)
    driven = int((gap_ms - min(0.5 * excess_ms, rules.stand_ms)) / (1000.0 * UNIT_S) + 0.5)
    state.driven = min(state.driven + driven, MOST_UNITS)
    if by_night:
        state.night = min(state.night + driven, MOST_UNITS)
    return False


@njit(cache=True)
def too_long(state: Any, t: int, driven_s: float, limit_s: float, rules: Any) -> float:
    """The chance that more than a limit was driven without a rest."""
    if driven_s < rules.fatigue_from * limit_s:
        return 0.0
    stood_ms = max(float(t - int(state.began_s) * 1000) - state.driven * UNIT_S * 1000.0, 0.0)
    sd_ms = math.sqrt(SPREAD_MS * stood_ms + rules.stop_sd_ms * rules.stop_sd_ms)
    return _below((driven_s - limit_s) * 1000.0 / sd_ms) * math.exp(-float(state.awake) / AWAKE)
