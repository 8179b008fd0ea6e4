"""The workspace that a command works in."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from daoan.config import Config, read_config


def config_of(workspace: Path | None, **given: object) -> Config:
    """The settings, with what the command line gave on top."""
    return read_config({"workspace": workspace, **{k: v for k, v in given.items() if v is not None}})


@contextmanager
def opened(workspace: Path | None, *, to_check: bool = False) -> Iterator[Any]:
    """The workspace of a command, closed afterwards; ``to_check``: without the keys of the audit log."""
    from daoan.app.workspace import open_workspace

    found = open_workspace(config_of(workspace), to_check=to_check)
    try:
        yield found
    finally:
        found.close()
