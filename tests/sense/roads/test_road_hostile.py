"""Broken files give a clear message or a counted refusal, never a traceback."""

import contextlib
import json

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from daoan.sense.roads.edges import read_edges
from daoan.sense.roads.geopackage import read_geopackage
from daoan.sense.roads.os_open_roads import read_os_open_roads
from daoan.sense.roads.osm import read_osm
from daoan.sense.roads.topology import build_network
from daoan.terms.codes import RoadClass
from daoan.terms.errors import DatumMissing, FileUnreadable, InputError, LayoutUnknown
from tests.sense.roads.road_drawing import LEEDS, READ_AT

NETWORK = LEEDS / "network"
READERS = {".osm.pbf": read_osm, ".osm": read_osm, ".gpkg": read_geopackage, ".parquet": read_edges}
WHOLE = {
    ".osm.pbf": NETWORK / "its-example.osm.pbf",
    ".osm": NETWORK / "osm2streets_leeds_cycleway.osm",
    ".gpkg": NETWORK / "osm_leeds_centre_tagged_small.gpkg",
    ".parquet": NETWORK / "os_open_roads_A_roads_2016.parquet",
}


def write_gpkg(path, shapes, crs="EPSG:4326", kind="LineString", **columns):
    columns = columns or {"highway": ["primary"] * len(shapes)}
    pyogrio.raw.write(
        path,
        geometry=shapely.to_wkb(np.array(shapes, dtype=object)),
        field_data=[np.array(v, dtype=object) for v in columns.values()],
        fields=list(columns),
        geometry_type=kind,
        crs=crs,
        driver="GPKG",
    )
    return path


def write_parquet(path, shapes, crs="EPSG:4326", **columns):
    columns["geometry"] = [None if s is None else shapely.to_wkb(s) for s in shapes]
    table = pa.table(columns)
    geo = {"primary_column": "geometry", "columns": {"geometry": {"encoding": "WKB", "crs": crs}}}
    pq.write_table(table.replace_schema_metadata({"geo": json.dumps(geo)}), path)
    return path


LINE = shapely.LineString([(107.6, 35.7), (107.61, 35.7)])
OSGB_LINE = shapely.LineString([(430000, 434000), (430100, 434000)])


@pytest.mark.parametrize("kind", READERS)
def test_empty_file(tmp_path, kind):
    path = tmp_path / f"empty{kind}"
    path.write_bytes(b"")
    with pytest.raises(FileUnreadable, match="empty"):
        READERS[kind](path, READ_AT)


@pytest.mark.parametrize("kind", READERS)
def test_missing_file(tmp_path, kind):
    with pytest.raises(FileUnreadable, match="no such file"):
        READERS[kind](tmp_path / f"nowhere{kind}", READ_AT)


@pytest.mark.parametrize("kind", READERS)
@pytest.mark.parametrize("content", [b"hello, I am a text", b"\x00" * 4096, b"<?xml version='1.0'?><osm><way id='1'>"])
def test_not_a_road_file(tmp_path, kind, content):
    path = tmp_path / f"other{kind}"
    path.write_bytes(content)
    with pytest.raises(InputError, match="other"):
        READERS[kind](path, READ_AT)


@pytest.mark.parametrize("kind", READERS)
@pytest.mark.parametrize("share", [0.02, 0.5, 0.97])
def test_truncated_file(tmp_path, kind, share):
    whole = WHOLE[kind].read_bytes()
    path = tmp_path / f"cut{kind}"
    path.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(InputError, match="cut"):
        READERS[kind](path, READ_AT)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
@pytest.mark.parametrize("kind", [".osm.pbf", ".gpkg"])
def test_flipped_bytes_never_give_a_traceback(tmp_path, kind, data):
    content = bytearray(WHOLE[kind].read_bytes())
    for _ in range(data.draw(st.integers(1, 20))):
        content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    path = tmp_path / f"flipped{kind}"
    path.write_bytes(bytes(content))
    try:
        reading = READERS[kind](path, READ_AT)
    except InputError:
        return
    assert reading.rows_read == reading.rows_accepted + reading.rows_refused + reading.rows_passed_over
    assert np.isfinite(reading.links.coords).all()
    with contextlib.suppress(InputError):
        assert np.isfinite(build_network(reading.links, longest_m=500.0).network.length_m).all()


def test_a_geopackage_without_crs_needs_a_word_from_the_caller(tmp_path):
    path = write_gpkg(tmp_path / "bare.gpkg", [OSGB_LINE], crs=None)
    with pytest.raises(DatumMissing, match="EPSG:27700"):
        read_geopackage(path, READ_AT)
    lon, lat = read_geopackage(path, READ_AT, datum="EPSG:27700").links.coords[0]
    assert (lon, lat) == pytest.approx((-1.546, 53.801), abs=0.01)


def test_a_grid_of_a_building_site_is_no_reference_system(tmp_path):
    path = write_gpkg(tmp_path / "site.gpkg", [OSGB_LINE], crs='LOCAL_CS["site grid",UNIT["metre",1]]')
    with pytest.raises(DatumMissing):
        read_geopackage(path, READ_AT)


def test_a_parquet_with_undefined_crs_needs_a_word_from_the_caller(tmp_path):
    path = write_parquet(tmp_path / "bare.parquet", [OSGB_LINE], crs=None, u=[1], v=[2], highway=["primary"])
    with pytest.raises(DatumMissing):
        read_edges(path, READ_AT)
    assert read_edges(path, READ_AT, datum="EPSG:27700").links.coords[0, 1] == pytest.approx(53.801, abs=0.01)


def test_points_are_no_network(tmp_path):
    path = write_gpkg(tmp_path / "points.gpkg", [shapely.Point(1, 2)], kind="Point")
    with pytest.raises(InputError, match="no road was found"):
        read_geopackage(path, READ_AT)


def test_a_table_without_geometry_is_no_network(tmp_path):
    path = tmp_path / "plain.parquet"
    pq.write_table(pa.table({"u": [1], "v": [2], "highway": ["primary"]}), path)
    with pytest.raises(LayoutUnknown, match="geometry"):
        read_edges(path, READ_AT)


def test_unknown_columns_are_named(tmp_path):
    path = write_gpkg(tmp_path / "odd.gpkg", [LINE], colour=["red"])
    with pytest.raises(LayoutUnknown, match="colour"):
        read_geopackage(path, READ_AT)
    with pytest.raises(LayoutUnknown, match="'v'"):
        read_edges(write_parquet(tmp_path / "odd.parquet", [LINE], u=[1], highway=["primary"]), READ_AT)
    with pytest.raises(LayoutUnknown, match="OS Open Roads"):
        read_os_open_roads(write_gpkg(tmp_path / "osm.gpkg", [LINE]), READ_AT)


def test_a_file_with_footways_only_says_so(tmp_path):
    path = write_gpkg(tmp_path / "walk.gpkg", [LINE], highway=["footway"])
    with pytest.raises(InputError, match="no road was found"):
        read_geopackage(path, READ_AT)


def test_os_open_roads_as_geopackage_keeps_its_nodes(tmp_path):
    columns = {"class": ["A Road", "B Road"], "roadNumber": ["A1", "B2"], "identifier": ["a", "b"]}
    columns |= {"startNode": ["n1", "n2"], "endNode": ["n2", "n3"], "strategic": ["Primary", None]}
    other = shapely.LineString([(430100, 434005), (430200, 434005)])  # 5 m off, but the same node by name
    path = write_gpkg(tmp_path / "oor.gpkg", [OSGB_LINE, other], crs="EPSG:27700", **columns)
    assert read_os_open_roads(path, READ_AT).links.road_name.tolist() == ["A1", "B2"]
    network = build_network(read_os_open_roads(path, READ_AT).links).network
    assert network.to_node[0] == network.from_node[1]
    assert len(network.node_lon) == 3


def test_the_newer_columns_of_os_open_roads(tmp_path):
    columns = {"road_classification": ["A Road", "A Road", "Classified Unnumbered"]}
    columns |= {"road_classification_number": ["A1", "A2", None], "name_1": [None, None, "Mill Lane"]}
    columns |= {"primary_route": ["true", "false", "false"], "form_of_way": ["Dual Carriageway", None, None]}
    columns |= {"start_node": ["a", "b", "c"], "end_node": ["b", "c", "d"], "id": ["1", "2", "3"]}
    shapes = [shapely.LineString([(430000 + k, 434000), (430000 + k, 434100)]) for k in (0, 10, 20)]
    links = read_os_open_roads(write_gpkg(tmp_path / "new.gpkg", shapes, "EPSG:27700", **columns), READ_AT).links
    classes = [list(RoadClass)[c] for c in links.road_class]
    assert classes == [RoadClass.TRUNK, RoadClass.PRIMARY, RoadClass.TERTIARY]
    assert links.road_name.tolist() == ["A1", "A2", "Mill Lane"]
    assert links.dual.tolist() == [True, False, False]
    assert links.from_ref.tolist() == ["a", "b", "c"]


BAD = {
    "geometry_not_finite": shapely.LineString([(107.6, 35.7), (107.65, np.inf), (107.7, 35.7)]),
    "geometry_zero_length": shapely.LineString([(107.6, 35.7), (107.6, 35.7)]),
    "geometry_out_of_range": shapely.LineString([(107.6, 35.7), (107.6, 135.7)]),
    "geometry_not_a_line": shapely.Polygon([(0, 0), (1, 0), (1, 1)]),
    "geometry_unreadable": None,
}


@pytest.mark.parametrize("code", BAD)
def test_a_broken_feature_is_refused_and_the_rest_is_read(tmp_path, code):
    shapes = [LINE, BAD[code], shapely.LineString([(107.61, 35.7), (107.62, 35.7)])]
    columns = {"u": [1, 2, 3], "v": [2, 3, 4], "highway": ["primary"] * 3}
    path = write_parquet(tmp_path / "mixed.parquet", shapes, **columns)
    reading = read_edges(path, READ_AT)
    assert (reading.rows_read, reading.rows_accepted, reading.rows_refused) == (3, 2, 1)
    refusal = reading.refusals[0]
    assert (refusal.code, refusal.row, refusal.raw["u"]) == (code, 2, "2")
    assert refusal.message.zh
    assert read_edges(path, READ_AT).refusals[0].refusal_id == refusal.refusal_id
    assert len(build_network(reading.links).network) == 2


def test_all_broken_says_why(tmp_path):
    path = write_parquet(tmp_path / "bad.parquet", [BAD["geometry_zero_length"]], u=[1], v=[1], highway=["primary"])
    with pytest.raises(InputError, match="no length"):
        read_edges(path, READ_AT)


def test_no_links_make_no_network(shipped):
    with pytest.raises(InputError):
        build_network(shipped("its").links.where(np.zeros(0, dtype=np.int64)))


def test_ways_whose_nodes_lie_outside_the_extract(tmp_path):
    path = tmp_path / "edge.osm"
    path.write_text(
        "<osm version='0.6'>"
        "<node id='1' lat='35.7' lon='107.60'/><node id='2' lat='35.7' lon='107.61'/>"
        "<way id='7'><nd ref='1'/><nd ref='2'/><nd ref='99'/><tag k='highway' v='primary'/></way>"
        "<way id='8'><nd ref='2'/><nd ref='98'/><tag k='highway' v='primary'/><tag k='ref' v='G309'/></way>"
        "</osm>",
        encoding="utf-8",
    )
    reading = read_osm(path, READ_AT)
    assert (reading.rows_read, reading.rows_accepted, reading.rows_refused) == (2, 1, 1)
    assert reading.refusals[0].raw == {"way": "8", "highway": "primary", "ref": "G309"}
    assert {n.code: n.rows for n in reading.notices} == {"node_without_location": 2}
