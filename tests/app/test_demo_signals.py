"""Signals of the demo: one proposal of our own street, looked at and approved by different people, once."""

from dataclasses import replace

import pytest

from daoan.app import demo_signals
from daoan.app.clocks import workroom_of
from daoan.app.demo_people import begin_demo
from daoan.app.demo_signals import play_demo_signals
from daoan.app.organisation import ROOT
from daoan.app.people import ensure_units
from daoan.app.progress import silent
from daoan.app.qingyang import qingyang
from daoan.app.workspace import create_workspace
from daoan.config import read_config
from daoan.jobs.signal_proposals import proposals_seen
from daoan.terms.records.people import Actor
from daoan.terms.roles import Role


@pytest.fixture
def workspace(tmp_path):
    made = create_workspace(read_config({"workspace": tmp_path / "ws"}, {}), qingyang())
    begin_demo(made)
    ensure_units(made)
    yield made
    made.close()


def test_it_is_proposed_looked_at_and_approved_by_three_people_once(workspace, monkeypatch) -> None:
    nights = []
    monkeypatch.setattr(demo_signals, "reckon_efficiency", lambda *_, **__: nights.append(1))
    assert play_demo_signals(workspace, silent) == 1
    assert play_demo_signals(workspace, silent) == 0
    assert nights == [1]
    room = workroom_of(workspace)
    (one,) = proposals_seen(room, Actor("x", ROOT, frozenset({Role.COMMANDER})))
    assert (one.state, one.values["simulated"]) == ("approved", True)
    assert "模拟" in one.title
    steps = room.store.list_steps(one.matter_id)
    assert [s.event for s in steps] == ["create", "look_at", "approve"]
    assert len({s.by for s in steps}) == 3


def test_a_real_city_gets_none(workspace) -> None:
    real = replace(workspace, city=replace(workspace.city, simulated=False))
    assert play_demo_signals(real, silent) == 0
