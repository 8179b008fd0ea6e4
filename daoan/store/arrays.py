"""Arrays by name in one file, written whole."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from daoan.store.safely import write_whole


def write_arrays(path: Path, arrays: Mapping[str, Any]) -> None:
    """Write arrays under a name; a kill leaves what stood there before, or nothing."""
    write_whole(path, lambda part: _save(part, arrays))


def _save(path: Path, arrays: Mapping[str, Any]) -> None:
    with path.open("wb") as file:  # given a name, NumPy would add an ending
        np.savez(file, **arrays)
