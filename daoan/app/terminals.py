"""The door for vehicle terminals, wired: talk, keys, the log of positions, limits out of the rule pack."""

import asyncio
import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from daoan.app.fleet_gates import make_talk
from daoan.app.subject_key import subject_key
from daoan.app.workspace import Workspace
from daoan.edge.clock import WallClock
from daoan.edge.talks import Counters, Limits
from daoan.edge.terminals import Door
from daoan.store.positions_log import PositionsLog, read_positions
from daoan.terms.errors import InputError
from daoan.terms.rulepacks import RulePack

TELL_S = 10.0


@dataclass(frozen=True, slots=True)
class DoorPlan:
    """Where to listen, and for whom.

    ``known``: file of terminals' numbers, one a line; ``None``: every terminal gets a code. ``platforms``: file of
    accounts of platforms below; given, the door speaks JT/T 809 and not 808.
    """

    host: str = "127.0.0.1"
    port: int = 6808
    known: Path | None = None
    platforms: Path | None = None


def positions_folder(workspace: Workspace) -> Path:
    """Where the positions of a workspace lie."""
    return workspace.config.workspace / "positions"


def serve_terminals(workspace: Workspace, plan: DoorPlan, tell: Callable[[Counters, int], None]) -> Counters:
    """Open the door until the process is asked to end (SIGINT, SIGTERM). ``tell``: counters and port, now and then.

    Raises :class:`InputError` for a door to the network without a list, or a port that is taken.
    """
    if plan.host not in ("127.0.0.1", "::1", "localhost") and plan.known is None and plan.platforms is None:
        raise InputError(
            "a door that others can reach needs a list of terminals (--known): JT/T 808 encrypts nothing, and without "
            "a list everybody gets a code 对外监听须提供终端名单"
        )
    pack = workspace.packs["terminals"]
    talk = make_talk(subject_key(workspace), pack, plan)
    log = PositionsLog(positions_folder(workspace))
    try:
        door = Door(talk, log.append, WallClock(), read_limits(pack))
        asyncio.run(_run(door, plan, tell))
    finally:
        log.close()
    return door.counters


def read_limits(pack: RulePack) -> Limits:
    """Limits of a door out of its rule pack."""
    return Limits(
        batch_rows=pack.get("keeping.batch_rows"),
        batch_ms=pack.get("keeping.batch_ms"),
        most_waiting=pack.get("keeping.most_waiting"),
        most_lines=pack.get("lines.most"),
        idle_s=pack.get("lines.idle_s"),
    )


async def _run(door: Door, plan: DoorPlan, tell: Callable[[Counters, int], None]) -> None:
    try:
        await door.open(plan.host, plan.port)
    except OSError as problem:
        raise InputError(f"{plan.host}:{plan.port} cannot be listened on: {problem.strerror}") from problem
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, door.stop)

    async def telling() -> None:
        while True:
            tell(door.counters, door.port)
            await asyncio.sleep(TELL_S)

    told = asyncio.create_task(telling())
    try:
        await door.run()
    finally:
        told.cancel()


def roll_positions(workspace: Workspace) -> int:
    """Turn the log of positions into Parquet by day; how many rows. The door must be closed for it."""
    log = PositionsLog(positions_folder(workspace))
    try:
        return log.roll()
    finally:
        log.close()


def list_latest(workspace: Workspace, last: int) -> list[dict[str, Any]]:
    """The latest positions of a workspace, newest first."""
    table = read_positions(positions_folder(workspace)).sort_by([("happened_at", "descending")])
    rows: list[dict[str, Any]] = table.slice(0, last).to_pylist()
    return rows
