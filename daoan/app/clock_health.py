"""The server's own clock, wired to a workspace: who is asked what time it is."""

from collections.abc import Callable
from functools import partial

from daoan.app.workspace import Workspace
from daoan.edge.clock import WallClock
from daoan.edge.kernel_clock import read_kernel_clock
from daoan.jobs.clock_health import Clocks, TimeKeeper, look_at_clock
from daoan.jobs.passing import PassSource
from daoan.jobs.workroom import Workroom
from daoan.store.sql.database_clock import read_database_time
from daoan.terms.clock_health import ClockHealth


def clocks_beside(workspace: Workspace, passes: PassSource | None = None) -> Clocks:
    """Who is asked in a workspace. Always the real time, also where the past is replayed: then without its passes."""
    database = workspace.config.database
    return Clocks(
        WallClock().now,
        read_kernel_clock,
        partial(read_database_time, database) if database else None,
        None if workspace.clock.replays else passes,
    )


def clock_health_of(workspace: Workspace) -> ClockHealth:
    """How the clock of this machine stands now, beside the kernel and the database."""
    return look_at_clock(clocks_beside(workspace), workspace.packs["clock"])


def time_keeper(workspace: Workspace, room: Callable[[], Workroom], passes: PassSource | None) -> TimeKeeper:
    """Who looks at the clock beside the server."""
    packs = workspace.packs
    clocks = clocks_beside(workspace, passes)
    return TimeKeeper(room, lambda: packs["clock"], clocks, replays=workspace.clock.replays)
