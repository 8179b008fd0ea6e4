"""Segments cut into even pieces (lixels), the pixels of a line."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

#: A segment shorter than this counts as so long, in metres: on less a point would run to and fro without end.
LEAST_LENGTH_M = 0.5


@dataclass(frozen=True, slots=True)
class Pieces:
    """Pieces of segment *i* are ``starts[i]`` … ``starts[i + 1] − 1``, from its first point on, all equally long.

    ``length_m`` (pieces,); ``segment_m`` (segments,) lengths that the pieces add up to.
    """

    starts: Ints
    length_m: Floats
    segment_m: Floats

    def __len__(self) -> int:
        return len(self.length_m)

    @property
    def segment(self) -> Ints:
        """The segment of each piece."""
        return np.repeat(np.arange(len(self.segment_m)), np.diff(self.starts))


def cut_pieces(length_m: Floats, longest_m: float) -> Pieces:
    """Cut segments (n,) into as few even pieces as keep each at most ``longest_m``."""
    if not longest_m > 0:
        raise ValueError(f"a piece must have a length above 0 m, not {longest_m}")
    if not (np.isfinite(length_m).all() and (length_m >= 0).all()):
        raise ValueError("lengths must be finite and not negative")
    segment_m = np.maximum(length_m, LEAST_LENGTH_M)
    count = np.ceil(segment_m / longest_m - 1e-9).astype(np.int64)
    starts = np.concatenate([[0], np.cumsum(count)])
    return Pieces(starts, np.repeat(segment_m / np.maximum(count, 1), count), segment_m)
