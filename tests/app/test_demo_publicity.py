"""Publicity of the demo: played once, only in a simulated city, the planted truth found, nobody named."""

import pytest

from daoan.app.clocks import workroom_of
from daoan.app.demo_companies import play_demo_companies
from daoan.app.demo_month import play_demo_month
from daoan.app.demo_publicity import play_demo_publicity
from daoan.app.progress import silent
from daoan.app.publicity import show_campaigns, show_riders, show_segment, wanted_of
from daoan.jobs.education.campaigns import messages_seen
from daoan.terms.records.people import Actor
from daoan.terms.roles import Role
from tests.app.test_demo_month import workspace_of


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    workspace = workspace_of(tmp_path_factory.mktemp("publicity") / "ws", simulated=True)
    play_demo_month(workspace, silent)
    play_demo_companies(workspace, silent)
    assert play_demo_publicity(workspace, silent) == 4
    yield workspace
    workspace.close()


def test_campaigns_stand_at_every_step_and_the_banner_is_not_said_to_work(played) -> None:
    assert play_demo_publicity(played, silent) == 0
    told = {c.title: (c.state.zh, c.verdict) for c in show_campaigns(played)}
    assert told["头盔护学行动（模拟）"] == ("已办结", "works")
    assert told["赶集横幅（模拟）"][1] in ("no_use", "cannot_tell")
    assert {state for state, _ in told.values()} == {"方案", "投放", "已办结"}
    assert all("模拟" in title for title in told)


def test_segments_are_of_ten_people_and_more_and_riders_have_lights(played) -> None:
    whole = show_segment(played, "drivers", {})
    assert whole.people > 1_000
    assert all(people >= 10 for _, people in whole.blocks)
    freight = show_segment(played, "drivers", wanted_of(["occupation=freight_driver"]))
    assert 0 < freight.people < whole.people
    middle = show_segment(played, "drivers", wanted_of(["age_band=30_44"]))
    assert 0.3 < middle.people / whole.people < 0.6
    assert {c.light for c in show_riders(played, "", "")} >= {"green"}


def test_one_message_still_waits_for_somebody_else(played) -> None:
    room = workroom_of(played)
    root = next(u.unit_id for u in room.units().units.values() if u.parent is None and u.kind == "city")
    states = [m.state for m in messages_seen(room, Actor("x", root, frozenset({Role.COMMANDER})))]
    assert sorted(states) == ["approved", "approved", "approved", "to_approve"]
