"""Panels with a known truth: a level by cell, a daily profile, weekends, and a level that falls."""

import numpy as np

from daoan.assess.forecast.panel import Panel

START = np.datetime64("2020-01-06T00:00")  # a Monday


def starts(periods: int, hours: int) -> np.ndarray:
    return START + np.arange(periods) * np.timedelta64(hours * 60, "m")


def square(cells: int) -> tuple[np.ndarray, np.ndarray]:
    side = int(np.ceil(np.sqrt(cells)))
    return (np.arange(cells) % side) * 1000.0, (np.arange(cells) // side) * 1000.0


def panel_of(counts: np.ndarray, hours: int = 6, **more) -> Panel:
    x_m, y_m = square(counts.shape[1])
    return Panel(
        counts=counts.astype(float),
        starts_local=starts(len(counts), hours),
        hours_per_period=hours,
        x_m=x_m,
        y_m=y_m,
        **more,
    )


def truth_of(days: int, cells: int, hours: int = 6, seed: int = 1, mean: float = 0.05, spread: float = 0.8):
    """Expected crashes (periods, cells): city × cell × period of day × weekend, cells unlike in their day."""
    rng = np.random.default_rng(seed)
    per_day = 24 // hours
    place = np.exp(rng.normal(0, spread, cells) - spread**2 / 2)
    profile = 1 + 0.6 * np.cos(2 * np.pi * (np.arange(per_day) + 0.5) / per_day + np.pi)
    own = np.exp(rng.normal(0, 0.3, (per_day, cells)))
    day = np.arange(days)
    weekend = np.where(np.isin(day % 7, (5, 6)), 0.7, 1.1)
    expected = mean * weekend[:, None, None] * (profile[:, None] * own * place)[None]
    return expected.reshape(days * per_day, cells)


def simulate(days: int, cells: int, hours: int = 6, seed: int = 1, **more) -> tuple[Panel, np.ndarray]:
    truth = truth_of(days, cells, hours, seed, **more)
    return panel_of(np.random.default_rng(seed + 1000).poisson(truth), hours), truth
