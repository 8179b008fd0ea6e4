"""Passes over a log on several machines: the intake's own log is handed on, and an engine elsewhere follows it.

A record travels as it stands in the intake's log: a byte that says what it is, then an Arrow message. Its identity is
the intake's name and the record's position, so that a record that is handed on again after a kill is one record. The
engine's run keeps the place in the log beside its snapshot; it acknowledges what a snapshot holds, never more.
"""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Protocol

from daoan.jobs.passes.records import find_passes
from daoan.jobs.passes.run import PassRun
from daoan.store.framed_log import read_from

EVERY = 64  # records between two snapshots


class SharedLog(Protocol):
    """A log that outlives a machine; :class:`JetLog` of ``daoan/edge/jetstream.py`` is one."""

    async def append(self, identity: str, content: bytes) -> int:
        """Add a record; answers its place once it is safe."""

    def follow(self, reader: str, behind: int, until: int | None = None) -> AsyncIterator[Any]:
        """Records behind a place, in order, each once."""

    async def acknowledge(self, given: Any) -> None:
        """This record and all before it are done with."""


async def hand_on(folder: Path, intake: str, log: SharedLog, behind: int = 0) -> int:
    """Append what stands in an intake's log behind a position; answers the position up to which all of it is safe.

    Whoever calls keeps that position. Records behind an older one are recognised by the log, as long as it remembers.
    """
    position = behind
    for position, content in read_from(folder, behind):
        await log.append(f"{intake}-{position}", content)
    return position


async def run_behind(log: SharedLog, reader: str, run: PassRun, until: int | None = None, every: int = EVERY) -> int:
    """Let an engine see what follows its place, for ever or up to a place; answers how many records it saw.

    A snapshot every so many records and at the end; what it holds is acknowledged once it is on disk.
    """
    seen, last = 0, None
    async for given in log.follow(reader, run.position, until):
        passes = find_passes(given.content)
        if passes is not None:
            run.handle(given.place, passes)
        seen, last = seen + 1, given
        if seen % every == 0:
            run.snapshot()
            await log.acknowledge(given)
    if last is not None and seen % every:
        run.snapshot()
        await log.acknowledge(last)
    return seen
