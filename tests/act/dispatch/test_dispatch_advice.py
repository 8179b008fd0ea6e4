"""Whom to send: soonest first, the guard's say, shortfall, and the move that heals a county."""

from dataclasses import replace

import numpy as np
import pytest

from daoan.act.dispatch.advising import Candidate, advise, arrival_of
from daoan.act.dispatch.guarding import Guard
from daoan.act.dispatch.telling import move_words, reasons_of, warning_of
from daoan.act.presence.covering import Cover
from daoan.config import ROOT
from daoan.edge.files import read_rule_packs
from daoan.terms.estimates import Text
from daoan.terms.records.deploying import DeploymentRequest, DeploymentUnit, Place, StretchDemand
from tests.act.deployment.deployment_given import ZONE, shifts

PACKS = read_rule_packs(ROOT / "rulepacks")
#: Three places of county A far apart from one of county B; risk lies most at A0.
LONS = (107.0, 107.5, 107.9, 108.9)
RISK = (4.0, 2.0, 1.0, 1.0)
AREAS = ("A", "A", "A", "B")


def given(homes: dict[str, int]):
    request = DeploymentRequest(
        zone=ZONE,
        places=tuple(Place(f"p{i}", lon, 35.0, segments=(f"g{i}",)) for i, lon in enumerate(LONS)),
        shifts=shifts(1),
        units=tuple(DeploymentUnit(u, "st", 107.0, 35.0) for u in homes),
        demands=tuple(StretchDemand(f"g{i}", lon, 35.0, (RISK[i],), 0.2) for i, lon in enumerate(LONS)),
    )
    cover = Cover(request, PACKS["deployment"])
    rings = {u: cover.places[k] for u, k in homes.items()}
    planned = cover.expected[:, 0] * cover.covered(list(rings.values()), 0)
    home = {u: AREAS[k] for u, k in homes.items()}
    return Guard(cover, 0, np.array(AREAS, object), planned, home, PACKS["presence"]), rings


def unit(name: str, minutes: float, **more) -> Candidate:
    return replace(Candidate(name, Text(name, name), minutes, 0.15, 6.0, 30.0), **more)


def order(found) -> list[str]:
    return [u.unit_id for u in found.units]


def test_the_soonest_goes_where_nothing_is_left_bare() -> None:
    guard, rings = given({"u1": 0, "u2": 1, "u3": 2})
    found = advise(1, 0.5, [unit("u3", 9), unit("u2", 12)], rings, guard)
    assert (order(found), found.shortfall, found.left) == (["u3", "u2"], 0, ())
    assert [u.chosen for u in found.units] == [True, False]


def test_the_guard_is_worth_a_wait_and_no_longer_one() -> None:
    guard, rings = given({"u1": 0, "u2": 1, "u3": 3})
    found = advise(1, 0.5, [unit("u3", 5), unit("u2", 19)], rings, guard)
    assert order(found)[0] == "u2", "the only unit of B stays for fifteen minutes' sake"
    assert [left.area for left in found.units[1].left] == ["B"]
    assert order(advise(1, 0.5, [unit("u3", 5), unit("u2", 21)], rings, guard))[0] == "u3"


def test_who_is_left_bare_is_said_and_healed_by_the_unit_that_can() -> None:
    guard, rings = given({"u1": 0, "u2": 1, "u3": 2, "u4": 3})
    found = advise(1, 0.5, [unit("u4", 5)] + [unit(u, 50) for u in ("u1", "u2", "u3")], rings, guard)
    assert [left.area for left in found.left] == ["B"]
    (move,) = found.moves
    assert (move.unit_id, move.place, move.area, move.heals) == ("u3", 3, "B", True), "A can spare it most easily"


def test_each_choice_knows_who_left_before() -> None:
    guard, rings = given({"u1": 0, "u2": 0})
    first, second = advise(2, 0.5, [unit("u1", 5), unit("u2", 6)], rings, guard).units
    assert first.loss.value < second.loss.value, "the second unit leaves nobody behind"
    assert (bool(first.left), bool(second.left)) == (False, True)


def test_too_few_is_a_shortfall_and_too_far_is_no_help() -> None:
    guard, rings = given({"u1": 0, "u2": 1})
    found = advise(3, 0.5, [unit("u1", 5), unit("u2", 61)], rings, guard)
    assert (order(found), found.shortfall) == (["u1"], 2)


def test_loss_is_the_beats_cover_times_the_hours_away() -> None:
    guard, rings = given({"u1": 0})
    (sent,) = advise(1, 0.5, [unit("u1", 15)], rings, guard).units
    assert sent.away_h == pytest.approx(1.0)
    assert sent.loss.value == pytest.approx(RISK[0] / 8 * 0.6)
    (late,) = advise(1, 0.5, [unit("u1", 15, left_h=0.4)], rings, guard).units
    assert late.away_h == 0.4, "no longer than its placement"


def test_who_was_not_heard_has_a_wider_arrival() -> None:
    fresh, old = (arrival_of(20, sd, PACKS["presence"]) for sd in (0.15, 0.4))
    assert (fresh.value, fresh.level) == (20, 0.8)
    assert old.low < fresh.low < 20 < fresh.high < old.high


def test_reasons_stand_in_both_languages() -> None:
    guard, rings = given({"u1": 0, "u4": 3})
    names = {"B": Text("county B", "乙县")}
    found = advise(1, 0.5, [unit("u4", 5)], rings, guard)
    told = reasons_of(found.units[0], unit("u4", 5, age_s=None), names, PACKS["presence"])
    assert "无实时位置" in told[1].zh
    assert "county B" in told[-1].en
    assert "0组警力" in warning_of(found.left[0], names, PACKS["presence"]).zh
    (move,) = found.moves or (None,)
    if move is not None:
        assert "乙县" in move_words(move, Text("u1", "u1"), "p3", 20, names).zh
