"""Small workspaces, made once and copied for whoever writes to them."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from daoan.app.cities import find_city_plan
from daoan.app.ingest import ingest_bytes
from daoan.app.roads import import_roads
from daoan.app.workspace import Workspace, create_workspace, open_workspace
from daoan.config import read_config

EXAMPLES = Path(__file__).parents[2] / "examples"


def casualties(year: int, rows: int) -> bytes:
    """The first rows of a Leeds file."""
    path = EXAMPLES / "leeds" / "collisions_raw" / f"leeds_{year}.csv"
    return b"".join(path.read_bytes().splitlines(keepends=True)[: rows + 1])


@pytest.fixture(scope="session")
def good_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace about Leeds with one good file, one corrected crash, and roads."""
    from daoan.app.correct import correct_crash

    folder = tmp_path_factory.mktemp("good") / "ws"
    workspace = create_workspace(read_config({"workspace": folder}, {}), find_city_plan("leeds").city)
    ingest_bytes(workspace, "leeds", [("leeds_2019.csv", casualties(2019, 120))])
    first = workspace.store.list_crashes(workspace.now)[0]
    correct_crash(workspace, first.crash_id, {"cause": "speed"}, "Officer 0042", "told at the scene")
    import_roads(workspace, EXAMPLES / "leeds" / "network" / "its-example.osm.pbf", None, 200.0)
    workspace.close()
    return folder


@pytest.fixture
def good(good_folder: Path, tmp_path: Path) -> Iterator[Workspace]:
    """A copy of that workspace, open."""
    folder = Path(shutil.copytree(good_folder, tmp_path / "ws"))
    workspace = open_workspace(read_config({"workspace": folder}, {}))
    yield workspace
    workspace.close()
