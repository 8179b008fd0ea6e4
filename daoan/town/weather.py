"""Daily weather by county: what the weather column of a crash then says."""

from datetime import date

import numpy as np

from daoan.terms.codes import Surface, Weather
from daoan.terms.frames import Codes, code_column

#: Share of days by month with rain, snow, fog and dust; semi-arid, wet in late summer: assumption.
_RAIN = np.array([0.00, 0.01, 0.08, 0.14, 0.20, 0.24, 0.32, 0.33, 0.30, 0.18, 0.06, 0.00])
_SNOW = np.array([0.10, 0.10, 0.05, 0.01, 0.0, 0.0, 0.0, 0.0, 0.0, 0.01, 0.06, 0.08])
_FOG = np.array([0.02, 0.02, 0.02, 0.01, 0.01, 0.01, 0.02, 0.03, 0.04, 0.04, 0.03, 0.02])
_DUST = np.array([0.00, 0.01, 0.03, 0.04, 0.02, 0.0, 0.0, 0.0, 0.0, 0.0, 0.01, 0.0])
KINDS = [Weather.RAIN, Weather.SNOW, Weather.FOG, Weather.DUST, Weather.CLOUDY, Weather.FINE]
SURFACES = {
    Weather.RAIN: Surface.WET, Weather.SNOW: Surface.SNOW, Weather.FOG: Surface.WET, Weather.DUST: Surface.DRY,
    Weather.CLOUDY: Surface.DRY, Weather.FINE: Surface.DRY,
}  # fmt: skip


def draw_weather(days: list[date], counties: int, rng: np.random.Generator) -> Codes:
    """Weather code of each county and day, (counties, days); neighbours share two days in three."""
    month = np.array([d.month - 1 for d in days])
    share = np.column_stack([_RAIN[month], _SNOW[month], _FOG[month], _DUST[month], np.full(len(days), 0.25)])
    edges = np.cumsum(share, axis=1)
    common = rng.uniform(size=len(days))
    own = np.where(rng.uniform(size=(counties, len(days))) < 0.67, common, rng.uniform(size=(counties, len(days))))
    row = (own[..., None] >= edges).sum(axis=-1)
    return np.asarray(code_column(Weather, KINDS)[row], dtype=np.uint8)


def surface_of(weather: Codes, rng: np.random.Generator) -> Codes:
    """Surface under each weather; two snowy surfaces in five have turned to ice."""
    table = np.full(len(Weather), list(Surface).index(Surface.DRY), dtype=np.uint8)
    for kind, below in SURFACES.items():
        table[list(Weather).index(kind)] = list(Surface).index(below)
    surface: Codes = table[weather]
    snowy = surface == list(Surface).index(Surface.SNOW)
    surface[snowy & (rng.uniform(size=len(surface)) < 0.4)] = list(Surface).index(Surface.ICE)
    return surface
