"""Layouts of road tables: which columns mean what."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from daoan.sense.roads.classes import BRITISH, HIGHWAY
from daoan.terms.codes import RoadClass


@dataclass(frozen=True, slots=True)
class Layout:
    """Which columns of a table mean what; the first of each tuple that the table has is taken."""

    name: str
    classes: Mapping[str, RoadClass]
    class_columns: tuple[str, ...]
    link_id: tuple[str, ...] = ()
    ref: tuple[str, ...] = ()
    road_name: tuple[str, ...] = ()
    dual: tuple[str, ...] = ()
    flow: tuple[str, ...] = ()
    from_ref: tuple[str, ...] = ()
    to_ref: tuple[str, ...] = ()
    source: str = ""


LAYOUTS = (
    Layout(
        "os_open_roads",
        BRITISH,
        ("class", "road_classification"),
        link_id=("identifier", "id"),
        ref=("roadNumber", "road_classification_number"),
        road_name=("name1", "name_1"),
        from_ref=("startNode", "start_node"),
        to_ref=("endNode", "end_node"),
        source="OS Open Roads",
    ),
    Layout(
        "published_segments",
        BRITISH,
        ("CLASSIFICA",),
        dual=("is_dual_carriageway",),
        # Not vehicles a day: about a ninth of the DfT's flow at count points, see docs/sources/roads-leeds-major.md.
        flow=("total_traffic",),
        source="Major road segments with traffic exposure",
    ),
    Layout(
        "openstreetmap",
        HIGHWAY,
        ("highway",),
        link_id=("osm_id", "id"),
        ref=("ref",),
        road_name=("name",),
        flow=("traffic_flow",),
        source="OpenStreetMap",
    ),
)


def find_layout(table: Mapping[str, Any]) -> Layout | None:
    """The layout whose class column the table has, with the most of its other columns."""
    fits = [one for one in LAYOUTS if any(c in table for c in one.class_columns)]
    return max(fits, key=lambda one: sum(column(table, c) is not None for c in _optional(one)), default=None)


def _optional(layout: Layout) -> tuple[tuple[str, ...], ...]:
    return (layout.link_id, layout.ref, layout.road_name, layout.dual, layout.flow, layout.from_ref)


def column(table: Mapping[str, Any], names: tuple[str, ...]) -> Any:
    """The first of some columns that the table has; None where it has none of them."""
    return next((table[n] for n in names if n in table), None)
