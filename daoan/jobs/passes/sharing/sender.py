"""What goes out: a follower of the log of passes for each approved subscription, at least once, in the log's order.

The position is kept behind each notification that the platform took; killed in between, the last one is sent again
under the same ids. Nothing that was known before the approval is sent, and nothing that is not on disk here. A try
that fails is repeated later and later, then given up: the subscription is stopped and a person is shown it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Protocol

import msgspec
import numpy as np

from daoan.edge.calling import Reply
from daoan.jobs.passes.records import find_passes
from daoan.jobs.passes.sharing.book import ShareBook
from daoan.sense.passes.objects import Writing, write_objects
from daoan.sense.passes.scope import Scope
from daoan.store.framed_log import FramedLog, read_from
from daoan.terms.errors import FileUnreadable
from daoan.terms.passes import PassFrame, empty_passes, join_passes
from daoan.terms.records.sharing import Sent, Share, ShareState
from daoan.terms.rulepacks import RulePack
from daoan.terms.times import utc_to_local

#: What was to be sent is no longer in the log.
LOG_GONE = "log-gone"
_HOUR = "%Y-%m-%dT%H"
_ID_SIGNS, _SERIALS = 10**12, 100_000


class Called(Protocol):
    """A platform that can be called."""

    def call(self, address: str, method: str, body: bytes, /) -> Reply:
        """Call once. Never raises for the network."""


@dataclass(frozen=True, slots=True)
class Around:
    """What a sender is given. ``peer``: by account; ``is_silent``: whether an account's platform is known to be gone;

    ``audit``: told an action, a key and a detail; ``scope``: which rows of sites a share may have; ``seconds``: a clock
    that only goes on.
    """

    log: FramedLog
    pack: RulePack
    writing: Callable[[], Writing]
    scope: Callable[[Share], Scope]
    peer: Callable[[str], Called]
    is_silent: Callable[[str], bool]
    audit: Callable[[str, str, str], None]
    now: Callable[[], datetime]
    seconds: Callable[[], float]


@dataclass(frozen=True, slots=True)
class _Batch:
    """Passes of one notification, and the position behind the last record that they end with."""

    passes: PassFrame
    behind: int
    serial: int


class Sender:
    """Sends what is due. One thread a subscription at a time."""

    def __init__(self, book: ShareBook, around: Around) -> None:
        self._book = book
        self._around = around
        self._seen_end = around.log.sync()  # the end of the log when decisions were looked at last
        self._due_s: dict[str, float] = {}

    def list_due(self) -> list[Share]:
        """Subscriptions that something can be sent of now; an approval that is new begins here."""
        begin, self._seen_end = self._seen_end, self._around.log.synced
        due, now = [], self._around.now()
        for share in self._book.shares():
            share = self._tell_hours(share, now)
            state = share.state(now)
            if state is ShareState.STOPPED and self._book.take_resumed(share.key):
                place = begin if _sent(share).fault == LOG_GONE else _sent(share).position
                whole = replace(_sent(share), position=place, stopped_at=None, failing_since=None, failures=0, fault="")
                share = self._kept(share, whole)
                self._due_s.pop(share.key, None)
                state = ShareState.RUNNING
            if state is not ShareState.RUNNING:
                continue
            if share.sent is None:
                share = self._kept(share, Sent(begin))
            is_due = self._due_s.get(share.key, 0.0) <= self._around.seconds()
            if is_due and not self._around.is_silent(share.asked.account):
                due.append(share)
        return due

    def send(self, share: Share) -> int:
        """Send what stands in the log behind one subscription; answers how many objects were taken."""
        taken, position = 0, _sent(share).position
        self._wait(share.key, max(share.asked.interval_s, self._number("least_interval_s")))
        try:
            for batch in self._batches(share):
                if self._book.get(share.key).state(self._around.now()) is not ShareState.RUNNING:
                    return taken  # cancelled, ended or decided otherwise meanwhile
                if len(batch.passes):
                    reply = self._post(share, batch)
                    if fault := _fault_of(reply):
                        self._failed(share, fault)
                        return taken
                    taken += len(batch.passes)
                position = batch.behind or position
                share = self._kept(share, self._after(_sent(share), position, len(batch.passes)))
        except FileUnreadable:
            self._failed(share, LOG_GONE, is_final=True)
        return taken

    def _batches(self, share: Share) -> Iterator[_Batch]:
        """The passes of a subscription as notifications; the position of each is 0 while its record goes on."""
        most, end, scope = int(self._number("most_objects")), self._around.log.synced, self._around.scope(share)
        waiting: list[PassFrame] = []
        behind = begin = _sent(share).position
        if begin >= end:
            return
        for position, record in read_from(self._around.log.folder, begin, end):
            behind = position
            passes = find_passes(record)
            picked = None if passes is None else scope.pick(passes)
            if picked is not None and len(picked):
                waiting.append(picked)
            if sum(map(len, waiting)) >= most:
                yield from _cut(waiting, most, behind)
                waiting = []
        if behind != begin:
            yield from _cut(waiting, most, behind)

    def _post(self, share: Share, batch: _Batch) -> Reply:
        around = self._around
        writing, at = around.writing(), around.now()
        objects = write_objects(batch.passes, writing)
        body = _notification(share, batch, utc_to_local(at, writing.zone).strftime("%Y%m%d%H%M%S"), objects)
        return around.peer(share.asked.account).call(share.asked.address, "POST", body)

    def _after(self, sent: Sent, position: int, objects: int) -> Sent:
        hours = dict(sent.hours)
        if objects:
            hour = self._around.now().strftime(_HOUR)
            hours[hour] = hours.get(hour, 0) + objects
        return replace(
            sent, position=position, objects=sent.objects + objects, hours=hours, failures=0, fault="",
            failing_since=None,
        )  # fmt: skip

    def _failed(self, share: Share, fault: str, *, is_final: bool = False) -> None:
        now, sent = self._around.now(), _sent(share)
        since = sent.failing_since or now
        sent = replace(sent, failures=sent.failures + 1, fault=fault, failing_since=since)
        if is_final or now - since >= timedelta(hours=self._number("give_up_hours")):
            sent = replace(sent, stopped_at=now)
            self._around.audit("passes.share_stop", share.key, f"{fault}, {sent.failures} tries")
        self._wait(share.key, min(self._number("most_retry_s"), self._number("retry_s") * 2 ** min(sent.failures, 30)))
        self._kept(share, sent)

    def _tell_hours(self, share: Share, now: datetime) -> Share:
        """Tell the audit log of hours that are over, or of all where the subscription has ended."""
        sent = share.sent
        if sent is None or not sent.hours:
            return share
        is_over = share.state(now) not in (ShareState.RUNNING, ShareState.STOPPED)
        told = {hour: n for hour, n in sent.hours.items() if is_over or hour < now.strftime(_HOUR)}
        for hour, objects in sorted(told.items()):
            self._around.audit("passes.shared", share.key, f"{hour}Z {objects} objects")
        left = {hour: n for hour, n in sent.hours.items() if hour not in told}
        return self._kept(share, replace(sent, hours=left)) if told else share

    def _kept(self, share: Share, sent: Sent) -> Share:
        self._book.keep_sent(share.key, sent)
        return replace(share, sent=sent)

    def _wait(self, key: str, seconds: float) -> None:
        self._due_s[key] = self._around.seconds() + seconds

    def _number(self, name: str) -> float:
        return float(self._around.pack.get(f"sending.{name}"))


def _sent(share: Share) -> Sent:
    return share.sent if share.sent is not None else Sent(0)


def _cut(parts: Sequence[PassFrame], most: int, behind: int) -> Iterator[_Batch]:
    """Passes in notifications of a size; only behind the last of them everything up to the position was sent."""
    whole = join_passes(parts) if parts else empty_passes(0)
    _, first = np.unique(whole.pass_id, return_index=True)  # what a device sent twice goes out once
    whole = whole.take(np.sort(first))
    starts = range(0, len(whole), most)
    for start in starts[:-1]:
        yield _Batch(whole.take(slice(start, start + most)), 0, behind + start)
    last = starts[-1] if starts else 0
    yield _Batch(whole.take(slice(last, last + most)), behind, behind + last)


def _notification(share: Share, batch: _Batch, at: str, objects: Sequence[bytes]) -> bytes:
    """A SubscribeNotificationListObject. Its id, of 33 digits, is the same where the same batch is sent again."""
    ids = [msgspec.json.decode(one)["MotorVehicleID"] for one in objects]
    last = ids[-1][22:36]  # the moment in the id of the last object
    told: Mapping[str, Any] = {
        "NotificationID": f"{int(share.key, 16) % _ID_SIGNS:012d}04{last}{batch.serial % _SERIALS:05d}",
        "SubscribeID": share.asked.subscribe_id, "Title": share.asked.title, "TriggerTime": at,
        "InfoIDs": ",".join(ids), "MotorVehicleObjectList": {"MotorVehicleObject": [msgspec.Raw(o) for o in objects]},
    }  # fmt: skip
    return msgspec.json.encode({"SubscribeNotificationListObject": {"SubscribeNotificationObject": [told]}})


def _fault_of(reply: Reply) -> str:
    """Why a notification was not taken; empty where it was: any 2xx whose statuses, if it tells any, are all 0."""
    if reply.fault:
        return reply.fault
    if not 200 <= reply.status < 300:
        return f"status-{reply.status}"
    try:
        told: Any = msgspec.json.decode(reply.body)
        rows = told["ResponseStatusListObject"]["ResponseStatusObject"]
        codes = {str(one.get("StatusCode", "0")) for one in (rows if isinstance(rows, list) else [rows])} - {"0"}
    except (msgspec.DecodeError, KeyError, TypeError, AttributeError, UnicodeDecodeError, RecursionError):
        return ""
    return f"answer-{sorted(codes)[0]:.8}" if codes else ""
