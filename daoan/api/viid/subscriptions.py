"""Subscriptions of other platforms: taken, kept in the log as they came, answered one by one. None is served yet."""

import msgspec

from daoan.api.viid.answers import Status, status_list
from daoan.jobs.passes.intake import Intake
from daoan.terms.errors import InputError

_MOST = 1_000


class _Subscribe(msgspec.Struct):
    SubscribeID: str | int


class _List(msgspec.Struct):
    SubscribeObject: list[_Subscribe]


async def take_subscriptions(intake: Intake, path: str, body: bytes, at: str) -> bytes:
    """The answer to a SubscribeListObject. Raises :class:`InputError` where it is none."""
    try:
        listed = msgspec.json.decode(body, type=dict[str, _List])["SubscribeListObject"].SubscribeObject
    except (msgspec.DecodeError, KeyError, UnicodeDecodeError, RecursionError):
        raise InputError("the body is no SubscribeListObject 报文结构不符") from None
    if len(listed) > _MOST:
        raise InputError(f"at most {_MOST} subscriptions at once 订阅数过多")
    await intake.take_subscriptions(body)
    return status_list(path, [(Status.OK, "OK", str(one.SubscribeID).encode()) for one in listed], at)
