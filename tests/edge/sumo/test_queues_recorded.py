"""A network as a picture on the globe, and queues of two runs: those of the lopsided plan are longer."""

from dataclasses import replace

import numpy as np
import pytest

from daoan.act.signals.document import read_document
from daoan.config import ROOT
from daoan.edge.files import read_bytes
from daoan.edge.sumo.picture import read_picture
from daoan.edge.sumo.places import find_sumo
from daoan.edge.sumo.recording import record_queues
from daoan.edge.sumo.scenario import read_scenario
from daoan.terms.errors import FileUnreadable

STREET = ROOT / "examples" / "main-street"


def test_the_street_lies_where_its_projection_says():
    picture = read_picture(STREET / "main-street.net.xml")
    assert picture.geographic
    (junction,) = [j for j in picture.junctions if j.junction_id == "A"]
    assert (junction.x, junction.y) == (107.6405, 35.7095)
    lanes = {lane.lane: lane for lane in picture.lanes}
    assert lanes["AB_1"].junction == "B"
    assert not any(name.startswith(":") for name in lanes)
    assert not any(name == "AB_0" for name in lanes)  # where people walk


def test_a_network_without_a_projection_keeps_its_metres(tmp_path):
    said = (STREET / "main-street.net.xml").read_text("utf-8")
    begin = said.index("projParameter=")
    path = tmp_path / "x.net.xml"
    path.write_text(f'{said[:begin]}projParameter="!"/>{said[said.index("/>", begin) + 2 :]}', "utf-8")
    picture = read_picture(path)
    assert not picture.geographic
    assert max(x for lane in picture.lanes for x, _ in lane.points) > 1000
    path.write_text("<net", "utf-8")
    with pytest.raises(FileUnreadable):
        read_picture(path)


def test_the_file_that_ships_is_whole_and_shows_what_it_claims():
    found = read_document(read_bytes(STREET / "main-street.signals.json"))
    assert found.better
    assert found.changed == (0, 1, 2)
    assert len(found.pairs) == 10
    assert found.conflicts_after < found.conflicts_before
    assert {j.junction_id for j in found.picture.junctions} == {p.junction_id for p in found.programmes}
    known = {lane.lane for lane in found.picture.lanes}
    assert set(found.recording.lanes) <= known


@pytest.mark.skipif(find_sumo() is None, reason="needs SUMO: bash scripts/sumo.sh")
def test_queues_are_recorded_for_both_plans_alike():
    scenario = replace(read_scenario(STREET), end_s=240)
    found = read_document(read_bytes(STREET / "main-street.signals.json"))
    told = record_queues(find_sumo(), scenario, found.programmes, found.picture.lanes, 3, 10)
    assert np.array(told.before).shape == np.array(told.after).shape == (len(told.lanes), 24)
    assert np.array(told.before).max() > 20
    same = record_queues(find_sumo(), scenario, found.shipped, found.picture.lanes, 3, 10)
    assert same.before == same.after  # the shipped plan, written out as ours, is the shipped plan
