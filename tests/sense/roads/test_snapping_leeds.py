"""Real collisions onto the published segments: the counts and places that the paper found.

Published: 884 severe and 4,978 slight collisions, 2011 to 2018 (doi 10.1111/rssa.12823). A plain nearest segment within
10 m of the raw files gives 906 and 5,108, and 0.958 and 0.963 per segment.
"""

from dataclasses import replace

import numpy as np
import pyogrio
import pytest
import shapely

from daoan.sense.feeds.leeds import read_leeds
from daoan.sense.roads.topology import build_network
from daoan.sense.snapping import snap
from daoan.terms.codes import Severity
from daoan.terms.frames import NONE_CODE, Network, frame_of
from daoan.terms.places import to_wgs84
from daoan.terms.records import Crash
from tests.sense.roads.road_drawing import LEEDS, READ_AT, WIGHT

SEGMENTS = LEEDS / "network" / "leeds_major_road_segments_exposure.gpkg"


@pytest.fixture(scope="module")
def crashes():
    files = sorted((LEEDS / "collisions_raw").glob("leeds_2*.csv"))
    return frame_of([c for f in files for c in read_leeds(f.read_bytes(), f.name, READ_AT).records], "Europe/London")


@pytest.fixture(scope="module")
def frame(crashes, published):
    return snap(crashes, published, 10.0)


def published_counts():
    meta, _, _, columns = pyogrio.raw.read(SEGMENTS, read_geometry=False)
    table = dict(zip(meta["fields"], columns, strict=True))
    return table["number_severe_crashes"], table["number_slight_crashes"]


def counts(frame, network: Network, rows):
    on = rows & (frame.segment >= 0)
    return np.bincount(frame.segment[on], minlength=len(network))


def test_totals_are_within_one_percent(frame, published):
    years = (frame.year >= 2011) & (frame.year <= 2018)
    assert counts(frame, published, years & frame.ksi).sum() == pytest.approx(906, rel=0.01)
    assert counts(frame, published, years & ~frame.ksi).sum() == pytest.approx(5108, rel=0.01)


def test_each_segment_agrees_with_the_published_count(frame, published):
    years = (frame.year >= 2011) & (frame.year <= 2018)
    severe, slight = published_counts()
    assert np.corrcoef(counts(frame, published, years & frame.ksi), severe)[0, 1] >= 0.95
    assert np.corrcoef(counts(frame, published, years & ~frame.ksi), slight)[0, 1] >= 0.95


def test_the_share_on_the_major_roads_is_what_pages_must_state(frame):
    on = frame.segment >= 0
    assert on.mean() == pytest.approx(0.406, abs=0.001)
    assert on[frame.ksi].mean() == pytest.approx(0.383, abs=0.001)
    assert len(frame) == 20_346


def test_the_recorded_class_moves_few_collisions(frame, published, crashes):
    blank = np.full(len(crashes), NONE_CODE, dtype=np.uint8)
    plain = snap(replace(crashes, road_class=blank), published, 10.0)
    assert np.array_equal(plain.segment >= 0, frame.segment >= 0)
    assert 0 < (plain.segment != frame.segment).sum() < 100


def test_snapping_does_not_depend_on_the_order_of_the_file(shipped, crashes, frame, published):
    links = shipped("published").links
    turned = links.where(np.random.default_rng(6).permutation(len(links)))
    network = build_network(turned, split_at_vertices=False).network
    other = snap(crashes, network, 10.0)
    on = frame.segment >= 0
    assert np.array_equal(on, other.segment >= 0)
    assert np.array_equal(published.segment_id[frame.segment[on]], network.segment_id[other.segment[on]])


def test_isle_of_wight_collisions_lie_on_its_roads(shipped):
    meta, _, wkb, _ = pyogrio.raw.read(WIGHT / "stats19_collisions_2018.gpkg")
    x, y = shapely.get_coordinates(shapely.from_wkb(wkb)).T
    lon, lat = to_wgs84(x, y, meta["crs"])
    crashes = [
        Crash(f"w{k}", "w", f"w{k}", READ_AT, READ_AT, Severity.SLIGHT, lon=a, lat=b)
        for k, (a, b) in enumerate(zip(lon, lat, strict=True))
    ]
    network = build_network(shipped("wight").links).network
    found = snap(frame_of(crashes, "Europe/London"), network, 10.0).segment >= 0
    assert len(found) == 289
    assert found.mean() == pytest.approx(0.976, abs=0.004)
