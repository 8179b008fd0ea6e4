"""Lights out of a network's file and back; folders that cannot be used say why; figures out of SUMO's files."""

import pytest

from daoan.edge.sumo.driving import between
from daoan.edge.sumo.network import read_roads, write_programmes
from daoan.edge.sumo.places import find_sumo
from daoan.edge.sumo.running import Conflicts, read_simulated
from daoan.edge.sumo.scenario import read_journeys, read_scenario
from daoan.terms.errors import FileUnreadable, InputError

NET = """<net>
 <edge id="a"><lane id="a_0" length="100" speed="10"/><lane id="a_1" length="100" speed="20"/></edge>
 <edge id="b"><lane id="b_0" length="50" speed="10"/></edge>
 <edge id=":J_c0" function="crossing"><lane id=":J_c0_0" length="12.5" speed="1.4"/></edge>
 <tlLogic id="J" type="static" programID="0" offset="7">
  <phase duration="30" state="Gr" minDur="5" maxDur="50"/><phase duration="3" state="yr"/>
  <phase duration="1.5" state="rr"/><phase duration="20" state="rG"/>
 </tlLogic>
 <tlLogic id="lonely" type="static" programID="0" offset="0"><phase duration="9" state="G"/></tlLogic>
 <connection from="a" to="b" fromLane="1" toLane="0" tl="J" linkIndex="0"/>
 <connection from=":J_w0" to=":J_c0" fromLane="0" toLane="0" tl="J" linkIndex="1"/>
</net>"""


def written(path, text):
    path.write_text(text, encoding="utf-8")
    return path


def test_a_programme_and_its_links_are_read(tmp_path):
    roads = read_roads(written(tmp_path / "x.net.xml", NET))
    (lights,) = roads.junctions
    assert lights.programme.cycle_s == 54.5
    assert lights.programme.offset_s == 7
    assert [(p.duration_s, p.least_s, p.most_s) for p in lights.programme.phases][:2] == [(30, 5, 50), (3, None, None)]
    assert lights.programme.green_rows(3.0) == (0, 3)
    assert [(k.lane, k.lane_after, k.crossing_m) for k in lights.links] == [
        ("a_1", "b_0", None),
        (":J_w0_0", ":J_c0_0", 12.5),
    ]
    assert roads.seconds == {"a": 5.0, "b": 5.0}


def test_what_is_written_is_read_again(tmp_path):
    (lights,) = read_roads(written(tmp_path / "x.net.xml", NET)).junctions
    changed = lights.programme.timed({0: 25.0}, 11.0)
    write_programmes([changed], tmp_path / "p.add.xml")
    text = (tmp_path / "p.add.xml").read_text()
    written_ones = text[text.index("<tlLogic") : text.index("</additional")]
    whole = NET[: NET.index("<tlLogic")] + written_ones + NET[NET.index("<connection") :]
    again = read_roads(written(tmp_path / "y.net.xml", whole)).junctions[0]
    assert [(p.duration_s, p.state) for p in again.programme.phases] == [
        (p.duration_s, p.state) for p in changed.phases
    ]
    assert again.programme.offset_s == 11.0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<net/>", "no junction with lights"),
        ("<net", "cannot be read"),
        (NET.replace('state="yr"', 'state="y"'), "different numbers of links"),
    ],
)
def test_networks_that_cannot_be_used_say_why(tmp_path, text, said):
    with pytest.raises(FileUnreadable, match=said):
        read_roads(written(tmp_path / "x.net.xml", text))


def test_a_folder_is_read_as_its_configuration_says(tmp_path):
    for name in ("x.net.xml", "x.rou.xml"):
        written(tmp_path / name, "<a/>")
    names = '<net-file value="x.net.xml"/><route-files value="gone_1.rou.xml"/>'
    window = '<begin value="60"/><end value="120"/>'
    config = f"<configuration><input>{names}</input><time>{window}</time></configuration>"
    written(tmp_path / "x.sumocfg", config)
    found = read_scenario(tmp_path)
    assert (found.begin_s, found.end_s, found.routes) == (60, 120, (tmp_path / "x.rou.xml",))
    written(tmp_path / "x.sumocfg", config.replace('"120"', '"60"'))
    with pytest.raises(InputError, match="is empty"):
        read_scenario(tmp_path)


def test_folders_without_what_is_needed_say_so(tmp_path):
    with pytest.raises(FileUnreadable, match="is not a folder"):
        read_scenario(tmp_path / "gone")
    with pytest.raises(FileUnreadable, match=r"one \*\.net\.xml"):
        read_scenario(tmp_path)
    written(tmp_path / "x.net.xml", NET)
    with pytest.raises(FileUnreadable, match=r"no \*\.rou\.xml"):
        read_scenario(tmp_path)


TRIPS = """<tripinfos>
 <tripinfo id="1" depart="5" departDelay="2" arrival="60" timeLoss="10" waitingTime="4"/>
 <tripinfo id="2" depart="50" departDelay="0" arrival="-1" timeLoss="6" waitingTime="9"/>
 <tripinfo id="3" depart="-1" departDelay="22" arrival="-1" timeLoss="0" waitingTime="0"/>
</tripinfos>"""


def test_delay_counts_who_is_still_driving_and_who_never_got_in(tmp_path):
    written(tmp_path / "trips.xml", TRIPS)
    found = read_simulated(tmp_path, 7)
    assert found.delay_s == pytest.approx((12 + 6 + 22) / 3)
    assert (found.trips, found.unfinished, found.not_inserted, found.longest_wait_s) == (3, 1, 1, 9)
    written(tmp_path / "trips.xml", "<tripinfos/>")
    with pytest.raises(InputError, match="nobody departs"):
        read_simulated(tmp_path, 7)


def test_a_conflict_that_both_tell_of_counts_once(tmp_path):
    written(tmp_path / "trips.xml", TRIPS)
    one = '<conflict ego="{}" foe="{}"><minTTC time="9.0" value="{}"/><PET time="NA" value="NA"/></conflict>'
    rows = [("1", "2", "1.2"), ("2", "1", "1.2"), ("1", "3", "1.9")]
    written(tmp_path / "conflicts.xml", "<SSMLog>" + "".join(one.format(*r) for r in rows) + "</SSMLog>")
    found = read_simulated(tmp_path, 7, Conflicts(1.5, 2.0))
    assert found.conflicts == 1
    assert found.conflicts_by_kind == {"ttc": 1}


def test_journeys_are_the_edges_in_order(tmp_path):
    two = '<routeDistribution><route edges="a"/><route edges="a d"/></routeDistribution>'
    vehicles = f'<vehicle id="1"><route edges="a b c"/></vehicle><vehicle id="2">{two}</vehicle>'
    text = f"<routes>{vehicles}</routes>"
    assert [j.edges for j in read_journeys(written(tmp_path / "r.xml", text))] == [("a", "b", "c"), ("a", "d")]


def test_the_state_between_two_greens():
    assert between("GGrrs", "GrGrs") == "Gyrrs"
    assert between("Ggrr", "gGrG") == "ggrr"


def test_an_environment_without_sumo_is_none(tmp_path):
    assert find_sumo({"DAOAN_SUMO": str(tmp_path)}) is None
