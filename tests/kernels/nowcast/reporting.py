"""Simulated reports: events evenly in time, delays from a known law, seen from a moment."""

import numpy as np
from scipy.stats import lognorm

LONGEST = 90


def draw_reports(rng, days: int, per_day: float, median_days: float, sd_log: float = 0.8):
    """Ages and delays of the events heard of, and the ages of all of them; days are whole, counted back."""
    moment = rng.uniform(0, days, rng.poisson(days * per_day))
    delay = median_days * np.exp(rng.normal(0, sd_log, len(moment)))
    heard = delay <= moment
    age, heard_age = np.floor(moment).astype(np.int64), np.floor(moment - delay).astype(np.int64)
    return age[heard], (age - heard_age)[heard], age


def true_share(median_days: float, ages, sd_log: float = 0.8) -> float:
    """Share heard of at these ages (whole days, events even within the day)."""
    fine = (np.asarray(ages)[:, None] + (np.arange(200) + 0.5) / 200).ravel()
    return float(lognorm.cdf(fine, sd_log, scale=median_days).mean())
