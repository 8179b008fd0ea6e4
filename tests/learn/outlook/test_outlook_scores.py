"""Weekly scores tell the truth about forecasters whose worth is known, and see nothing they should not."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from daoan.learn.outlook.card import Methods, build_outlook_scores
from daoan.terms.estimates import Text
from daoan.terms.rulepacks import RulePack
from tests.learn.outlook.judged import AS_OF, FIRST, PACK, RATE, draw_crashes, replay_with

NAMES = {"served": Text("the truth", "真值"), "flat": Text("the same everywhere", "处处相同")}
TRUE, FLAT = RATE, np.full(RATE.shape, RATE.mean())


@pytest.fixture(scope="module")
def crashes():
    return draw_crashes()


def scored(crashes, forecasts, as_of=AS_OF, pack: RulePack = PACK, seen=None):
    return build_outlook_scores(crashes, replay_with(forecasts, seen), Methods(NAMES, "served"), as_of, "UTC", pack)


def gain_of(scores, key, top=None):
    return next(s.gain for s in scores.skills if (s.key, s.top_pct) == (key, top))


def test_the_truth_beats_the_same_everywhere_and_says_so(crashes):
    scores = scored(crashes, {"served": TRUE, "flat": FLAT})
    for key, top in (("log_loss", None), ("auc", None), ("map", None), ("hit_area", 10.0)):
        assert gain_of(scores, key, top).low > 0
    assert any("beats “the same everywhere” on log loss" in v.en for v in scores.verdicts)
    inside = sum(b.low <= b.predicted <= b.high for b in scores.calibration)
    assert inside >= len(scores.calibration) - 2


def test_a_loss_is_told_first_and_as_plainly(crashes):
    scores = scored(crashes, {"served": FLAT, "flat": TRUE})
    assert gain_of(scores, "log_loss").high < 0
    assert "loses to “the same everywhere”" in scores.verdicts[0].en
    assert "不及“处处相同”" in scores.verdicts[0].zh


def test_equal_forecasts_are_no_win(crashes):
    scores = scored(crashes, {"served": TRUE, "flat": TRUE})
    assert all(skill.gain.value == 0 for skill in scores.skills)
    assert not any("beats" in v.en for v in scores.verdicts)


def test_probabilities_twice_too_high_fail_calibration(crashes):
    scores = scored(crashes, {"served": 2 * TRUE, "flat": FLAT})
    assert sum(b.observed < b.predicted for b in scores.calibration) == len(scores.calibration)
    assert sum(b.low <= b.predicted <= b.high for b in scores.calibration) <= 3


def test_weeks_run_from_monday_and_had_ended(crashes):
    seen: list[datetime] = []
    scores = scored(crashes, {"served": TRUE, "flat": FLAT}, as_of=datetime(2019, 12, 12, tzinfo=UTC), seen=seen)
    assert len(scores.weeks) == 20
    assert {w.starts.weekday() for w in scores.weeks} == {0}
    assert scores.weeks[-1].starts == date(2019, 12, 2)
    assert seen == [datetime(w.starts.year, w.starts.month, w.starts.day, tzinfo=UTC) for w in scores.weeks]


def test_weeks_after_the_record_fell_silent_are_not_judged(crashes):
    upto = crashes.where(crashes.local_at < np.datetime64("2019-11-06"))
    scores = scored(upto, {"served": TRUE, "flat": FLAT})
    assert scores.weeks[-1].starts == date(2019, 11, 4)


def test_what_became_known_later_is_not_judged(crashes):
    late = replace(crashes, known_at=np.where(crashes.happened_at > np.datetime64("2019-12-01"),
                                              np.datetime64("2020-06-01", "s"), crashes.known_at))  # fmt: skip
    early = crashes.where(crashes.happened_at <= np.datetime64("2019-12-01"))
    forecasts = {"served": TRUE, "flat": FLAT}
    assert scored(late, forecasts) == scored(early, forecasts)


def test_observed_and_expected_add_up(crashes):
    scores = scored(crashes, {"served": TRUE, "flat": FLAT})
    first = np.datetime64(scores.weeks[0].starts)
    inside = (crashes.local_at >= first) & (crashes.local_at < first + np.timedelta64(140, "D"))
    assert sum(w.observed for w in scores.weeks) == inside.sum()
    assert f"{int(inside.sum())} seen" in scores.verdicts[-1].en


@pytest.mark.parametrize("days", [0, 1, 300, 52 * 7 + 30])
def test_too_short_a_record_is_refused_in_words(crashes, days):
    upto = crashes.where(crashes.local_at < np.datetime64(FIRST) + np.timedelta64(days, "D"))
    as_of = datetime(FIRST.year, FIRST.month, FIRST.day, tzinfo=UTC) + timedelta(days=days)
    scores = scored(upto, {"served": TRUE, "flat": FLAT}, as_of=as_of)
    assert scores.refusal is not None
    assert "at least 52 weeks" in scores.refusal.en
    assert not scores.weeks
    assert not scores.verdicts


def test_a_record_without_coordinates_is_refused_in_words(crashes):
    nowhere = replace(crashes, lon=np.full(len(crashes), np.nan), lat=np.full(len(crashes), np.nan))
    scores = scored(nowhere, {"served": TRUE, "flat": FLAT})
    assert scores.refusal is not None
    assert "with coordinates" in scores.refusal.en
    assert "坐标" in scores.refusal.zh


def test_damage_only_crashes_are_not_injuries(crashes):
    from daoan.terms.codes import Severity
    from daoan.terms.frames import code_column

    damage = replace(crashes, severity=np.full(len(crashes), code_column(Severity, [Severity.DAMAGE])[0]))
    assert scored(damage, {"served": TRUE, "flat": FLAT}).refusal is not None
