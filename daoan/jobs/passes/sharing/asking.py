"""Our own subscriptions at other platforms: registered there, kept alive, asked for, asked for again when forgotten.

What a platform then tells comes in by ``POST /VIID/SubscribeNotifications`` under the account that it has here.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

import msgspec

from daoan.edge.calling import Reply
from daoan.store.safely import write_content
from daoan.terms.errors import FileUnreadable, NotFound
from daoan.terms.records.sharing import VEHICLES, Ours
from daoan.terms.rulepacks import RulePack
from daoan.terms.times import utc_to_local

_FOLDER = "ours"


class Called(Protocol):
    """A platform that can be called."""

    def call(self, address: str, method: str, body: bytes, /) -> Reply:
        """Call once. Never raises for the network."""


def keep_ours(folder: Path, ours: Ours) -> None:
    """Keep one, by its id."""
    place = folder / _FOLDER
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_content(place / f"{ours.subscribe_id}.json", msgspec.json.encode(ours))


def list_ours(folder: Path) -> Iterator[Ours]:
    """All of them, by id. Raises :class:`FileUnreadable`."""
    for path in sorted((folder / _FOLDER).glob("*.json")):
        try:
            yield msgspec.json.decode(path.read_bytes(), type=Ours)
        except msgspec.DecodeError:
            raise FileUnreadable(f"{path} is damaged; restore it 文件损坏") from None


def find_ours(folder: Path, subscribe_id: str) -> Ours:
    """One of them. Raises :class:`NotFound`."""
    for one in list_ours(folder):
        if one.subscribe_id == subscribe_id:
            return one
    raise NotFound(f"we have no subscription {subscribe_id!r} 订阅不存在")


def subscription_of(ours: Ours, zone: str) -> bytes:
    """The SubscribeListObject that asks for it, or that ends it."""
    told: dict[str, Any] = {
        "SubscribeID": ours.subscribe_id, "Title": ours.title, "SubscribeDetail": VEHICLES,
        "ResourceURI": ",".join(ours.resources), "BeginTime": _local(ours.begin, zone),
        "EndTime": _local(ours.end, zone), "ReceiveAddr": ours.receive, "ReportInterval": round(ours.interval_s),
        "Reason": ours.reason, "OperateType": int(ours.ended), "SubscribeStatus": 0,
        "ResultImageDeclare": "-1", "ResultFeatureDeclare": -1,
    }  # fmt: skip
    if ours.resource_class.isdigit():
        told["ResourceClass"] = int(ours.resource_class)
    return msgspec.json.encode({"SubscribeListObject": {"SubscribeObject": [told]}})


class Asker:
    """Keeps our subscriptions alive. ``device_id``: our own number; ``seconds``: a clock that only goes on.

    After a start everything is asked for once more: a platform takes the same id as the same subscription.
    """

    def __init__(
        self, folder: Path, pack: RulePack, zone: str, device_id: str, peer: Callable[[str], Called],
        now: Callable[[], datetime], seconds: Callable[[], float],
    ) -> None:  # fmt: skip
        self._folder, self._zone, self._device_id, self._peer = folder, zone, device_id, peer
        self._now, self._seconds = now, seconds
        self._every_s = float(pack.get("peer.keep_alive_s"))
        self._asked: set[str] = set()
        self._ended: set[str] = set()
        self._due_s: dict[str, float] = {}
        self.faults: dict[str, str] = {}  # by id, of the last try

    def round(self) -> None:
        """Do what is due, one platform after another."""
        for ours in list_ours(self._folder):
            is_over = ours.ended or self._now() >= ours.end
            if is_over and ours.subscribe_id in self._ended:
                continue
            if self._due_s.get(ours.subscribe_id, 0.0) > self._seconds() and not is_over:
                continue
            if self._now() >= ours.begin:
                self._due_s[ours.subscribe_id] = self._seconds() + self._every_s
                fault = self._end(ours) if is_over else self._ask(ours)
                self.faults[ours.subscribe_id] = fault

    def _ask(self, ours: Ours) -> str:
        """Keep alive what was asked for, ask where it was not; why not, or nothing."""
        if ours.subscribe_id in self._asked:
            fault = self._call(ours, "System/Keepalive", {"KeepaliveObject": {"DeviceID": self._device_id}})
            if not fault:
                return ""
            self._asked.discard(ours.subscribe_id)  # forgotten there, or the line is down: begin anew
        fault = self._call(ours, "System/Register", {"RegisterObject": {"DeviceID": self._device_id}})
        fault = fault or self._call(ours, "Subscribes", msgspec.Raw(subscription_of(ours, self._zone)))
        if not fault:
            self._asked.add(ours.subscribe_id)
        return fault

    def _end(self, ours: Ours) -> str:
        """End it there, once; what has run out by itself needs no word."""
        self._ended.add(ours.subscribe_id)
        if not ours.ended:
            return ""
        fault = self._call(ours, "Subscribes", msgspec.Raw(subscription_of(ours, self._zone)), "PUT")
        if fault:
            self._ended.discard(ours.subscribe_id)
        return fault

    def _call(self, ours: Ours, path: str, told: Mapping[str, Any] | msgspec.Raw, method: str = "POST") -> str:
        reply = self._peer(ours.account).call(f"{ours.base}/VIID/{path}", method, msgspec.json.encode(told))
        if reply.fault:
            return reply.fault
        return "" if 200 <= reply.status < 300 else f"status-{reply.status}"


def _local(moment: datetime, zone: str) -> str:
    return utc_to_local(moment, zone).strftime("%Y%m%d%H%M%S")
