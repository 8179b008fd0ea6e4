"""Passes: files read in, and the server that devices send to, with the log before the engine."""

import asyncio
import secrets
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from daoan.api.viid.devices import Devices
from daoan.api.viid.server import ViidServer
from daoan.api.viid.subscriptions import Subscriptions
from daoan.app.ports import require_free
from daoan.app.progress import Tell, silent
from daoan.app.workspace import Workspace
from daoan.config import Config
from daoan.edge.clock import Clock, WallClock
from daoan.edge.device_accounts import add_account, read_accounts, remove_account
from daoan.edge.digest import DigestDoor, wall_s
from daoan.edge.files import read_bytes
from daoan.jobs.passes.apart import PumpApart
from daoan.jobs.passes.intake import ARROW, GAT1400, Intake, Limits
from daoan.jobs.passes.pump import Pump
from daoan.jobs.passes.warming import warm_up
from daoan.sense.passes.arrow import read_stream
from daoan.sense.passes.codes import pass_codes
from daoan.sense.passes.columns import Reading
from daoan.sense.passes.decoded import Decoded, RefusedPass
from daoan.sense.passes.gat1400 import UNREAD
from daoan.sense.passes.kakou import read_csv, read_parquet
from daoan.sense.passes.sites import SiteBook
from daoan.store.framed_log import FramedLog
from daoan.terms.errors import FileUnreadable, InputError
from daoan.terms.estimates import Text
from daoan.terms.passes import PassFrame
from daoan.terms.rulepacks import RulePack
from daoan.terms.times import to_ms

PACK = "pass-feeds"
ACCOUNTS = "viid-accounts.json"
_MOST_SHOWN = 20


@dataclass(slots=True)
class Imported:
    """What came of a file. ``refused``: rows by code; ``shown``: the first of them."""

    file: str
    rows_read: int = 0
    passes: int = 0
    ahead: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    unknown_sites: Counter[str] = field(default_factory=Counter)
    shown: list[RefusedPass] = field(default_factory=list)


def passes_folder(config: Config) -> Path:
    """Where the passes of a workspace lie, but for the lake."""
    return config.workspace / "passes"


def readings_of(book: SiteBook, pack: RulePack, zone: str) -> Mapping[str, Reading]:
    """What each source's reader must know; the moment of arrival is put in with each body."""
    gat1400, kakou = pass_codes(pack, "gat1400"), pass_codes(pack, "kakou")
    return {
        GAT1400: Reading(book, gat1400, zone, 0, UNREAD),
        ARROW: Reading(book, kakou, zone, 0),
        "kakou": Reading(book, kakou, zone, 0),
    }


def import_file(
    workspace: Workspace,
    path: Path,
    book: SiteBook,
    take: Callable[[PassFrame], None],
    names: Mapping[str, str] | None = None,
    tell: Tell = silent,
) -> Imported:
    """Read a file of passes, ``.csv``, ``.parquet`` or ``.arrow``; each part goes to ``take`` as it is read.

    ``names``: own names of columns and those of the upload that they mean. Raises as the readers do.
    """
    reading = readings_of(book, workspace.packs[PACK], workspace.city.zone)["kakou"]
    known = Reading(reading.book, reading.codes, reading.zone, to_ms(workspace.now))
    done = Imported(path.name)
    try:
        size = path.stat().st_size
        with path.open("rb") as source:
            for part in _parts_of(path, source, known, names or {}):
                _add(done, part)
                take(part.passes)
                tell(Text(f"reading {path.name}", f"读取 {path.name}"), min(source.tell(), size), size)
    except OSError as problem:
        raise FileUnreadable(f"{path}: {problem.strerror}") from problem
    return done


@contextmanager
def passes_log(folder: Path) -> Iterator[FramedLog]:
    """The log of passes of a workspace, open for writing; all that was written is on disk when the block ends.

    Raises :class:`daoan.terms.errors.Conflict` while a server writes it: send the file to that.
    """
    log = FramedLog(folder / "log")
    try:
        yield log
        log.sync()
    finally:
        log.close()


def _parts_of(path: Path, source: BinaryIO, reading: Reading, names: Mapping[str, str]) -> Iterator[Decoded]:
    match path.suffix.lower():
        case ".csv":
            return read_csv(source, reading, names)
        case ".parquet":
            return read_parquet(source, reading, names)
        case ".arrow" | ".arrows":
            return read_stream(read_bytes(path), reading)
    raise InputError(f"{path.name}: passes come as .csv, .parquet or .arrow 过车文件应为 .csv、.parquet 或 .arrow")


def _add(done: Imported, part: Decoded) -> None:
    done.rows_read += part.rows_read
    done.passes += len(part.passes)
    done.ahead += int(part.ahead.sum())
    done.refused.update(part.count_reasons())
    done.unknown_sites.update(part.count_unknown_sites())
    for one in part.list_refused():
        if len(done.shown) >= _MOST_SHOWN:
            break
        done.shown.append(one)


@dataclass(frozen=True, slots=True)
class PassServer:
    """Where and with what the server of passes runs."""

    config: Config
    pack: RulePack
    zone: str
    book: SiteBook
    host: str
    port: int
    limits: Limits | None = None
    subscriptions: Subscriptions | None = None
    devices: Devices | None = None

    @property
    def folder(self) -> Path:
        """Where the logs lie."""
        return passes_folder(self.config)

    @property
    def accounts(self) -> Path:
        """The file of device accounts."""
        return accounts_path(self.config)


def viid_id(config: Config) -> str:
    """Our own number as devices and platforms know us."""
    return config.outside.get("viid_id") or config.workspace.name


def accounts_path(config: Config) -> Path:
    """The file of device accounts of a workspace."""
    return config.keys / ACCOUNTS


def make_account(config: Config, name: str) -> str:
    """Give a device an account; answers its password, which is kept nowhere. Raises as :func:`add_account`."""
    password = secrets.token_urlsafe(18)
    add_account(accounts_path(config), name, password, WallClock().now())
    return password


def end_account(config: Config, name: str) -> None:
    """Take a device's account away; a server that runs lets it in until it is started again."""
    remove_account(accounts_path(config), name)


#: What runs in the loop of the server while it answers.
Beside = Callable[[Intake], Sequence[Awaitable[None]]]


def serve_passes(
    server: PassServer, pump: Pump | PumpApart, clock: Clock | None = None, beside: Beside = lambda _intake: ()
) -> None:
    """Take passes in until interrupted. ``pump``: leads to the engine, in the order of the log.

    Raises :class:`InputError` where no account is there or the port is taken, Fault where the engine failed.
    """
    accounts = read_accounts(server.accounts)
    if not accounts.accounts:
        raise InputError("no device has an account yet; run: daoan passes account NAME 尚无设备账号")
    require_free(server.host, server.port)
    told = clock or WallClock()
    log, refused = FramedLog(server.folder / "log"), FramedLog(server.folder / "refused")
    try:
        readings = readings_of(server.book, server.pack, server.zone)
        warm_up(readings)
        pump.start(log.folder)
        intake = Intake(log, refused, pump, readings, lambda: to_ms(told.now()), server.limits)
        door = DigestDoor(accounts.realm, accounts.accounts, wall_s)
        app = ViidServer(
            intake, door, told, server.zone, viid_id(server.config), server.subscriptions, server.devices
        )  # fmt: skip
        with suppress(KeyboardInterrupt):  # that is how it is asked to stop
            asyncio.run(_answer(app, server, beside(intake)))
    finally:
        pump.stop()
        log.close()
        refused.close()
    pump.require_running()


async def _answer(app: ViidServer, server: PassServer, beside: Sequence[Awaitable[None]]) -> None:
    import uvicorn

    running = uvicorn.Server(
        uvicorn.Config(
            app, host=server.host, port=server.port, log_level="warning", access_log=False, server_header=False,
            lifespan="off", timeout_keep_alive=75, timeout_graceful_shutdown=3,
        )
    )  # fmt: skip
    tasks = [asyncio.ensure_future(one) for one in beside]
    try:
        await running.serve()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
