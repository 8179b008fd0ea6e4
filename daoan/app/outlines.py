"""The outlines of a city's counties, kept beside its store since it was set up."""

from pathlib import Path

from daoan.app.workspace import Workspace
from daoan.config import Config
from daoan.edge.files import read_bytes
from daoan.sense.roads.areas import Area, read_areas


def outlines_path(config: Config) -> Path:
    """Where they lie: GeoJSON in WGS-84, the property ``code`` names the county."""
    return config.workspace / "counties.geojson"


def find_outlines(workspace: Workspace) -> tuple[Area, ...]:
    """The outlines that the workspace keeps; none where it was set up without."""
    path = outlines_path(workspace.config)
    return read_areas(read_bytes(path), path.name, "code") if path.exists() else ()
