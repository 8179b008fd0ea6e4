"""Another platform on this machine: digest, keeps what it was told, answers as asked to; and a city that sends."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np

from daoan.edge.addresses import read_networks
from daoan.edge.calling import Reach
from daoan.edge.digest import DigestDoor, Outcome, account_of
from daoan.edge.digest_calls import Login, Peer
from daoan.jobs.passes.records import write_passes
from daoan.jobs.passes.sharing.book import ShareBook
from daoan.jobs.passes.sharing.sender import Around, Sender
from daoan.sense.passes.objects import writing_of
from daoan.sense.passes.scope import scope_of
from daoan.store.framed_log import FramedLog
from daoan.terms.passes import NOT_RECORDED, PassFrame, empty_passes
from daoan.terms.plates import pack_plate
from daoan.terms.records.sharing import Asked, Decision
from daoan.terms.rulepacks import read_rule_pack
from tests.sense.passes.given_passes import BOOK, PACK, ROOT, ZONE

NOW = datetime(2026, 3, 7, 10, 0, tzinfo=UTC)
SHARING = read_rule_pack((ROOT / "rulepacks" / "pass-sharing.toml").read_text(encoding="utf-8"), "pass-sharing")
HERE = Reach(read_networks("127.0.0.1"))


@dataclass
class Told:
    """What a platform was told. ``answers``: statuses of the next calls (then 200); ``says``: its StatusCode."""

    port: int = 0
    bodies: list[dict] = field(default_factory=list)
    users: list[str] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    says: str = "0"
    asked_to_sign_in: int = 0
    calls: list[tuple[str, str]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/VIID/SubscribeNotifications"

    @property
    def notifications(self) -> list[dict]:
        return [n for b in self.bodies for n in b["SubscribeNotificationListObject"]["SubscribeNotificationObject"]]

    @property
    def vehicles(self) -> list[dict]:
        return [v for n in self.notifications for v in n["MotorVehicleObjectList"]["MotorVehicleObject"]]


@contextmanager
def platform(algorithms: tuple[str, ...] = ("SHA-256", "MD5"), port: int = 0) -> Iterator[Told]:
    """A platform that wants to be signed in at."""
    told = Told()
    door = DigestDoor("up", {"daoan": account_of("daoan", "up", "geheim")}, lambda: 0.0)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            outcome, _ = door.let_in(self.headers.get("authorization", ""), self.command, self.path)
            if outcome is not Outcome.WELCOME:
                told.asked_to_sign_in += 1
                self.send_response(401)
                for one in door.challenges():
                    if any(f"algorithm={name}" in one for name in algorithms):
                        self.send_header("WWW-Authenticate", one)
                self.end_headers()
                return
            status = told.answers.pop(0) if told.answers else 200
            told.calls.append((self.command, self.path.removeprefix("/VIID/")))
            if status == 200:
                told.bodies.append(json.loads(body))
                told.users.append(self.headers.get("user-identify", ""))
            self.send_response(status)
            self.end_headers()
            rows = [{"StatusCode": told.says, "Id": "x"}]
            self.wfile.write(json.dumps({"ResponseStatusListObject": {"ResponseStatusObject": rows}}).encode())

        do_PUT = do_POST  # noqa: N815

        def log_message(self, *_args: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    told.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield told
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def frame(number: int, first: int = 0, site: int = 0, at: datetime = NOW) -> PassFrame:
    """So many passes, a second apart, known as they happened."""
    passes = empty_passes(number)
    ms = int(at.timestamp() * 1000)
    passes.pass_id[:] = np.arange(first, first + number) * 1_000_003 + 7
    passes.site[:] = site
    passes.happened_ms[:] = ms
    passes.known_ms[:] = ms
    passes.plate[:] = pack_plate("甘M12345")
    passes.plate_colour[:] = 2
    passes.score[:] = NOT_RECORDED
    passes.colour[:] = NOT_RECORDED
    passes.kind[:] = NOT_RECORDED
    return passes


def asked(url: str, **changed: object) -> Asked:
    """A subscription to one site."""
    told = {
        "account": "up", "subscribe_id": "s1", "title": "t", "details": ("13",), "resource_class": "0",
        "resources": ("621000000001",), "applicant": "", "organisation": "", "reason": "",
        "begin": NOW - timedelta(days=1), "end": NOW + timedelta(days=9), "address": url, "interval_s": 1.0,
        "asked_at": NOW,
    }  # fmt: skip
    return Asked(**(told | changed))


class City:
    """A log, a book, and a sender whose clocks the test turns. ``audited``: what the audit log was told."""

    def __init__(self, folder: Path) -> None:
        self.log, self.book = FramedLog(folder / "log"), ShareBook(folder / "sharing")
        self.now, self.s, self.silent = NOW, 0.0, False
        self.audited: list[tuple[str, str]] = []
        self.peer = Peer(Login("daoan", "geheim"), "62100000002000000001", HERE)
        self.sender = self.make_sender()

    def make_sender(self) -> Sender:
        return Sender(
            self.book,
            Around(
                log=self.log, pack=SHARING, writing=lambda: writing_of(PACK, BOOK.site_ids, ZONE),
                scope=lambda share: scope_of(share, BOOK), peer=lambda _account: self.peer,
                is_silent=lambda _account: self.silent,
                audit=lambda action, _key, told: self.audited.append((action, told)),
                now=lambda: self.now, seconds=lambda: self.s,
            ),
        )  # fmt: skip

    def subscribe(self, url: str, sites: tuple[str, ...] = ("*",), until: datetime | None = None, **changed) -> str:
        """Ask, and let it be approved (no sites: refused)."""
        key, _ = self.book.ask(asked(url, **changed))
        end = until or NOW + timedelta(days=5)
        decision = Decision(self.book.get(key).asked_sha256, "p", "city", "why", sites, end, NOW)
        self.book.decide(key, decision)
        return key

    def write(self, *frames: PassFrame) -> None:
        for one in frames:
            self.log.write(*write_passes(one))
        self.log.sync()

    def round(self, later_s: float = 10.0) -> int:
        """One round of the sender, some seconds later."""
        self.s += later_s
        return sum(self.sender.send(share) for share in self.sender.list_due())


if __name__ == "__main__":  # sends what stands in the log of a folder, until it is killed
    import sys
    import time

    sending = City(Path(sys.argv[1]))
    while True:
        sending.round()
        time.sleep(0.05)
