"""Passes of a whole city: from a file or a device to an alert, a place in the lake, and a look at what comes next."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import numpy as np
import pytest

from daoan.act.notices import told_by
from daoan.app.clocks import workroom_of
from daoan.app.demo_watches import watch_vehicles
from daoan.app.pass_engine import CityPasses, city_passes
from daoan.store.vehicles import keep_vehicles
from daoan.store.work_protocol import MatterFilter
from daoan.terms.passes import PlateState
from daoan.terms.plates import pack_plate
from daoan.terms.records.notified import Told
from daoan.terms.records.working import Matter
from tests.app.passes_city import NOW, begin, register
from tests.warn.passes.road_given import vehicles

ROOT = Path(__file__).parents[2]
CAR, OTHER = "甘M1I001", "甘M1I002"
HEAD = "kkbh,gcsj,hphm,hpzl"


@pytest.fixture
def workspace(tmp_path):
    made = begin(tmp_path / "ws")
    yield made
    made.close()


def file_of(folder: Path, name: str, *rows: tuple[str, float, str]) -> Path:
    """A file of passes: site, minutes before now, plate."""
    lines = [HEAD]
    for site, minutes, plate in rows:
        at = NOW + timedelta(hours=8) - timedelta(minutes=minutes)
        lines.append(f"{site},{at:%Y-%m-%d %H:%M:%S},{plate},02")
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def alerts(workspace) -> list[Matter]:
    rows = workspace.store.page_matters(MatterFilter(kinds=("alert",)), limit=100).rows
    return [m for m in rows if m.matter_id.startswith("alert-pass-")]


def took(city: CityPasses, path: Path) -> int:
    imported = city.take_file(path)
    assert not imported.refused, imported.refused
    return city.catch_up()


def test_a_watched_vehicle_in_a_file_becomes_one_alert_whose_later_reads_join_it(workspace, tmp_path) -> None:
    watch_vehicles(workspace, [(CAR, False)], "city", NOW)
    with city_passes(workspace) as city:
        assert took(city, file_of(tmp_path, "a.csv", ("K1", 40, CAR), ("K2", 25, CAR), ("K1", 20, OTHER))) == 3
    (alert,) = alerts(workspace)
    assert (alert.values["rule"], alert.values["site"], alert.holder) == ("pass.watched", "K2", "north")
    (entry,) = workspace.store.page_matters(MatterFilter(kinds=("watch",)), limit=10).rows
    assert entry.values["hits"] == 2
    assert len(alert.evidence) == 2
    with city_passes(workspace) as city:
        assert city.catch_up() == 0
        took(city, file_of(tmp_path, "b.csv", ("K3", 5, CAR)))
    (alert,) = alerts(workspace)
    assert alert.values["site"] == "K3"
    assert len(workspace.lake.of_plate(pack_plate(CAR), 0, 2**60)) == 3
    assert [site.site_id for site in workspace.lake.sites()] == ["K1", "K2", "K3"]


def test_of_a_secret_entry_its_unit_hears_and_nobody_else(workspace, tmp_path) -> None:
    watch_vehicles(workspace, [(CAR, False)], "city", NOW, secret=True)
    with city_passes(workspace) as city:
        took(city, file_of(tmp_path, "a.csv", ("K1", 40, CAR), ("K2", 25, CAR)))
        assert city.told["entries_seen"] == 1
        took(city, file_of(tmp_path, "b.csv", ("K3", 5, CAR)))
    assert alerts(workspace) == []
    (entry,) = workspace.store.page_matters(MatterFilter(kinds=("secret_watch",)), limit=10).rows
    assert (entry.state, entry.values["hits"]) == ("watching", 3)
    assert [e.label.en for e in entry.evidence] == ["read at K1", "read at K2", "read at K3"]
    room = workroom_of(workspace)
    hit = [(number, step) for number, step in workspace.store.list_news(0, limit=100) if step.event == "hit"]
    told = [
        (n.why, n.unit_id) for number, step in hit
        for n in told_by(number, step, entry, room.workflows[entry.kind], room.units(), room.pack)
    ]  # fmt: skip
    assert told == [(Told.SEEN, entry.issuer)] * 2


def test_what_is_too_old_raises_nothing(workspace, tmp_path) -> None:
    watch_vehicles(workspace, [(CAR, False)], "city", NOW)
    with city_passes(workspace) as city:
        took(city, file_of(tmp_path, "old.csv", ("K1", 600, CAR)))
        assert city.told["alerts_stale"] == 1
    assert alerts(workspace) == []


def test_an_entry_holds_from_when_it_is_on_the_list_and_the_engine_goes_on_where_it_was(workspace, tmp_path) -> None:
    with city_passes(workspace) as city:
        took(city, file_of(tmp_path, "a.csv", ("K1", 60, CAR)))
    assert alerts(workspace) == []
    watch_vehicles(workspace, [(CAR, False)], "city", NOW)
    with city_passes(workspace) as city:
        assert city.engine.run.lanes.first.engines[0].knows(pack_plate(CAR))
        took(city, file_of(tmp_path, "b.csv", ("K2", 45, CAR)))
    (alert,) = alerts(workspace)
    assert len(alert.evidence) == 1


def test_a_device_that_is_registered_later_gets_a_row_of_its_own(workspace, tmp_path) -> None:
    with city_passes(workspace) as city:
        took(city, file_of(tmp_path, "a.csv", ("K1", 60, OTHER), ("K3", 50, OTHER)))
    register(workspace, [("A0", 15_000.0)])
    with city_passes(workspace) as city:
        took(city, file_of(tmp_path, "b.csv", ("A0", 20, OTHER)))
        frame = city.seen.rows.frame
    assert [s.site_id for s in workspace.lake.sites()] == ["K1", "K2", "K3", "A0"]
    assert frame.chainage_m.tolist() == [5000, 25_000, 50_000, 15_000]
    found = workspace.lake.of_plate(pack_plate(OTHER), 0, 2**60)
    assert found.site.tolist() == [0, 2, 3]


def test_a_site_of_a_table_without_a_place_is_taken_and_nothing_is_made_of_its_distance(workspace, tmp_path) -> None:
    table = tmp_path / "sites.csv"
    table.write_text("site,heading,also\nT9,both,X9\nK1,both,Y1\n", encoding="utf-8")
    with city_passes(workspace, table) as city:
        took(city, file_of(tmp_path, "a.csv", ("Y1", 30, CAR), ("X9", 29, CAR), ("K3", 28, CAR), ("T9", 27, CAR)))
        assert workspace.lake.of_plate(pack_plate(CAR), 0, 2**60).site.tolist() == [0, 3, 2, 3]
    assert alerts(workspace) == []  # K1 to K3 is impossible in two minutes, but by way of T9 nobody can tell


def test_the_register_of_vehicles_is_heeded(workspace, tmp_path) -> None:
    told = replace(vehicles(state={}), plate=np.array([pack_plate(CAR)] * 3)).take([0])
    told = replace(told, state=np.array([PlateState.STOLEN], np.uint8))
    folder = workspace.config.workspace / "passes" / "vehicles"
    keep_vehicles(folder, told, read_at=NOW, as_of=NOW, file="test", sha256="")
    with city_passes(workspace) as city:
        took(city, file_of(tmp_path, "a.csv", ("K1", 30, CAR)))
    assert [a.values["rule"] for a in alerts(workspace)] == ["pass.cancelled"]


# -- a server --


@pytest.fixture
def served(workspace, tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.app.passes_city", str(tmp_path / "ws"), str(port)],
        cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    client = httpx.Client(base_url=f"http://127.0.0.1:{port}", auth=httpx.DigestAuth("cam", "secret"), timeout=20)
    deadline = time.monotonic() + 90
    while True:
        try:
            client.get("/passes/counters")
            break
        except httpx.TransportError:
            assert process.poll() is None, process.stderr.read() if process.stderr else ""
            assert time.monotonic() < deadline
            time.sleep(0.2)
    yield client, process
    client.close()
    process.kill()
    process.wait()


def post(client: httpx.Client, number: int, site: str, minutes: float, plate: str) -> None:
    at = NOW + timedelta(hours=8) - timedelta(minutes=minutes)
    one = {"MotorVehicleID": f"a{number}", "TollgateID": site, "PassTime": f"{at:%Y%m%d%H%M%S}", "PlateNo": plate}
    body = json.dumps({"MotorVehicleListObject": {"MotorVehicleObject": [one]}}, ensure_ascii=False)
    answer = client.post("/VIID/MotorVehicles", content=body.encode())
    assert answer.json()["ResponseStatusListObject"]["ResponseStatusObject"][0]["StatusCode"] == "0", answer.text


def wait_for(client: httpx.Client, name: str, least: int, seconds: float = 40) -> dict:
    deadline = time.monotonic() + seconds
    while (told := client.get("/passes/counters").json()).get(name, 0) < least:
        assert time.monotonic() < deadline, told
        time.sleep(0.2)
    return told


def test_a_device_sends_a_plate_that_is_put_on_the_list_meanwhile(served, workspace) -> None:
    client, process = served
    post(client, 1, "K1", 40, CAR)
    watch_vehicles(workspace, [(CAR, False)], "city", NOW)
    wait_for(client, "watched", 1)
    post(client, 2, "K2", 25, CAR)
    told = wait_for(client, "alerts_raised", 1)
    assert (told["passes"], told["engine_lag_bytes"]) == (2, 0)
    (alert,) = alerts(workspace)
    assert alert.values["site"] == "K2"
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=30) == 0, process.stderr.read()
    assert len(workspace.lake.of_plate(pack_plate(CAR), 0, 2**60)) == 2
