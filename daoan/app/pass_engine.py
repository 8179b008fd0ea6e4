"""The passes of a city, joined: what devices send goes to the engine, the lake and the people, beside one another."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from threading import Lock

from daoan.act.retention import read_periods
from daoan.api.viid.devices import Devices
from daoan.app.clocks import workroom_of
from daoan.app.outside_matching import COUNT_EVERY_S, KEEPERS_EVERY_S, LISTS_EVERY_S, OutsideMatching
from daoan.app.pass_sharing import Sharing
from daoan.app.passes import PACK as FEED_PACK
from daoan.app.passes import Imported, PassServer, import_file, passes_folder, passes_log, readings_of, serve_passes
from daoan.app.progress import Tell, silent
from daoan.app.vehicles import registered_vehicles, vehicles_folder
from daoan.app.workspace import Workspace
from daoan.edge.clock import Stopwatch, WallClock
from daoan.edge.files import read_bytes
from daoan.jobs.keeping_passes import PASS
from daoan.jobs.pass_alerts import Alerted
from daoan.jobs.passes.apart import PumpApart
from daoan.jobs.passes.around import KeptAround
from daoan.jobs.passes.engine_room import EngineRoom
from daoan.jobs.passes.followers import Heard, Place, feed_lake, tell_people
from daoan.jobs.passes.intake import Intake
from daoan.jobs.passes.lists_followed import Matched
from daoan.jobs.passes.queue import Open, Queue
from daoan.jobs.passes.records import write_around, write_passes
from daoan.jobs.passes.routes import Routes
from daoan.jobs.passes.run import forget_detections
from daoan.jobs.passes.surroundings import Lookout, Seen, Sources
from daoan.sense.passes.site_table import NO_TABLE, read_site_table
from daoan.store.framed_log import FramedLog
from daoan.store.vehicles import vehicles_stamp
from daoan.terms.errors import InputError, NotFound
from daoan.terms.estimates import Text
from daoan.terms.passes import PassFrame

LOOK_EVERY_S, TELL_EVERY_S, FEED_EVERY_S, TIDY_EVERY_S, SHARE_EVERY_S = 5.0, 0.5, 60.0, 3600.0, 1.0
ASK_EVERY_S = 5.0  # looked whether one of our subscriptions is due
QUEUE_AGAIN_S = 5.0  # after its servers failed
_DAY_S = 86_400.0
AROUND, ENGINE = "around", "engine"  # folders beside the log
_log = logging.getLogger("daoan.passes")


def network_stamp(workspace: Workspace) -> str:
    """The road network that the latest run was computed on, by its id; empty where the loop has not run yet."""
    try:
        return str(workspace.store.get_run().inputs.get("network") or "")
    except NotFound:
        return ""


def lookout_of(workspace: Workspace, table: Path | None = None) -> Lookout:
    """Who says what the engine is told besides passes. ``table``: CSV of further sites and codes."""
    sources = Sources(
        room=workroom_of(workspace),
        packs=workspace.packs,
        sites=workspace.lake.sites,
        table=NO_TABLE if table is None else read_site_table(read_bytes(table)),
        network=workspace.store.get_network,
        network_stamp=lambda: network_stamp(workspace),
        vehicles=lambda: registered_vehicles(workspace),
        vehicles_stamp=lambda: vehicles_stamp(vehicles_folder(workspace.config)),
        read=workspace.lake.read,
    )
    lateness = timedelta(minutes=float(workspace.packs["passes"].get("ground.lateness_minutes")))
    return Lookout(sources, lateness, workspace.cache)


def routes_of(workspace: Workspace, lookout: Lookout) -> Routes:
    """Where vehicles go, by the lake."""
    lake = workspace.lake
    return Routes(lake.read, lake.of_plate, lookout.roads, lambda: workspace.packs["interception"])


class CityPasses:
    """All that handles the passes of a city. ``told``: what became of the work beside the engine, for the counters.

    ``queue``: TOML of a Kafka that a server reads beside the devices.

    ``apart``: the engine is begun by the server, in a process of its own.

    One owner at a time: the logs are held while it is open.
    """

    def __init__(
        self, workspace: Workspace, table: Path | None = None, queue: Path | None = None, apart: bool = False
    ) -> None:
        self.workspace = workspace
        self._queue_opens = None if queue is None else queue_opens(queue)
        self.folder = passes_folder(workspace.config)
        self.told: dict[str, int] = {}
        self.lookout = lookout_of(workspace, table)
        self.kept = KeptAround(self.folder / AROUND)
        last = self.kept.last()
        if last is not None:
            self.lookout.entries = self.kept.entries(last)
        self.seen = self.look()
        self.devices = Devices()
        self.sharing = Sharing(workspace, self.devices, lambda: self.seen.rows.book)
        with passes_log(self.folder) as log:
            self._say(log, self.seen)
            self.outside = OutsideMatching(workspace, self.folder, lambda: self.seen.rows.frame)
            self.outside.write(log)
        engine = self.folder / ENGINE
        given = (engine, self.folder / AROUND, self.lookout.lateness)
        self.engine = PumpApart(engine_room, given, 2) if apart else engine_room(*given)
        self.routes = routes_of(workspace, self.lookout)
        self._feeding, self._matching = Lock(), Lock()
        self._told_records = -1  # of the engine's when people heard last
        self._heard, self._fed = Place(engine / "told"), Place(self.folder / "lake")

    def look(self) -> Seen:
        """What holds now; sites that are new have their rows in the lake from here on."""
        seen = self.lookout.look(self.workspace.now)
        if seen.rows.listed != self.workspace.lake.sites():
            self.workspace.lake.put_sites(seen.rows.listed)
        return seen

    def _say(self, log: FramedLog, seen: Seen) -> None:
        """Write into the log what holds, where that has changed; the first time it holds from the beginning."""
        ref, last = self.kept.keep(seen.around, seen.entries), self.kept.last()
        if ref == last and self.kept.stands():
            return
        self.kept.say(ref)
        position = 0 if last is None else log.write(*write_around(ref))
        log.sync()
        self.kept.said_at(position)

    def take_file(self, path: Path, names: Mapping[str, str] | None = None, tell: Tell = silent) -> Imported:
        """Read a file of passes into the log; raises as :func:`import_file`. :meth:`catch_up` handles them."""
        with passes_log(self.folder) as log:
            write = partial(_write, log)
            return import_file(self.workspace, path, self.seen.rows.book, write, names, tell)

    def take(self, frames: Iterable[PassFrame]) -> None:
        """Write passes into the log, their sites by row; all are on disk when this returns."""
        with passes_log(self.folder) as log:
            for passes in frames:
                _write(log, passes)

    def catch_up(self, tell: Tell = silent) -> int:
        """Let engine, lake and people handle what stands in the log; answers how many passes the engine saw."""
        words = Text("looking at passes", "研判过车")
        assert isinstance(self.engine, EngineRoom), "an engine apart follows the log by itself"
        done = self.engine.catch_up(self.folder / "log", lambda number: tell(words, number))
        self.feed()
        self.tell()
        self.tell_keepers()
        self.outside.count()
        return done

    def tell(self) -> Heard:
        """Let people hear of what the engine told since the last time."""
        (records, _), now = self.engine.told(), self.workspace.now
        if records == self._told_records:
            return Heard(Alerted())
        heard = tell_people(
            self.folder / ENGINE, self._heard, self.lookout.sources.room, lambda: self.seen.rows.frame,
            self.workspace.packs["interception"], now, lambda: self.lookout.entries.numbers,
            lambda found: self.routes.ahead_of(found, now, self.feed),
        )  # fmt: skip
        self._count(
            alerts_raised=heard.alerts.raised, alerts_added=heard.alerts.added, alerts_stale=heard.stale,
            alerts_corrected=heard.corrected, entries_seen=heard.hits,
        )  # fmt: skip
        self._told_records = records
        return heard

    def tell_keepers(self) -> Matched:
        """Let keepers of outside lists hear of hits among what the engine has seen, which is on disk."""
        with self._matching:
            told = self.outside.tell(self.engine.position)
        self._count(outside_matched=told.passes, outside_hits=told.hits)
        return told

    def feed(self) -> int:
        """Bring what was logged into the lake."""
        with self._feeding:
            fed = feed_lake(self.folder / "log", self.workspace.lake, self._fed)
        self._count(kept_in_lake=fed)
        return fed

    def tidy(self, log: FramedLog) -> None:
        """Let go of what was handled long ago: of the log, of what is told, of what the engine was told besides."""
        now_s = WallClock().now().timestamp()  # files bear the real time
        keep_days = float(self.workspace.packs[FEED_PACK].get("log.keep_days"))
        _, snapshot = self.engine.told()
        done = min(snapshot, self._fed.read(), self.outside.position)
        start = log.forget_before(min(done, log.begins_after(now_s - keep_days * _DAY_S)))
        self.kept.leave_out_before(start)
        self.outside.tidy()
        passes = read_periods(self.workspace.packs["retention"])[PASS].keep.total_seconds()
        forget_detections(self.folder / ENGINE, self._heard.read(), now_s - passes)

    def close(self) -> None:
        """Keep the engine's state and let the logs go."""
        self.engine.close()

    # -- beside a server --

    def beside(self, intake: Intake) -> Sequence[Awaitable[None]]:
        """What runs in a server's loop while it answers."""
        intake.around, intake.beside = self.kept.last(), self.told

        async def tell() -> None:
            await asyncio.to_thread(self.tell)

        async def feed() -> None:
            await asyncio.to_thread(self.feed)

        async def tidy() -> None:
            await asyncio.to_thread(self.tidy, intake.log)

        async def tell_keepers() -> None:
            await asyncio.to_thread(self.tell_keepers)

        async def count() -> None:
            await asyncio.to_thread(self.outside.count)

        seconds = _seconds()

        async def share() -> None:
            self._count(shared=await self.sharing.share(intake, seconds))
            self.told.update(await asyncio.to_thread(self.sharing.told))

        async def ask() -> None:
            self.told.update(await self.sharing.ask(seconds))

        queue = () if self._queue_opens is None else (self._follow(intake, self._queue_opens, seconds),)
        return (
            *queue,
            self._again("look", LOOK_EVERY_S, lambda: self._look(intake)),
            self._again("tell", TELL_EVERY_S, tell),
            self._again("feed", FEED_EVERY_S, feed),
            self._again("tidy", TIDY_EVERY_S, tidy),
            self._again("lists", LISTS_EVERY_S, lambda: self.outside.say(intake)),
            self._again("keepers", KEEPERS_EVERY_S, tell_keepers),
            self._again("counts", COUNT_EVERY_S, count),
            self._again("share", SHARE_EVERY_S, share),
            self._again("ask", ASK_EVERY_S, ask),
        )

    def _follow(self, intake: Intake, opens: Open, seconds: Callable[[], float]) -> Awaitable[None]:
        """Read the queue; begun anew where its servers or the disk failed."""
        queue = Queue(self.folder, opens, self.workspace.packs[FEED_PACK], self.told, seconds)
        return self._again("queue", QUEUE_AGAIN_S, lambda: queue.follow(intake))

    async def _look(self, intake: Intake) -> None:
        """Tell engine and intake what has changed around them: the engine first, which must know a site by then."""
        seen = await asyncio.to_thread(self.look)
        ref = await asyncio.to_thread(self.kept.keep, seen.around, seen.entries)
        if ref != intake.around:
            await asyncio.to_thread(self.kept.say, ref)
            position = await intake.look_around(ref)
            await asyncio.to_thread(self.kept.said_at, position)
        if seen.rows is not self.seen.rows:
            readings = readings_of(seen.rows.book, self.workspace.packs[FEED_PACK], self.workspace.city.zone)
            intake.take_readings(readings)
        self.seen, self.told["watched"] = seen, len(seen.entries.numbers)

    async def _again(self, what: str, every_s: float, work: Callable[[], Awaitable[None]]) -> None:
        while True:
            try:
                await work()
            except Exception as problem:
                self._count(**{f"{what}_failed": 1})
                _log.warning("%s failed and is tried again: %s", what, type(problem).__name__)
            await asyncio.sleep(every_s)

    def _count(self, **numbers: int) -> None:
        for name, number in numbers.items():
            self.told[name] = self.told.get(name, 0) + number


def queue_opens(path: Path) -> Open:
    """What reads the Kafka that a file tells of. Raises :class:`InputError` for the file, or without the extra."""
    try:
        from daoan.edge.kafka import KafkaReader, read_plan
    except ImportError:
        raise InputError("Kafka needs: pip install 'daoan[kafka]' 未安装 Kafka 组件") from None
    plan = read_plan(path)
    return lambda place_of: KafkaReader(plan, place_of)


def engine_room(folder: Path, around: Path, lateness: timedelta) -> EngineRoom:
    """The engine over a folder, among the surroundings that are kept in another."""
    return EngineRoom(folder, KeptAround(around), lateness, _seconds())


@contextmanager
def city_passes(
    workspace: Workspace, table: Path | None = None, queue: Path | None = None, apart: bool = False
) -> Iterator[CityPasses]:
    """The passes of a city, open for as long as the block lasts. ``apart``: with the engine in a process of its own."""
    city = CityPasses(workspace, table, queue, apart)
    try:
        yield city
    finally:
        city.close()


def serve_city(workspace: Workspace, table: Path | None, host: str, port: int, queue: Path | None = None) -> None:
    """Take passes in and let the engine see them, until interrupted. ``queue``: TOML of a Kafka that is read besides.

    Raises as :func:`serve_passes` and :func:`queue_opens`.
    """
    with city_passes(workspace, table, queue, apart=True) as city:
        assert isinstance(city.engine, PumpApart)
        server = PassServer(
            workspace.config, workspace.packs[FEED_PACK], workspace.city.zone, city.seen.rows.book, host, port,
            subscriptions=city.sharing.subscriptions(), devices=city.devices,
        )  # fmt: skip
        serve_passes(server, city.engine, workspace.clock, city.beside)
        city.feed()
        city.tell()
        city.tell_keepers()
        city.outside.count()


def _write(log: FramedLog, passes: PassFrame) -> None:
    if len(passes):
        log.write(*write_passes(passes))


def _seconds() -> Callable[[], float]:
    watch, so_far = Stopwatch(), [0.0]

    def seconds() -> float:
        so_far[0] += watch.lap_seconds()
        return so_far[0]

    return seconds
