"""Passes out of Kafka, over the wire: none lost and none twice over a kill, held back when the engine is behind.

The brokers are librdkafka's own mock cluster, in this process: a server of the protocol, not of a disk.
"""

import asyncio
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from daoan.app.passes import readings_of
from daoan.config import ROOT
from daoan.jobs.passes.intake import Intake, Limits
from daoan.jobs.passes.pump import Pump
from daoan.jobs.passes.queue import Queue, read_place
from daoan.jobs.passes.records import find_passes, find_refused
from daoan.sense.passes.arrow import write_stream
from daoan.store.framed_log import FramedLog, read_log
from daoan.terms.errors import FileUnreadable, InputError
from tests.app.passes_city import NOW, begin
from tests.sense.passes.given_passes import BOOK, KNOWN_MS, ONE, PACK, ZONE, body_of

pytest.importorskip("confluent_kafka", reason="needs the extra kafka: bash scripts/extras.sh")

import confluent_kafka as kafka

from daoan.edge.kafka import KafkaReader, read_plan

TOPIC, MESSAGES, ROWS, PARTITIONS = "passes", 400, 10, 4
pytestmark = pytest.mark.xdist_group("kafka")


@pytest.fixture(scope="module")
def brokers() -> Iterator[tuple[object, str]]:
    """A producer that has a mock cluster within, and the address at which others reach it."""
    producer = kafka.Producer({"bootstrap.servers": "mock", "test.mock.num.brokers": 1, "linger.ms": 1})
    found = producer.list_topics(timeout=10).brokers.values()
    yield producer, ",".join(f"{one.host}:{one.port}" for one in found)
    producer.flush(10)


def plan_of(folder: Path, brokers: str, topic: str, **client: object) -> Path:
    path = folder / "kafka.toml"
    lines = [f'topics = ["{topic}"]', "[client]", f'"bootstrap.servers" = "{brokers}"', f'"group.id" = "{topic}"']
    lines += ['"session.timeout.ms" = 6000']  # so long a killed reader's partitions wait for the next
    path.write_text("\n".join([*lines, *(f'"{k}" = "{v}"' for k, v in client.items())]))
    return path


def send(producer, topic: str, *bodies: bytes, **headers: str) -> None:
    for number, body in enumerate(bodies):
        producer.produce(topic, body, partition=number % PARTITIONS, headers=headers or None)
    assert producer.flush(20) == 0


def rows_of(number: int) -> bytes:
    """A message of some passes that no other message has."""
    at = (NOW + timedelta(hours=8)).strftime("%Y%m%d%H%M%S")
    told = [
        {"MotorVehicleID": f"m{number:05d}n{row:03d}", "TollgateID": "K1", "PassTime": at, "PlateNo": "甘M12345"}
        for row in range(ROWS)
    ]
    return json.dumps({"MotorVehicleListObject": {"MotorVehicleObject": told}}, ensure_ascii=False).encode()


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="signal 9")
def test_none_is_lost_or_doubled_when_the_reader_is_killed(tmp_path: Path, brokers) -> None:
    producer, address = brokers
    begin(tmp_path / "ws").close()
    plan = plan_of(tmp_path, address, "killed")
    log = tmp_path / "ws" / "passes" / "log"
    send(producer, "killed", *(rows_of(number) for number in range(MESSAGES)))
    for kill_at in (1, MESSAGES // 2):
        with Served(tmp_path / "ws", plan) as served:
            sender = threading.Thread(
                target=lambda start=kill_at: [
                    (send(producer, "killed", rows_of(MESSAGES * (1 + (start > 1)) + n)), time.sleep(0.005))
                    for n in range(MESSAGES)
                ]
            )
            sender.start()
            served.wait(lambda at=kill_at: len(ids_of(log)) >= at * ROWS)
            served.process.kill()
            sender.join()
    whole = 3 * MESSAGES * ROWS
    with Served(tmp_path / "ws", plan) as served:
        served.wait(lambda: len(ids_of(log)) >= whole)
        served.wait(lambda: served.counters()["queue_lag"] == 0)
        told = served.counters()
        assert (told["queue_paused"], told["queue_commits_failed"], told.get("queue_failed", 0)) == (0, 0, 0)
    found = ids_of(log)
    assert (len(found), len(set(found))) == (whole, whole)


def ids_of(log: Path) -> list[int]:
    frames = [find_passes(record) for record in read_log(log)] if log.exists() else []
    return [int(one) for frame in frames if frame is not None for one in frame.pass_id]


class Served:
    """A city in a process of its own."""

    def __init__(self, folder: Path, plan: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        command = [sys.executable, "-m", "tests.machines.kafka_city", str(folder), str(self.port), str(plan)]
        self.process = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(ROOT)}, cwd=ROOT)

    def __enter__(self) -> "Served":
        return self

    def __exit__(self, *_problem: object) -> None:
        self.process.kill()
        self.process.wait()

    def wait(self, is_so) -> None:
        until = time.monotonic() + 120
        while not is_so():
            assert self.process.poll() is None, "the server ended"
            assert time.monotonic() < until, "it did not come"
            time.sleep(0.05)

    def counters(self) -> dict:
        url = f"http://127.0.0.1:{self.port}/passes/counters"
        return httpx.get(url, auth=httpx.DigestAuth("cam", "secret"), timeout=20).json()


class Here:
    """An intake in this process that follows a topic; ``let``: the engine may go on."""

    def __init__(self, folder: Path, plan: Path, limits: Limits | None = None) -> None:
        self.folder, self.frames, self.told, self.let = folder, [], {}, threading.Event()
        self.log, self.refused = FramedLog(folder / "log"), FramedLog(folder / "refused")
        self.pump = Pump(self._handle)
        readings = readings_of(BOOK, PACK, ZONE)
        self.intake = Intake(self.log, self.refused, self.pump, readings, lambda: KNOWN_MS, limits)
        read = read_plan(plan)
        self.queue = Queue(folder, lambda place_of: KafkaReader(read, place_of), PACK, self.told, time.monotonic)

    def _handle(self, _position, passes) -> None:
        self.let.wait()
        self.frames.append(passes)

    def run(self, *steps) -> None:
        """Follow the topic; each step is a wait for something, and what is done then."""

        async def play() -> None:
            self.pump.start(self.log.folder, 0)
            task = asyncio.ensure_future(self.queue.follow(self.intake))
            try:
                for is_so, then in steps:
                    until = time.monotonic() + 60
                    while not is_so():
                        assert not task.done(), task.exception()
                        assert time.monotonic() < until, self.told
                        await asyncio.sleep(0.02)
                    then()
            finally:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
                self.let.set()
                self.pump.stop()
                self.log.close()
                self.refused.close()

        asyncio.run(play())


def test_each_message_by_its_format_and_what_is_none_is_kept(tmp_path: Path, brokers) -> None:
    producer, address = brokers
    other = {**ONE, "MotorVehicleID": "o"}
    told = {"NotificationID": "n", "MotorVehicleObjectList": {"MotorVehicleObject": [other]}}
    notification = json.dumps({"SubscribeNotificationListObject": {"SubscribeNotificationObject": [told]}}).encode()
    unknown = body_of({**ONE, "MotorVehicleID": "u", "TollgateID": "77", "DeviceID": ""})
    first = Here(tmp_path / "a", plan_of(tmp_path, address, "formats"))
    send(producer, "formats", body_of(ONE), notification, unknown, b"no json", b"[]", b"{}")
    first.let.set()
    first.run((lambda: first.told.get("queue_messages") == 6, lambda: None))
    assert sum(len(frame) for frame in first.frames) == 2
    kept = [row for record in read_log(tmp_path / "a" / "refused") for row in find_refused(record).rows]
    assert sorted(row.code for row in kept) == ["row.unreadable"] * 3 + ["site.unknown"]
    arrow = Here(tmp_path / "b", plan_of(tmp_path, address, "arrows"))
    send(producer, "arrows", write_stream(first.frames, BOOK), **{"daoan-format": "arrow"})
    arrow.let.set()
    arrow.run((lambda: arrow.told.get("queue_passes") == 2, lambda: None))
    assert sorted(ids_of(tmp_path / "b" / "log")) == sorted(ids_of(tmp_path / "a" / "log"))


def test_an_engine_that_is_behind_holds_the_queue_back(tmp_path: Path, brokers) -> None:
    producer, address = brokers
    here = Here(tmp_path, plan_of(tmp_path, address, "slow"), Limits(lag=1))
    bodies = [body_of({**ONE, "MotorVehicleID": f"{n}"}) for n in range(40)]
    send(producer, "slow", *bodies[:8])

    def more() -> None:
        send(producer, "slow", *bodies[8:])

    held: list[int] = []
    here.run(
        (lambda: here.told.get("queue_paused") == 1, more),
        (lambda: here.told["queue_lag"] >= 32, lambda: held.append(here.told["queue_messages"])),
        (lambda: here.told["queue_paused"] == 1, here.let.set),
        (lambda: here.told["queue_messages"] == 40 and here.told["queue_lag"] == 0, lambda: None),
    )
    assert held[0] <= 8
    found = ids_of(tmp_path / "log")
    assert (len(found), len(set(found))) == (40, 40)


def test_the_place_is_in_the_log_even_where_it_was_not_written_down(tmp_path: Path, brokers) -> None:
    producer, address = brokers
    plan = plan_of(tmp_path, address, "place")
    send(producer, "place", *(body_of({**ONE, "MotorVehicleID": f"{n}"}) for n in range(8)))
    here = Here(tmp_path, plan)
    here.let.set()
    here.run((lambda: here.told.get("queue_messages") == 8, lambda: None))
    (tmp_path / "queue.json").unlink(missing_ok=True)
    assert sum(read_place(tmp_path).places.values()) == 8
    send(producer, "place", body_of({**ONE, "MotorVehicleID": "new"}))
    elsewhere = Here(tmp_path / "empty", plan)  # nothing is kept there: Kafka was told how far the group is
    elsewhere.let.set()
    elsewhere.run((lambda: elsewhere.told.get("queue_messages") == 1, lambda: None))


def test_a_plan_that_cannot_be_used(tmp_path: Path) -> None:
    path = tmp_path / "kafka.toml"
    for text in ('topics = ["a"]', '[client]\n"group.id"="a"\n"bootstrap.servers"="b"'):
        path.write_text(text)
        with pytest.raises(InputError):
            read_plan(path)
    path.write_text("no toml")
    with pytest.raises(FileUnreadable):
        read_plan(path)
    open_to_all = plan_of(tmp_path, "b", "a", **{"sasl.password": "geheim"})
    open_to_all.chmod(0o644)
    with pytest.raises(InputError, match="chmod"):
        read_plan(open_to_all)
    open_to_all.chmod(0o600)
    assert "geheim" not in repr(read_plan(open_to_all))
    with pytest.raises(InputError):
        KafkaReader(read_plan(plan_of(tmp_path, "b", "a", **{"no.such.setting": "1"})), lambda _name: None)
