"""Tiles: read by another decoder, never without a dangerous stretch, not made or sent twice."""

import mapbox_vector_tile
import numpy as np
import pytest
import shapely

from daoan.api.tiling.cut import EXTENT, tile_of
from daoan.api.tiling.drawing import column_of, drawing, mercator
from daoan.api.tiling.generalise import join_lines, lines_of, pieces_of
from daoan.api.tiling.layers import (
    ALWAYS_FROM,
    EVERY_STRETCH,
    LOWER,
    MIDDLE,
    ONE_CLASS_BELOW,
    ROADS_FROM,
    drawing_of,
    risk_class,
)
from daoan.api.tiling.shelf import KEPT_RUNS, TileShelf
from daoan.terms.codes import RoadClass
from daoan.terms.records import SegmentEstimate

pytestmark = pytest.mark.xdist_group("leeds")
DOWN = {"y_coord_down": True}


def tiles_over(bounds, z: int):
    west, south, east, north = bounds
    (x0, y0), (x1, y1) = (mercator(np.array([west, east]), np.array([north, south])) * 2**z).astype(int)
    return [(x, y) for x in range(x0, x1 + 1) for y in range(y0, y1 + 1)]


def drawn(client, layer: str, z: int, x: int, y: int) -> list[dict]:
    content = client.get(f"/api/v1/tiles/{layer}/{z}/{x}/{y}.mvt").content
    return mapbox_vector_tile.decode(content, default_options=DOWN)[layer]["features"] if content else []


def test_what_is_written_is_what_another_decoder_reads() -> None:
    shapes = np.array(
        [
            shapely.LineString([(0.1, 0.1), (0.2, 0.3), (0.2, 0.3), (0.4, 0.3)]),
            shapely.LineString([(0.5, 0.5), (0.6, 0.6)]),
            shapely.LineString([(0.9, 0.9), (1.5, 0.9)]),
        ],
        dtype=object,
    )
    columns = {"name": column_of(["G309 国道", None]), "rank": column_of([-3, 70_000]), "share": column_of([0.25, 0.5])}
    content = tile_of(drawing(shapes, np.array([0, 1, 1]), columns), "roads", 0, 0, 0)
    layer = mapbox_vector_tile.decode(content, default_options=DOWN)["roads"]
    assert (layer["extent"], layer["version"]) == (EXTENT, 2)
    first, second = layer["features"]
    assert first["properties"] == {"name": "G309 国道", "rank": -3, "share": 0.25}
    assert first["geometry"]["coordinates"] == [[410, 410], [819, 1229], [1638, 1229]]
    assert second["properties"] == {"rank": 70_000, "share": 0.5}
    assert second["geometry"]["coordinates"] == [[[2048, 2048], [2458, 2458]], [[3686, 3686], [EXTENT + 96, 3686]]]


def test_squares_are_rings_that_run_clockwise() -> None:
    content = tile_of(drawing(np.array([shapely.box(0.2, 0.2, 0.4, 0.6)]), np.array([0]), {}), "cells", 0, 0, 0)
    [feature] = mapbox_vector_tile.decode(content, default_options=DOWN)["cells"]["features"]
    ring = shapely.LinearRing(feature["geometry"]["coordinates"][0])
    assert ring.is_ccw  # counted where y grows upwards; drawn downwards it runs clockwise
    assert shapely.Polygon(ring).area == pytest.approx(0.08 * EXTENT**2, rel=1e-3)


def test_lines_of_one_style_become_one_and_others_stay() -> None:
    points = np.array([(0, 0), (1, 0), (1, 0), (2, 1), (2, 1), (3, 1)], dtype=float)
    joined, style = join_lines(lines_of(points, np.array([0, 2, 4, 6])), np.array([7, 7, 9]))
    assert sorted(zip(style.tolist(), shapely.length(joined).round(3).tolist(), strict=True)) == [(7, 2.414), (9, 1.0)]


def test_pieces_of_a_line_are_of_equal_length_and_meet() -> None:
    pieces = pieces_of(np.array([(0.0, 0.0), (3.0, 0.0), (3.0, 1.0)]), 4)
    assert [p.tolist() for p in pieces] == [
        [[0, 0], [1, 0]], [[1, 0], [2, 0]], [[2, 0], [3, 0]], [[3, 0], [3, 1]],
    ]  # fmt: skip


@pytest.mark.parametrize("z", [6, 9, 11, 13])
def test_no_zoom_leaves_out_a_dangerous_stretch(client, desk, z) -> None:
    estimates = desk.view().all(SegmentEstimate)
    worst = {e.segment_id for e in estimates if risk_class(e.rank, len(estimates)) >= ALWAYS_FROM}
    assert len(worst) >= 0.04 * len(estimates)
    found = {
        feature["properties"]["segment_id"]: feature["properties"]["risk_class"]
        for x, y in tiles_over(desk.city.bounds, z)
        for feature in drawn(client, "risk", z, x, y)
        if "segment_id" in feature["properties"]
    }
    assert worst <= set(found)
    assert min(found[s] for s in worst) >= ALWAYS_FROM
    assert (len(found) == len(estimates)) == (z >= EVERY_STRETCH)


def test_far_out_what_ranks_below_the_worst_fifth_is_one_class_and_near_by_each_has_its_own(client, desk) -> None:
    def classes(z: int) -> set[int]:
        tiles = tiles_over(desk.city.bounds, z)
        return {f["properties"]["risk_class"] for x, y in tiles for f in drawn(client, "risk", z, x, y)}

    lower = set(range(LOWER + 1))
    assert classes(ONE_CLASS_BELOW - 1) & lower == {MIDDLE}
    assert classes(EVERY_STRETCH) & lower == lower


def test_far_out_a_road_that_is_shown_is_not_broken_by_stretches_too_short_for_the_eye(desk) -> None:
    z, view = ONE_CLASS_BELOW - 1, desk.view()
    network = view.network()
    first = np.array([ROADS_FROM[c] for c in RoadClass])[network.road_class]
    rated = np.isin(network.segment_id, [e.segment_id for e in view.all(SegmentEstimate)])
    whole = lines_of(mercator(network.coords[:, 0], network.coords[:, 1]), network.starts)[(first <= z) & rated]
    made = drawing_of(view, "risk", z)
    classes = made.columns["risk_class"]
    middle = [classes.values[code] == MIDDLE for code in classes.codes[made.feature]]
    assert shapely.length(made.shapes[middle]).sum() > 0.97 * shapely.length(whole).sum()


def test_far_out_roads_are_few_features_and_close_by_they_have_names(client, desk) -> None:
    z = 9
    far = [f for x, y in tiles_over(desk.city.bounds, z) for f in drawn(client, "roads", z, x, y)]
    assert 0 < len(far) <= 7 * len(tiles_over(desk.city.bounds, z))
    assert all("road_name" not in f["properties"] for f in far)
    x, y = tiles_over(desk.city.bounds, 12)[len(tiles_over(desk.city.bounds, 12)) // 2]
    assert any("road_name" in f["properties"] for f in drawn(client, "roads", 12, x, y))


def test_a_tile_is_made_once_and_sent_once(client, desk) -> None:
    path = "/api/v1/tiles/cells/9/253/164.mvt"
    first = client.get(path)
    assert client.get(path, headers={"If-None-Match": first.headers["etag"]}).status_code == 304
    assert first.headers["cache-control"] == "private, no-cache"
    of_run = client.get(path, params={"run": desk.view().run.run_id})
    assert of_run.content == first.content
    assert "immutable" in of_run.headers["cache-control"]
    assert client.get(path, params={"run": "no such run"}).status_code == 404


def test_the_shelf_keeps_tiles_of_the_latest_runs(tmp_path) -> None:
    shelf = TileShelf(tmp_path)
    for k in range(KEPT_RUNS + 2):
        assert shelf.find(f"run-{k}", "roads", 3, 1, 2) is None
        shelf.keep(f"run-{k}", "roads", 3, 1, 2, b"tile %d" % k)
    assert shelf.find("run-0", "roads", 3, 1, 2) is None
    assert TileShelf(tmp_path).find(f"run-{KEPT_RUNS + 1}", "roads", 3, 1, 2) == b"tile %d" % (KEPT_RUNS + 1)
