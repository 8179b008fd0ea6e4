"""After a turn of the loop each county has one warning in work at most: drafted, followed, withdrawn, re-assessed."""

from daoan.act.county.findings import find_warnings
from daoan.jobs.county_warnings import Followed, follow_counties
from daoan.store.work_protocol import MatterFilter
from daoan.terms.codes import Level
from tests.act.test_county_warning import PACK, assessment
from tests.api.work_given import START


def county(level: Level, month: str):
    one = assessment(level, month)
    return [type(one)(**{n: getattr(one, n) for n in one.__slots__} | {"unit": "A1"})]


def follow(office, level: Level, month: str):
    assessed = county(level, month)
    return follow_counties(office.work.room, assessed, find_warnings(assessed, START, PACK), office.clock.now())


def warnings(office) -> list:
    return list(office.store.page_matters(MatterFilter(kinds=("county_warning",))).rows)


def test_one_draft_for_a_county_however_often_the_loop_runs(office) -> None:
    assert follow(office, Level.ORANGE, "2026-01").drafted == 1
    assert follow(office, Level.ORANGE, "2026-01").drafted == 0
    (draft,) = warnings(office)
    assert (draft.state, draft.level, draft.area, draft.holder) == ("draft", "orange", "A1", "city")
    assert draft.values["county_unit"] == "north"
    assert follow(office, Level.RED, "2026-02").moved == 1
    (draft,) = warnings(office)
    assert (draft.level, draft.values["month"]) == ("red", "2026-02")


def test_a_calm_county_loses_its_draft_and_gets_no_second_one_for_the_same_month(office) -> None:
    follow(office, Level.ORANGE, "2026-01")
    follow(office, Level.BLUE, "2026-02")
    assert [m.state for m in warnings(office)] == ["withdrawn"]
    assert follow(office, Level.ORANGE, "2026-01").drafted == 0
    assert follow(office, Level.ORANGE, "2026-03").drafted == 1


def test_people_send_it_on_and_the_next_month_judges_what_came_back(office) -> None:
    follow(office, Level.ORANGE, "2026-01")
    (warning,) = warnings(office)
    here = office.see("commander", warning.matter_id)["matter"]
    here = office.act("commander", here, "submit")["matter"]
    here = office.act("auditing", here, "publish")["matter"]
    assert here["holder"] == "north"
    here = office.act("north-lead", here, "sign")["matter"]
    for event in ("plan", "progress", "report"):
        here = office.act("north-lead", here, event, note="patrols on the descent")["matter"]
    follow(office, Level.ORANGE, "2026-01")
    assert warnings(office)[0].state == "feedback"
    follow(office, Level.BLUE, "2026-02")
    (warning,) = warnings(office)
    assert (warning.state, warning.level) == ("reassessed", "blue")
    actions = [line.note.action for line in office.store.list_audit(limit=1000)]
    assert {"act.create", "act.publish", "act.reassess"} <= set(actions)


def test_without_an_organisation_nothing_is_drafted(office) -> None:
    office.store.list_units = lambda: ()
    try:
        assert follow(office, Level.RED, "2026-01") == Followed()
    finally:
        del office.store.list_units
