"""Plans in the played month: five stand, two exercises are reported, one is under way, two are proposed."""

from daoan.act.plans.proposing import proposals
from daoan.app.clocks import workroom_of
from daoan.app.demo_plans import ACTIVATION_ID, DRILL_ID
from daoan.app.organisation import ROOT
from daoan.jobs.plans import proposed, standing_of, standing_plans
from daoan.terms.records.people import Actor
from daoan.terms.roles import Role
from tests.app.test_demo_month import played  # noqa: F401 - the same month, played once

READER = Actor("reader", ROOT, frozenset({Role.COMMANDER}))


def test_the_month_has_plans_an_exercise_and_the_real_thing(played) -> None:  # noqa: F811
    workspace, _ = played
    room = workroom_of(workspace)
    plans = standing_plans(room, workspace.now)
    assert {p.scenario for p in plans} == {"ice_snow", "fog", "school", "market", "flood"}
    assert proposals(plans, []) == ()
    assert {p.name.split()[-1] for p in proposed(room, (), workspace.now, workspace.city)} == {"snow", "day"}
    drill, real = (standing_of(room, READER, name, workspace.now) for name in (DRILL_ID, ACTIVATION_ID))
    assert (drill.activation.kind, drill.activation.state) == ("drill", "finished")
    assert (real.activation.kind, real.activation.state) == ("activation", "running")
    assert 0 < sum(s.signed.part for s in real.steps) <= sum(s.signed.whole for s in real.steps)
    exercises = room.store.list_entries("exercise", workspace.now)
    assert len(exercises) == 2
    assert all("模拟" in str(e.values["well"]) for e in exercises)
    measured = [row for e in exercises for row in e.values["measured"]]
    assert all("finished_minutes" in row for row in measured)
