"""The town's parameters, as ``truth.toml`` states them."""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np

from daoan.terms.codes import RoadClass
from daoan.terms.frames import Floats
from daoan.terms.places import Plane

Parameters = Mapping[str, Any]


@lru_cache(maxsize=1)
def read_parameters() -> Parameters:
    """``truth.toml`` as nested mappings."""
    return tomllib.loads((files("daoan.town") / "truth.toml").read_text("utf-8"))


def town_plane(parameters: Parameters) -> Plane:
    """The metric plane in which the town is laid out."""
    return Plane(parameters["town"]["centre_lon"], parameters["town"]["centre_lat"])


def by_class(table: Mapping[str, float]) -> Floats:
    """A table by road class as an array indexed by class code; classes that the table lacks are NaN."""
    return np.array([table.get(c.value, np.nan) for c in RoadClass], dtype=np.float64)
