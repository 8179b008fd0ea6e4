"""Benchmarks: each measures one promise of the house, with the same work by others in the same run.

In: data that is shipped under ``examples`` or looked for in ``../shared/data``. Out: one JSON object of figures, or
``bench/results.md`` with all of them. Start at :mod:`bench.__main__`; a benchmark is a module with a function
``run(small) -> dict`` and, where it takes options, ``add_arguments(parser)``.
"""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SHARED_DATA = ROOT.parent / "shared" / "data"


class DataMissing(Exception):
    """The data of a benchmark is not on this machine; the message names the folder."""


def find_data(*parts: str) -> Path:
    """A file or folder of the shared data. Raises :class:`DataMissing`."""
    path = SHARED_DATA.joinpath(*parts)
    if not path.exists():
        raise DataMissing(f"../shared/data/{'/'.join(parts)} is not here; it is not shipped with the project")
    return path
