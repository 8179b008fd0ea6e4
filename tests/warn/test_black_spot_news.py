"""What is new about a black spot, what stood, and what a quiet one leaves to the stretches."""

from dataclasses import replace

from daoan.terms.estimates import sureness
from tests.warn.findings_makers import PACK, findings, spot, stretch
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
    assert stood.score == new.score * PACK.get(f"{RULE}.standing")


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
