"""Writing files so that a name stands for a whole file or for none, whenever the process or the machine stops."""

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from types import ModuleType

fcntl: ModuleType | None
try:
    import fcntl
except ImportError:  # no such lock on this system: then one process at a time may tidy a lake
    fcntl = None

#: What a file is called while it is written; whoever reads a folder passes it over.
UNFINISHED = ".part"

_tidying = RLock()


def write_whole(path: Path, write: Callable[[Path], None]) -> None:
    """Write a file beside its place, sync it, and put it in its place; sync the folder so that the name stays."""
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}{UNFINISHED}")
    try:
        write(part)
        sync(part)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    sync(path.parent)


def write_content(path: Path, content: bytes) -> None:
    """Write some bytes as :func:`write_whole` writes a file."""
    write_whole(path, lambda part: _put(part, content))


def _put(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def sync(path: Path) -> None:
    """Wait until a file or the names in a folder are on the disk."""
    if path.is_dir() and os.name == "nt":
        return  # folders cannot be synced there
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def tidying(folder: Path) -> Iterator[None]:
    """One compaction or purge at a time in a lake, among threads and processes; reading and appending go on."""
    with _tidying, (folder / "tidying.lock").open("a") as file:
        if fcntl is not None:
            fcntl.flock(file, fcntl.LOCK_EX)
        yield
