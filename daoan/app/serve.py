"""The server, wired to a workspace."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from daoan.api.server import create_app
from daoan.api.workdesk import WorkDesk
from daoan.app.messages import senders_of
from daoan.app.people import desk_of
from daoan.app.workspace import Workspace
from daoan.jobs.clocks import EVERY_S
from daoan.jobs.keepers import Keeper
from daoan.jobs.keeping import EVERY_S as DAILY_S
from daoan.jobs.sending import EVERY_S as SEND_EVERY_S
from daoan.terms.errors import InputError


def require_free(host: str, port: int) -> None:
    """Raise :class:`InputError` where another program listens on the port already."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            raise InputError(
                f"port {port} cannot be listened on ({problem.strerror}); choose another: --port, or make demo PORT=…"
            ) from None


def serve(workspace: Workspace) -> None:
    """Answer requests until interrupted."""
    import uvicorn

    require_free(workspace.config.host, workspace.config.port)
    desk = desk_of(workspace)
    desk.warm()
    work = WorkDesk(desk, workspace.clock, senders=senders_of(workspace.config, workspace.city.zone))
    with (
        running(work.keeper, "clocks", EVERY_S),
        running(work.sender, "messages", SEND_EVERY_S),
        running(work.records, "retention", DAILY_S),
    ):
        uvicorn.run(
            create_app(desk, work),
            host=workspace.config.host,
            port=workspace.config.port,
            log_level="warning",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=3,  # pages that listen would never leave by themselves
        )


@contextmanager
def running(job: Keeper[Any], name: str, every_s: float) -> Iterator[None]:
    """Run a job in a thread of its own for as long as the block lasts."""
    stopped = threading.Event()
    thread = threading.Thread(target=job.run_until, args=(stopped, every_s), name=name, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        thread.join(timeout=10)
