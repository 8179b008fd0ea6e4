"""Who is told after many days, and who never: builders, the licensed, commuters, those with many places to go to."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from daoan.terms.errors import RulePackInvalid
from daoan.terms.passes import NOT_RECORDED, PassClass, PassFrame, VehicleFrame, join_passes
from daoan.terms.rulepacks import RulePack
from daoan.warn.shuttling.chance import chance_right
from daoan.warn.shuttling.rules import read_shuttle_rules
from daoan.warn.shuttling.span import ShuttleFrame, find_shuttles, judge_plates
from tests.warn.shuttling.shuttling_given import (
    OTHER,
    PACK,
    RULES,
    TRUCK,
    VAN,
    Read,
    leg,
    passes,
    reduced,
    register,
    single,
    to_and_fro,
)  # fmt: skip

NOBODY = np.zeros(0, np.int64)
KNOWN = register((VAN, PassClass.VAN), (TRUCK, PassClass.CONSTRUCTION))


def found_in(
    drive: Callable[[int], PassFrame], days: int = 10, vehicles: VehicleFrame = KNOWN, licensed: np.ndarray = NOBODY
) -> ShuttleFrame:
    return find_shuttles([reduced(drive(day)) for day in range(days)], vehicles, licensed, RULES)


def test_a_van_that_goes_to_and_fro_every_day_is_told_with_its_days_and_ends() -> None:
    found = found_in(lambda day: passes(VAN, to_and_fro(8), day))
    assert found.plate.tolist() == [VAN]
    assert (int(found.days[0]), int(found.seen[0]), float(found.trips[0])) == (10, 10, 4.0)
    assert (int(found.end_a[0]), int(found.end_b[0]), float(found.same_ends[0])) == (1, 3, 1.0)
    assert int(found.day_bits[0]) == (1 << 10) - 1
    assert found.p_right[0] > 0.9


def test_where_one_site_lies_between_the_ends_it_is_told_too() -> None:
    found = found_in(lambda day: passes(VAN, single(10, 2), day))
    assert (found.plate.tolist(), int(found.end_a[0]), int(found.end_b[0])) == ([VAN], 2, 2)


def test_builders_and_the_licensed_do_the_same_and_are_not_told() -> None:
    assert len(found_in(lambda day: passes(TRUCK, to_and_fro(8), day, PassClass.CONSTRUCTION))) == 0
    assert len(found_in(lambda day: passes(TRUCK, to_and_fro(8), day, PassClass.CAR))) == 0, "the register knows better"
    assert len(found_in(lambda day: passes(VAN, to_and_fro(8), day), licensed=np.array([VAN]))) == 0


@pytest.mark.parametrize(
    ("vehicles", "seen_as", "told"),
    [
        (register(), PassClass.VAN, True),
        (KNOWN, PassClass.CAR, True),
        (KNOWN, PassClass.LIGHT_TRUCK, False),
        (register((OTHER, PassClass.OTHER)), PassClass.VAN, False),
        (replace(register((OTHER, PassClass.OTHER)), kind=np.array([NOT_RECORDED], np.uint8)), PassClass.VAN, True),
    ],
)
def test_the_register_says_what_a_vehicle_is_and_cameras_where_it_does_not(
    vehicles: VehicleFrame, seen_as: PassClass, told: bool
) -> None:
    assert len(found_in(lambda day: passes(OTHER, to_and_fro(8), day, seen_as), vehicles=vehicles)) == told


def test_cameras_that_do_not_agree_are_followed_where_most_of_them_do() -> None:
    def mixed(vans: int) -> list[Read]:
        reads = to_and_fro(8)
        kinds = [PassClass.VAN if k < vans else PassClass.LIGHT_TRUCK for k in range(len(reads))]
        return [(m, s, h, {"kind": int(kind)}) for (m, s, h, _), kind in zip(reads, kinds, strict=True)]

    assert len(found_in(lambda day: passes(OTHER, mixed(13), day), vehicles=register())) == 1
    assert len(found_in(lambda day: passes(OTHER, mixed(12), day), vehicles=register())) == 0


def test_commuters_and_a_few_busy_days_are_not_told() -> None:
    assert len(found_in(lambda day: passes(VAN, leg(420, 1, 3) + leg(1100, 3, 1), day))) == 0
    assert len(found_in(lambda day: passes(VAN, to_and_fro(4), day))) == 0
    few = RULES.least_days - 1
    assert len(found_in(lambda day: passes(VAN, to_and_fro(8 if day < few else 2), day))) == 0


def test_who_drives_as_often_but_to_many_places_is_not_told() -> None:
    def taxi(day: int) -> PassFrame:
        rng = np.random.default_rng(day)
        reads, here = [], 2
        for run in range(12):
            there = int(rng.choice([site for site in range(5) if site != here]))
            reads += leg(300 + run * 75, here, there)
            here = there
        return passes(VAN, reads, day)

    judged = judge_plates([reduced(taxi(day)) for day in range(10)], RULES)
    assert judged.days.max() >= RULES.least_days, "it passes the middle often enough"
    assert len(found_in(taxi)) == 0


def test_days_on_which_it_did_not_come_by_do_not_speak_for_it() -> None:
    def every(step: int) -> float:
        found = found_in(lambda day: passes(VAN, to_and_fro(8) if day % step == 0 else leg(400, 1, 2), day), days=30)
        return float(found.p_right[0]) if len(found) else 0.0

    assert every(1) > every(5) > every(6)


def test_several_vehicles_are_told_each_with_its_own() -> None:
    def both(day: int) -> PassFrame:
        return join_passes(
            [passes(VAN, to_and_fro(8), day), passes(OTHER, to_and_fro(10, 0, 4) if day > 2 else [], day)]
        )

    found = found_in(both)
    assert sorted(found.plate.tolist()) == found.plate.tolist() == sorted([VAN, OTHER])
    row = found.plate.tolist().index(OTHER)
    assert (int(found.days[row]), int(found.seen[row]), int(found.day_bits[row])) == (7, 7, 0b1111111000)


def test_nothing_is_found_where_nothing_was_read() -> None:
    assert len(find_shuttles([], KNOWN, NOBODY, RULES)) == 0
    assert len(found_in(lambda day: passes(VAN, [], day))) == 0


def test_the_chance_grows_with_the_days_and_never_says_what_passes_cannot_tell() -> None:
    chances = chance_right(np.arange(31), np.full(31, 30), RULES)
    assert (np.diff(chances) >= 0).all()
    assert (np.diff(chances[:9]) > 0).all()
    assert 0 <= chances[0] < 0.001
    most = RULES.prior / (RULES.prior + RULES.lawful)
    assert most - 0.01 < chances[-1] <= most
    assert chance_right(5, 5, RULES) > chance_right(5, 30, RULES)


def test_the_chance_is_that_of_the_formula() -> None:
    rules = replace(RULES, prior=0.2, lawful=0.1, shuttle_days=(2.0, 1.0), ordinary_days=(1.0, 2.0))
    # n = 1, m = 1: mean of the beta distribution, 2/3 and 1/3
    assert float(chance_right(1, 1, rules)) == pytest.approx(0.2 * (2 / 3) / (0.3 * (2 / 3) + 0.7 * (1 / 3)))


@pytest.mark.parametrize(
    "wrong",
    [{"least_days": 31}, {"span_days": 90}, {"least_trips": 1}, {"prior": 0.0}, {"kinds": ["ship"]},
     {"shuttle_days": [1.0]}, {"ordinary_days": [0.0, 1.0]}],
)  # fmt: skip
def test_rules_that_cannot_be_are_refused(wrong: dict[str, object]) -> None:
    values = {**PACK.values, "shuttle": {**PACK.get("shuttle"), **wrong}}
    with pytest.raises(RulePackInvalid, match="shuttle"):
        read_shuttle_rules(replace(PACK, values=values))
    assert isinstance(PACK, RulePack)
