"""Open data of a workspace, at the machine itself."""

from pathlib import Path

from daoan.api.accounts import TERMINAL
from daoan.api.desk import Desk, View
from daoan.app.people import gate_of
from daoan.app.workspace import WEB, Workspace
from daoan.edge.clock import WallClock
from daoan.edge.files import write_bytes
from daoan.jobs.open_data.releases import Release, file_of, get_release, list_releases, withdraw_release
from daoan.jobs.open_data.releasing import OpenDesk, draft_tables, file_names, ground_of, release
from daoan.learn.open_data.tables import OpenTable
from daoan.terms.estimates import Text


def draft_of(workspace: Workspace) -> dict[str, OpenTable]:
    """What would be released now."""
    desk, view = _desk(workspace), _view(workspace)
    return draft_tables(desk, view, ground_of(desk, view))


def release_now(workspace: Workspace) -> Release:
    """Release what the latest run tells; the last release, where nothing has changed since."""
    return release(_desk(workspace), _view(workspace), TERMINAL, WallClock().now())


def releases_of(workspace: Workspace) -> tuple[Release, ...]:
    """Every release, oldest first."""
    return list_releases(workspace.store)


def export(workspace: Workspace, folder: Path, version: int | None) -> tuple[Path, ...]:
    """Write a release, by itself the latest, onto disk: the same bytes that the server hands out."""
    found = get_release(workspace.store, version)
    written = []
    for name in file_names(found):
        write_bytes(folder / name, file_of(workspace.store, found, name))
        written.append(folder / name)
    return tuple(written)


def withdraw(workspace: Workspace, version: int, why: Text) -> Release:
    """Hand the files of a release out no more."""
    note = gate_of(workspace).note(TERMINAL, "open_data.withdraw", str(version))
    return withdraw_release(workspace.store, version, why, note)


def _desk(workspace: Workspace) -> OpenDesk:
    pack, licence = workspace.packs["open-data"], workspace.config.entrances.licence
    return OpenDesk(workspace.store, workspace.city, pack, licence)


def _view(workspace: Workspace) -> View:
    return Desk(workspace.store, workspace.city, workspace.packs, web=WEB, cache=workspace.cache).view()
