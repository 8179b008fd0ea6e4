"""A durable log on several machines: a stream of NATS JetStream, written and followed in order.

Needs the extra ``nats``; nothing else imports this module. A record is handed in with an identity and given again with
its place in the log (1, 2, 3, …). :meth:`JetLog.append` comes back once a majority of the nodes has the record; one
that was handed in before, within the time that the stream remembers identities, is not written again. Whoever follows
keeps its own place and names it at the start: what the servers believe was delivered is not relied on.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass
from pathlib import Path
from ssl import SSLContext
from time import monotonic
from typing import TypeVar

import nats
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import ConnectionClosedError, NoRespondersError, NoServersError, OutboundBufferLimitError
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy, DiscardPolicy, StorageType, StreamConfig
from nats.js.errors import (
    APIError,
    BadRequestError,
    NoStreamResponseError,
    NotFoundError,
    ServerError,
    ServiceUnavailableError,
)

from daoan.terms.errors import Fault

T = TypeVar("T")

#: What a node that dies or an election brings about; tried again.
_PASSING = (
    asyncio.TimeoutError, TimeoutError, NoRespondersError, NoStreamResponseError, ServiceUnavailableError, ServerError,
    OutboundBufferLimitError,
)  # fmt: skip
_GONE = (ConnectionClosedError, NoServersError)
_ASK_S, _PAUSE_S = 2.0, 0.2
_TOO_FEW, _IN_PROCESS = 10_005, 10_158  # of the server: nodes for as many copies; an identity
_FETCH = 64  # records asked for at once


@dataclass(frozen=True, slots=True)
class Kept:
    """What a stream promises. ``replicas``: nodes that hold each record; one of three may be lost."""

    replicas: int = 3
    days: float = 7.0  # that a record stays
    remembers_s: float = 3600.0  # identities
    patience_s: float = 60.0  # that an election or a restart may take, before it is a fault


@dataclass(frozen=True, slots=True)
class Given:
    """A record of the log at its place."""

    place: int
    content: bytes
    message: Msg


class JetLog:
    """A stream that is open. Not safe for several tasks that append: order is that of the calls."""

    def __init__(self, client: Client, name: str, kept: Kept) -> None:
        self._client = client
        self._jet = client.jetstream(timeout=_ASK_S)
        self.name = name
        self.kept = kept
        self.retries = 0
        self.doubled = 0  # records that the stream had already

    @classmethod
    async def open(
        cls,
        servers: Sequence[str],
        name: str,
        kept: Kept | None = None,
        *,
        credentials: Path | None = None,
        user: str | None = None,
        password: str | None = None,
        tls: SSLContext | None = None,
    ) -> "JetLog":
        """Connect, and make the stream where there is none. Raises :class:`Fault` where no server answers."""
        given = {"user": user, "password": password, "tls": tls}
        given |= {"user_credentials": str(credentials) if credentials else None}
        try:
            client = await nats.connect(
                list(servers), max_reconnect_attempts=-1, reconnect_time_wait=_PAUSE_S, connect_timeout=2,
                **{key: value for key, value in given.items() if value is not None},
            )  # fmt: skip
        except (*_PASSING, *_GONE, OSError) as problem:
            raise Fault("no server of the log answers") from problem
        log = cls(client, name, kept or Kept())
        await log._patiently(log._make)
        return log

    async def append(self, identity: str, content: bytes) -> int:
        """Add one record; answers its place once a majority of the nodes has it. Raises :class:`Fault`."""

        async def publish() -> int:
            try:
                done = await self._jet.publish(
                    f"{self.name}.log", content, timeout=_ASK_S, headers={"Nats-Msg-Id": identity}
                )
            except APIError as problem:
                if problem.err_code != _IN_PROCESS:
                    raise
                raise ServiceUnavailableError from problem  # handed in before, and no majority has it yet
            self.doubled += bool(done.duplicate)
            return int(done.seq)

        return await self._patiently(publish)

    async def follow(self, reader: str, behind: int, until: int | None = None) -> AsyncIterator[Given]:
        """Records behind a place, in order, each once; for ever, or up to a place. One task at a time for a reader.

        Raises :class:`Fault` where the log no longer has the next one.
        """
        place = behind
        while until is None or place < until:
            async with aclosing(self._from(reader, place)) as coming:
                async for given in coming:
                    if given.place <= place:
                        continue  # given again after a node was lost
                    if given.place > place + 1:
                        await self._require_held(place + 1)
                        break  # one went astray on the way: ask for it again
                    place = given.place
                    yield given
                    if place == until:
                        return

    async def acknowledge(self, given: Given) -> None:
        """Tell the servers that this record and all before it are done with: what the reader's lag is counted by."""
        if self._client.is_connected:
            await given.message.ack()

    async def last_place(self) -> int:
        """The place of the last record; 0 for an empty log."""

        async def ask() -> int:
            return int((await self._jet.stream_info(self.name)).state.last_seq)

        return await self._patiently(ask)

    async def close(self) -> None:
        """Let go of the connection."""
        await self._client.close()

    async def _make(self) -> None:
        try:
            await self._jet.stream_info(self.name)
        except NotFoundError:
            config = StreamConfig(
                name=self.name, subjects=[f"{self.name}.>"], storage=StorageType.FILE, deny_delete=True,
                num_replicas=self.kept.replicas, max_age=self.kept.days * 86_400, discard=DiscardPolicy.OLD,
                duplicate_window=self.kept.remembers_s,
            )  # fmt: skip
            try:
                await self._jet.add_stream(config)
            except BadRequestError as problem:
                if problem.err_code != _TOO_FEW:
                    raise
                raise ServiceUnavailableError from problem  # nodes are still coming

    async def _from(self, reader: str, place: int) -> AsyncGenerator[Given, None]:
        """What a reader made anew behind a place is given, until the servers fall silent though there is more."""

        async def begin() -> None:
            with suppress(NotFoundError):
                await self._jet.delete_consumer(self.name, reader)
            await self._jet.add_consumer(
                self.name,
                ConsumerConfig(
                    durable_name=reader, ack_policy=AckPolicy.ALL, deliver_policy=DeliverPolicy.BY_START_SEQUENCE,
                    opt_start_seq=place + 1, ack_wait=3600, max_ack_pending=-1,
                ),
                timeout=5,
            )  # fmt: skip

        await self._patiently(begin)
        subscription = await self._jet.pull_subscribe_bind(reader, self.name)
        try:
            while True:
                try:
                    messages = await subscription.fetch(_FETCH, timeout=_ASK_S)
                except _PASSING:
                    if await self.last_place() > place:
                        return  # there is more, and it does not come
                    continue
                except APIError:
                    return  # the reader is gone with its node
                for message in messages:
                    place = message.metadata.sequence.stream
                    yield Given(place, message.data, message)
        finally:
            if not self._client.is_closed:
                await subscription.unsubscribe()

    async def _require_held(self, place: int) -> None:
        async def ask() -> int:
            return int((await self._jet.stream_info(self.name)).state.first_seq)

        if await self._patiently(ask) > place:
            raise Fault(f"the log {self.name} no longer has record {place}: its reader was away for too long")

    async def _patiently(self, ask: Callable[[], Awaitable[T]]) -> T:
        """The answer, asked for again while nodes are away. Raises :class:`Fault` when that takes too long."""
        until = monotonic() + self.kept.patience_s
        while True:
            try:
                return await ask()
            except _PASSING as problem:
                if monotonic() > until:
                    raise Fault(f"the log {self.name} does not answer") from problem
                self.retries += 1
                await asyncio.sleep(_PAUSE_S)
            except _GONE as problem:
                raise Fault(f"the connection to the log {self.name} is closed") from problem
