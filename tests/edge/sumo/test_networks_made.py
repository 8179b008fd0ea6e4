"""Networks that are built, changed and looked over by SUMO's own programs: tiny ones, made here."""

import json
import subprocess
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from daoan.act.signals.changes import Ban, Changes
from daoan.app.signals import signals_pack
from daoan.app.signals_network import make_demand, make_network, make_network_of_city
from daoan.app.signals_whatif import read_changes, what_if
from daoan.cli import app
from daoan.config import ROOT
from daoan.edge.sumo.building import Kind, Segment, build_from_segments
from daoan.edge.sumo.changing import lend_lanes, read_grid
from daoan.edge.sumo.looking import look_over
from daoan.edge.sumo.network import read_roads
from daoan.edge.sumo.places import find_sumo
from daoan.edge.sumo.scenario import read_scenario
from daoan.sense.roads.osm import read_osm
from daoan.sense.roads.topology import build_network
from daoan.terms.errors import InputError

SUMO = find_sumo()
pytestmark = pytest.mark.skipif(SUMO is None, reason="needs SUMO: bash scripts/sumo.sh")
PACK = signals_pack(ROOT / "rulepacks")
FLOWS = (
    ("w", 6, "left0A0 A0B0 B0right0"),
    ("l", 15, "left0A0 A0B0 B0B1 B1top1"),
    ("e", 30, "right0B0 B0A0 A0left0"),
)
OSM = """<osm version="0.6"><node id="1" lat="35.7000" lon="107.6000"/><node id="2" lat="35.7000" lon="107.6020">
<tag k="highway" v="traffic_signals"/></node><node id="3" lat="35.7000" lon="107.6040"/>
<node id="4" lat="35.7015" lon="107.6020"/><node id="5" lat="35.7100" lon="107.6000"/>
<node id="6" lat="35.7100" lon="107.6020"/><node id="7" lat="35.6985" lon="107.6020"/>
<way id="10"><nd ref="1"/><nd ref="2"/><nd ref="3"/><tag k="highway" v="primary"/><tag k="lanes" v="4"/></way>
<way id="11"><nd ref="7"/><nd ref="2"/><nd ref="4"/><tag k="highway" v="secondary"/></way>
<way id="12"><nd ref="5"/><nd ref="6"/><tag k="highway" v="residential"/><tag k="oneway" v="yes"/></way></osm>"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Four crossings with lights, two lanes each way; kinds of vehicles are named in the routes."""
    here = tmp_path_factory.mktemp("grid")
    made = [
        "--grid",
        "--grid.number",
        "2",
        "--grid.length",
        "150",
        "--grid.attach-length",
        "150",
        "-L",
        "2",
        "-j",
        "traffic_light",
    ]
    subprocess.run(
        [str(SUMO.program("netgenerate")), *made, "--tls.default-type", "static", "-o", str(here / "x.net.xml")],
        check=True,
        env=SUMO.environment,
        capture_output=True,
    )
    flows = "".join(
        f'<flow id="{name}" type="van" begin="0" end="200" period="{period}"><route edges="{edges}"/></flow>'
        for name, period, edges in FLOWS
    )
    (here / "x.rou.xml").write_text(f'<routes><vType id="van" length="6"/>{flows}</routes>')
    (here / "x.sumocfg").write_text('<configuration><begin value="0"/><end value="300"/></configuration>')
    return here


def test_links_know_what_they_meet_and_what_turns_across(folder):
    links = {(n.from_edge, n.to_edge): n for j in read_roads(folder / "x.net.xml").junctions for n in j.links}
    left, oncoming = links["A0B0", "B0B1"], links["right0B0", "B0A0"]
    assert left.crosses
    assert not oncoming.crosses
    assert oncoming.index in left.yields_to
    assert left.index in oncoming.foes
    assert left.index not in oncoming.yields_to


def test_a_ban_sends_around_who_drove_there_and_nobody_else(folder):
    found = what_if(folder, Changes((Ban("A0B0", "B0B1"),)), (1, 2), PACK)
    moved = {(m.from_edge, m.to_edge): m.rerouted for m in found.movements}
    assert found.rerouted == moved["left0A0", "B1top1"] > 5
    assert sum(moved.values()) == found.rerouted
    assert found.conflicts_before > 0


def test_a_lent_lane_is_open_in_one_direction_at_a_time_and_lights_keep_their_letters(folder, tmp_path):
    scenario, programmes = lend_lanes(SUMO, read_scenario(folder), [("A0B0", "B0A0", 1, 60, 240)], tmp_path)
    closings = (tmp_path / "closing.add.xml").read_text("utf-8")
    assert closings.count('id="A0B0_2"') == 2
    assert closings.count('id="B0A0_1"') == 1
    assert read_grid(scenario.network).lanes["A0B0"] == 3
    was, now = (read_roads(n).junctions for n in (folder / "x.net.xml", scenario.network))
    letters = [
        {(n.from_edge, n.to_edge): [p.state[n.index] for p in programme.phases] for j in every for n in j.links
         if programme.junction_id == j.junction_id == "B0"}
        for every, programme in ((was, next(j.programme for j in was if j.junction_id == "B0")),
                                 (now, next(p for p in programmes if p.junction_id == "B0")))
    ]  # fmt: skip
    assert letters[0] == letters[1]


def test_a_tidal_lane_is_simulated_from_its_file(folder, tmp_path):
    file = tmp_path / "tidal.toml"
    file.write_text('[[tidal]]\ngains = "A0B0"\nloses = "B0A0"\nfrom = "00:01"\nuntil = "00:04"\n', encoding="utf-8")
    ran = CliRunner().invoke(
        app, ["signals", "what-if", str(folder), str(file), "--seeds", "1", "--to", str(tmp_path), "--json"]
    )
    assert ran.exit_code == 0, ran.output
    found = json.loads(ran.stdout)
    assert found["rerouted"] == 0
    assert found["trips"] > 40
    assert (tmp_path / f"{folder.name}.whatif.json").exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[closure]]\nedge = 'a'", "nothing else"),
        ("[[ban]]\nfrom = 'a'", "lacks to"),
        ("[[tidal]]\ngains='a'\nloses='b'\nfrom='7'\nuntil='9'", "hours are written"),
        ("[[ban", "cannot be read"),
    ],
)
def test_a_file_of_changes_says_what_is_wrong_in_it(tmp_path, text, said):
    (tmp_path / "x.toml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=said):
        read_changes(tmp_path / "x.toml")


def test_an_extract_becomes_a_network_whose_loose_part_is_told(tmp_path):
    (tmp_path / "town.osm").write_text(OSM, encoding="utf-8")
    found = make_network(tmp_path / "town.osm", tmp_path / "town.net.xml").overview
    assert found.lights == 1
    assert max(found.lanes) == 2
    assert len(found.parts) == 2
    assert "disconnected: 1 part(s) of 1 edges" in found.missing[0].en
    assert (found.ways.part, found.ways.whole) == (12, 12)


def test_segments_become_a_network_with_lanes_by_class_and_named_lights(tmp_path):
    nodes = {0: (107.60, 35.70), 1: (107.602, 35.70), 2: (107.604, 35.70), 3: (107.602, 35.702)}
    kinds = {"trunk": Kind(2, 80, 6), "local": Kind(1, 30, 2)}
    segments = [
        Segment(f"s{k}", a, b, (nodes[a], nodes[b]), road, one_way, None)
        for k, (a, b, road, one_way) in enumerate(
            ((0, 1, "trunk", False), (1, 2, "trunk", False), (1, 3, "local", True))
        )
    ]
    build_from_segments(SUMO, nodes, segments, kinds, {1}, tmp_path / "x.net.xml")
    grid = read_grid(tmp_path / "x.net.xml")
    assert grid.lanes == {"s0": 2, "-s0": 2, "s1": 2, "-s1": 2, "s2": 1}
    assert grid.seconds["s0"] == pytest.approx(180 / (80 / 3.6), rel=0.15)
    assert [j.junction_id for j in read_roads(tmp_path / "x.net.xml").junctions] == ["1"]


def test_roads_of_a_city_within_a_box_become_a_network_and_lights_go_to_the_nearest_node(tmp_path):
    (tmp_path / "town.osm").write_text(OSM, encoding="utf-8")
    (tmp_path / "lights.csv").write_text("lon,lat\n107.6021,35.7001\n", encoding="utf-8")
    network = build_network(read_osm(tmp_path / "town.osm", datetime(2026, 1, 1, tzinfo=UTC)).links).network
    city = SimpleNamespace(store=SimpleNamespace(get_network=lambda: network))
    to, box = tmp_path / "x.net.xml", (107.59, 35.69, 107.61, 35.705)
    found = make_network_of_city(city, PACK, to, box, tmp_path / "lights.csv").overview
    assert (found.edges, found.lights, found.lanes) == (8, 1, {1: 4, 2: 4})
    assert len(found.parts) == 1
    with pytest.raises(InputError, match="no road lies in the box"):
        make_network_of_city(city, PACK, to, (0, 0, 1, 1))


def test_a_network_in_one_piece_is_not_called_disconnected_and_crossings_are_missed(folder):
    found = look_over(folder / "x.net.xml")
    assert len(found.parts) == 1
    assert found.ways.part == found.ways.whole
    assert ["no pedestrian crossings" in text.en for text in found.missing] == [True]


def test_demand_from_counts_can_be_driven(folder, tmp_path):
    counts = tmp_path / "counts.csv"
    counts.write_text("edge,vehicles_h\nleft0A0,600\nB0right0,400\n", encoding="utf-8")
    fitted = make_demand(folder / "x.net.xml", counts, 0.1, tmp_path / "x.rou.xml", PACK)
    assert fitted.met.value == 1
    subprocess.run(
        [str(SUMO.program("sumo")), "-n", str(folder / "x.net.xml"), "-r", str(tmp_path / "x.rou.xml"), "-e", "30"],
        check=True,
        env=SUMO.environment,
        capture_output=True,
    )
    counts.write_text("edge,vehicles_h\nnowhere,600\n", encoding="utf-8")
    with pytest.raises(InputError, match="no edge nowhere"):
        make_demand(folder / "x.net.xml", counts, 1.0, tmp_path / "y.rou.xml", PACK)
