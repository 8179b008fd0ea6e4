"""Roads from a Parquet table of graph edges: columns ``u``, ``v``, ``highway`` and ``geometry`` (WKB).

A two-way street may stand there twice, once in each direction; :func:`daoan.sense.roads.topology.build_network` joins
such twins.
"""

from datetime import datetime
from pathlib import Path

from daoan.sense.roads.classes import HIGHWAY
from daoan.sense.roads.layouts import Layout
from daoan.sense.roads.links import RoadReading
from daoan.sense.roads.parquet import read_parquet_table
from daoan.sense.roads.table_links import reading_of_table
from daoan.terms.errors import LayoutUnknown

FEED = "roads.edges"

EDGES = Layout(
    "graph_edges",
    HIGHWAY,
    ("highway",),
    link_id=("osmid", "osm_id"),
    ref=("ref",),
    road_name=("name",),
    from_ref=("u",),
    to_ref=("v",),
    source="OpenStreetMap edges",
)


def read_edges(path: Path, read_at: datetime, datum: str | None = None) -> RoadReading:
    """Read a table of edges; ``u`` and ``v`` are the nodes.

    ``datum``: the reference system, for a file that states none. Raises :class:`FileUnreadable`,
    :class:`LayoutUnknown`, :class:`DatumMissing`, and :class:`InputError` for a file without any road.
    """
    table = read_parquet_table(path)
    missing = [c for c in ("u", "v", "highway") if c not in table.columns]
    if missing:
        raise LayoutUnknown(f"{table.file}: a table of edges needs the columns u, v, highway; {missing} are missing")
    return reading_of_table(
        table.file, table.sha256, EDGES, table.wkb, table.columns, table.datum or datum, read_at, FEED
    )
