"""Positions of the demo's fleets: the silent ones, matters on their way, rates that begin when anything is known."""

from collections import Counter

import pytest

from daoan.app.clocks import workroom_of
from daoan.app.demo_companies import play_demo_companies
from daoan.app.demo_fleet import SILENT, VEHICLES, play_demo_fleet
from daoan.app.demo_month import _hire
from daoan.app.demo_people import begin_demo, make_demo_people
from daoan.app.fleet import list_alarms, rates, tables_of
from daoan.app.progress import silent
from daoan.app.qingyang import prepare_qingyang, qingyang
from daoan.app.workspace import create_workspace
from daoan.config import read_config
from daoan.jobs.positions.taking_up import alarm_matters
from daoan.terms.fleet_alarms import FleetAlarm
from daoan.terms.units import UnitTree


@pytest.fixture(scope="module")
def tracked(tmp_path_factory):
    workspace = create_workspace(read_config({"workspace": tmp_path_factory.mktemp("fleet") / "ws"}, {}), qingyang())
    begin_demo(workspace)
    prepare_qingyang(workspace, silent)
    make_demo_people(workspace)
    _hire(workspace, UnitTree(workspace.store.list_units()), workspace.now)
    play_demo_companies(workspace, silent)
    assert play_demo_fleet(workspace, silent) > 100_000
    yield workspace
    workspace.close()


def test_alarms_of_the_kinds_that_pages_show_and_those_never_heard_of_again(tracked) -> None:
    assert play_demo_fleet(tracked, silent) == 0
    found = Counter(row["kind"] for row in list_alarms(tracked))
    assert found["offline"] == SILENT
    assert {"speeding", "fatigue", "displaced", "small_hours"} <= set(found)
    assert all(row["company"] and row["terminal"] for row in list_alarms(tracked))


def test_matters_are_confirmed_disputed_and_decided_and_some_are_the_companys_turn(tracked) -> None:
    matters = alarm_matters(workroom_of(tracked)).values()
    assert {m.state for m in matters} == {"suspected", "confirmed", "disputed", "upheld", "withdrawn"}
    assert "company" in {m.holder for m in matters}


def test_rates_of_the_days_that_are_known_have_most_vehicles_online(tracked) -> None:
    tables = tables_of(tracked)
    rows = rates(tracked, tables.first_day(), tables.last_day())
    assert sum(row.vehicles for row in rows) == VEHICLES
    online = sum(row.online.part for row in rows) / sum(row.online.whole for row in rows)
    assert 0.5 < online < 1.0
    assert sum(row.alarms[FleetAlarm.OFFLINE] for row in rows) == SILENT
