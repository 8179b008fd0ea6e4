"""The outlines of a city's counties, kept beside its store since it was set up."""

from collections.abc import Sequence
from pathlib import Path

from daoan.app.workspace import Workspace
from daoan.config import Config
from daoan.edge.files import read_bytes, write_bytes
from daoan.sense.roads.areas import Area, read_areas
from daoan.sense.roads.counties import County, counties_geojson


def outlines_path(config: Config) -> Path:
    """Where they lie: GeoJSON in WGS-84, the property ``code`` names the county."""
    return config.workspace / "counties.geojson"


def keep_outlines(config: Config, counties: Sequence[County], source: str) -> None:
    """Keep them. ``source``: where they are from."""
    write_bytes(outlines_path(config), counties_geojson(counties, source))


def read_outlines(config: Config) -> bytes:
    """The file as it is kept; empty where the workspace was set up without."""
    path = outlines_path(config)
    return read_bytes(path) if path.exists() else b""


def find_outlines(workspace: Workspace) -> tuple[Area, ...]:
    """The outlines that the workspace keeps; none where it was set up without."""
    path = outlines_path(workspace.config)
    return read_areas(read_bytes(path), path.name, "code") if path.exists() else ()
