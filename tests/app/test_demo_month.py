"""The month that the demo of a simulated city plays: once, only there, and every step in the audit log."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from daoan.app.audit import check_log
from daoan.app.audit_keys import keys_for_check
from daoan.app.cities import find_city_plan
from daoan.app.demo_month import DAYS, ORDERS, play_demo_month
from daoan.app.demo_people import begin_demo, make_demo_people
from daoan.app.progress import silent
from daoan.app.workspace import create_workspace
from daoan.config import read_config
from daoan.store.work_protocol import MatterFilter
from tests.store.store_given import turn

EVERYTHING = MatterFilter()


def workspace_of(folder: Path, *, simulated: bool):
    city = find_city_plan("leeds").city
    areas = tuple(replace(city.areas[0], code=f"{city.areas[0].code}{n}") for n in range(4))
    city = replace(city, areas=areas, simulated=simulated)
    made = create_workspace(read_config({"workspace": folder}, {}), city)
    begin_demo(made)
    make_demo_people(made)
    made.store.save_turn(turn())
    return made


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    workspace = workspace_of(tmp_path_factory.mktemp("month") / "ws", simulated=True)
    steps = play_demo_month(workspace, silent)
    yield workspace, steps
    workspace.close()


def test_orders_alerts_and_hazards_are_under_way(played):
    workspace, steps = played
    counts = workspace.store.count_matters(EVERYTHING)
    kinds = {kind for kind, _ in counts}
    assert {"order", "order_node", "alert", "hazard", "county_warning", "supervision"} <= kinds
    assert counts["order", "closed"] >= ORDERS / 2
    logged = [step for _, step in workspace.store.list_news(0, limit=1000)]
    assert len(logged) == min(steps, 1000)
    assert all((workspace.now - step.at).days <= DAYS for step in logged)


def test_it_is_played_once(played):
    workspace, _ = played
    before = workspace.store.count_matters(EVERYTHING)
    assert play_demo_month(workspace, silent) == 0
    assert workspace.store.count_matters(EVERYTHING) == before


def test_every_act_stands_in_an_unbroken_log(played):
    workspace, _ = played
    assert check_log(workspace.store, keys_for_check(workspace.config), ()).holds
    written = [line.note for line in workspace.store.list_audit(limit=1000)]
    assert sum(note.action.startswith("simulate.") for note in written) > ORDERS


def test_the_planted_habits_stand_beside_the_truth(played):
    workspace, _ = played
    truth = json.loads((workspace.config.workspace / "truth" / "conduct.json").read_text("utf-8"))
    assert truth["slowest"] in truth["habits"]


def test_simulated_colleagues_cannot_sign_in(played):
    workspace, _ = played
    simulated = [p for p in workspace.store.list_people() if p.person_id.startswith("sim-")]
    assert simulated
    accounts = {workspace.store.find_account(p.person_id) for p in simulated}
    assert accounts == {None}


def test_a_real_city_plays_nothing(tmp_path):
    workspace = workspace_of(tmp_path / "ws", simulated=False)
    assert play_demo_month(workspace, silent) == 0
    assert not workspace.store.count_matters(EVERYTHING)
    workspace.close()
