"""Devices at the door: signing in, staying alive, sending passes, being told to come again."""

import asyncio
import json
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from daoan.api.viid.server import MOST_BODY_BYTES, ViidServer
from daoan.app.passes import readings_of
from daoan.config import ROOT
from daoan.edge.clock import ReplayClock
from daoan.edge.digest import DigestDoor, account_of
from daoan.edge.files import read_rule_packs
from daoan.jobs.passes.intake import Intake, Limits
from daoan.jobs.passes.pump import Pump
from daoan.jobs.passes.records import find_passes, find_refused
from daoan.sense.passes.arrow import write_stream
from daoan.sense.passes.sites import site_book
from daoan.store.framed_log import FramedLog, read_from, read_log

NOW = datetime(2026, 3, 7, 10, 0, tzinfo=UTC)
BOOK = site_book(("621000000001",), (0,))
ONE = {"MotorVehicleID": "a1", "TollgateID": "621000000001", "PassTime": "20260307175000", "PlateNo": "甘M12345"}


def body_of(*objects: dict) -> bytes:
    return json.dumps({"MotorVehicleListObject": {"MotorVehicleObject": objects}}, ensure_ascii=False).encode()


class Given:
    """A server over a folder, the frames that its engine was handed, and a client that has an account."""

    def __init__(self, folder: Path, handle=None, limits: Limits | None = None) -> None:
        self.frames, self.positions, self.folder = [], [], folder
        self.log, self.refused = FramedLog(folder / "log"), FramedLog(folder / "refused")
        self.pump = Pump(handle or (lambda _position, passes: self.frames.append(passes)), self.positions.append)
        readings = readings_of(BOOK, read_rule_packs(ROOT / "rulepacks")["pass-feeds"], "Asia/Shanghai")
        self.intake = Intake(self.log, self.refused, self.pump, readings, lambda: int(NOW.timestamp() * 1000), limits)
        door = DigestDoor("daoan", {"cam": account_of("cam", "daoan", "secret")}, lambda: 0.0)
        self.server = ViidServer(self.intake, door, ReplayClock(NOW), "Asia/Shanghai", "here")

    @asynccontextmanager
    async def client(self, *, signed: bool = True, started: bool = True):
        if started:
            self.pump.start(self.log.folder, 0)
        auth = httpx.DigestAuth("cam", "secret") if signed else None
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(self.server), base_url="http://here", auth=auth
        ) as client:
            yield client
        if started:
            self.pump.stop()
        self.log.close()
        self.refused.close()


def play(given: Given, *requests, **how):
    """Answers to some requests, ``(method, path, body)``, one after another."""

    async def run():
        async with given.client(**how) as client:
            return [await client.request(m, path, content=body) for m, path, body in requests]

    return asyncio.run(run())


def statuses(answer) -> list[tuple[str, str, str]]:
    told = answer.json()["ResponseStatusListObject"]["ResponseStatusObject"]
    return [(one["StatusCode"], one["StatusString"], one["Id"]) for one in told]


def test_passes_are_answered_one_by_one_logged_and_handed_on(tmp_path) -> None:
    given = Given(tmp_path)
    odd = {**ONE, "MotorVehicleID": 'a"2', "PassTime": "x"}
    new = {**ONE, "MotorVehicleID": "a3", "TollgateID": "77"}
    (answer,) = play(given, ("POST", "/VIID/MotorVehicles", body_of(ONE, odd, new)))
    assert answer.status_code == 200
    assert statuses(answer) == [("0", "OK", "a1"), ("8", "moment.unreadable", 'a"2'), ("0", "site.unknown", "a3")]
    assert answer.json()["ResponseStatusListObject"]["ResponseStatusObject"][0]["LocalTime"] == "20260307180000"
    (record,) = read_log(tmp_path / "log")
    assert find_passes(record).pass_id.tolist() == given.frames[0].pass_id.tolist()
    ((position, _),) = read_from(tmp_path / "log", 0)
    assert given.positions == [position]
    (kept,) = read_log(tmp_path / "refused")
    assert [row.code for row in find_refused(kept).rows] == ["moment.unreadable", "site.unknown"]
    assert json.loads(find_refused(kept).rows[1].raw)["PlateNo"] == "甘M12345"


def test_arrow_comes_in_beside_it(tmp_path) -> None:
    first = Given(tmp_path / "a")
    play(first, ("POST", "/VIID/MotorVehicles", body_of(ONE)))
    given = Given(tmp_path / "b")
    answer, bad = play(
        given,
        ("POST", "/passes/stream", write_stream(first.frames, BOOK)),
        ("POST", "/passes/stream", b"no stream"),
    )
    assert answer.json() == {"passes": 1, "refused": {}}
    assert bad.status_code == 400
    assert given.frames[0].plate.tolist() == first.frames[0].plate.tolist()
    assert given.frames[0].pass_id.tolist() == first.frames[0].pass_id.tolist()


def test_nobody_comes_in_unsigned(tmp_path) -> None:
    paths = [
        "/VIID/MotorVehicles",
        "/VIID/System/Register",
        "/VIID/SubscribeNotifications",
        "/passes/stream",
        "/nowhere",
    ]
    answers = play(Given(tmp_path), *(("POST", path, body_of(ONE)) for path in paths), signed=False)
    answers += play(
        Given(tmp_path), *(("GET", p, b"") for p in ("/VIID/System/Time", "/passes/counters")), signed=False
    )
    assert {answer.status_code for answer in answers} == {401}
    assert [one.split(",")[2].strip() for one in answers[0].headers.get_list("www-authenticate")] == [
        "algorithm=SHA-256",
        "algorithm=MD5",
    ]
    assert list(read_log(tmp_path / "log")) == []


def test_a_device_registers_stays_alive_and_leaves(tmp_path) -> None:
    def named(name: str) -> bytes:
        return json.dumps({name: {"DeviceID": "62100000001190000001"}}).encode()

    answers = play(
        Given(tmp_path),
        ("POST", "/VIID/System/Keepalive", named("KeepaliveObject")),
        ("POST", "/VIID/System/Register", named("RegisterObject")),
        ("POST", "/VIID/System/Keepalive", named("KeepaliveObject")),
        ("GET", "/VIID/System/Time", b""),
        ("GET", "/passes/counters", b""),
        ("POST", "/VIID/System/UnRegister", named("UnRegisterObject")),
        ("POST", "/VIID/System/Keepalive", named("KeepaliveObject")),
        ("POST", "/VIID/System/Register", b"{}"),
        ("GET", "/VIID/MotorVehicles", b""),
        ("GET", "/VIID/Faces", b""),
    )
    assert [answer.status_code for answer in answers] == [403, 200, 200, 200, 200, 200, 403, 400, 405, 404]
    assert answers[1].json()["ResponseStatusObject"]["Id"] == "62100000001190000001"
    assert answers[3].json()["SystemTimeObject"]["LocalTime"] == "20260307180000"
    assert answers[4].json()["devices"] == {"registered": 1, "longest_silent_s": 0.0}


def test_an_engine_that_is_behind_holds_senders_back(tmp_path) -> None:
    given = Given(tmp_path, limits=Limits(lag=10))
    first, second = play(given, *[("POST", "/VIID/MotorVehicles", body_of(ONE))] * 2, started=False)
    assert first.status_code == 200
    assert (second.status_code, second.headers["retry-after"]) == (503, "2")
    assert second.json()["ResponseStatusObject"]["StatusCode"] == "2"
    assert given.intake.told()["held_back"] == 1
    assert len(list(read_log(tmp_path / "log"))) == 1


def test_an_engine_that_has_failed_is_not_passed_over(tmp_path) -> None:
    def fail(_position, _frame) -> None:
        raise RuntimeError("out of order")

    given = Given(tmp_path, fail)

    async def run():
        async with given.client() as client:
            first = await client.post("/VIID/MotorVehicles", content=body_of(ONE))
            while given.pump.fault is None:
                await asyncio.sleep(0.01)
            return first, await client.post("/VIID/MotorVehicles", content=body_of(ONE))

    first, second = asyncio.run(run())
    assert (first.status_code, second.status_code) == (200, 500)


def test_what_was_not_handled_is_handled_after_the_next_start(tmp_path) -> None:
    play(Given(tmp_path), ("POST", "/VIID/MotorVehicles", body_of(ONE)), started=False)
    again = Given(tmp_path)
    play(again)
    assert [len(frame) for frame in again.frames] == [1]


def test_there_is_no_room_for_endless_refusals(tmp_path) -> None:
    given = Given(tmp_path, limits=Limits(refused=1))
    play(given, ("POST", "/VIID/MotorVehicles", body_of({**ONE, "TollgateID": "77"})))
    assert given.intake.told()["refused_not_kept"] == 1
    assert given.intake.told()["unknown_sites"] == {"77": 1}
    assert list(read_log(tmp_path / "refused")) == []


@pytest.mark.parametrize("body", [b"", b"{", b'{"MotorVehicleListObject":{}}', b"\xff" * 50, b"[" * 5_000])
def test_nonsense_is_refused_and_not_repeated(tmp_path, body) -> None:
    (answer,) = play(Given(tmp_path), ("POST", "/VIID/MotorVehicles", body))
    assert answer.status_code == 400
    assert set(answer.json()["ResponseStatusObject"]) == {"RequestURL", "StatusCode", "StatusString", "Id", "LocalTime"}


def test_a_body_that_is_too_large_is_not_read(tmp_path) -> None:
    (answer,) = play(Given(tmp_path), ("POST", "/VIID/MotorVehicles", b"x" * (MOST_BODY_BYTES + 1)))
    assert answer.status_code in (401, 413)
