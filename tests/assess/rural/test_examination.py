"""The month's examination: points by line, small townships drawn to their peers, and who is not told apart."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from daoan.assess.rural.examination import ABOVE, BELOW, LEVEL, examine
from daoan.assess.rural.groups import Group, GroupCover
from daoan.edge.files import read_rule_packs
from daoan.terms.estimates import Share

PACK = read_rule_packs(Path("rulepacks"))["rural"]
GOOD = GroupCover(
    Group("A1", "甲镇"), villages=12, stations=8, opened=Share(72, 80), kept=Share(0, 0), judged=6, silent=0,
    contact=Share(11, 12), no_station=1, vans_filed=Share(36, 40), vans_unknown=0, pledged=Share(34, 36),
    visited=Share(30, 36), shifts=80, contacts=500, handed_over=0, unit_id="north",
)  # fmt: skip
APPROVED = Share(90, 100)


def township(name: str, **told: object) -> GroupCover:
    return replace(GOOD, group=Group("A1", name), **told)


def examined(*groups: GroupCover, recorded: bool = True):
    rows = examine(groups, {g.group: APPROVED for g in groups}, PACK, recorded=recorded)
    return {row.cover.group.township: row for row in rows}


PEERS = [township(f"同{k}") for k in range(8)]


def test_share_lines_give_their_points_and_counted_lines_add_and_take() -> None:
    found = examined(*PEERS, township("多", silent=7, handed_over=2))
    row, usual = found["多"], found["同0"]
    assert {e.code: e.points for e in row.each} == {"silent_stations": -10.0, "handed_over": 1.0}
    assert sum(line.most for line in row.lines) == 100
    assert row.total.value == pytest.approx(sum(line.points for line in row.lines) - 9.0)
    line = next(line for line in usual.lines if line.code == "opened")
    assert (line.share, line.most) == (Share(72, 80), 30)
    assert line.points == pytest.approx(27.0, abs=0.1)


def test_few_days_say_little_of_a_township_and_many_say_much() -> None:
    small, large = township("小", opened=Share(1, 3)), township("大", opened=Share(60, 180))
    found = examined(*PEERS, small, large)
    opened = {name: next(x for x in row.lines if x.code == "opened") for name, row in found.items()}
    assert opened["大"].believed == pytest.approx(1 / 3, abs=0.06)
    assert opened["小"].believed > 0.45
    assert opened["大"].own > opened["小"].own
    assert found["大"].standing == BELOW
    assert found["小"].total.high - found["小"].total.low > found["大"].total.high - found["大"].total.low


def test_who_is_like_the_others_is_not_told_apart() -> None:
    found = examined(*PEERS, township("好", opened=Share(180, 180), contact=Share(60, 60), vans_filed=Share(90, 90)))
    assert found["同0"].standing == LEVEL
    assert found["好"].standing == ABOVE
    assert next(iter(found)) == "好"


def test_what_nobody_keeps_is_left_out_and_what_nobody_has_costs_nothing() -> None:
    row = examined(*PEERS, recorded=False)["同0"]
    assert {line.code for line in row.lines} == {"vans_filed", "pledged", "visited", "approved"}
    assert row.each == ()
    nothing = [replace(g, opened=Share(0, 0)) for g in PEERS]
    line = next(x for x in examined(*nothing)["同0"].lines if x.code == "opened")
    assert (line.points, line.known) == (30, False)


def test_chance_alone_rarely_tells_like_townships_apart() -> None:
    rng, apart, looked = np.random.default_rng(5), 0, 0
    for _ in range(40):
        groups = [
            township(f"{k}", opened=Share(int(rng.binomial(n, 0.85)), n), contact=Share(int(rng.binomial(10, 0.9)), 10))
            for k, n in enumerate(rng.integers(3, 60, 12).tolist())
        ]
        rows = examined(*groups).values()
        apart += sum(row.standing != LEVEL for row in rows)
        looked += len(rows)
    assert apart / looked <= 0.20  # both tails of 10 % at the most
