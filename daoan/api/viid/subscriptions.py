"""Subscriptions of other platforms, and what platforms tell that we subscribed to.

A subscription is a request: it is kept, answered, and nothing is sent before a person has approved it
(:mod:`daoan.jobs.passes.sharing`). A platform sees and ends its own alone.
"""

from collections.abc import Callable
from datetime import datetime
from urllib.parse import parse_qsl

import msgspec

from daoan.api.viid.answers import Status, local_time, status_list
from daoan.jobs.passes.intake import Intake
from daoan.jobs.passes.sharing.book import ShareBook
from daoan.sense.passes.gat1400 import body_of_objects
from daoan.sense.passes.subscribing import Wish, read_notifications, read_wishes
from daoan.terms.errors import InputError, NotFound
from daoan.terms.records.sharing import STATUS_OF, Share, SubscribeStatus

PATH = "/VIID/Subscribes"
SITE_UNKNOWN = "site.unknown"
WAITS = "kept, waits for approval 已登记，待审批"
_NOT_FILTERS = {"RecordStartNo", "PageRecordNum", "MaxNumRecordReturn"}
_Row = tuple[Status, str, bytes]


class Subscriptions:
    """The subscriptions of a server. ``audit``: told an action, a key and a detail; ``default_s``: interval untold."""

    def __init__(
        self, book: ShareBook, zone: str, now: Callable[[], datetime], default_s: float,
        audit: Callable[[str, str, str], None],
    ) -> None:  # fmt: skip
        self._book = book
        self._zone = zone
        self._now = now
        self._default_s = default_s
        self._audit = audit

    async def take(self, intake: Intake, account: str, path: str, body: bytes, at: str) -> bytes:
        """The answer to a SubscribeListObject: asked, changed or cancelled. Raises :class:`InputError`.

        ``path``: behind the last stroke may stand the id of a single one.
        """
        wishes = read_wishes(body, account, self._zone, self._now(), self._default_s)
        one = path.removeprefix(PATH).strip("/")
        if one and [wish.subscribe_id for wish in wishes] != [one]:
            raise InputError("the path names another subscription than the body 路径与报文不一致")
        await intake.take_subscriptions(body)
        return status_list(path, [self._taken(account, wish) for wish in wishes], at)

    def told(self, account: str, query: str) -> bytes:
        """The account's own subscriptions, as GA/T 1400 has them; of one id where the query names it."""
        wanted = [value for name, value in _filters(query) if name == "SubscribeID"]
        mine = [s for s in self._book.shares() if s.asked.account == account]
        found = [self._object(s) for s in mine if not wanted or s.asked.subscribe_id in wanted]
        return msgspec.json.encode({"SubscribeListObject": {"SubscribeObject": found}})

    def end(self, account: str, path: str, query: str, at: str) -> bytes:
        """End those that ``IDList`` names. Raises :class:`InputError` where none is named."""
        ids = [one for name, value in _filters(query) if name == "IDList" for one in value.split(",") if one]
        if not ids:
            raise InputError("IDList names the subscriptions to end 缺少 IDList")
        return status_list(path, [self._ended(account, one) for one in ids], at)

    def _taken(self, account: str, wish: Wish) -> _Row:
        if wish.cancels:
            return self._ended(account, wish.subscribe_id)
        about = wish.subscribe_id.encode()
        if wish.asked is None:
            return Status.WRONG_CONTENT, wish.problem, about
        try:
            key, is_new = self._book.ask(wish.asked)
        except InputError as problem:
            return Status.NOT_ALLOWED, str(problem), about
        if is_new:
            self._audit("passes.share_ask", key, account)
        is_running = self._status(self._book.get(key)) is SubscribeStatus.RUNNING
        return Status.OK, "OK" if is_running else WAITS, about

    def _ended(self, account: str, subscribe_id: str) -> _Row:
        try:
            key = self._book.cancel(account, subscribe_id, self._now())
        except NotFound as problem:
            return Status.NOT_ALLOWED, str(problem), subscribe_id.encode()
        self._audit("passes.share_cancel", key, account)
        return Status.OK, "OK", subscribe_id.encode()

    def _status(self, share: Share) -> SubscribeStatus:
        return STATUS_OF.get(share.state(self._now()), SubscribeStatus.NOT_SUBSCRIBED)

    def _object(self, share: Share) -> dict[str, object]:
        asked = share.asked
        told: dict[str, object] = {
            "SubscribeID": asked.subscribe_id, "Title": asked.title, "SubscribeDetail": ",".join(asked.details),
            "ResourceURI": ",".join(asked.resources), "ApplicantName": asked.applicant,
            "ApplicantOrg": asked.organisation, "BeginTime": local_time(asked.begin, self._zone),
            "EndTime": local_time(asked.end, self._zone), "ReceiveAddr": asked.address,
            "ReportInterval": round(asked.interval_s), "Reason": asked.reason,
            "OperateType": 0 if asked.cancelled_at is None else 1, "SubscribeStatus": int(self._status(share)),
        }  # fmt: skip
        if asked.resource_class.isdigit():
            told["ResourceClass"] = int(asked.resource_class)
        if asked.cancelled_at is not None:
            told["CancelTime"] = local_time(asked.cancelled_at, self._zone)
        return told


async def take_notifications(intake: Intake, path: str, body: bytes, at: str) -> bytes:
    """The answer to a SubscribeNotificationListObject, once all vehicles in it are on disk; one status a notification.

    What cannot be used is kept and counted as with ``POST /VIID/MotorVehicles``; a notification is answered with 8
    where nothing of it can ever be taken though it held vehicles; vehicles of an unknown site need not
    come again. Raises :class:`InputError` where it is no such list.
    """
    told = read_notifications(body)
    objects = [one for each in told for one in each.objects]
    bad: dict[int, str] = {}
    if objects:
        decoded = await intake.take_motor_vehicles(body_of_objects(objects))
        bad = {one.row - 1: one.code for one in decoded.list_refused()}
    rows, begin = list[_Row](), 0
    for each in told:
        codes = [bad[row] for row in range(begin, begin + len(each.objects)) if row in bad]
        is_vain = bool(codes) and len(codes) == len(each.objects) and SITE_UNKNOWN not in codes
        words = "OK" if not codes else f"{len(codes)} of {len(each.objects)} kept aside 部分数据未采用"
        rows.append((Status.WRONG_CONTENT if is_vain else Status.OK, words, each.notification_id.encode()))
        begin += len(each.objects)
    return status_list(path, rows, at)


def _filters(query: str) -> list[tuple[str, str]]:
    """What a query asks for, without the object's name before a field's. Raises :class:`InputError` for others."""
    told = [(name.rpartition(".")[2], value) for name, value in parse_qsl(query)]
    found = [(name, value) for name, value in told if name not in _NOT_FILTERS]
    if wrong := {name for name, _ in found} - {"SubscribeID", "IDList"}:
        raise InputError(f"subscriptions are not looked for by {sorted(wrong)[0]:.40} 不支持的查询条件")
    return found
