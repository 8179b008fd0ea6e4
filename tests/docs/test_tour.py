"""The tour is true: the collision that it follows passes through the places that it names."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from daoan.terms.codes import Severity
from daoan.terms.records import Alert, BlackSpot, HazardTicket, SegmentEstimate, Snap

ROOT = Path(__file__).parents[2]
TOUR = (ROOT / "docs" / "tour.md").read_text(encoding="utf-8")
CRASH = "leeds:2019-6BS1695"

pytestmark = pytest.mark.xdist_group("leeds")


def test_the_tour_names_its_collision() -> None:
    assert f"`{CRASH}`" in TOUR


def test_the_row_becomes_the_collision() -> None:
    from daoan.sense.feeds.leeds import read_leeds

    data = (ROOT / "examples/leeds/collisions_raw/leeds_2019.csv").read_bytes()
    batch = read_leeds(data, "leeds_2019.csv", datetime(2020, 1, 1, tzinfo=UTC))
    crash = next(c for c in batch.records if c.crash_id == CRASH)
    assert crash.severity is Severity.SLIGHT
    assert crash.parties[0].age_years >= 18
    assert crash.known_at_assumed
    assert crash.cause is None


def test_it_lies_on_the_a660_and_in_a_black_spot_that_is_warned_of(leeds) -> None:
    run = leeds.store.get_run()
    snap = leeds.store.find_result(Snap, run.run_id, CRASH)
    assert snap.road_name == "A660"
    assert snap.snap_m < 2
    estimate = leeds.store.find_result(SegmentEstimate, run.run_id, snap.segment_id)
    assert estimate.crashes_per_year.low < estimate.crashes_per_year.value < estimate.crashes_per_year.high
    spots = [b for b in leeds.store.list_results(BlackSpot, run.run_id) if CRASH in b.crash_ids]
    assert any(b.eb_agrees for b in spots)
    assert any(p.key == "vulnerable" for b in spots for p in b.patterns)
    refs = {b.blackspot_id for b in spots}
    assert any(refs & {e.ref for e in a.evidence} for a in leeds.store.list_results(Alert, run.run_id))
    tickets = leeds.store.list_results(HazardTicket, run.run_id)
    assert any(refs & ({t.blackspot_id} | {e.ref for e in t.evidence}) for t in tickets)


def test_public_views_coarsen_it(leeds) -> None:
    from daoan.api.coarse import coarsen

    crash = leeds.store.get_crash(CRASH, leeds.now).as_read
    seen = coarsen(crash, None, "Europe/London")
    assert (seen.month, seen.hour_band) == ("2019-11", "18-24")
    assert not hasattr(seen, "parties")
