"""The city's sheet for the province: counties added up, what is not known left open, differences taken apart."""

from dataclasses import replace
from pathlib import Path

import pytest

from daoan.assess.rural.beside import OWN, TOTAL, beside
from daoan.assess.rural.city import city_sheet
from daoan.assess.rural.groups import Group, GroupCover
from daoan.edge.files import read_rule_packs
from daoan.terms.estimates import Share
from daoan.terms.rural import ProvinceMark

PACK = read_rule_packs(Path("rulepacks"))["rural"]
SMALL = GroupCover(
    Group("A1"), villages=2, stations=2, opened=Share(9, 10), kept=Share(0, 0), judged=2, silent=1,
    contact=Share(2, 2), no_station=0, vans_filed=Share(4, 4), vans_unknown=0, pledged=Share(4, 4),
    visited=Share(1, 4), shifts=9, contacts=20, handed_over=1,
)  # fmt: skip
LARGE = replace(
    SMALL, group=Group("A2"), villages=20, opened=Share(30, 90), silent=7, contact=Share(10, 20),
    vans_filed=Share(36, 40), pledged=Share(20, 36), visited=Share(30, 36), handed_over=2,
)  # fmt: skip
CITY = replace(
    SMALL, group=Group(), villages=23, opened=Share(39, 100), silent=8, contact=Share(12, 23),  # a village of no county
    vans_filed=Share(40, 44), pledged=Share(24, 40), visited=Share(31, 40), handed_over=3,
)  # fmt: skip
GROUPS = {g.group: g for g in (CITY, SMALL, LARGE)} | {Group("A1", "甲镇"): replace(SMALL, group=Group("A1", "甲镇"))}
APPROVED = {Group(): Share(30, 40), Group("A1"): Share(10, 10), Group("A2"): Share(20, 30)}


def sheet(*, recorded: bool = True):
    return city_sheet(GROUPS, APPROVED, PACK, recorded=recorded)


def line(found, code: str):
    return next(x for x in found.lines if x.code == code)


def test_a_line_is_the_counties_numerators_over_their_denominators_and_never_a_mean_of_rates() -> None:
    opened = line(sheet(), "opened")
    assert (opened.share, opened.points) == (Share(39, 100), pytest.approx(11.7))  # the mean of rates: 18.5
    assert {p.area: p.share for p in opened.parts} == {"A2": Share(30, 90), "A1": Share(9, 10)}
    assert [(p.area, round(p.lost, 2)) for p in opened.parts] == [("A2", 18.0), ("A1", 0.3)]


def test_parts_add_up_to_every_line_and_what_no_county_has_is_a_part_of_its_own() -> None:
    for one in sheet().lines:
        if one.points is None:
            continue
        if one.share is not None:
            assert sum(p.share.part for p in one.parts) == one.share.part
            assert sum(p.share.whole for p in one.parts) == one.share.whole
            assert sum(p.lost for p in one.parts) == pytest.approx(one.most - one.points)
        else:
            assert sum(p.number for p in one.parts) == one.number
            assert sum(p.lost for p in one.parts) == pytest.approx(-one.points)
    assert [(p.area, p.share) for p in line(sheet(), "contact").parts][1] == ("", Share(0, 1))
    assert line(sheet(), "silent_stations").points == -10  # 8 stations, bounded


def test_what_the_city_cannot_know_is_open_and_is_no_nought() -> None:
    found = sheet()
    assert line(found, "on_site").points is None
    assert (found.most, found.open) == (100, 2)
    dark = sheet(recorded=False)
    assert [x.code for x in dark.lines if x.points is None] == [
        "opened", "contact", "silent_stations", "handed_over", "on_site", "adjusted",
    ]  # fmt: skip
    assert line(dark, "opened").share is None
    assert dark.most == 50
    nobody = city_sheet({}, {}, PACK, recorded=False)
    assert {x.points for x in nobody.lines} == {None}


def test_a_difference_is_taken_apart_into_counted_weighed_and_judged_without_a_rest() -> None:
    marks = (
        ProvinceMark("", "opened", "开启率", 30, 100, 20, 5.0, "抽查"),
        ProvinceMark("", "silent_stations", "静默", 2, None, None, -4.0),
        ProvinceMark("", "on_site", "实地", None, None, 10, 8.0),
        ProvinceMark("", OWN + "领导重视", "其他：领导重视", None, None, 5, 5.0),
        ProvinceMark("A1", "opened", "开启率", 8, 10),
        ProvinceMark("", TOTAL, "总分", None, None, None, 14.0),
    )
    found = beside(sheet(), marks)
    opened, silent, own = found.lines[0], found.lines[6], found.lines[-1]
    gap = opened.difference
    assert (gap.counted, gap.weighed, gap.judged) == pytest.approx((-2.7, -3.0, -1.0))
    assert gap.points == pytest.approx(gap.counted + gap.weighed + gap.judged) == pytest.approx(5.0 - 11.7)
    assert (silent.difference.counted, silent.difference.judged) == (6.0, 0.0)
    assert [m.area for m in opened.counties] == ["A1"]
    assert own.ours is None
    assert next(x for x in found.lines if x.ours and x.ours.code == "on_site").difference is None
    assert (found.compared, found.theirs_compared, found.theirs_total) == (2, 1.0, 14.0)
    assert beside(sheet(), marks[:-1]).theirs_total == 14.0
