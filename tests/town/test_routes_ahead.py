"""Routes ahead in the model town: learned on two days, judged on the third."""

import numpy as np
import pytest

from daoan.assess.routing.calibration import RouteCard, measure_routes
from daoan.assess.routing.model import fit_routes
from daoan.terms.rulepacks import read_rule_pack
from daoan.town.build import Town
from daoan.town.traffic.build import build_traffic
from tests.conftest import ROOT

PACK = read_rule_pack((ROOT / "rulepacks" / "interception.toml").read_text("utf-8"), "interception")
ZONE = (np.array([0]), np.array([8 * 3_600_000]))


@pytest.fixture(scope="module")
def card(town: Town) -> RouteCard:
    traffic = build_traffic(town, seed=3, scale=0.3)
    until_ms = traffic.truth.first_ms + 2 * 86_400_000
    model = fit_routes(traffic.passes, traffic.distances, ZONE, until_ms, PACK)
    return measure_routes(model, traffic.passes, until_ms, PACK, 500, np.random.default_rng(1))


def test_four_of_five_arrivals_fall_into_their_interval(card: RouteCard) -> None:
    assert card.covered.whole > 1000
    assert 0.75 <= (card.covered.value or 0.0) <= 0.85
    assert (card.early.value or 0.0) < 0.15
    assert card.width_minutes < 8.0


def test_what_is_said_of_coming_by_is_as_it_comes(card: RouteCard) -> None:
    number = np.array([b.number for b in card.bins])
    off = np.array([abs(b.predicted - b.came) for b in card.bins])
    assert np.average(off, weights=number) <= 0.03
    assert abs(card.predicted - card.came) / card.came < 0.15  # chances below 2 % are not shown, and some of them come
    assert [b.came for b in card.bins] == sorted(b.came for b in card.bins)
