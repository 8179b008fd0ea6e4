"""Changing a file that only its owner may read: one at a time, whole or not at all, on disk when it is done."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from daoan.terms.errors import Conflict, InputError


@contextmanager
def changing(path: Path, what: str) -> Iterator[Callable[[str], object]]:
    """Nobody else changes the file within the block; what the block is given writes the text that takes its place.

    Read it inside the block. ``what``: what the file holds, for the error. Raises :class:`Conflict` where somebody
    else is changing it, :class:`InputError` where it cannot be written.
    """
    beside = path.with_name(path.name + ".new")
    try:
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise Conflict(f"{what} are being changed by somebody else; if nobody is, remove {beside}") from None
    except OSError as problem:
        raise InputError(f"{beside} cannot be written: {problem.strerror}") from problem
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            yield file.write
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """A name that was just given survives a crash of the machine."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
