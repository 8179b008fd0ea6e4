"""The whole card on a toy city whose answers can be worked out, and on Leeds."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from daoan.learn.scorecard.card import LIST_PCT, build_scorecard
from daoan.learn.scorecard.origins import Replay, count_years
from daoan.terms.errors import InputError
from tests.learn.scorecard.toy_roads import AS_OF, Told, crashes_of, line_network

RNG = np.random.default_rng(8)
RATE = np.concatenate([np.full(4, 6.0), np.full(36, 0.5)])
COUNTS = RNG.poisson(RATE[:, None], (40, 8))
KSI = RNG.binomial(COUNTS, 0.2)
NETWORK = line_network(np.full(40, 200.0))
FRAME = crashes_of(COUNTS, KSI, 2012)


def oracle(crashes, as_of, years):
    """A forecaster that knows the true rates; its model knows only the mean."""
    even = np.full(40, RATE.mean())
    true = Told(RATE, RATE * 0.2)
    return {"eb": true, "eb_trend": true, "eb_flat": true, "model": Told(even, even * 0.2)}


def flows(as_of):
    return np.full(40, 10000.0)


@pytest.fixture(scope="module")
def card():
    return build_scorecard(NETWORK, FRAME, oracle, flows, AS_OF, [2017, 2018, 2019], "UTC")


def test_captures_by_hand(card):
    """The four true hot spots are a tenth of the length; forecast and model rank as told."""
    for c in card.captures:
        seen = (KSI if c.outcome == "ksi" else COUNTS)[:, c.origin - 2012]
        assert c.captured.whole == seen.sum()
        if (c.method, c.top_pct) == ("eb", 10.0):
            assert c.captured.part == pytest.approx(seen[:4].sum())
        if c.method == "model":
            assert c.captured.part == pytest.approx(seen.sum() * c.top_pct / 100)
        if c.method == "last_year" and c.outcome == "all" and c.top_pct == 10.0:
            assert c.captured.part <= np.sort(seen)[-4:].sum() + 1e-9


def test_raw_count_of_a_severe_outcome_counts_severe_ones(card):
    before = KSI[:, :5].sum(axis=1)
    assert len(set(np.sort(before)[-4:])) > 1
    best = set(np.flatnonzero(before >= np.sort(before)[-4]))
    if len(best) == 4:
        got = next(
            c.captured.part
            for c in card.captures
            if (c.origin, c.method, c.outcome, c.top_pct) == (2017, "raw", "ksi", 10.0)
        )
        assert got == pytest.approx(KSI[sorted(best), 5].sum())
    assert {c.method for c in card.captures if c.outcome == "ksi"} >= {"raw", "raw_all", "rate", "rate_all"}


def test_gains_are_paired_differences_in_points(card):
    value = {(c.origin, c.method): c.captured.value for c in card.captures if (c.outcome, c.top_pct) == ("all", 5.0)}
    by_hand = [100 * (value[(y, "eb")] - value[(y, "raw")]) for y in (2017, 2018, 2019)]
    gain = next(g for g in card.gains if (g.against, g.outcome, g.top_pct) == ("raw", "all", 5.0))
    assert gain.points.value == pytest.approx(np.mean(by_hand))
    assert gain.points.low <= gain.points.value <= gain.points.high


def test_calibration_bins_keep_every_crash(card):
    for method in ("eb", "model"):
        bins = [b for b in card.calibration if (b.method, b.outcome) == (method, "all")]
        assert sum(b.observed for b in bins) == COUNTS[:, 5:].sum()
        assert sum(b.predicted for b in bins) == pytest.approx(3 * RATE.sum())
        assert sum(b.stretches for b in bins) == 40
    top = [b for b in card.calibration if (b.method, b.outcome) == ("eb", "all")][-1]
    assert top.predicted == pytest.approx(3 * 24.0)
    assert top.observed == COUNTS[:4, 5:].sum()


def test_totals_name_every_year_and_level(card):
    rows = [t for t in card.totals if t.method == "eb_flat" and t.outcome == "ksi"]
    assert [t.year for t in rows] == [2017, 2018, 2019]
    assert [t.observed for t in rows] == [KSI[:, k].sum() for k in (5, 6, 7)]


def test_stability_uses_two_periods_of_three_years(card):
    """Eight years allow pairs that end in 2017, 2018 and 2019; the oracle never changes its list."""
    method = next(c for c in card.consistency if (c.test, c.method, c.outcome) == ("method", "eb", "all"))
    assert method.value.value == pytest.approx(40 * LIST_PCT / 100)
    moved = next(c for c in card.consistency if (c.test, c.method, c.outcome) == ("rank_difference", "eb", "all"))
    assert moved.value.value == 0.0
    assert not moved.higher_is_better
    site = next(c for c in card.consistency if (c.test, c.method, c.outcome) == ("site", "eb", "all"))
    by_hand = [COUNTS[:4, last - 2014 : last - 2011].sum() for last in (2017, 2018, 2019)]
    assert site.value.value == pytest.approx(np.mean(by_hand))


def test_losses_are_told_first_and_in_both_languages():
    def liar(crashes, as_of, years):
        wrong = Told(RATE[::-1], RATE[::-1] * 0.2)
        return {"eb": wrong, "eb_trend": wrong, "eb_flat": wrong, "model": wrong}

    verdicts = build_scorecard(NETWORK, FRAME, liar, flows, AS_OF, [2017, 2018, 2019], "UTC").verdicts
    assert verdicts[0].en.startswith("Empirical Bayes loses to")
    assert "经验贝叶斯不及" in verdicts[0].zh
    assert not any("Empirical Bayes beats the raw count of all years for all" in v.en for v in verdicts)


def test_the_forecaster_is_asked_as_of_the_year_and_baselines_see_only_the_past(card):
    asked = []

    def spy(crashes, as_of, years):
        asked.append((as_of, years))
        return oracle(crashes, as_of, years)

    later = np.concatenate([COUNTS, np.full((40, 1), 50)], axis=1)
    more = crashes_of(later, np.zeros_like(later), 2012)
    build_scorecard(NETWORK, FRAME, spy, flows, AS_OF, [2017], "Asia/Shanghai")
    assert asked[0] == (datetime(2016, 12, 31, 16, tzinfo=UTC), 5)
    again = build_scorecard(NETWORK, FRAME, oracle, flows, AS_OF, [2017, 2018, 2019], "UTC")
    assert again == card
    with_future = build_scorecard(NETWORK, more, oracle, flows, AS_OF, [2017, 2018, 2019], "UTC")
    assert [c for c in with_future.captures if c.outcome == "all"] == [c for c in card.captures if c.outcome == "all"]


def test_impossible_years_are_refused_with_a_reason():
    for origins, word in (([2012], "nothing to learn from"), ([2021], "cannot be judged"), ([], "at least one")):
        with pytest.raises(InputError, match=word):
            build_scorecard(NETWORK, FRAME, oracle, flows, AS_OF, origins, "UTC")


def test_a_year_that_had_not_ended_by_the_local_calendar_is_refused():
    for as_of, zone, good in (
        (datetime(2019, 1, 21, tzinfo=UTC), "UTC", 2018),
        (datetime(2020, 1, 1, tzinfo=UTC), "America/New_York", 2018),
        (datetime(2019, 12, 31, 16, tzinfo=UTC), "Asia/Shanghai", 2019),
    ):
        build_scorecard(NETWORK, FRAME, oracle, flows, as_of, [good], zone)
        if good < 2019:
            with pytest.raises(InputError, match="had not ended"):
                build_scorecard(NETWORK, FRAME, oracle, flows, as_of, [2019], zone)


def test_baselines_learn_only_from_what_was_known_at_their_moment():
    """A hundred crashes of 2016 on one stretch that were entered in 2018: nobody could rank by them before."""
    extra = np.zeros_like(COUNTS)
    extra[20, 4] = 100
    late = crashes_of(COUNTS + extra, KSI, 2012)
    hidden = np.flatnonzero((late.segment == 20) & (late.year == 2016))[-100:]
    known_at = late.known_at.copy()
    known_at[hidden] = np.datetime64("2018-03-01")
    late = replace(late, known_at=known_at)
    late = replace(late, ksi=np.where(np.isin(np.arange(len(late)), hidden), False, late.ksi))

    def replay(frame):
        return Replay(NETWORK, frame, count_years(NETWORK, frame), oracle, flows, "UTC")

    before, after = replay(FRAME).origin(2017), replay(late).origin(2017)
    assert set(after.scores.all) == {"eb", "model", "raw", "rate", "last_year"}
    for outcome in ("all", "ksi"):
        for method, score in after.scores.of(outcome).items():
            np.testing.assert_array_equal(score, before.scores.of(outcome)[method])
    assert replay(late).origin(2019).scores.all["raw"][20] > 100  # by then it is known
    assert replay(late).pair(2019, 3).first.all["raw"][20] == replay(FRAME).pair(2019, 3).first.all["raw"][20]
    assert replay(late).pair(2018, 3).crashes[20] == COUNTS[20, 4:7].sum() + 100  # and it did happen


def test_progress_ends_at_one():
    told = []
    build_scorecard(NETWORK, FRAME, oracle, flows, AS_OF, [2018, 2019], "UTC", progress=told.append)
    assert told[-1] == pytest.approx(1.0)
    assert told == sorted(told)
