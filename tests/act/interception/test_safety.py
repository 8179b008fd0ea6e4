"""Where nobody is stopped: on a bend, on a slope or at its foot, on bridges and in tunnels, without room."""

from dataclasses import replace

import numpy as np
import pytest

from daoan.act.interception.safety import Room, Shape, least_radius_m, reasons_against
from tests.act.interception.interception_makers import PACK

GOOD = Shape(Room.STATION, 900.0, np.inf, np.inf, False)


def test_a_straight_level_station_is_safe() -> None:
    assert reasons_against(GOOD, PACK) == ()
    assert reasons_against(replace(GOOD, radius_m=np.inf), PACK) == ()


@pytest.mark.parametrize(
    ("change", "zh"),
    [
        ({"room": Room.NONE}, "无停车空间"),
        ({"radius_m": 120.0}, "弯道（半径120 m，应不小于250 m）"),
        ({"radius_m": np.nan}, "弯道（半径?，应不小于250 m）"),
        ({"slope_m": 0.0}, "长下坡路段或坡底500 m以内"),
        ({"slope_m": 400.0}, "长下坡路段或坡底500 m以内"),
        ({"structure_m": 50.0}, "桥梁、隧道200 m以内"),
        ({"iced": True}, "易结冰或急下坡路段"),
    ],
)
def test_each_danger_is_a_reason(change, zh) -> None:
    assert [t.zh for t in reasons_against(replace(GOOD, **change), PACK)] == [zh]


def test_the_radius_of_a_circle_is_found_and_a_straight_line_has_none() -> None:
    angle = np.linspace(0, 1, 20)
    circle = 180.0 * np.column_stack([np.cos(angle), np.sin(angle)])
    assert least_radius_m(circle) == pytest.approx(180.0, rel=0.01)
    assert least_radius_m(np.array([[0.0, 0.0], [10.0, 0.0], [10.0, 0.0], [50.0, 0.0]])) == np.inf
