"""Draw places, their past, and what a campaign's window brings; the effect is planted where people are reached."""

import tomllib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

from daoan.terms.education import PlaceSeries
from daoan.town.parameters import Parameters
from daoan.town.streams import stream

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class TrueCampaign:
    """A campaign and its truth. ``level``: what is expected in each place in the campaign's window without it."""

    name: str
    works: bool
    mean: float
    places: tuple[str, ...]
    counties: tuple[str, ...]
    before: tuple[PlaceSeries, ...]
    effect: tuple[float, ...]  # of each place, where it is reached
    spill: float
    worst: bool
    level: tuple[float, ...]
    seed: int

    def counted(self, reached: Collection[str], beside: Collection[str] = ()) -> dict[str, float]:
        """What is counted in the campaign's window. The same seed gives the same chance, whoever is reached."""
        rng = stream(self.seed, f"publicity {self.name} window")
        uniforms = rng.uniform(size=len(self.places))
        factor = np.ones(len(self.places))
        for i, place in enumerate(self.places):
            if place in reached:
                factor[i] = max(0.0, 1.0 + self.effect[i])
            elif place in beside:
                factor[i] = max(0.0, 1.0 + self.spill * self.effect[i])
        return dict(zip(self.places, _poisson(uniforms, np.array(self.level) * factor), strict=True))


@lru_cache(maxsize=1)
def read_publicity_truth() -> Parameters:
    """``publicity.toml`` as nested mappings."""
    return tomllib.loads((files("daoan.town.publicity") / "publicity.toml").read_text("utf-8"))


def draw_campaigns(
    seed: int, places: Sequence[str], counties: Sequence[str], stated: Parameters
) -> tuple[TrueCampaign, ...]:
    """Every campaign of the file over the same places, each with a past of its own. ``counties``: of each place."""
    return tuple(_campaign(seed, places, counties, one, stated) for one in stated["campaign"])


def _campaign(
    seed: int, places: Sequence[str], counties: Sequence[str], one: Parameters, stated: Parameters
) -> TrueCampaign:
    rng = stream(seed, f"publicity {one['name']}")
    windows = int(stated["shocks"]["windows_before"])
    level = _levels(counties, windows + 1, stated, rng)
    level[:, -1] *= 1.0 + float(one.get("checks", 0.0))
    counts = rng.poisson(level[:, :windows])
    mean, sd = float(one.get("mean", 0.0)), float(one.get("sd", 0.0))
    effect = rng.uniform(mean - sd * 3**0.5, mean + sd * 3**0.5, len(places))
    return TrueCampaign(
        one["name"], one["kind"] == "works", mean, tuple(places), tuple(counties),
        tuple(PlaceSeries(p, tuple(map(float, row))) for p, row in zip(places, counts, strict=True)),
        tuple(map(float, effect)), float(one.get("spill", 0.0)), bool(one.get("worst", False)),
        tuple(map(float, level[:, -1])), seed,
    )  # fmt: skip


def _levels(counties: Sequence[str], windows: int, stated: Parameters, rng: np.random.Generator) -> Floats:
    """What is expected in each place and window, (places, windows)."""
    p, s = stated["places"], stated["shocks"]
    names, row = np.unique(np.array(counties), return_inverse=True)
    own = rng.normal(0.0, p["sd_log"], len(counties)) + rng.normal(0.0, p["county_sd_log"], len(names))[row]
    city = rng.normal(0.0, s["city_sd_log"], windows)
    county = rng.normal(0.0, s["county_sd_log"], (len(names), windows))[row]
    place = np.zeros((len(counties), windows))
    for w in range(windows):
        place[:, w] = s["place_ar"] * place[:, max(w - 1, 0)] + rng.normal(0.0, s["place_sd_log"], len(counties))
    return np.asarray(p["median_per_window"] * np.exp(own[:, None] + city[None, :] + county + place))


def _poisson(uniforms: Floats, means: Floats) -> Floats:
    """Poisson counts by inversion, so that a mean that stays gives the count that it gave."""
    counts = np.zeros(len(means))
    for i, (u, mean) in enumerate(zip(uniforms, means, strict=True)):
        chance = total = float(np.exp(-mean))
        while total < u and counts[i] < 100_000:
            counts[i] += 1
            chance *= mean / counts[i]
            total += chance
    return counts
