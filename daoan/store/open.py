"""Opens a store by its path or address."""

from pathlib import Path

from sqlalchemy import URL

from daoan.store.memory import MemoryStore
from daoan.store.protocol import Store
from daoan.store.sql.engine import make_engine
from daoan.store.sql.migrate import migrate
from daoan.store.sql.store import SqlStore
from daoan.terms.audit import Sealer
from daoan.terms.errors import InputError

MEMORY = "memory:"
FILE_NAME = "daoan.sqlite"


def open_store(place: str | Path, sealer: Sealer | None = None) -> Store:
    """The store at a place, made or brought up to date where needed.

    ``place`` is the path of an SQLite file, a folder (the file is then ``daoan.sqlite`` in it), a ``postgresql://``
    address, or ``memory:``. ``sealer``: key of the audit chain; without one, calls that write a line raise
    :class:`daoan.terms.errors.Fault`, and all others work. Raises :class:`InputError` where the place cannot be used:
    not a database, damaged, of a newer version, another program's, not writable, not answering.
    """
    if place == MEMORY:
        return MemoryStore(sealer)
    text = str(place)
    engine = make_engine(text if "://" in text else str(_file_address(Path(place))))
    try:
        migrate(engine)
    except BaseException:
        engine.dispose()
        raise
    return SqlStore(engine, sealer)


def _file_address(path: Path) -> str:
    file = path / FILE_NAME if path.is_dir() or not path.suffix else path
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise InputError(f"the folder {file.parent} cannot be made: {problem.strerror}") from problem
    return URL.create("sqlite", database=str(file)).render_as_string()
