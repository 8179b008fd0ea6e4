"""Whether a server runs on a workspace: a lock that each server holds together with others and an upgrade holds alone.

The lock goes with the process that holds it, however that ends. Where there are no such locks (Windows) nobody is kept
out, and whoever upgrades must look for themselves.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from daoan.terms.errors import InputError

FILE = "serving.lock"


@contextmanager
def serving(workspace: Path) -> Iterator[None]:
    """Held while a server answers. Raises :class:`InputError` while the workspace is being upgraded."""
    with _held(workspace, alone=False, why="it is being upgraded; wait until that is done · 正在升级，请稍候"):
        yield


@contextmanager
def nobody_serving(workspace: Path) -> Iterator[None]:
    """Held while nobody may serve. Raises :class:`InputError` where a server runs."""
    why = "a server runs on it; stop daoan serve (and terminals, passes) first · 服务正在运行，请先停止"
    with _held(workspace, alone=True, why=why):
        yield


@contextmanager
def _held(workspace: Path, *, alone: bool, why: str) -> Iterator[None]:
    try:
        import fcntl
    except ImportError:
        yield
        return
    try:
        file = (workspace / FILE).open("a")
    except OSError as problem:
        raise InputError(f"{workspace} cannot be written: {problem.strerror} · 无法写入工作区") from None
    with file:
        try:
            fcntl.flock(file, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except OSError:
            raise InputError(f"{workspace}: {why}") from None
        yield
