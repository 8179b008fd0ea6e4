"""The routes, as an ASGI application: who may come in, what is read, what is answered.

Every route wants a signed request. A body is read in pieces and never larger than :data:`MOST_BODY_BYTES`. An error is
a ResponseStatusObject with its HTTP status; what a device sent is never repeated in it.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from daoan.api.viid.answers import Status, local_time, status, statuses_of
from daoan.api.viid.devices import Devices
from daoan.api.viid.subscriptions import PATH as SUBSCRIBES
from daoan.api.viid.subscriptions import Subscriptions, take_notifications
from daoan.edge.clock import Clock
from daoan.edge.digest import DigestDoor, Outcome
from daoan.jobs.passes.intake import HeldBack, Intake
from daoan.terms.errors import DaoanError, Fault, InputError

MOST_BODY_BYTES = 32 << 20
ARROW_TYPE = "application/vnd.apache.arrow.stream"
Scope = Mapping[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class Asked:
    """One request that was let in. ``account``: whose signature it bears."""

    account: str
    path: str
    body: bytes
    query: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent back."""

    code: int
    body: bytes
    headers: Headers = field(default_factory=list)


Route = Callable[[Asked], Awaitable[Answer]]


class TooLarge(InputError):
    """A body larger than is taken."""


class ViidServer:
    """The application. ``zone``: IANA name of the city's clock; ``subscriptions``: what other platforms may ask for."""

    def __init__(
        self, intake: Intake, door: DigestDoor, clock: Clock, zone: str, server_id: str,
        subscriptions: Subscriptions | None = None, devices: Devices | None = None,
    ) -> None:  # fmt: skip
        self._intake = intake
        self._door = door
        self._clock = clock
        self._zone = zone
        self._server_id = server_id
        self._devices = devices or Devices()
        self._routes: Mapping[tuple[str, str], Route] = {
            ("POST", "/VIID/MotorVehicles"): self._motor_vehicles,
            ("POST", "/VIID/SubscribeNotifications"): self._notifications,
            ("POST", "/VIID/System/Register"): self._register,
            ("POST", "/VIID/System/Keepalive"): self._keepalive,
            ("POST", "/VIID/System/UnRegister"): self._unregister,
            ("GET", "/VIID/System/Time"): self._time,
            ("POST", "/passes/stream"): self._stream,
            ("GET", "/passes/counters"): self._counters,
            **(self._subscribing(subscriptions) if subscriptions else {}),
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] == "lifespan":
            await _live(receive, send)
            return
        if scope["type"] != "http":
            return
        answer = await self._answer(scope, receive)
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(answer.body)).encode())]
        await send({"type": "http.response.start", "status": answer.code, "headers": headers + answer.headers})
        await send({"type": "http.response.body", "body": answer.body})

    async def _answer(self, scope: Scope, receive: Receive) -> Answer:
        path, method, headers = scope["path"].rstrip("/"), scope["method"], dict(scope["headers"])
        target = (scope.get("raw_path") or path.encode()).decode("latin-1")
        query = scope.get("query_string", b"").decode("latin-1")
        outcome, account = self._door.let_in(
            headers.get(b"authorization", b"").decode("latin-1"), method, f"{target}?{query}" if query else target
        )
        if outcome is not Outcome.WELCOME:
            await _drain(receive, headers)
            return self._not_signed_in(path, stale=outcome is Outcome.STALE)
        asked_path = SUBSCRIBES if method == "PUT" and path.startswith(f"{SUBSCRIBES}/") else path  # …/ID: one of them
        route = self._routes.get((method, asked_path))
        if route is None:
            known = any(path == known for _, known in self._routes)
            return self._fail(405 if known else 404, path, Status.NOT_ALLOWED, "no such route 无此接口")
        size = 0
        try:
            size = _told_size(headers)
            self._intake.require_room(size) if method in ("POST", "PUT") else None
            self._intake.hold(size)
            return await route(Asked(account, path, await _read(receive), query))
        except HeldBack as problem:
            await _drain(receive, headers)
            answer = self._fail(503, path, Status.BUSY, str(problem))
            return Answer(answer.code, answer.body, [(b"retry-after", str(problem.retry_s).encode())])
        except TooLarge as problem:
            answer = self._fail(413, path, Status.WRONG_CONTENT, str(problem))
            return Answer(answer.code, answer.body, [(b"connection", b"close")])
        except (InputError, msgspec.DecodeError) as problem:
            words = str(problem) if isinstance(problem, DaoanError) else "the body is not as it should be 报文内容不符"
            return self._fail(400, path, Status.NOT_JSON, words)
        except Fault:
            return self._fail(500, path, Status.OTHER, "the engine has stopped 系统故障")
        finally:
            self._intake.hold(-size)

    async def _motor_vehicles(self, asked: Asked) -> Answer:
        decoded = await self._intake.take_motor_vehicles(asked.body)
        return Answer(200, statuses_of(asked.path, decoded, self._at()))

    async def _stream(self, asked: Asked) -> Answer:
        parts = await self._intake.take_stream(asked.body)
        refused = sum((part.count_reasons() for part in parts), start=type(parts[0].count_reasons())()) if parts else {}
        told = {"passes": sum(len(part.passes) for part in parts), "refused": dict(refused)}
        return Answer(200, msgspec.json.encode(told))

    async def _notifications(self, asked: Asked) -> Answer:
        return Answer(200, await take_notifications(self._intake, asked.path, asked.body, self._at()))

    def _subscribing(self, book: Subscriptions) -> Mapping[tuple[str, str], Route]:
        async def take(asked: Asked) -> Answer:
            return Answer(200, await book.take(self._intake, asked.account, asked.path, asked.body, self._at()))

        async def told(asked: Asked) -> Answer:
            return Answer(200, book.told(asked.account, asked.query))

        async def end(asked: Asked) -> Answer:
            return Answer(200, book.end(asked.account, asked.path, asked.query, self._at()))

        ways: Mapping[str, Route] = {"POST": take, "PUT": take, "GET": told, "DELETE": end}
        return {(method, SUBSCRIBES): way for method, way in ways.items()}

    async def _register(self, asked: Asked) -> Answer:
        device = self._devices.register(asked.account, asked.body, self._clock.now())
        return self._fine(asked.path, device)

    async def _keepalive(self, asked: Asked) -> Answer:
        device, is_known = self._devices.keep_alive(asked.account, asked.body, self._clock.now())
        if not is_known:
            return self._fail(403, asked.path, Status.NOT_ALLOWED, "register first 未注册", device)
        return self._fine(asked.path, device)

    async def _unregister(self, asked: Asked) -> Answer:
        return self._fine(asked.path, self._devices.unregister(asked.account, asked.body))

    async def _time(self, _asked: Asked) -> Answer:
        told = {"VIIDServerID": self._server_id, "TimeMode": "1", "LocalTime": self._at(), "TimeZone": self._zone}
        return Answer(200, msgspec.json.encode({"SystemTimeObject": told}))

    async def _counters(self, _asked: Asked) -> Answer:
        devices = self._devices.told(self._clock.now())
        return Answer(200, msgspec.json.encode({**self._intake.told(), "devices": devices}))

    def _at(self) -> str:
        return local_time(self._clock.now(), self._zone)

    def _fine(self, path: str, about: str) -> Answer:
        return Answer(200, status(path, Status.OK, "OK", about, self._at()))

    def _fail(self, code: int, path: str, number: Status, words: str, about: str = "") -> Answer:
        return Answer(code, status(path, number, words, about, self._at()))

    def _not_signed_in(self, path: str, *, stale: bool) -> Answer:
        answer = self._fail(401, path, Status.NOT_ALLOWED, "sign in first 未认证")
        challenges = [(b"www-authenticate", one.encode()) for one in self._door.challenges(stale=stale)]
        return Answer(answer.code, answer.body, challenges)


def _told_size(headers: Mapping[bytes, bytes]) -> int:
    """What ``Content-Length`` says; 0 where a body comes in chunks. Raises :class:`TooLarge`."""
    told = headers.get(b"content-length", b"0")
    size = int(told) if told.isdigit() else 0
    if size > MOST_BODY_BYTES:
        raise TooLarge(f"a body has at most {MOST_BODY_BYTES >> 20} MB; send fewer objects 报文过大")
    return size


async def _read(receive: Receive) -> bytes:
    """The whole body. Raises :class:`TooLarge`, :class:`InputError` where the sender went away."""
    parts, size = [], 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise InputError("the sender went away 连接中断")
        part = message.get("body", b"")
        size += len(part)
        if size > MOST_BODY_BYTES:
            raise TooLarge(f"a body has at most {MOST_BODY_BYTES >> 20} MB; send fewer objects 报文过大")
        parts.append(part)
        if not message.get("more_body"):
            return parts[0] if len(parts) == 1 else b"".join(parts)


async def _drain(receive: Receive, headers: Mapping[bytes, bytes]) -> None:
    """Read away a body that is not wanted, so that the connection can go on; leave a large or endless one."""
    told = headers.get(b"content-length", b"0")
    left = int(told) if told.isdigit() and len(told) < 12 else MOST_BODY_BYTES + 1
    if left > MOST_BODY_BYTES:
        return
    while left > 0:
        message = await receive()
        left -= len(message.get("body", b""))
        if message["type"] != "http.request" or not message.get("more_body"):
            return


async def _live(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
