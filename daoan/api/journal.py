"""What is written outside is written down before it is answered, so that the inside can be asked the same.

In: requests that change something, at a server that is the *outside* of an exchange. What phones do there (open, act,
remark, attach, advise) becomes a row of the journal, is answered by the very same application, and keeps its row where
it was accepted. What concerns only this server (signing in) passes, and so does a villager's report, which is carried
as a record. Everything else is refused: nobody would carry it.
"""

import hashlib
import re
from collections.abc import Callable, MutableMapping
from dataclasses import replace
from typing import Any

import msgspec
from anyio.to_thread import run_sync
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from daoan.api.gate import Gate
from daoan.api.guard import COOKIE, CSRF, SAFE_METHODS, client_of
from daoan.api.problems import problem
from daoan.api.workdesk import WorkDesk
from daoan.edge.clock import stated
from daoan.edge.sealed import TextSealer
from daoan.edge.tokens import is_same, make_id
from daoan.terms.errors import NotFound, NotSignedIn
from daoan.terms.records.exchanged import ActState, CarriedAct

KEY = "idempotency-key"
_ID = r"(?P<subject>[^/]+)"

#: What is carried to the inside: every one of these does the same once, however often it is asked.
CARRIED = tuple(
    (method, re.compile(f"/api/v1{path}"))
    for method, path in (
        ("POST", "/work"),
        ("POST", f"/work/{_ID}/events"),
        ("POST", f"/work/{_ID}/comments"),
        ("POST", f"/work/{_ID}/attachments"),
        ("POST", "/advice/batch"),
        ("PUT", f"/advice/{_ID}/photos/[0-9a-f]{{64}}"),
    )
)
#: What concerns this server alone: signing in, own devices, passwords given out by its administrator.
OWN = re.compile(r"/api/v1/(session|sessions|people/[^/]+/(password|sessions))(/.*)?")
#: A villager's report is kept whole, and carried by itself.
REPORT = re.compile(r"/api/v1/report/[^/]+")
INSIDE_ONLY = "this is done inside: only what phones do is carried over · 此操作请在内网办理，外网仅受理手机端业务"


class Journal:
    """Writes acts down around an application. ``most``: bytes of a request."""

    def __init__(self, app: ASGIApp, work: WorkDesk, most: int) -> None:
        self.app, self.work, self.most = app, work, most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or scope["method"] in SAFE_METHODS or _passes(scope):
            await self.app(scope, receive, send)
            return
        found = carried_route(scope["method"], scope["path"])
        if found is None:
            await problem(403, "inside-only", INSIDE_ONLY)(scope, receive, send)
            return
        person_id = await run_sync(_signed_person, self.work.desk.gate, Request(scope))
        if not person_id:  # the application says why not
            await self.app(scope, receive, send)
            return
        body = await _whole(receive, self.most)
        if body is None:
            await problem(413, "http", "this request is too large · 请求过大")(scope, receive, send)
            return
        headers = MutableHeaders(scope=scope)
        if len(headers.get(KEY, "")) < 8:
            headers[KEY] = make_id("act")
        headers["accept-encoding"] = "identity"  # the answer is read here
        if scope["path"].endswith("/work") and not self._opens(body):
            await problem(403, "inside-only", INSIDE_ONLY)(scope, receive, send)
            return
        act = await run_sync(self._begin, scope, person_id, body, found["subject"])
        watch = _Watch(send, act, self._settle)
        with stated(act.at):
            await self.app(scope, receiving(body), watch)

    def _opens(self, body: bytes) -> bool:
        """Whether matters of that kind are kept on both sides; what cannot be read is for the application to say."""
        try:
            kind = msgspec.json.decode(body)["kind"]
        except (msgspec.DecodeError, KeyError, TypeError):
            return True
        return kind in self.work.desk.packs["exchange"].get("outside.kinds")

    def _begin(self, scope: Scope, person_id: str, body: bytes, subject: str) -> CarriedAct:
        headers, store = Headers(scope=scope), self.work.room.store
        query = scope["query_string"].decode("latin-1")
        act = CarriedAct(
            0, act_id_of(person_id, scope["method"], scope["path"], query, headers[KEY]), self.work.clock.now(),
            person_id, scope["method"], scope["path"], query, headers.get("content-type", ""), headers[KEY],
            hashlib.sha256(body).hexdigest(), len(body), subject=subject,
            seen=_state_of(self.work, scope["path"], subject),
        )  # fmt: skip
        return store.begin_carried(act, TextSealer(self.work.desk.subject_key).seal_bytes(body))

    def _settle(self, act: CarriedAct) -> None:
        store = self.work.room.store
        if act.state is not ActState.REFUSED:
            store.put_carried(act)
        elif (kept := store.find_carried(act.act_id)) is not None and kept.state is ActState.ASKED:
            store.drop_carried(act.act_id)  # unless the same request was accepted at the same time


class _Watch:
    """Hands an answer on once its act is written down as accepted, or forgotten as refused."""

    def __init__(self, send: Send, act: CarriedAct, settle: Callable[[CarriedAct], None]) -> None:
        self._send, self._act, self._settle = send, act, settle
        self._held: list[Message] = []

    async def __call__(self, message: MutableMapping[str, Any]) -> None:
        self._held.append(message)
        if message["type"] != "http.response.body" or message.get("more_body"):
            return
        if self._act.state is ActState.ASKED:
            status = next(m["status"] for m in self._held if m["type"] == "http.response.start")
            body = b"".join(m.get("body", b"") for m in self._held)
            if (after := outcome_of(self._act, status, body)) is not None:
                await run_sync(self._settle, after)
        for held in self._held:
            await self._send(held)


def _passes(scope: Scope) -> bool:
    path = scope["path"]
    return bool(OWN.fullmatch(path)) or (scope["method"] == "POST" and bool(REPORT.fullmatch(path)))


def outcome_of(act: CarriedAct, status: int, body: bytes) -> CarriedAct | None:
    """An act as its first answer leaves it; ``None`` where the server failed and nobody knows."""
    if status >= 500:
        return None
    if status >= 400:
        return replace(act, state=ActState.REFUSED)
    return replace(act, state=ActState.KEPT, subject=act.subject or opened_by(act, body))


def opened_by(act: CarriedAct, body: bytes) -> str:
    """The id of the matter that an act opened, by its answer; empty where it opened none."""
    if not act.path.endswith("/work"):
        return ""
    try:
        return str(msgspec.json.decode(body)["matter"]["matter_id"])
    except (msgspec.DecodeError, KeyError, TypeError):
        return ""


def carried_route(method: str, path: str) -> dict[str, str] | None:
    """What a carried address names; ``None`` for one that is not carried."""
    for wanted, pattern in CARRIED:
        if method == wanted and (found := pattern.fullmatch(path)):
            return {"subject": ""} | found.groupdict()
    return None


def act_id_of(person_id: str, method: str, path: str, query: str, key: str) -> str:
    """The id of an act: the same for the same request of the same person."""
    return hashlib.sha256("\n".join((person_id, method, path, query, key)).encode()).hexdigest()[:40]


def _state_of(work: WorkDesk, path: str, subject: str) -> str:
    if not subject or not path.startswith("/api/v1/work/"):
        return ""
    try:
        return work.room.store.get_matter(subject).state
    except NotFound:
        return ""


def _signed_person(gate: Gate, request: Request) -> str:
    """Who asks, where the application would let them; else empty, and it says why not."""
    try:
        signed = gate.find(request.cookies.get(COOKIE, ""), client_of(request))
    except NotSignedIn:
        return ""
    return signed.person.person_id if is_same(request.headers.get(CSRF, ""), signed.csrf) else ""


async def _whole(receive: Receive, most: int) -> bytes | None:
    """The body; ``None`` where more comes than may."""
    pieces: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return b"".join(pieces)
        pieces.append(message.get("body", b""))
        size += len(pieces[-1])
        if size > most:
            return None
        if not message.get("more_body"):
            return b"".join(pieces)


def receiving(body: bytes) -> Receive:
    """What an application receives of a request whose body is here already."""
    told = False

    async def receive() -> Message:
        nonlocal told
        if told:
            return {"type": "http.disconnect"}
        told = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receive
