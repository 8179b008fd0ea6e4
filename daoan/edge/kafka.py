"""Messages of Apache Kafka, read at one's own pace and from one's own place.

Needs the extra ``kafka``; nothing else imports this module. The place is the caller's: it is named when a partition
comes, and what Kafka was told of it (:meth:`KafkaReader.commit`) only shows others how far we are, and where to begin
when nothing was kept here. All calls block and belong to one thread.
"""

import os
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from confluent_kafka import Consumer, KafkaError, KafkaException, Message, TopicPartition

from daoan.terms.errors import Fault, FileUnreadable, InputError

#: Partition ("topic/3") and the offset of the next message.
Places = dict[str, int]
FORMATS = ("gat1400", "arrow")
FORMAT_HEADER = "daoan-format"
_OTHERS = 0o077
_ASK_S = 5.0
_GIVEN = {"auto.offset.reset": "earliest", "isolation.level": "read_committed"}
_OURS = {"enable.auto.commit": False, "enable.auto.offset.store": False}


@dataclass(frozen=True, slots=True)
class QueuePlan:
    """Topics, the format of messages whose header tells none, and settings of librdkafka."""

    topics: tuple[str, ...]
    format: str
    client: Mapping[str, str | int | float | bool] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Polled:
    """Messages, each with its format, and the place behind all of them."""

    messages: Sequence[tuple[str, bytes]]
    places: Places


def read_plan(path: Path) -> QueuePlan:
    """A plan from TOML: ``topics``, ``format`` and the table ``client``.

    Raises :class:`FileUnreadable`, :class:`InputError` for a plan that lacks something, or whose password others may
    read.
    """
    try:
        mode, told = path.stat().st_mode, tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):  # its words could quote the file
        raise FileUnreadable(f"{path} is no TOML that can be read Kafka 配置无法读取") from None
    topics, kind, client = told.get("topics"), told.get("format", "gat1400"), told.get("client")
    if not isinstance(client, dict) or not {"bootstrap.servers", "group.id"} <= set(client):
        raise InputError(f"{path}: [client] needs bootstrap.servers and group.id 缺少 Kafka 地址或消费组")
    if not isinstance(topics, list) or not topics or not all(isinstance(one, str) for one in topics):
        raise InputError(f'{path}: topics = ["…"] is missing 缺少主题')
    if kind not in FORMATS:
        raise InputError(f"{path}: format is {' or '.join(FORMATS)} 格式不符")
    if os.name == "posix" and mode & _OTHERS and any("password" in name for name in client):
        raise InputError(f"others may read {path}; run: chmod 600 {path} 文件权限过宽")
    return QueuePlan(tuple(topics), kind, client)


class KafkaReader:
    """A member of a consumer group. ``place_of``: our own place in a partition, ``None`` where there is none."""

    def __init__(self, plan: QueuePlan, place_of: Callable[[str], int | None]) -> None:
        self._plan = plan
        self._place_of = place_of
        self._is_paused = False
        try:
            self._consumer: Any = Consumer({**_GIVEN, **plan.client, **_OURS})
            self._consumer.subscribe(list(plan.topics), on_assign=self._assigned)
        except (KafkaException, TypeError, ValueError) as problem:
            raise InputError(f"Kafka cannot be read with these settings: {_told(problem)}") from None

    def poll(self, most: int, wait_s: float) -> Polled:
        """What came, at most so many messages. Raises :class:`Fault` where the client is at an end."""
        try:
            return self._polled(self._consumer.consume(most, wait_s))
        except KafkaException as problem:
            raise Fault(f"Kafka cannot be read: {_told(problem)}") from problem

    def pause(self, *, wanted: bool) -> None:
        """Take nothing for now, or go on; still a member of the group."""
        if wanted != self._is_paused:
            mine = self._consumer.assignment()
            self._consumer.pause(mine) if wanted else self._consumer.resume(mine)
            self._is_paused = wanted

    def commit(self, places: Places) -> bool:
        """Tell Kafka how far we are, without waiting for it; whether that could be said. Nothing here depends on it."""
        mine = {_name(one) for one in self._consumer.assignment()}
        told = [_partition(name, place) for name, place in places.items() if name in mine]
        try:
            if told:
                self._consumer.commit(offsets=told, asynchronous=True)
        except KafkaException:
            return False
        return True

    def lag(self, places: Places) -> int:
        """Messages that wait in our partitions, by what the brokers told last; while we pause they are asked."""
        waiting = 0
        for one in self._consumer.assignment():
            low, high = self._ends_of(one)
            waiting += max(0, high - places.get(_name(one), max(low, 0))) if high >= 0 else 0
        return waiting

    def _ends_of(self, one: TopicPartition) -> tuple[int, int]:
        """The first offset of a partition and the one behind its last; negative where nobody knows."""
        if self._is_paused:
            try:
                asked: tuple[int, int] = self._consumer.get_watermark_offsets(one, timeout=_ASK_S)
            except KafkaException:
                return -1, -1
            return asked
        cached: tuple[int, int] = self._consumer.get_watermark_offsets(one, cached=True)
        return cached

    def close(self) -> None:
        """Leave the group."""
        self._consumer.close()

    def _polled(self, messages: Sequence[Message]) -> Polled:
        found, places = list[tuple[str, bytes]](), Places()
        for one in messages:
            error = one.error()
            if error is not None:
                if error.fatal() or error.code() == KafkaError._AUTHENTICATION:
                    raise Fault(f"Kafka cannot be read: {error.name()}")
                continue
            places[_name_of(one)] = (one.offset() or 0) + 1
            value = one.value()
            if value is not None:  # one without a content only says that something was removed
                found.append((self._format_of(one), bytes(value)))
        return Polled(found, places)

    def _format_of(self, message: Message) -> str:
        for name, value in message.headers() or ():
            told = bytes(value).decode("ascii", "replace") if isinstance(value, bytes) else value
            if name == FORMAT_HEADER and told in FORMATS:
                return str(told)
        return self._plan.format

    def _assigned(self, consumer: Any, partitions: list[TopicPartition]) -> None:
        """Begin where we were, or where the group says it was, whichever is later: another member may have gone on."""
        committed = {_name(one): one.offset for one in consumer.committed(partitions, timeout=_ASK_S)}
        for one in partitions:
            own = self._place_of(_name(one))
            if own is not None:
                one.offset = max(own, committed.get(_name(one), -1))
        consumer.assign(partitions)
        self._is_paused = False


def _name(one: TopicPartition) -> str:
    return f"{one.topic}/{one.partition}"


def _name_of(message: Message) -> str:
    return f"{message.topic()}/{message.partition()}"


def _partition(name: str, place: int) -> TopicPartition:
    topic, _, number = name.rpartition("/")
    return TopicPartition(topic, int(number), place)


def _told(problem: Exception) -> str:
    """The name of an error: its words may quote settings."""
    error = problem.args[0] if problem.args else None
    return error.name() if isinstance(error, KafkaError) else type(problem).__name__
