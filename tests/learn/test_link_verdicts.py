"""What a change did to travel times: planted effects are found, luck is not, and silence where nothing can be told."""

from datetime import date, timedelta

import numpy as np
import pytest

from daoan.config import ROOT
from daoan.learn.efficiency import judge_links
from daoan.terms.rulepacks import read_rule_pack

PACK = read_rule_pack((ROOT / "rulepacks" / "efficiency.toml").read_text("utf-8"), "efficiency")
LIVE = date(2026, 3, 1)
CHANGED = ("a>b",)


def days(effect=1.0, others=12, before=20, after=20, drift=0.0, seed=1, common=1.1):
    """Daily medians, each link its own; behind the live day all ``common`` times that, the changed ``effect`` more."""
    rng = np.random.default_rng(seed)
    links = [*CHANGED, *(f"x{k}>y{k}" for k in range(others))]
    level = rng.uniform(60, 240, len(links))
    # Links change of their own accord from one span to the next: that is what the comparison must not mistake.
    own = np.exp(0.03 * rng.standard_normal((2, len(links))))
    told = {}
    for n in range(-before, after + 1):
        seconds = level * own[int(n > 0)] * np.exp(0.02 * rng.standard_normal(len(links)))
        seconds *= common if n > 0 else 1.0
        seconds[0] *= (effect if n > 0 else 1.0) * np.exp(drift * n)
        told[LIVE + timedelta(days=n)] = dict(zip(links, seconds.tolist(), strict=True))
    return told


def judge(told, changed=CHANGED, as_of=LIVE + timedelta(days=40)):
    return judge_links(told, changed, LIVE, as_of, PACK)


def test_a_planted_effect_is_found_whatever_happened_to_all():
    for common in (0.8, 1.3):
        found = judge(days(effect=0.7, common=common))
        assert found.ratio.low < 0.7 < found.ratio.high < 1.0
        assert "Faster" in found.words.en
    assert "Slower" in judge(days(effect=1.4)).words.en


def test_intervals_hold_nothing_about_as_often_as_they_say():
    held = sum(r.low <= 1.0 <= r.high for seed in range(200) if (r := judge(days(seed=seed)).ratio) is not None)
    told = sum(judge(days(seed=seed)).ratio is not None for seed in range(200))
    assert told > 170  # the check of the time before turns one in twenty away
    assert 0.9 <= held / told <= 0.99


def test_a_link_that_was_getting_better_before_says_nothing():
    found = judge(days(drift=-0.02))
    assert found.ratio is None
    assert "did not go like" in found.words.en
    assert not found.before.low <= 1.0 <= found.before.high


@pytest.mark.parametrize(
    ("told", "changed", "word"),
    [
        (days(), (), "nobody said"),
        (days(before=3), CHANGED, "days with figures before"),
        (days(after=4), CHANGED, "yet"),
        (days(), ("p>q",), "its links"),
        (days(others=4), CHANGED, "too few other links"),
    ],
)
def test_it_says_when_it_cannot_tell(told, changed, word):
    found = judge(told, changed)
    assert found.ratio is None
    assert word in found.words.en
    assert found.words.zh


def test_neighbours_of_the_changed_link_are_no_comparison_and_the_future_is_not_looked_at():
    told = {day: {**links, "b>c": 50.0} for day, links in days().items()}
    assert "b>c" not in judge(told).compared
    assert "yet" in judge(told, as_of=LIVE + timedelta(days=3)).words.en
