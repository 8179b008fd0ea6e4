"""Who is registered: devices and platforms, each under its account, since when, and last heard of when.

Kept in memory: after a restart a device is asked to register again, which is what the standard has it do when a
keepalive is refused.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from daoan.terms.errors import InputError

_MOST_DEVICES = 100_000
_LONGEST_ID = 48


@dataclass(slots=True)
class _Device:
    account: str
    registered_at: datetime
    heard_at: datetime


class _Named(msgspec.Struct):
    DeviceID: str | int


class Devices:
    """The registered devices by id."""

    def __init__(self) -> None:
        self._known: dict[str, _Device] = {}

    def register(self, account: str, body: bytes, now: datetime) -> str:
        """Note a device; answers its id. Raises :class:`InputError` for a body without one, or another's device."""
        device = _device_of(body, "RegisterObject")
        held = self._known.get(device)
        if (held is not None and held.account != account) or len(self._known) >= _MOST_DEVICES:
            raise InputError("the device is registered by another account 该设备已由其他账号注册")
        self._known[device] = _Device(account, now, now)
        return device

    def keep_alive(self, account: str, body: bytes, now: datetime) -> tuple[str, bool]:
        """Hear of a device; answers its id, and whether this account has registered it."""
        device = _device_of(body, "KeepaliveObject")
        held = self._known.get(device)
        if held is None or held.account != account:
            return device, False
        held.heard_at = now
        return device, True

    def unregister(self, account: str, body: bytes) -> str:
        """Let a device go; answers its id."""
        device = _device_of(body, "UnRegisterObject")
        held = self._known.get(device)
        if held is not None and held.account == account:
            del self._known[device]
        return device

    def is_silent(self, account: str, now: datetime, silent_s: float) -> bool:
        """Whether an account has registered something and none of it was heard of for so long.

        Of an account that registered nothing (since our start) nobody can say so.
        """
        heard = [device.heard_at for device in self._known.values() if device.account == account]
        return bool(heard) and (now - max(heard)).total_seconds() > silent_s

    def told(self, now: datetime) -> Mapping[str, object]:
        """How many there are, and seconds since the one was heard of that is silent longest."""
        silent = max(((now - d.heard_at).total_seconds() for d in self._known.values()), default=None)
        return {"registered": len(self._known), "longest_silent_s": silent}


def _device_of(body: bytes, name: str) -> str:
    try:
        told: Any = msgspec.json.decode(body, type=dict[str, _Named])[name].DeviceID
    except (msgspec.DecodeError, KeyError, UnicodeDecodeError, RecursionError):
        raise InputError(f"the body is no {name} with a DeviceID 报文结构不符") from None
    device = str(told)
    if not 1 <= len(device) <= _LONGEST_ID:
        raise InputError(f"a DeviceID has 1 to {_LONGEST_ID} characters 设备编号长度不符")
    return device
