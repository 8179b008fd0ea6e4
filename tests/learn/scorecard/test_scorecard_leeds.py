"""The scorecard of Leeds, 2014 to 2019, from the files that ship with the project.

Every setting of the estimation was chosen on forecasts for 2011 to 2013 and on years up to 2013 left out in turn; the
years judged here were not used for that.
"""

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from daoan.assess.risk.forecast import exposure_history, risk_forecaster
from daoan.learn.scorecard.card import build_scorecard
from daoan.learn.scorecard.gains import list_stability, stability_gain
from daoan.learn.scorecard.origins import Replay, count_years
from daoan.sense.feeds.aadf import read_aadf
from daoan.sense.feeds.leeds import read_leeds
from daoan.sense.roads.assemble import leeds_network
from daoan.sense.snapping import snap
from daoan.terms.frames import frame_of
from daoan.terms.rulepacks import read_rule_pack

pytestmark = pytest.mark.xdist_group("scorecard")  # the years are replayed once

ROOT = Path(__file__).parents[3]
LEEDS = ROOT / "examples" / "leeds"
AS_OF = datetime(2020, 1, 1, tzinfo=UTC)
ORIGINS = [2014, 2015, 2016, 2017, 2018, 2019]


def pack(name):
    return read_rule_pack((ROOT / "rulepacks" / f"{name}.toml").read_text(encoding="utf-8"), name)


@pytest.fixture(scope="module")
def city():
    crashes = [
        crash
        for path in sorted((LEEDS / "collisions_raw").glob("leeds_*.csv"))
        for crash in read_leeds(path.read_bytes(), path.name, AS_OF).records
    ]
    flows = LEEDS / "exposure" / "dft_aadf_local_authority_id_63.csv"
    counts = read_aadf(flows.read_bytes(), flows.name, AS_OF).records
    roads = leeds_network(LEEDS / "network", AS_OF, counts, crashes)
    frame = roads.stretches.move(snap(frame_of(crashes, "Europe/London"), roads.segments, within_m=10.0))
    return roads.stretches.network, frame, exposure_history(roads.stretches.network, counts, pack("exposure"))


@pytest.fixture(scope="module")
def card(city):
    network, frame, at = city
    forecaster = risk_forecaster(network, at, pack("severity"))
    return build_scorecard(
        network, frame, forecaster, lambda m: at(m).vehicles_per_day, AS_OF, ORIGINS, "Europe/London"
    )


def test_stretches_are_about_200_m(card):
    assert 150 < card.mean_stretch_m < 250
    assert card.length_km == pytest.approx(432, rel=0.02)


def test_ahead_for_severe_collisions_in_a_tenth_of_the_length(card):
    gains = {(g.against, g.outcome, g.top_pct): g.points for g in card.gains}
    for baseline in ("raw", "rate", "last_year"):
        assert gains[(baseline, "ksi", 10.0)].low > 0


def test_nowhere_more_than_two_points_behind(card):
    worst = min(card.gains, key=lambda g: g.points.value)
    assert worst.points.value > -2.0, worst


def test_lists_are_steadier_than_those_of_raw_count_and_rate(city):
    network, frame, at = city
    forecaster = risk_forecaster(network, at, pack("severity"))
    replay = Replay(
        network, frame, count_years(network, frame), forecaster, lambda m: at(m).vehicles_per_day, "Europe/London"
    )
    stability = list_stability([replay.pair(year, 3) for year in (2014, 2017, 2019)], 10.0)
    for outcome in ("all", "ksi"):
        for test in ("method", "rank_difference"):
            for baseline in ("raw", "rate"):
                assert stability_gain(stability, test, outcome, baseline).low > 0


def test_verdicts_say_where_it_does_not_win(card):
    losing = {(g.against, g.outcome, g.top_pct) for g in card.gains if g.points.value <= 0}
    said = [v for v in card.verdicts if "does not beat" in v.en or "loses to" in v.en]
    assert len(said) >= len(losing)
    assert all(card.verdicts.index(v) < len(said) for v in said)


def test_ignoring_the_trend_overshoots_and_following_it_does_not(card):
    def off(method):
        rows = [t for t in card.totals if (t.method, t.outcome) == (method, "all")]
        return sum(t.predicted.value for t in rows) / sum(t.observed for t in rows) - 1

    assert off("eb_flat") > 0.08
    assert abs(off("eb")) < 0.06


def test_busiest_tenth_is_calibrated(card):
    top = [b for b in card.calibration if (b.method, b.outcome) == ("eb", "all")][-1]
    assert top.low <= top.observed <= top.high
    assert np.isclose(sum(b.observed for b in card.calibration if (b.method, b.outcome) == ("eb", "ksi")), 677, atol=15)
