"""The server, wired to a workspace."""

import socket

from daoan.api.desk import Desk
from daoan.api.server import create_app
from daoan.app.workspace import WEB, Workspace
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
    desk = Desk(workspace.store, workspace.city, workspace.packs, web=WEB, cache=workspace.cache)
    desk.warm()
    uvicorn.run(
        create_app(desk),
        host=workspace.config.host,
        port=workspace.config.port,
        log_level="warning",
        access_log=False,
        server_header=False,
    )
