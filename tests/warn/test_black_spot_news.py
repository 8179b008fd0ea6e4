"""What is new about a black spot, what stood, and what a quiet one leaves to the stretches."""

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest

from daoan.steps import assess
from daoan.terms.codes import Level
from daoan.terms.estimates import sureness
from daoan.warn.restraint.levels import level_of, score_steps_lower
from tests.warn.findings_makers import AS_OF, PACK, findings, spot, stretch
from tests.warn.test_warning_rules import fresh_crashes, place_alerts_of

NAMES = [f"f:{i}" for i in range(9)]
RULE = "rules.new_black_spot"


def warned(**more):
    return place_alerts_of(findings(fresh_crashes(NAMES), **more))


def test_a_place_that_stood_is_not_called_new_and_counts_less() -> None:
    grave = spot("b", NAMES, fatal=2, ksi=6)
    (new,) = warned(blackspots=(grave,))
    (stood,) = warned(blackspots=(grave,), standing=frozenset({"b"}))
    assert new.title.zh.startswith("新增")
    assert new.title.en.startswith("New")
    assert "新增" not in stood.title.zh
    assert not stood.title.en.startswith("New")
    assert list(Level).index(stood.level) == list(Level).index(new.level) + 1


@pytest.mark.parametrize(
    ("score", "level"), [(200, "orange"), (20, "orange"), (19, "yellow"), (7, "blue"), (6.9, None)]
)
def test_a_place_that_stood_is_just_one_level_lower(score, level) -> None:
    levels = PACK.get(f"{RULE}.levels")
    keep = PACK.get("restraint.keep")
    lower = score_steps_lower(score, levels, 1, keep)
    for reached in (None, Level.RED):
        found = level_of(lower, levels, reached, keep)
        assert (found and found.value) == level
    assert score_steps_lower(score, levels, 0, keep) == score


def test_a_place_that_stood_and_is_quiet_is_not_said_to_go_on() -> None:
    grave = spot("b", NAMES, fatal=2, ksi=6)
    first = warned(blackspots=(grave,))
    quiet = findings(fresh_crashes(NAMES, days_ago=200), blackspots=(grave,), standing=frozenset({"b"}))
    (alert,) = place_alerts_of(quiet, first)
    assert alert.state == "open"
    assert "go on" not in alert.title.en
    assert "仍有事故" not in alert.title.zh


def test_a_place_without_a_road_name_says_where_it_is() -> None:
    (alert,) = warned(blackspots=(replace(spot("b", NAMES), road_name=None),))
    assert alert.title.en == "New black spot: unnamed road at 53.800 N, 1.500 W, Leeds"
    assert alert.title.zh == "新增事故多发点段：利兹市未命名道路（北纬53.800°，西经1.500°）"


def test_a_black_spot_too_slight_to_warn_does_not_silence_its_stretch() -> None:
    slight = replace(spot("b", NAMES[:3], fatal=0, ksi=0, agrees=False), segment_ids=("s1",))
    (alert,) = warned(blackspots=(slight,), estimates=(stretch("s1", 3.0),))
    assert alert.rule == "credible_excess"


def test_a_stretch_is_named_with_its_chainage() -> None:
    (alert,) = warned(estimates=(replace(stretch("s1", 3.0), from_m=3221.0),))
    assert "A660 K3+221–K3+421" in alert.title.en
    assert "A660 K3+221—K3+421" in alert.title.zh


def test_no_probability_is_rounded_up_to_certainty() -> None:
    assert [sureness(p) for p in (1.0, 0.996, 0.955, 0.5, 0.001)] == [">99%", ">99%", "96%", "50%", "<1%"]
    (alert,) = warned(estimates=(stretch("s1", 3.0, prob=1.0),))
    assert "100" not in alert.body.en.split("Probability")[1]


def test_a_place_stood_if_the_finder_saw_it_before_the_fresh_days(monkeypatch) -> None:
    """Whatever the run before called it; the other place of today is new."""
    old = spot("then", NAMES[:4])
    today = (replace(old, blackspot_id="now"), replace(spot("other", NAMES[4:]), from_m=9_000.0, to_m=9_300.0))
    asked = []

    def find(_network, _frame, _risk, moment, _packs, _zone):
        asked.append(moment)
        return today if moment == AS_OF else (old,)

    monkeypatch.setattr(assess, "find_blackspots", find)
    given = SimpleNamespace(
        packs={"warning": PACK},
        network=None,
        as_of=AS_OF,
        city=SimpleNamespace(zone="Europe/London"),
        earlier_blackspots=(replace(old, blackspot_id="yesterday"),),
    )
    spots, standing = assess.spots_of(given, None, None)
    assert [s.blackspot_id for s in spots] == ["yesterday", "other"]
    assert standing == {"yesterday"}
    assert sorted(asked) == [AS_OF - timedelta(days=PACK.get(f"{RULE}.fresh_days")), AS_OF]
