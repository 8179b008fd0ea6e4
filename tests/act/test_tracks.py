"""The track of one vehicle: which reads are one pass, and which are doubted."""

import numpy as np
import pytest

from daoan.act.lookups.tracks import draw_track, straight_km
from daoan.config import ROOT
from daoan.terms.passes import NOT_RECORDED
from daoan.terms.rulepacks import read_rule_pack
from tests.lake.lake_given import frame_of, row

PACK = read_rule_pack((ROOT / "rulepacks" / "lookups.toml").read_text(encoding="utf-8"), "lookups")
#: Sites on a line to the east, some 91 km a degree at this latitude; the last one's place is not known.
LON, LAT = np.array([107.0, 107.1, 107.2, 109.0, np.nan]), np.array([35.0, 35.0, 35.0, 35.0, np.nan])


def track(*reads: tuple[int, int], **more) -> list:
    """``reads``: seconds and site."""
    return list(draw_track(frame_of([row(n, at, site=s, **more) for n, (at, s) in enumerate(reads)]), LON, LAT, PACK))


def doubted(*reads: tuple[int, int]) -> list[int]:
    return [n for n, read in enumerate(track(*reads)) if "speed" in read.doubts]


def test_reads_of_one_pass_are_one_and_later_ones_are_not() -> None:
    reads = track((0, 0), (10, 0), (35, 0), (66, 0), (70, 1))
    assert [(r.site, r.reads, r.until_ms - r.at_ms) for r in reads] == [(0, 3, 35_000), (0, 1, 0), (1, 1, 0)]


@pytest.mark.parametrize(
    ("reads", "expected"),
    [
        (((0, 0), (400, 1), (800, 2)), []),  # 82 km/h
        (((0, 0), (100, 3), (400, 1), (800, 2)), [1]),  # 180 km away and back: the one in the middle
        (((0, 0), (100, 3)), [0, 1]),  # nobody can say which
        (((0, 0), (100, 3), (200, 0), (300, 3)), [1, 2, 3]),
        (((0, 0), (60, 4), (120, 1), (520, 2)), []),  # a site whose place is not known speaks against nobody
    ],
)
def test_reads_that_no_vehicle_could_drive_between_are_doubted(reads, expected) -> None:
    assert doubted(*reads) == expected


def test_a_camera_that_was_not_sure_is_doubted_unless_another_lane_was() -> None:
    weak, sure, silent = row(1, 0, score=59), row(2, 5, score=60), row(3, 90, score=NOT_RECORDED)
    assert [r.doubts for r in draw_track(frame_of([weak]), LON, LAT, PACK)] == [("score",)]
    assert [(r.score, r.doubts) for r in draw_track(frame_of([weak, sure, silent]), LON, LAT, PACK)] == [
        (60, ()), (NOT_RECORDED, ()),
    ]  # fmt: skip


def test_the_way_along_a_great_circle() -> None:
    assert straight_km(0.0, 0.0, 90.0, 0.0) == pytest.approx(np.pi / 2 * 6371)
    assert straight_km(107.0, 35.0, 107.0, 36.0) == pytest.approx(111.2, abs=0.1)
    assert np.isnan(straight_km(107.0, 35.0, np.nan, 36.0))
