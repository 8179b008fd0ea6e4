"""Random streams of the town: one for each thing drawn, so that drawing more of one changes nothing of another."""

from zlib import crc32

import numpy as np


def stream(seed: int, name: str) -> np.random.Generator:
    """The generator of one named thing in the town of one seed; the same pair gives the same numbers."""
    return np.random.default_rng([seed, crc32(name.encode())])
