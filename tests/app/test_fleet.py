"""From a register in a file and positions in the log to alarms, their tracks, matters and rates of a workspace."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from daoan.app.cities import find_city_plan
from daoan.app.fleet import alarm_track, import_fleet, list_alarms, monitor_positions, rates, take_up_alarms
from daoan.app.roads import use_network
from daoan.app.subject_key import subject_key
from daoan.app.terminals import positions_folder
from daoan.app.workspace import Workspace, create_workspace
from daoan.config import read_config
from daoan.edge.tokens import subject_token
from daoan.terms.errors import InputError, NotFound
from daoan.terms.fleet_alarms import FleetAlarm
from tests.jobs.positions.test_monitoring import keep
from tests.warn.positions.test_rules_of_the_road import ROADS, at, speeds

NOON = int(datetime(2026, 3, 2, 12, tzinfo=UTC).timestamp() * 1000)
REGISTER = "终端号,车辆类型,所属企业\n013900000001,重型货车,Longdong Haulage\n013900000002,重型货车,Longdong Haulage\n"


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    made = create_workspace(read_config({"workspace": tmp_path / "ws"}, {}), find_city_plan("leeds").city)
    use_network(made, ROADS)
    (tmp_path / "fleet.csv").write_text(REGISTER, encoding="utf-8")
    assert import_fleet(made, tmp_path / "fleet.csv").vehicles == 2
    token = subject_token(subject_key(made), "terminal", "13900000001")
    stops = [at(NOON + (26 + k) * 10_000, 8_000.0) for k in range(2)]
    keep(positions_folder(made), token, [*speeds(100.0, 240, NOON), *stops])
    yield made
    made.close()


def test_from_positions_to_alarms_tracks_and_rates(workspace: Workspace) -> None:
    assert list_alarms(workspace) == []
    monitor_positions(workspace, live=False)
    (speeding,) = list_alarms(workspace, day=date(2026, 3, 2))
    assert not speeding["goes_on"]
    assert (speeding["kind"], speeding["value"], speeding["limit"]) == ("speeding", 100.0, 60.0)
    _, track = alarm_track(workspace, speeding["alarm_id"])
    assert len(track) == 28
    (ours,) = rates(workspace, date(2026, 3, 2), date(2026, 3, 2))
    assert (ours.company, ours.online.part, ours.online.whole) == ("Longdong Haulage", 1, 2)
    assert ours.alarms[FleetAlarm.SPEEDING] == 1
    with pytest.raises(NotFound):
        alarm_track(workspace, "0")
    with pytest.raises(InputError):
        list_alarms(workspace, kind="flying")


def test_without_units_nothing_is_taken_up(workspace: Workspace) -> None:
    monitor_positions(workspace, live=False)
    assert take_up_alarms(workspace).raised == 0


def test_a_wrong_register_leaves_the_one_before(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "wrong.csv").write_text(REGISTER + "x,重型货车,\n", encoding="utf-8")
    assert [one.row for one in import_fleet(workspace, tmp_path / "wrong.csv").wrong] == [3]
    monitor_positions(workspace, live=False)
    assert list_alarms(workspace)[0]["company"] == "Longdong Haulage"
