"""Tickets are drafted from places: one a place, graded, with measures that fit the pattern."""

from dataclasses import replace
from datetime import date

import pytest

from daoan.act.hazards import draft_tickets
from tests.act.duty_makers import AS_OF, HAZARDS, spot, stretch


def drafts(spots, estimates=()):
    return draft_tickets(spots, estimates, AS_OF, HAZARDS)


@pytest.mark.parametrize(
    ("fatal", "ksi", "grade", "days"),
    [(0, 2, "general", 30), (1, 2, "larger", 90), (0, 5, "larger", 90), (3, 3, "major", 180), (0, 10, "major", 180)],
)
def test_grade_and_deadline(fatal, ksi, grade, days):
    (ticket,) = drafts([spot("b", "abcde", fatal, ksi)])
    assert (ticket.grade, ticket.due_days, ticket.state) == (grade, days, "draft")


def test_measures_follow_the_patterns_in_order_and_once():
    (ticket,) = drafts([spot("b", "abcde", patterns=("dark", "wet", "form:rear_end", "unheard_of"))])
    assert [s.zh[:6] for s in ticket.suggestions] == ["核查照明设施", "核查排水与路", "核查排队与信"]


def test_no_pattern_asks_for_a_site_visit_and_major_for_control_at_once():
    assert "现场核查" in drafts([spot("b", "abc")])[0].suggestions[0].zh
    assert "72小时内" in drafts([spot("b", "abc", fatal=3, ksi=3)])[0].suggestions[0].zh


def test_hits_of_two_packs_at_one_place_become_one_ticket_with_the_graver_grade():
    spots = [spot("b1", "abcdef", fatal=0, ksi=2, pack="p1"), spot("b2", "abc", fatal=1, ksi=1, pack="p2")]
    (ticket,) = drafts(spots)
    assert ticket.grade == "larger"
    assert {e.ref for e in ticket.evidence if e.kind == "blackspot"} == {"b1", "b2"}
    assert "p1" in ticket.finding.zh
    assert "p2" in ticket.finding.zh


def test_every_place_has_its_ticket_and_the_gravest_comes_first():
    tickets = drafts([spot("a", "abc"), spot("b", "def", fatal=3, ksi=3), spot("c", "ghi", fatal=1)])
    assert [t.blackspot_id for t in tickets] == ["b", "c", "a"]


def test_injuries_of_the_stretches_add_up_with_independent_errors():
    (ticket,) = drafts([spot("b", "abc", segments=("s1", "s2"))], [stretch("s1", 3.0), stretch("s2", 4.0)])
    assert ticket.injuries_per_year.value == pytest.approx(7.0)
    assert ticket.injuries_per_year.low == pytest.approx(7.0 - 2.5)
    assert ticket.injuries_per_year.high == pytest.approx(7.0 + 5.0)
    assert drafts([spot("b", "abc")])[0].injuries_per_year is None


def test_the_ticket_names_place_and_days_as_an_officer_would():
    (ticket,) = drafts([spot("b", "abc")])
    assert ticket.title.zh == "一般隐患：G309 K1515+200—K1515+700"
    assert "2017年1月1日至2019年12月31日" in ticket.finding.zh


def test_the_same_spot_keeps_its_ticket():
    assert drafts([spot("b", "abc")])[0].ticket_id == drafts([spot("b", "abcd")])[0].ticket_id


def test_a_window_of_many_years_neither_grades_nor_lends_its_patterns():
    long = replace(
        spot("long", "abcdef", fatal=3, ksi=3, patterns=("dark",), pack="p2"), window_starts=date(2012, 1, 1)
    )
    (ticket,) = drafts([long, spot("short", "abc", fatal=0, ksi=2, patterns=("wet",), pack="p1")])
    assert ticket.blackspot_id == "short"
    assert ticket.grade == drafts([spot("short", "abc", fatal=0, ksi=2, pack="p1")])[0].grade
    assert [s.zh[:4] for s in ticket.suggestions] == ["核查排水"]


def test_where_only_a_long_window_hits_its_counts_are_scaled_to_the_graded_years():
    long = replace(spot("long", "abcdef", fatal=4, ksi=12), window_starts=date(2012, 1, 1))
    assert drafts([long])[0].grade == "larger"  # 4 · 3/8 = 1.5 fatal, 12 · 3/8 = 4.5 killed or seriously injured
    assert drafts([spot("short", "abcdef", fatal=4, ksi=12)])[0].grade == "major"


def test_a_place_without_a_road_name_says_where_it_is():
    (ticket,) = drafts([replace(spot("b", "abc"), road_name=None)])
    assert ticket.title.en == "General hazard: unnamed road at 35.700 N, 107.600 E"
    assert ticket.title.zh == "一般隐患：未命名道路（北纬35.700°，东经107.600°）"
