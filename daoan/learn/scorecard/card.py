"""Build the scorecard of one network: every figure from forecasts made before the year they are judged on."""

from collections.abc import Callable, Sequence
from datetime import datetime

from daoan.learn.scorecard.calibration import CALIBRATED, calibration_bins, yearly_totals
from daoan.learn.scorecard.forecasts import METHODS, Forecaster
from daoan.learn.scorecard.gains import OUTCOMES, list_captures, list_consistency, list_gains, list_stability
from daoan.learn.scorecard.origins import Replay, count_years
from daoan.learn.scorecard.verdicts import write_verdicts
from daoan.terms.errors import InputError
from daoan.terms.frames import CrashFrame, Floats, Network
from daoan.terms.records import Scorecard
from daoan.terms.times import moment64, utc_to_local

#: Years of each of the two periods of a stability test, and the share of sites that makes the list, in percent.
PERIOD_YEARS = 3
LIST_PCT = 10.0


def build_scorecard(
    network: Network,
    crashes: CrashFrame,
    forecaster: Forecaster,
    vehicles_per_day_at: Callable[[datetime], Floats],
    as_of: datetime,
    origins: Sequence[int],
    zone: str,
    progress: Callable[[float], None] | None = None,
) -> Scorecard:
    """Replay the years ``origins``, each from all years before it, and judge what was forecast.

    ``crashes`` are snapped to ``network``; those known after ``as_of`` are left out. ``vehicles_per_day_at`` gives the
    flow per stretch as known at a moment. ``zone`` is the city's time zone: years are local years. ``progress`` is
    called with the part done, 0 to 1. Raises :class:`~daoan.terms.errors.InputError` where an origin has no year before
    it or had not ended at ``as_of``.
    """
    cut = moment64(as_of)
    known = crashes.known_by(cut)
    counts = count_years(network, known)
    _check(origins, counts.first_year, counts.first_year + counts.crashes.shape[1] - 1, as_of, zone)
    replay = Replay(network, known, counts, forecaster, vehicles_per_day_at, zone)
    pair_ends = [y for y in origins if y - 2 * PERIOD_YEARS + 1 >= counts.first_year]
    steps = len(origins) + len(pair_ends)
    stood, pairs = [], []
    for i, year in enumerate(origins):
        stood.append(replay.origin(year))
        _tell(progress, (i + 1) / steps)
    for i, year in enumerate(pair_ends):
        pairs.append(replay.pair(year, PERIOD_YEARS))
        _tell(progress, (len(origins) + i + 1) / steps)
    captures = list_captures(stood, network.length_m)
    gains = list_gains(captures)
    stability = list_stability(pairs, LIST_PCT) if pairs else {}
    totals = yearly_totals(stood)
    return Scorecard(
        as_of=as_of,
        stretches=len(network),
        length_km=float(network.length_m.sum() / 1000.0),
        mean_stretch_m=float(network.length_m.mean()),
        methods=METHODS,
        captures=captures,
        gains=gains,
        calibration=tuple(b for m in CALIBRATED for o in OUTCOMES for b in calibration_bins(stood, m, o)),
        consistency=list_consistency(stability, LIST_PCT),
        totals=totals,
        verdicts=write_verdicts(gains, stability, totals, len(stood), LIST_PCT / 100.0 * len(network)),
    )


def _tell(progress: Callable[[float], None] | None, part: float) -> None:
    if progress is not None:
        progress(part)


def _check(origins: Sequence[int], first: int, last: int, as_of: datetime, zone: str) -> None:
    if not origins:
        raise InputError("a scorecard needs at least one year to judge")
    if min(origins) <= first:
        raise InputError(f"the forecast for {min(origins)} has nothing to learn from: crashes begin in {first}")
    if max(origins) >= utc_to_local(as_of, zone).year:
        raise InputError(f"the forecast for {max(origins)} cannot be judged: the year had not ended at {as_of}")
    if max(origins) > last:
        raise InputError(f"the forecast for {max(origins)} cannot be judged: crashes end in {last}")
