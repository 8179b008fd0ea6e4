"""The recipe for Leeds: which source names which roads."""

import numpy as np
import pytest

from daoan.sense.feeds.aadf import read_aadf
from daoan.sense.feeds.leeds import read_leeds
from daoan.sense.roads.assemble import hints_at_counts, hints_at_crashes, leeds_network
from daoan.sense.snapping import snap
from daoan.terms.codes import RoadClass
from daoan.terms.errors import FileUnreadable
from daoan.terms.frames import NONE_CODE, frame_of
from tests.sense.roads.road_drawing import LEEDS, READ_AT

NETWORK = LEEDS / "network"


@pytest.fixture(scope="module")
def crashes():
    files = sorted((LEEDS / "collisions_raw").glob("leeds_2*.csv"))
    return [c for f in files for c in read_leeds(f.read_bytes(), f.name, READ_AT).records]


@pytest.fixture(scope="module")
def counts():
    (file,) = (LEEDS / "exposure").glob("*.csv")
    return read_aadf(file.read_bytes(), file.name, READ_AT).records


@pytest.fixture(scope="module")
def roads(crashes, counts):
    return leeds_network(NETWORK, READ_AT, counts, crashes)


def named_share(network, road_class, dual=None):
    rows = network.road_class == list(RoadClass).index(road_class)
    rows &= True if dual is None else network.dual == dual
    named = np.array([n is not None for n in network.road_name])
    return network.length_m[rows & named].sum() / network.length_m[rows].sum()


def test_motorways_are_named_by_counts_and_crashes(roads):
    assert named_share(leeds_network(NETWORK, READ_AT).segments, RoadClass.MOTORWAY) == 0
    assert named_share(roads.segments, RoadClass.MOTORWAY, dual=True) > 0.95
    assert named_share(roads.segments, RoadClass.TRUNK) > 0.99
    assert named_share(roads.segments, RoadClass.PRIMARY) > 0.98
    assert {"M1", "M62", "M621", "A1(M)"} <= set(roads.segments.road_name)


def test_names_agree_with_what_the_police_wrote(crashes, counts):
    """Crashes of 2017 to 2019 carry a number; it is not used for the names here. The rest is mostly side roads."""
    network = leeds_network(NETWORK, READ_AT, counts).segments
    written = {c.crash_id: c.road_name for c in crashes}
    frame = snap(frame_of(crashes, "Europe/London"), network)
    pairs = [
        (written[i], network.road_name[s])
        for i, s in zip(frame.crash_id, frame.segment, strict=True)
        if s >= 0 and written[i] and written[i][0] in "AM" and network.road_name[s]
    ]
    assert len(pairs) > 1000
    assert np.mean([a == b for a, b in pairs]) > 0.88


def test_the_class_preference_moves_crashes_onto_the_road_they_name(crashes, counts):
    network = leeds_network(NETWORK, READ_AT, counts).segments
    written = np.array([c.road_name for c in sorted(crashes, key=lambda c: (c.happened_at, c.crash_id))], dtype=object)
    frame = frame_of(crashes, "Europe/London")
    blank = frame_of(crashes, "Europe/London")
    blank.road_class[:] = NONE_CODE
    by_class, plain = snap(frame, network).segment, snap(blank, network).segment
    moved = np.flatnonzero((by_class != plain) & np.array([w is not None for w in written]))
    assert sum(network.road_name[by_class[i]] == written[i] for i in moved) >= 6
    assert sum(network.road_name[plain[i]] == written[i] for i in moved) == 0


def test_every_crash_on_a_segment_is_on_a_stretch(roads, crashes):
    frame = snap(frame_of(crashes, "Europe/London"), roads.segments)
    moved = roads.stretches.move(frame)
    assert np.array_equal(moved.segment >= 0, frame.segment >= 0)
    on = moved.segment >= 0
    assert np.all(moved.offset_m[on] <= roads.stretches.network.length_m[moved.segment[on]] + 1e-6)
    assert np.array_equal(moved.snap_m[on], frame.snap_m[on])


def test_hints_leave_out_what_is_no_number(crashes, counts):
    for hints in (hints_at_counts(counts), hints_at_crashes(crashes)):
        assert len(hints.name) > 100
        assert all(n[0] in "MAB" and any(c.isdigit() for c in n) for n in hints.name)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(FileUnreadable, match="leeds_major_road_segments_exposure"):
        leeds_network(tmp_path, READ_AT)
