"""GA/T 1400: what other platforms ask to be told (SubscribeListObject), and what they tell (SubscribeNotification…).

Field names as GA/T 1400.3-2017 A.19 (Subscribe) and A.20 (SubscribeNotification) have them, read in several published
implementations and not in the official text. Values come as strings or as numbers; lists as lists or as one object.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from daoan.kernels.text.cells import NO_MOMENT, cells_of, read_moments
from daoan.sense.passes.columns import utc_of
from daoan.terms.errors import InputError
from daoan.terms.records.sharing import VEHICLES, Asked, ResourceClass
from daoan.terms.times import from_ms

MOST = 1_000
_LONGEST = 1_024
_CANCEL = "1"


@dataclass(frozen=True, slots=True)
class Wish:
    """One object of a list. ``asked``: ``None`` where ``problem`` says why not; ``cancels``: an end is asked for."""

    subscribe_id: str
    cancels: bool
    asked: Asked | None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """One notification: its id, and the vehicles in it, each as it came."""

    notification_id: str
    objects: Sequence[bytes]


def read_wishes(body: bytes, account: str, zone: str, now: datetime, default_s: float) -> list[Wish]:
    """The subscriptions of a SubscribeListObject. ``default_s``: the interval of one that tells none.

    Raises :class:`InputError` where it is none.
    """
    listed = _listed(body, "SubscribeListObject", "SubscribeObject")
    if len(listed) > MOST:
        raise InputError(f"at most {MOST} subscriptions at once 订阅数过多")
    return [_wish(one, account, zone, now, default_s) for one in listed]


def read_notifications(body: bytes) -> list[Told]:
    """The notifications of a SubscribeNotificationListObject; of their content, vehicles alone.

    Raises :class:`InputError` where it is none.
    """
    listed = _listed(body, "SubscribeNotificationListObject", "SubscribeNotificationObject")
    return [Told(_text(one, "NotificationID"), _vehicles(one)) for one in listed]


def _listed(body: bytes, outer: str, inner: str) -> list[Mapping[str, Any]]:
    try:
        found = msgspec.json.decode(body)[outer][inner]
    except (msgspec.DecodeError, KeyError, TypeError, UnicodeDecodeError, RecursionError):
        raise InputError(f"the body is no {outer} 报文结构不符") from None
    rows = found if isinstance(found, list) else [found]
    if not all(isinstance(one, dict) for one in rows):
        raise InputError(f"the body is no {outer} 报文结构不符")
    return rows


def _vehicles(notification: Mapping[str, Any]) -> list[bytes]:
    found = notification.get("MotorVehicleObjectList") or {}
    if isinstance(found, dict):
        found = found.get("MotorVehicleObject") or []
    rows = found if isinstance(found, list) else [found]
    return [msgspec.json.encode(one) for one in rows if isinstance(one, dict)]


def _wish(one: Mapping[str, Any], account: str, zone: str, now: datetime, default_s: float) -> Wish:
    subscribe_id = _text(one, "SubscribeID")
    if not subscribe_id:
        return Wish("", False, None, "SubscribeID is missing 缺少订阅标识符")
    if _text(one, "OperateType") == _CANCEL:
        return Wish(subscribe_id, True, None)
    details, address = _parts(one, "SubscribeDetail"), _text(one, "ReceiveAddr")
    begin, end = _moment(one, "BeginTime", zone), _moment(one, "EndTime", zone)
    if VEHICLES not in details:
        return Wish(subscribe_id, False, None, "only 13 (vehicles) is served 仅支持订阅类别13")
    if not address:
        return Wish(subscribe_id, False, None, "ReceiveAddr is missing 缺少信息接收地址")
    if begin is None or end is None or end <= begin:
        return Wish(subscribe_id, False, None, "BeginTime and EndTime are no span 起止时间不符")
    asked = Asked(
        account=account, subscribe_id=subscribe_id, title=_text(one, "Title"), details=details,
        resource_class=_class(one), resources=_parts(one, "ResourceURI"), applicant=_text(one, "ApplicantName"),
        organisation=_text(one, "ApplicantOrg"), reason=_text(one, "Reason"), begin=begin, end=end, address=address,
        interval_s=_seconds(one, default_s), asked_at=now,
    )  # fmt: skip
    return Wish(subscribe_id, False, asked)


def _class(one: Mapping[str, Any]) -> str:
    told = _text(one, "ResourceClass")
    return told if told in set(ResourceClass) else "?"


def _seconds(one: Mapping[str, Any], default_s: float) -> float:
    told = _text(one, "ReportInterval")
    return float(told) if told.isascii() and told.isdigit() and int(told) > 0 else default_s


def _moment(one: Mapping[str, Any], name: str, zone: str) -> datetime | None:
    local = read_moments(cells_of([_text(one, name).encode()]))
    return None if local[0] == NO_MOMENT else from_ms(int(utc_of(local, zone)[0]))


def _parts(one: Mapping[str, Any], name: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in _text(one, name).split(",") if part.strip())


def _text(one: Mapping[str, Any], name: str) -> str:
    told = one.get(name)
    return str(told).strip()[:_LONGEST] if isinstance(told, str | int) else ""
