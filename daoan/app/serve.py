"""The server, wired to a workspace."""

from daoan.api.desk import Desk
from daoan.api.server import create_app
from daoan.app.workspace import WEB, Workspace


def serve(workspace: Workspace) -> None:
    """Answer requests until interrupted."""
    import uvicorn

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
