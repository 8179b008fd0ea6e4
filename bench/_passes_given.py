"""What peers of the pass engine are given: plain arrays in one file, since their environment has nothing of ours."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

FASTEST_MS = 200 / 3600  # metres a millisecond
ALLOWED_MS, ALLOWED_M = 30_000, 2000  # clocks and roads are not exact


@dataclass(frozen=True, slots=True)
class Given:
    """Passes in the order of their arrival, plates that are watched, metres by road from site (row) to site (column).

    ``plate`` is a packed number, 0 where it could not be read; ``at_ms`` counts from 1970.
    """

    plate: np.ndarray
    site: np.ndarray
    at_ms: np.ndarray
    watched: np.ndarray
    road_m: np.ndarray

    def __len__(self) -> int:
        return len(self.plate)

    def first(self, number: int) -> "Given":
        """The same with the first passes only."""
        return Given(self.plate[:number], self.site[:number], self.at_ms[:number], self.watched, self.road_m)


def write_given(given: Given, file: Path) -> None:
    """Into one ``.npz``."""
    np.savez(file, **{name: getattr(given, name) for name in Given.__slots__})


def read_given(file: Path) -> Given:
    """From what :func:`write_given` wrote."""
    with np.load(file) as kept:
        return Given(*(kept[name] for name in Given.__slots__))
