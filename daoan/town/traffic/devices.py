"""The devices at the sites: whose clock is wrong, who uploads late, who reads badly, who was dead."""

from dataclasses import dataclass

import numpy as np

from daoan.terms.frames import Bools, Floats
from daoan.terms.passes import Column
from daoan.town.parameters import Parameters
from daoan.town.traffic.misreads import draw_confusions
from daoan.town.traffic.plans import DAY_S, HOUR_S
from daoan.town.traffic.stated import between


@dataclass(frozen=True, slots=True)
class Devices:
    """One row a site; shares are of its passes."""

    clock_s: Floats  # the device's clock less the true time, at the first midnight …
    drift_s_day: Floats  # … and what it gains a day
    delay_s: Floats  # median of its uploads
    batch_s: Floats  # it sends what it kept every so often; 0: at once
    unread: Floats
    misread: Floats
    double: Floats
    wrong_heading: Floats
    heading_blind: Bools  # never tells it
    speed_blind: Bools
    brand_blind: Bools
    score_blind: Bools
    dead_from_s: Floats  # (sites, days): one spell a day; infinite where none
    dead_until_s: Floats
    confusions: Floats  # (sites, signs, alternatives)

    def clock_error_s(self, site: Column, at_s: Floats) -> Floats:
        """What the clock of a site shows too much at a true moment."""
        return np.asarray(self.clock_s[site] + self.drift_s_day[site] * at_s / DAY_S)

    def dead(self, site: Column, at_s: Floats) -> Bools:
        """Whether a site was dead at a moment."""
        day = np.clip((at_s // DAY_S).astype(np.int64), 0, self.dead_from_s.shape[1] - 1)
        return np.asarray((at_s >= self.dead_from_s[site, day]) & (at_s < self.dead_until_s[site, day]))


def draw_devices(sites: int, days: int, stated: Parameters, rng: np.random.Generator) -> Devices:
    """Devices for some sites over some days."""
    d = stated["devices"]
    wrong = rng.uniform(size=sites) < d["clock_wrong_share"]
    wrong[rng.integers(0, sites)] = True
    sign = np.where(rng.uniform(size=sites) < 0.5, -1.0, 1.0)
    batch = np.where(rng.uniform(size=sites) < d["late_share"], HOUR_S * between(d["batch_h"], sites, rng), 0.0)
    bad = np.where(rng.uniform(size=sites) < d["bad_share"], 5.0, 1.0)
    dead_from, dead_until = _dead(sites, days, d, rng)
    return Devices(
        clock_s=np.where(
            wrong, sign * between(d["clock_wrong_s"], sites, rng), rng.normal(0.0, d["clock_sd_s"], sites)
        ),
        drift_s_day=np.where(wrong, -sign * between(d["drift_s_day"], sites, rng), 0.0),
        delay_s=d["delay_median_s"] * np.exp(rng.normal(0.0, d["delay_sd_log"], sites)),
        batch_s=batch,
        unread=np.minimum(d["unread"] * bad * rng.gamma(d["concentration"], 1.0 / d["concentration"], sites), 0.6),
        misread=np.minimum(d["misread"] * bad * rng.gamma(d["concentration"], 1.0 / d["concentration"], sites), 0.3),
        double=np.where(rng.uniform(size=sites) < d["double_bad_share"], 1.0 / 6.0, d["double"]),
        wrong_heading=np.full(sites, d["wrong_heading"]),
        heading_blind=rng.uniform(size=sites) < d["heading_blind"],
        speed_blind=rng.uniform(size=sites) < d["speed_blind"],
        brand_blind=rng.uniform(size=sites) < d["brand_blind"],
        score_blind=rng.uniform(size=sites) < d["score_blind"],
        dead_from_s=dead_from,
        dead_until_s=dead_until,
        confusions=draw_confusions(sites, d["confusion_sd_log"], rng),
    )


def _dead(sites: int, days: int, d: Parameters, rng: np.random.Generator) -> tuple[Floats, Floats]:
    some = rng.uniform(size=(sites, days)) < d["dead_spans"]
    begin = DAY_S * np.arange(days) + rng.uniform(0.0, DAY_S, (sites, days))
    end = np.minimum(begin + HOUR_S * between(d["dead_hours"], (sites, days), rng), DAY_S * (np.arange(days) + 1))
    whole = rng.permutation(sites)[: d["dead_sites"]]
    some[whole], begin[whole], end[whole] = True, DAY_S * np.arange(days), DAY_S * (np.arange(days) + 1)
    return np.where(some, begin, np.inf), np.where(some, end, np.inf)
