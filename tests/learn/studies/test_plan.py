"""A plan tells months that rise with fewer places, and refuses figures no plan can have."""

import pytest

from daoan.learn.studies.plan import plan_study
from daoan.terms.errors import InputError


def test_more_places_take_fewer_months_and_the_words_say_how_many():
    few, many = plan_study(0.7, 40, 1.0), plan_study(0.7, 120, 1.0)
    assert few.months_needed > many.months_needed
    assert f"{many.months_needed} months" in many.words.en
    assert f"{many.months_needed}个月" in many.words.zh
    powers = [m.power for m in many.milestones]
    assert powers == sorted(powers)
    assert "−30 %" in many.words.en


def test_too_few_places_never_show_it():
    found = plan_study(0.9, 3, 0.5)
    assert found.months_needed is None
    assert "however long" in found.words.en


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"effect_ratio": 1.0}, "effect"),
        ({"effect_ratio": float("nan")}, "effect"),
        ({"sites": 0}, "sites"),
        ({"crashes_per_site_year": -1.0}, "crashes"),
        ({"crashes_per_site_year": float("inf")}, "crashes"),
        ({"years_before": 0.0}, "years"),
        ({"dispersion": 0.5}, "dispersion"),
        ({"power": 1.0}, "power"),
    ],
)
def test_a_figure_no_plan_can_have_is_named(change, words):
    given = {"effect_ratio": 0.8, "sites": 10, "crashes_per_site_year": 1.0} | change
    with pytest.raises(InputError, match=words):
        plan_study(**given)
