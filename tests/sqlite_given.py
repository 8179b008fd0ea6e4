"""SQLite files to begin with: migrating an empty one costs a sixth of a second, copying one that was costs nothing.

That a file comes out of the migrations as it should is for tests/store/test_migrations.py.
"""

import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

from daoan.store.open import open_store
from daoan.store.protocol import Store
from daoan.terms.audit import Sealer


@cache
def file_with(fill: Callable[[Store], None] | None = None, sealer: Sealer | None = None) -> bytes:
    """A file of this version's shape, empty or with what ``fill`` writes; made once in each test process."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "first.sqlite"
        store = open_store(path, sealer)
        if fill is not None:
            fill(store)
        store.close()
        assert [p.name for p in Path(folder).iterdir()] == [path.name], "something is not in the file yet"
        return path.read_bytes()
