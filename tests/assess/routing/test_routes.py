"""Routes: planted choices and times are found again, what was not seen counts, and bad reads do not."""

import numpy as np
import pytest

from daoan.assess.routing.ahead import look_ahead
from daoan.assess.routing.hops import NOWHERE, hops_of
from daoan.assess.routing.model import RouteModel, fit_routes, seen_of
from daoan.terms.arrivals import Seen
from daoan.terms.passes import Distances, Heading, PassClass, PassFrame, empty_passes
from daoan.terms.plates import UNREAD_SIGN, pack_plate, with_sign
from daoan.terms.rulepacks import read_rule_pack
from tests.conftest import ROOT

PACK = read_rule_pack((ROOT / "rulepacks" / "interception.toml").read_text("utf-8"), "interception")
ZONE = (np.array([0]), np.array([8 * 3_600_000]))
DAY_MS = 86_400_000
FREE_S = np.array([[0, 600, 1200, 900], [600, 0, 600, 300], [1200, 600, 0, 900], [900, 300, 900, 0]], dtype=np.float32)
ROAD = Distances(FREE_S * 20.0, FREE_S)  # 0 - 1, then 2 straight on or 3 by the fork
PLATES = [pack_plate(f"甘M{n:05d}") for n in range(6000)]


def frame(rows: list[tuple[int, int, float]], kind: PassClass = PassClass.CAR) -> PassFrame:
    """Passes of (vehicle, site, seconds since the first midnight)."""
    made = empty_passes(len(rows))
    vehicle, site, at_s = (np.array(column) for column in zip(*rows, strict=True))
    made.plate[:] = np.array(PLATES)[vehicle.astype(int)]
    made.site[:], made.happened_ms[:], made.known_ms[:] = site, at_s * 1000, at_s * 1000
    made.kind[:], made.heading[:] = kind, Heading.UP
    return made


def drive(number: int, seed: int = 1) -> PassFrame:
    """Vehicles from 0 to 1; then seven of ten go straight on, two by the fork, one ends; a fifth slower than free."""
    rng, rows = np.random.default_rng(seed), []
    for v in range(number):
        at, pace = rng.uniform(0, DAY_MS / 1000 - 8000), 1.2 * np.exp(rng.normal(0, 0.08))
        link = np.exp(rng.normal(0, 0.05, 2))
        end = rng.choice([2, 3, NOWHERE], p=[0.7, 0.2, 0.1])
        rows += [(v, 0, at), (v, 1, at + 600 * pace * link[0])]
        if end != NOWHERE:
            rows.append((v, int(end), rows[-1][2] + FREE_S[1, end] * pace * link[1]))
    return frame(rows)


@pytest.fixture(scope="module")
def model() -> RouteModel:
    return fit_routes(drive(3000), ROAD, ZONE, DAY_MS, PACK)


def test_planted_times_are_found_again(model: RouteModel) -> None:
    times = model.times
    assert abs(np.exp(times.kind[PassClass.CAR]) - 1.2) < 0.01
    assert abs(times.pace_sd - 0.08) < 0.008
    assert abs(times.link_sd[0, 1] - 0.05) < 0.012
    assert times.stop[0, 1] < 0.01


def test_planted_choices_are_found_again(model: RouteModel) -> None:
    share = model.choices.shares(0, 1, Heading.UP, 0)
    assert np.abs(share[[2, 3, 4]] - [0.7, 0.2, 0.1]).max() < 0.03
    assert share.sum() == pytest.approx(1.0)
    unknown = model.choices.shares(3, 1, Heading.UP, 2)  # never seen: what the site alone tells
    assert np.abs(unknown[[2, 3, 4]] - [0.7, 0.2, 0.1]).max() < 0.03


def test_what_lies_ahead_of_a_read(model: RouteModel) -> None:
    ahead = look_ahead(model, Seen(0, 0, PassClass.CAR, Heading.UP, NOWHERE, 0.0, 0.09), 0, PACK)
    assert list(ahead.site) == [1, 2, 3]
    assert np.abs(ahead.chance - [1.0, 0.7, 0.2]).max() < 0.03
    assert np.abs(ahead.quantile_s(0.5) / [720, 1440, 1080] - 1.0).max() < 0.02
    low, high = ahead.quantile_s(0.1), ahead.quantile_s(0.9)
    assert (high - low)[1] / 1440 == pytest.approx(2 * 1.2816 * np.hypot(0.09, 0.05 / np.sqrt(2)), rel=0.1)


def test_who_was_not_seen_at_the_near_site_went_the_other_way_or_nowhere(model: RouteModel) -> None:
    seen = Seen(1, 0, PassClass.CAR, Heading.UP, 0, 0.0, 0.09)
    early, late = (look_ahead(model, seen, ms, PACK) for ms in (0, 600_000))
    fork, straight = early.row_of(3), early.row_of(2)
    assert fork is not None
    assert straight is not None
    assert abs(early.chance[fork] - 0.2) < 0.03
    assert late.row_of(3) is None or late.chance[late.row_of(3)] < 0.06
    row = late.row_of(2)
    assert row is not None
    assert late.chance[row] > early.chance[straight] + 0.05


def test_a_slow_driver_is_expected_late(model: RouteModel) -> None:
    seen = seen_of(model, frame([(1, 0, 0.0), (1, 1, 600 * 1.2 * 1.15)]))
    assert seen is not None
    assert seen.before == 0
    assert 0.05 < seen.pace_log < 0.14
    assert seen.pace_sd_log < 0.06
    ahead = look_ahead(model, seen, seen.at_ms, PACK)
    row = ahead.row_of(2)
    assert row is not None
    assert ahead.quantile_s(0.5)[row] > 720 * 1.06


def test_doubles_unread_plates_and_two_vehicles_of_one_plate_teach_nothing() -> None:
    passes = frame([(1, 0, 0.0), (1, 0, 20.0), (1, 1, 700.0), (2, 0, 5.0), (2, 2, 65.0), (3, 0, 10.0), (3, 1, 650.0)])
    passes.plate[-2:] = with_sign(PLATES[3], 3, UNREAD_SIGN)
    hops = hops_of(passes, FREE_S.astype(float), 5400.0, DAY_MS)
    assert list(zip(hops.site, hops.after, strict=True)) == [(0, 1), (1, NOWHERE), (2, NOWHERE)]
    assert list(hops.before) == [NOWHERE, 0, NOWHERE]


def test_a_read_whose_future_is_open_teaches_nothing() -> None:
    passes = frame([(1, 0, 80_000.0), (2, 0, 86_000.0)])
    assert len(hops_of(passes, FREE_S.astype(float), 5400.0, DAY_MS)) == 1


def test_nobody_seen_nothing_known() -> None:
    model = fit_routes(empty_passes(0), ROAD, ZONE, DAY_MS, PACK)
    ahead = look_ahead(model, Seen(1, 0, PassClass.CAR, Heading.UP), 0, PACK)
    assert len(ahead.site) == 0
    assert ahead.chance.shape == (0,)
    assert seen_of(model, empty_passes(0)) is None
