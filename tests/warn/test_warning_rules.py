"""What each rule says, and when it keeps silent."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from daoan.kernels.stats.multiple_testing import holm
from daoan.kernels.stats.share_jump import break_p_value
from daoan.terms.codes import Level
from daoan.warn import RULES, raise_alerts
from daoan.warn.gaps import gaps_days, silence_limit_days
from tests.warn.findings_makers import AS_OF, PACK, crash, findings, pace, recorded, spot, stretch


def alerts_of(found, previous=(), as_of=AS_OF):
    return raise_alerts(found, previous, as_of, PACK)


def place_alerts_of(found, previous=()):
    """Alerts about places: a made feed of five crashes is rightly called silent."""
    return [a for a in alerts_of(found, previous) if a.rule != "silent_feed"]


def fresh_crashes(names, days_ago=10):
    return [crash(n, AS_OF - timedelta(days=days_ago + i)) for i, n in enumerate(names)]


# --- the registry -----------------------------------------------------------------------------------------------------


def test_every_rule_has_its_table_words_and_levels():
    for rule in RULES:
        levels = PACK.get(f"rules.{rule.name}.levels")
        assert set(levels) <= {level.value for level in Level}
        ordered = [levels[level.value] for level in Level if level.value in levels]
        assert ordered == sorted(ordered, reverse=True)
        assert rule.title.en
        assert rule.title.zh
        assert rule.score.zh


# --- new black spot ---------------------------------------------------------------------------------------------------


def test_a_fresh_black_spot_warns_with_place_grounds_and_advice():
    names = [f"f:{i}" for i in range(5)]
    (alert,) = place_alerts_of(findings(fresh_crashes(names), blackspots=(spot("b", names),)))
    assert alert.rule == "new_black_spot"
    assert "A660 K1+200—K1+500" in alert.title.zh
    assert "5起" in alert.body.zh
    assert "2019年12月31日" in alert.body.zh
    assert {(e.kind, e.ref) for e in alert.evidence} >= {("blackspot", "b"), ("segment", "s1"), ("crash", "f:0")}


def test_an_old_black_spot_is_not_news():
    names = [f"f:{i}" for i in range(5)]
    assert not place_alerts_of(findings(fresh_crashes(names, days_ago=200), blackspots=(spot("b", names),)))


def test_hits_of_several_packs_at_one_place_are_one_warning():
    names = [f"f:{i}" for i in range(6)]
    spots = (spot("b1", names, pack="p1"), spot("b2", names[:4], pack="p2"))
    (alert,) = place_alerts_of(findings(fresh_crashes(names), blackspots=spots))
    assert "rule of p1; rule of p2" in alert.body.en
    assert "规则p1；规则p2" in alert.body.zh


def test_a_moved_window_keeps_its_alert():
    names = [f"f:{i}" for i in range(6)]
    crashes = fresh_crashes(names)
    first = place_alerts_of(findings(crashes[:5], blackspots=(spot("b", names[:5]),)))
    second = place_alerts_of(findings(crashes, blackspots=(spot("moved", names[1:]),)), first)
    assert [a.alert_id for a in second] == [a.alert_id for a in first]


def test_disagreement_of_the_estimate_weakens_the_warning():
    names = [f"f:{i}" for i in range(5)]
    crashes = fresh_crashes(names)
    agree, not_agree = (
        place_alerts_of(findings(crashes, blackspots=(spot("b", names, 3, 5, a),)))[0] for a in (True, False)
    )
    assert agree.score > not_agree.score
    assert "不支持" in not_agree.body.zh


# --- credible excess --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("excess", "prob", "level"),
    [
        (9.0, 0.999, "red"),
        (6.0, 0.999, "orange"),
        (3.5, 0.99, "yellow"),
        (2.0, 0.99, "blue"),
        (1.0, 0.99, None),
        (9.0, 0.98, None),
    ],
)
def test_excess_must_be_credible_and_matter(excess, prob, level):
    found = alerts_of(findings(estimates=(stretch("s", excess, prob),)))
    assert [a.level.value for a in found] == ([level] if level else [])


def test_excess_once_warned_is_kept_down_to_the_lower_probability():
    first = alerts_of(findings(estimates=(stretch("s", 6.0, 0.995),)))
    (kept,) = alerts_of(findings(estimates=(stretch("s", 6.0, 0.96),)), first)
    assert kept.state == "open"
    (cleared,) = alerts_of(findings(estimates=(stretch("s", 6.0, 0.90),)), first)
    assert cleared.state == "cleared"


def test_a_stretch_under_a_black_spot_warning_does_not_warn_twice():
    names = [f"f:{i}" for i in range(5)]
    both = (stretch("s1", 6.0), stretch("s2", 6.0))
    found = place_alerts_of(findings(fresh_crashes(names), blackspots=(spot("b", names),), estimates=both))
    assert sorted((a.rule, a.subject) for a in found) == [("credible_excess", "s2"), ("new_black_spot", "b")]


# --- pace -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("actual", "level"), [(116, None), (132, None), (134, "blue"), (140, "yellow"), (152, "orange"), (167, "red")]
)
def test_pace_by_how_far_above(actual, level):
    found = alerts_of(findings(indicators=(pace(actual),)))
    assert [a.level.value for a in found] == ([level] if level else [])


def test_pace_of_the_gravely_hurt_is_its_own_subject():
    found = alerts_of(findings(indicators=(pace(140, key="ksi"), pace(140))))
    assert {a.subject for a in found} == {"city/ksi_crashes", "city/crashes"}


def test_one_or_two_crashes_never_colour_an_area():
    assert not alerts_of(findings(indicators=(pace(3, expected=1.0, high=1.5),)))


# --- recording --------------------------------------------------------------------------------------------------------


def test_a_changed_severity_mix_is_found_in_its_year():
    found = alerts_of(findings(recorded(1, range(2016, 2020), change={"from_year": 2018, "grave": 0.35})))
    assert {a.subject for a in found if a.rule == "recording_break"} == {"f/severity/serious/2018"}


def test_a_jump_of_unknowns_is_found():
    found = alerts_of(findings(recorded(2, range(2016, 2020), change={"from_year": 2019, "unknown": 0.30})))
    assert "f/weather/unknown/2019" in {a.subject for a in found}
    alert = next(a for a in found if a.subject == "f/weather/unknown/2019")
    assert alert.level is Level.YELLOW
    assert "2019年" in alert.title.zh


def test_steady_recording_raises_false_alarms_no_oftener_than_stated():
    alarms = sum(
        any(a.rule == "recording_break" for a in alerts_of(findings(recorded(seed, range(2016, 2020), per_month=60))))
        for seed in range(40)
    )
    assert alarms <= 5  # 5 % of 40 is 2; more than 5 has probability 1.4 %


def test_noise_of_months_does_not_count_as_a_break():
    rows = np.full(12, 100.0)
    calm_before, calm_after = np.full(12, 20.0), np.full(12, 30.0)
    wild_before = np.array([0, 40] * 6, dtype=float)
    wild_after = np.array([0, 60] * 6, dtype=float)
    assert break_p_value(calm_before, rows, calm_after, rows) < 1e-4
    assert break_p_value(wild_before, rows, wild_after, rows) > 0.1


def test_holm_against_its_definition():
    assert holm([0.01, 0.04, 0.03], 0.05) == [True, False, False]
    assert holm([0.01, 0.02, 0.03], 0.05) == [True, True, True]
    assert holm([], 0.05) == []


# --- silence ----------------------------------------------------------------------------------------------------------


def daily_feed(days=400):
    rng = np.random.default_rng(3)
    start = AS_OF - timedelta(days=days)
    return [crash(f"f:{i}", start + timedelta(days=i, hours=float(rng.uniform(0, 23)))) for i in range(days)]


def test_a_feed_in_its_habit_is_quiet_and_a_silent_one_warns_by_replay_time():
    crashes = daily_feed()
    assert not alerts_of(findings(crashes))
    found = alerts_of(findings(crashes), as_of=AS_OF + timedelta(days=30))
    assert [a.rule for a in found] == ["silent_feed"]
    assert "f" in found[0].title.en
    assert "2019年12月31日" in found[0].body.zh


def test_records_that_come_after_as_of_do_not_end_a_silence():
    crashes = [*daily_feed(), crash("f:late", AS_OF + timedelta(days=60))]
    assert any(a.rule == "silent_feed" for a in alerts_of(findings(crashes), as_of=AS_OF + timedelta(days=30)))


def test_a_silence_that_ends_clears_and_the_next_one_warns_again():
    crashes = daily_feed()
    first = alerts_of(findings(crashes), as_of=AS_OF + timedelta(days=30))
    back = [*crashes, *(crash(f"f:b{i}", AS_OF + timedelta(days=31 + i)) for i in range(5))]
    ended = alerts_of(findings(back), first, AS_OF + timedelta(days=36))
    assert [a.state for a in ended] == ["cleared"]
    again = alerts_of(findings(back), ended, AS_OF + timedelta(days=90))
    assert sorted(a.state for a in again) == ["cleared", "open"]


def test_the_limit_is_exceeded_about_as_often_as_said():
    rng = np.random.default_rng(5)
    gaps = rng.exponential(1.0, 20_000)
    limit = silence_limit_days(gaps[:3_000], 1.0, 0.95, 30)
    per_year = (gaps > limit).sum() / (gaps.sum() / 365.25)
    assert per_year <= 2.0
    assert limit < 4 * np.log(365)


def test_gaps_are_between_distinct_moments():
    known = np.array(["2019-01-01", "2019-01-01", "2019-01-03"], dtype="datetime64[s]")
    assert gaps_days(known).tolist() == [2.0]
    assert silence_limit_days(np.array([2.0]), 0.1, 0.95, 30) is None
    assert silence_limit_days(np.array([2.0, 30.0]), 0.1, 0.95, 30) == 60.0


def test_leeds_at_the_end_of_2019_is_a_load_one_officer_can_bear():
    """Without roads: recording, pace and silence of the real register."""
    from daoan.sense.feeds.leeds import read_leeds
    from tests.warn.findings_makers import ROOT

    crashes = []
    for year in range(2015, 2020):
        path = ROOT / "examples" / "leeds" / "collisions_raw" / f"leeds_{year}.csv"
        crashes += read_leeds(path.read_bytes(), path.name, datetime(2020, 1, 1, tzinfo=UTC)).records
    found = alerts_of(findings(crashes))
    breaks = {a.subject for a in found if a.rule == "recording_break"}
    assert {"leeds/weather/unknown/2016", "leeds/weather/unknown/2017", "leeds/severity/serious/2019-drift"} <= breaks
    assert not any(a.rule == "silent_feed" for a in found)
    assert sum(a.state == "open" and a.level in (Level.RED, Level.ORANGE) for a in found) <= 10
