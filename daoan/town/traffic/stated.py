"""What ``passes.toml`` states, and how planted numbers follow the scale."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files

import numpy as np

from daoan.terms.frames import Floats
from daoan.terms.passes import PassClass
from daoan.town.parameters import Parameters


@lru_cache(maxsize=1)
def read_stated() -> Parameters:
    """``passes.toml`` as nested mappings."""
    return tomllib.loads((files("daoan.town") / "passes.toml").read_text("utf-8"))


def by_kind(table: Mapping[str, float]) -> Floats:
    """A table by class of vehicle as an array indexed by :class:`PassClass`; 0 for classes that it lacks."""
    return np.array([table.get(kind.name, 0.0) for kind in PassClass], dtype=np.float64)


def between(pair: Sequence[float], size: int | tuple[int, ...], rng: np.random.Generator) -> Floats:
    """Uniform draws between the two ends of a stated range."""
    low, high = pair
    return rng.uniform(low, high, size)


def planted(number: int, scale: float) -> int:
    """How many of a thing are planted at a scale: at least three, so that no small town lacks a kind."""
    return max(3, round(number * scale))
