"""Lessons and questions of the bank: each question has a right answer and a source; lessons follow a place's own
risk."""

from datetime import UTC, datetime, timedelta

import pytest

from daoan.act.education.lessons import lessons_for, questions_in
from daoan.assess.audiences.risk import groups_in
from daoan.config import ROOT
from daoan.edge.documents.place_pdf import map_svg
from daoan.edge.files import read_rule_packs
from daoan.jobs.education.packs import place_pack
from daoan.terms.codes import Light, Role, Severity
from daoan.terms.errors import InputError
from daoan.terms.records import Crash
from daoan.terms.records.registered import Entry
from daoan.terms.records.sensed import Party
from tests.store.store_given import network

PACKS = read_rule_packs(ROOT / "rulepacks")
START, END = datetime(2023, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)


def test_every_question_has_a_source_and_a_group_that_there_is() -> None:
    groups = {g.code for g in groups_in(PACKS["publicity"])}
    for question in questions_in(PACKS["publicity-quiz"]):
        assert question.source
        assert set(question.groups) <= groups
        assert question.answers[question.right - 1].zh


def test_lessons_come_in_the_order_of_what_is_shown_and_are_filled_up() -> None:
    told = lessons_for(["hour:18", "hour:3", "as:e_bike"], PACKS["publicity-quiz"], 3)
    assert [lesson.when for lesson in told] == ["hour:18", "as:e_bike", "*"]


def crash(n: int, lon: float, area: str, light: Light) -> Crash:
    at = START + timedelta(days=n, hours=11)
    hurt = Party(Role.PEDESTRIAN, Severity.SLIGHT, age_years=40)
    place = {"lon": lon, "lat": 35.0, "area": area}
    return Crash(f"x:{n}", "x", str(n), at, at, Severity.SLIGHT, light=light, parties=(hurt,), **place)


def pack_of(crashes, **values):
    told = {"name": "李家湾", "area": "A1", "lon": 107.0, "lat": 35.0} | values
    entry = Entry("village-1", "village", "north", 1, START, "x", {k: v for k, v in told.items() if v is not None})
    return place_pack(entry, network(), (), crashes, (START, END), "Asia/Shanghai", PACKS, simulated=False)


def test_a_place_is_told_of_its_own_crashes_and_of_the_countys_where_they_are_too_few() -> None:
    near = [crash(n, 107.01, "A1", Light.DARK_UNLIT) for n in range(12)]
    far = [crash(100 + n, 107.5, "A1", Light.DAY) for n in range(30)]
    own = pack_of(near + far)
    assert own.near
    assert own.risk.people.whole == 12
    assert "light:dark_unlit" in [lesson.when for lesson in own.lessons]
    few = pack_of(near[:9] + far)
    assert not few.near
    assert few.risk.people.whole == 39
    with pytest.raises(InputError, match="coordinates"):
        pack_of(near, lon=None)


def test_a_map_draws_its_roads_north_up() -> None:
    svg = map_svg([([(0.0, 0.0), (1.0, 2.0)], 3)], 4.0)
    assert "M0.000 -0.000 1.000 -2.000" in svg
