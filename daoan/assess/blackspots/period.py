"""The years a rule looks at: their crashes, their places, and what chance would give in them."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

import numpy as np
from scipy.stats import false_discovery_control, nbinom

from daoan.assess.blackspots.lines import Lines, column_profile, model_profile, places_of
from daoan.assess.blackspots.risk import RiskArrays
from daoan.kernels.windows.profile import Profile
from daoan.kernels.windows.scan import Scan, false_discovery_rates, null_scores, scan_windows, score_of
from daoan.terms.frames import Bools, CrashFrame, Floats, Ints, Network
from daoan.terms.times import moment64, utc_to_local, years_before


@dataclass(frozen=True, slots=True)
class Chance:
    """The disjoint windows of one length that hold most beyond the model, and the rate at which chance makes such."""

    found: Scan
    q_values: Floats
    null: Floats
    simulations: int

    def q_of(self, scores: Floats) -> Floats:
        """False-discovery rate at which windows of these scores would just be reported."""
        return false_discovery_rates(scores, self.found.score, self.null, self.simulations)


class Period:
    """Crashes in (``as_of`` - ``years``, ``as_of``] that were known by ``as_of``, and their places on the lines.

    What chance gives is worked out when first asked for and kept: it is the same for every rule of these years.
    """

    def __init__(
        self,
        network: Network,
        lines: Lines,
        risk: RiskArrays | None,
        crashes: CrashFrame,
        as_of: datetime,
        years: int,
        zone: str,
    ) -> None:
        begins = years_before(as_of, years)
        known = crashes.known_by(moment64(as_of))
        self.covered_years = _covered(known, as_of, years)
        self.crashes = known.where(known.happened_at > moment64(begins))
        self.starts: date = utc_to_local(begins, zone).date()
        self.ends: date = utc_to_local(as_of, zone).date()
        self.lines = lines
        self.risk = risk
        self.places = places_of(network, lines, self.crashes)
        self.piece_group = lines.group[lines.order]
        self.piece_end = lines.end_m[lines.order]
        self._chances: dict[tuple[float, int, int], Chance] = {}

    @cached_property
    def profile(self) -> Profile:
        """What the model expects along the lines in these years. Needs risk arrays."""
        assert self.risk is not None
        return model_profile(self.lines, self.risk, self.covered_years, self.crashes)

    @cached_property
    def unmodelled(self) -> Profile:
        """A profile that is above zero wherever no model was fitted."""
        assert self.risk is not None
        return column_profile(self.lines, (~self.risk.modelled).astype(np.float64))

    def is_modelled(self, group: Ints, start_m: Floats, end_m: Floats) -> Bools:
        """Whether a model covers the whole of each interval."""
        if self.risk is None:
            return np.zeros(len(group), dtype=bool)
        return np.asarray(self.unmodelled.between(group, start_m, end_m)[0] == 0.0)

    def chance_of(self, window_m: float, simulations: int, least_count: int = 3) -> Chance:
        """The scan of windows of this length against ``simulations`` draws from the model."""
        key = (window_m, simulations, least_count)
        if key not in self._chances:
            self._chances[key] = self._scan(*key)
        return self._chances[key]

    def _scan(self, window_m: float, simulations: int, least_count: int) -> Chance:
        assert self.risk is not None
        on = self.risk.modelled[self.crashes.segment[self.places.row]]
        found = scan_windows(self.profile, self.places.group[on], self.places.chainage_m[on], window_m, least_count)
        # A fixed seed: the same inputs give the same bytes.
        null = null_scores(self.profile, window_m, simulations, seed=round(window_m), least_count=least_count)
        rates = false_discovery_rates(found.score, found.score, null, simulations)
        return Chance(found, rates, null, simulations)

    def window_q(self, window_m: float, simulations: int, group: Ints, start_m: Floats, crashes: Floats) -> Floats:
        """q-values of windows of one length that a rule chose, by first chainage and number of crashes."""
        mean, spread = self.profile.between(group, *self.profile.lay(group, start_m, window_m))
        return self.chance_of(window_m, simulations).q_of(score_of(crashes, mean, spread))

    def whole_q(self, group: Ints, start_m: Floats, end_m: Floats, crashes: Floats) -> Floats:
        """q-values of whole structures, all of the network's, by Benjamini-Hochberg over negative binomial tails."""
        mean, spread = self.profile.between(group, start_m, end_m)
        shape = 1.0 / np.maximum(spread, 1e-9)
        tail = np.asarray(nbinom.sf(crashes - 1.0, shape, shape / (shape + np.maximum(mean, 1e-9))))
        return np.asarray(false_discovery_control(tail)) if len(tail) else np.empty(0)


def _covered(known: CrashFrame, as_of: datetime, years: int) -> float:
    """Years of the period that the register speaks of: one that begins later says nothing of the time before."""
    if len(known) == 0:
        return float(years)
    days = (moment64(as_of) - known.happened_at.min()) / np.timedelta64(1, "D")
    return float(min(years, max(days / 365.25, 1.0)))
