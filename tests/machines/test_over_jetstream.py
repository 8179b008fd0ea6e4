"""A log of three nodes, one killed while an intake hands its log on: nothing lost, nothing doubled, the same told."""

import asyncio
import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from daoan.jobs.passes.records import find_passes, write_passes
from daoan.jobs.passes.run import PassRun, read_detections
from daoan.jobs.passes.transport import hand_on, run_behind
from daoan.store.framed_log import FramedLog, read_from, read_log
from daoan.terms.detections import DETECTION_TYPES
from daoan.terms.errors import Fault
from daoan.warn.passes.lanes import Lanes
from tests.machines.cluster_given import Cluster, cluster, find_server
from tests.machines.town_given import SHARDS, town_day

pytest.importorskip("nats", reason="needs the extra nats: bash scripts/extras.sh")

from daoan.edge.jetstream import JetLog, Kept

LATENESS_MS, FRAME, SCALE = 70 * 60_000, 100, 0.25


def lanes() -> Lanes:
    return Lanes(town_day(SCALE).around, LATENESS_MS, SHARDS)


def told_by(folder: Path) -> list[bytes]:
    """What a run told, record by record, without the places, which are those of its log."""
    return [
        b"".join(getattr(part, name).tobytes() for part in parts for name in DETECTION_TYPES)
        + one.told.withdrawn.tobytes()
        for _, one in read_detections(folder)
        for parts in ((one.told.at_once, one.told.final, one.told.added),)
    ]


pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("jetstream"),
    pytest.mark.skipif(find_server() is None, reason="needs nats-server: bash scripts/extras.sh"),
]


@pytest.fixture(scope="module")
def intake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The log of an intake with a day of the town, and in ``here`` what an engine beside it tells."""
    folder = tmp_path_factory.mktemp("intake")
    passes = town_day(SCALE).passes
    log = FramedLog(folder / "log", segment_bytes=1 << 20)
    for start in range(0, len(passes), FRAME):
        log.write(*write_passes(passes.take(slice(start, start + FRAME))))
    log.sync()
    log.close()
    run = PassRun(lanes(), folder / "here")
    for position, content in read_from(folder / "log", 0):
        frame = find_passes(content)
        assert frame is not None
        run.handle(position, frame)
    run.close()
    return folder


@pytest.fixture
def nodes(tmp_path) -> Iterator[Cluster]:
    with cluster(tmp_path / "nodes") as made:
        yield made


async def opened(nodes: Cluster, **kept: float) -> JetLog:
    return await JetLog.open(
        nodes.servers,
        "PASSES",
        Kept(**kept),
        user="daoan",
        password=nodes.password,  # type: ignore[arg-type]
    )


async def leader_of(log: JetLog) -> str:
    while True:
        with contextlib.suppress(Exception):
            told = (await log._jet.stream_info("PASSES")).cluster
            if told is not None and told.leader:
                return str(told.leader)
        await asyncio.sleep(0.1)


async def until_whole(log: JetLog) -> None:
    """Until every node has caught up."""
    for _ in range(300):
        with contextlib.suppress(Exception):
            told = (await log._jet.stream_info("PASSES")).cluster
            others = (told and told.replicas) or []
            if len(others) == 2 and all(one.current and not one.offline for one in others):
                return
        await asyncio.sleep(0.1)
    raise AssertionError("a node did not catch up")


async def all_of(log: JetLog) -> list[bytes]:
    return [given.content async for given in log.follow("check", 0, await log.last_place())]


async def publish_while_a_node_dies(nodes: Cluster, intake: Path, folder: Path) -> dict[str, int]:
    contents = list(read_log(intake / "log"))
    positions = [position for position, _ in read_from(intake / "log", 0)]
    publisher, engine, watcher = [await opened(nodes) for _ in range(3)]
    acknowledged: dict[str, int] = {}
    append = publisher.append

    async def noting(identity: str, content: bytes) -> int:
        place = await append(identity, content)
        assert acknowledged.setdefault(identity, place) == place  # handed on again, it is the same record
        return place

    publisher.append = noting  # type: ignore[method-assign]
    killed: list[int] = []

    async def kill_the_leader() -> None:
        while len(acknowledged) < len(contents) // 3:
            await asyncio.sleep(0.005)
        nodes.kill(await leader_of(watcher))
        killed.append(len(acknowledged))

    async def hand_on_twice() -> None:
        """An intake that is killed at two thirds, and begins again from where it last knew it was."""
        first = asyncio.create_task(hand_on(intake / "log", "intake-1", publisher))
        while len(acknowledged) < 2 * len(contents) // 3:
            await asyncio.sleep(0.005)
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)
        behind = positions[len(contents) // 2]
        assert await hand_on(intake / "log", "intake-1", publisher, behind) == positions[-1]

    async def run_twice() -> None:
        """An engine that is killed between two snapshots, and begins again from the first."""
        run = PassRun(lanes(), folder)
        await run_behind(engine, "engine", run, until=len(contents) // 2 + 7, every=50)
        run.close()
        (folder / "snapshot.npz").unlink()  # nothing but what it told is left
        again = PassRun(lanes(), folder)
        assert again.position == 0
        await run_behind(engine, "engine", again, until=len(contents), every=50)
        again.close()

    await asyncio.wait_for(asyncio.gather(kill_the_leader(), hand_on_twice(), run_twice()), 300)
    assert killed
    assert len(contents) // 3 <= killed[0] < len(contents)  # under load
    assert len(acknowledged) == len(contents)
    held = await all_of(watcher)
    assert held == contents  # nothing lost, nothing doubled, in order
    assert sorted(acknowledged.values()) == list(range(1, len(contents) + 1))
    figures = {"records": len(contents), "killed_after": killed[0], "tried_again": publisher.retries}
    figures["known_already"] = publisher.doubled
    for log in (publisher, engine, watcher):
        await log.close()
    return figures


def test_a_node_dies_while_an_intake_hands_on(nodes, intake, tmp_path) -> None:
    figures = asyncio.run(publish_while_a_node_dies(nodes, intake, tmp_path / "there"))
    sys.stdout.write(f"{figures}\n")
    assert figures["known_already"] > 0  # else the second start of the intake would show nothing
    assert told_by(tmp_path / "there") == told_by(intake / "here")
    assert len(told_by(intake / "here")) > 100


def test_a_node_that_comes_back_has_what_it_missed(nodes, intake) -> None:
    contents = list(read_log(intake / "log"))[:200]

    async def scenario() -> None:
        log = await opened(nodes)
        for number, content in enumerate(contents):
            if number == 50:
                first = await leader_of(log)
                nodes.kill(first)
            await log.append(f"x-{number}", content)
        nodes.start(first)
        await until_whole(log)
        nodes.kill(await leader_of(log))  # now the one that came back is needed for a majority
        assert await all_of(log) == contents
        assert await log.append("x-last", b"one more") == len(contents) + 1
        await log.close()

    asyncio.run(asyncio.wait_for(scenario(), 240))


def test_without_a_majority_nothing_is_acknowledged(nodes) -> None:
    async def scenario() -> None:
        log = await opened(nodes, patience_s=60.0)
        assert await log.append("x-1", b"one") == 1
        log.kept = Kept(patience_s=1.0)
        for name in [n for n in nodes.nodes if n != await leader_of(log)]:
            nodes.kill(name)
        with pytest.raises(Fault, match="does not answer"):
            await log.append("x-2", b"two")
        await log.close()

    asyncio.run(asyncio.wait_for(scenario(), 120))
