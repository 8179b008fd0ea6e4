"""Registers of the demo: filled once, only in a simulated city, every entry marked, meetings tied to their matters."""

import pytest

from daoan.app.demo_month import play_demo_month
from daoan.app.demo_registers import play_demo_registers
from daoan.app.progress import silent
from daoan.jobs.meetings import decisions_of
from daoan.store.register_protocol import EntryFilter
from daoan.store.work_protocol import MatterFilter
from tests.app.test_demo_month import workspace_of


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    workspace = workspace_of(tmp_path_factory.mktemp("registers") / "ws", simulated=True)
    play_demo_month(workspace, silent)
    entries = play_demo_registers(workspace, silent)
    yield workspace, entries
    workspace.close()


def of(workspace, register: str):
    return workspace.store.list_entries(register, workspace.now)


def test_every_kind_that_the_demo_shows_has_entries_and_each_says_that_it_is_simulated(filled) -> None:
    workspace, entries = filled
    kinds = ("programme", "responsibility", "meeting", "inspection_station", "ebike_shop", "permit", "work_zone")
    found = {kind: of(workspace, kind) for kind in kinds}
    assert min(len(rows) for rows in found.values()) >= 4
    assert len(found["programme"]) >= 10
    assert all("模拟" in e.note for rows in found.values() for e in rows)
    assert all(e.values["licence"].startswith("SIM-") for e in found["ebike_shop"])
    assert entries >= sum(len(rows) for rows in found.values())


def test_it_is_done_once_and_not_in_a_real_city(filled, tmp_path) -> None:
    workspace, _ = filled
    assert play_demo_registers(workspace, silent) == 0
    real = workspace_of(tmp_path / "real", simulated=False)
    assert play_demo_registers(real, silent) == 0
    assert real.store.count_entries(EntryFilter("programme")) == 0
    real.close()


def test_every_brigade_has_duties_and_some_gaps_are_planted(filled) -> None:
    workspace, _ = filled
    holders = {e.values["unit"] for e in of(workspace, "responsibility")}
    brigades = {u.unit_id for u in workspace.store.list_units() if u.kind == "brigade"}
    assert brigades <= holders


def test_decisions_in_the_minutes_are_the_matters_of_the_month(filled) -> None:
    workspace, _ = filled
    meetings = {e.entry_id: decisions_of(e) for e in of(workspace, "meeting")}
    ids = [d.matter_id for decisions in meetings.values() for d in decisions if d.matter_id]
    page = workspace.store.page_matters(MatterFilter(kinds=("decision",)), limit=100)
    assert {m.matter_id for m in page.rows} == set(ids)
    assert {e.ref for m in page.rows for e in m.evidence} <= set(meetings)
    states = {m.state for m in workspace.store.page_matters(MatterFilter(kinds=("joint_part",)), limit=200).rows}
    assert "accepted" in states


def test_opinions_went_through_the_month(filled) -> None:
    workspace, _ = filled
    counts = workspace.store.count_matters(MatterFilter(kinds=("opinion",)))
    assert sum(counts.values()) >= 5
    assert {"closed", "reviewed"} & {state for _, state in counts}
