"""Reach within bounds, quiet hours, exposures that recognise nobody, messages that somebody approved."""

from datetime import UTC, date, datetime
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daoan.act.education.exposing import Item, candidates_of, masked_surname, problems_in
from daoan.act.education.library import approved_text
from daoan.act.education.reach import Delivered, after_quiet, reach_of
from daoan.act.workflow.table import Refused
from daoan.config import ROOT
from daoan.edge.files import read_rule_packs
from daoan.terms.estimates import Share
from tests.act.workflow.work_makers import Desk, matter, who

PACK = read_rule_packs(ROOT / "rulepacks")["publicity"]
DAY = date(2026, 3, 1)


def reached(people: int, *contacts: int | None, day: date = DAY):
    return reach_of([Delivered(day, n % 2 == 1, c) for n, c in enumerate(contacts)], people, DAY, PACK)


def test_coverage_and_depth_are_told_as_what_contacts_allow() -> None:
    found = reached(100, 60, 50, None)
    assert (found.coverage_least, found.coverage_most) == (Share(60, 100), Share(100, 100))
    assert (found.depth_least, found.depth_most) == (Share(10, 100), Share(50, 100))
    assert (found.untold, found.contacts, found.online) == (1, 110, 50)
    assert reached(100, 300).over
    assert reached(100, 60, 60, day=date(2025, 11, 1)).depth_most == Share(0, 100)  # before the ninety days


@given(st.lists(st.sets(st.integers(0, 11)), max_size=4))
def test_bounds_hold_whoever_was_reached(crowds) -> None:
    """Twelve people; each delivery reaches some of them."""
    found = reached(12, *(len(c) for c in crowds))
    times = [sum(n in c for c in crowds) for n in range(12)]
    assert found.coverage_least.part <= sum(t > 0 for t in times) <= found.coverage_most.part
    assert found.depth_least.part <= sum(t > 1 for t in times) <= found.depth_most.part


def test_bounds_are_met_by_somebody() -> None:
    """No narrower bounds hold: for two deliveries among five people each end is some arrangement's."""
    for a, b in product(range(6), repeat=2):
        both = [len(set(range(a)) & {(s + k) % 5 for k in range(b)}) for s in range(5)]
        found = reached(5, a, b)
        assert (found.depth_least.part, found.depth_most.part) == (min(both), max(both))


def test_nothing_goes_out_in_quiet_hours() -> None:
    late, early, day = (datetime(2026, 3, 1, h, 30, tzinfo=UTC) for h in (14, 22, 4))  # 22:30, 06:30, 12:30 there
    assert after_quiet(late, "Asia/Shanghai", PACK) == datetime(2026, 3, 2, 0, 0, tzinfo=UTC)
    assert after_quiet(early, "Asia/Shanghai", PACK) == datetime(2026, 3, 2, 0, 0, tzinfo=UTC)
    assert after_quiet(day, "Asia/Shanghai", PACK) == day


def codes(*items: Item) -> list[str]:
    return [p.code for p in problems_in(items, 20)]


def test_an_item_that_somebody_could_be_recognised_by_is_refused() -> None:
    assert codes(Item("case", "一名老年人横过公路时被撞身亡", "county", 400_000, ("age_band", "month"))) == []
    assert codes(Item("case", "67岁男子横过公路时被撞身亡", "village", 400, ("day",))) == ["identifiable"]
    assert codes(Item("case", "横过公路时被撞", "village", 400, ("age_band", "sex", "month"))) == ["identifiable"]
    assert codes(Item("case", "横过公路时被撞", "township")) == ["people"]
    assert codes(Item("case", "3月4日，李家湾村一男子被撞", "county", 400_000)) == ["village"]


def test_names_plates_and_numbers_in_the_clear_are_refused_in_every_kind() -> None:
    assert codes(Item("vehicle", "甘M12345 货车违法12起")) == ["clear"]
    assert codes(Item("vehicle", "甘M·12*45 货车违法12起")) == []
    assert codes(Item("ban", "驾驶人：王大力 终生禁驾", "city", 2_000_000)) == ["name"]
    assert codes(Item("ban", "驾驶人：王某 终生禁驾", "city", 2_000_000)) == []
    assert codes(Item("company", "联系电话 13812345678")) == ["clear"]
    assert (masked_surname("张三丰"), masked_surname("Ann")) == ("张某", "A.")


def test_of_two_facts_on_one_thing_the_closer_counts_once() -> None:
    item = Item("case", "67岁", "township", 20_000, ("age_band", "month", "day"))
    assert candidates_of(item) == pytest.approx(20_000 / 80 / 50)


def test_a_message_is_approved_by_another_and_the_old_version_may_go_out_until_then() -> None:
    desk = Desk()
    first = desk.begin(matter("publicity_message", "", "city", "city", zh="戴头盔", en="Wear a helmet"))
    name = first.matter_id
    assert approved_text(first) is None
    desk.attempt(name, "submit", who("city"))
    refused = desk.attempt(name, "approve", who("city"))
    assert isinstance(refused, Refused)
    assert refused.code == "same_person"
    desk.attempt(name, "approve", who("city", 2))
    desk.attempt(name, "revise", who("city"))
    desk.attempt(name, "edit", who("city"), zh="系安全带")
    assert approved_text(desk.matters[name]).zh == "戴头盔"
    desk.attempt(name, "submit", who("city"))
    desk.attempt(name, "approve", who("city", 2))
    assert desk.matters[name].values["approved"] == {"number": 2, "zh": "系安全带", "en": "Wear a helmet"}
    desk.attempt(name, "retire", who("city", 2))
    assert approved_text(desk.matters[name]) is None


def test_a_message_with_a_plate_is_not_submitted_and_an_exposure_takes_three_people() -> None:
    desk = Desk()
    one = desk.begin(matter("publicity_message", "", "city", "city", zh="甘M12345", en="x"))
    assert desk.attempt(one.matter_id, "submit", who("city")).code == "personal"
    items = [{"kind": "case", "text": "67岁", "place": "village", "people": 300}]
    exposure = desk.begin(matter("exposure", "", "city", "city", items=items))
    assert desk.attempt(exposure.matter_id, "submit", who("city")).code == "identifiable"
    desk.attempt(exposure.matter_id, "edit", who("city"), items=[{"kind": "stretch", "text": "G309 K12"}])
    for number, event in ((1, "submit"), (2, "pass_check")):
        desk.attempt(exposure.matter_id, event, who("city", number))
    for number in (1, 2):
        assert desk.attempt(exposure.matter_id, "approve", who("city", number)).code == "same_person"
    desk.attempt(exposure.matter_id, "approve", who("city", 3))
    assert desk.matters[exposure.matter_id].state == "approved"
