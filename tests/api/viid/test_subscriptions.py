"""Other platforms at the door: what they ask for waits for a person, and what they tell is taken like a device's."""

import asyncio
import json
from datetime import timedelta
from urllib.parse import quote

import httpx
import pytest

from daoan.api.viid.devices import Devices
from daoan.api.viid.server import ViidServer
from daoan.api.viid.subscriptions import WAITS, Subscriptions
from daoan.edge.clock import ReplayClock
from daoan.edge.digest import DigestDoor, account_of
from daoan.jobs.passes.records import find_refused
from daoan.jobs.passes.sharing.book import ShareBook, key_of
from daoan.store.framed_log import read_log
from daoan.terms.records.sharing import Decision
from tests.api.viid.test_viid_server import NOW, ONE, Given, statuses

WANTED = {
    "SubscribeID": "620000000000032026030718000000001", "Title": "过车", "SubscribeDetail": "13", "ResourceClass": 0,
    "ResourceURI": "621000000001", "ApplicantName": "a", "ApplicantOrg": "b", "BeginTime": "20260301000000",
    "EndTime": "20260401000000", "ReceiveAddr": "https://up.example/VIID/SubscribeNotifications",
    "ReportInterval": 3, "Reason": "r", "OperateType": 0,
}  # fmt: skip


def body_of(*wanted: dict) -> bytes:
    return json.dumps({"SubscribeListObject": {"SubscribeObject": wanted}}).encode()


def told_of(*objects: dict, number: str = "n1") -> dict:
    return {"NotificationID": number, "SubscribeID": "s", "MotorVehicleObjectList": {"MotorVehicleObject": objects}}


def notifications(*told: dict) -> bytes:
    body = {"SubscribeNotificationListObject": {"SubscribeNotificationObject": list(told)}}
    return json.dumps(body, ensure_ascii=False).encode()


class Asking(Given):
    """The server with a book of subscriptions; ``audited``: what the audit log was told."""

    def __init__(self, folder) -> None:
        super().__init__(folder)
        self.audited, self.book = [], ShareBook(folder / "sharing")
        asked = Subscriptions(
            self.book, "Asia/Shanghai", lambda: NOW, 30.0, lambda action, key, told: self.audited.append((action, told))
        )
        accounts = {name: account_of(name, "daoan", "secret") for name in ("cam", "up")}
        door = DigestDoor("daoan", accounts, lambda: 0.0)
        self.server = ViidServer(self.intake, door, ReplayClock(NOW), "Asia/Shanghai", "here", asked)


def play(given: Asking, *requests, account: str = "cam"):
    async def run():
        async with given.client() as client:
            client.auth = httpx.DigestAuth(account, "secret")
            return [await client.request(method, path, content=body) for method, path, body in requests]

    return asyncio.run(run())


def listed(answer) -> list[dict]:
    return answer.json()["SubscribeListObject"]["SubscribeObject"]


def test_what_is_asked_for_waits_and_is_told_as_not_subscribed(tmp_path) -> None:
    given = Asking(tmp_path)
    body = body_of(WANTED, {**WANTED, "SubscribeID": "s2", "SubscribeDetail": "12"}, {"SubscribeID": "s3"})
    again = body_of(WANTED)
    first, _, one, found = play(
        given, ("POST", "/VIID/Subscribes", body), ("POST", "/VIID/Subscribes", again),
        ("GET", "/VIID/Subscribes", b""), ("GET", "/VIID/Subscribes?Subscribe.SubscribeID=no", b""),
    )  # fmt: skip
    assert [row[0] for row in statuses(first)] == ["0", "8", "8"]
    assert statuses(first)[0][1] == WAITS
    (told,) = listed(one)
    assert told["SubscribeStatus"] == 9
    assert {name: told[name] for name in WANTED} == WANTED
    assert listed(found) == []
    assert given.audited == [("passes.share_ask", "cam")]  # asked again word for word is nothing new
    assert list(read_log(tmp_path / "log")) == [b"S" + body, b"S" + again]


def test_an_approval_is_of_what_was_asked_and_of_nothing_else(tmp_path) -> None:
    given, key = Asking(tmp_path), key_of("cam", WANTED["SubscribeID"])

    def approve() -> None:
        until = NOW + timedelta(days=5)
        given.book.decide(key, Decision(given.book.get(key).asked_sha256, "p", "city", "for x", ("*",), until, NOW))

    async def run():
        async with given.client() as client:

            async def status() -> int:
                return listed(await client.get("/VIID/Subscribes"))[0]["SubscribeStatus"]

            found = []
            await client.post("/VIID/Subscribes", content=body_of(WANTED))
            approve()
            found.append(await status())
            await client.post("/VIID/Subscribes", content=body_of(WANTED))
            found.append(await status())
            await client.put("/VIID/Subscribes", content=body_of({**WANTED, "ReceiveAddr": "https://else.example/"}))
            found.append(await status())
            approve()
            found.append(await status())
            one = f"/VIID/Subscribes/{WANTED['SubscribeID']}"
            await client.put(one, content=body_of({"SubscribeID": WANTED["SubscribeID"], "OperateType": 1}))
            found.append(await status())
            await client.post("/VIID/Subscribes", content=body_of({**WANTED, "ReceiveAddr": "https://else.example/"}))
            found.append(await status())
            return found

    assert asyncio.run(run()) == [0, 0, 9, 0, 1, 9]


def test_a_platform_ends_its_own_alone(tmp_path) -> None:
    given = Asking(tmp_path)
    play(given, ("POST", "/VIID/Subscribes", body_of(WANTED)))
    path = f"/VIID/Subscribes?IDList={quote(WANTED['SubscribeID'])}"
    other = Asking(tmp_path)
    ended, seen = play(other, ("DELETE", path, b""), ("GET", "/VIID/Subscribes", b""), account="up")
    assert (statuses(ended)[0][0], listed(seen)) == ("4", [])
    mine = Asking(tmp_path)
    ended, none, seen = play(
        mine, ("DELETE", path, b""), ("DELETE", "/VIID/Subscribes", b""), ("GET", "/VIID/Subscribes", b"")
    )
    assert (statuses(ended)[0][0], none.status_code, listed(seen)[0]["SubscribeStatus"]) == ("0", 400, 1)
    assert mine.audited == [("passes.share_cancel", "cam")]


def test_what_another_platform_tells_goes_into_the_same_intake(tmp_path) -> None:
    given = Asking(tmp_path)
    odd = {**ONE, "MotorVehicleID": "a2", "PassTime": "x"}
    new = {**ONE, "MotorVehicleID": "a3", "TollgateID": "77"}
    body = notifications(told_of(ONE, odd), told_of(new, number="n2"), told_of(odd, number="n3"), {"NotificationID": 4})
    answer, same, bad = play(
        given,
        ("POST", "/VIID/SubscribeNotifications", body),
        ("POST", "/VIID/MotorVehicles", json.dumps({"MotorVehicleListObject": {"MotorVehicleObject": [ONE]}}).encode()),
        ("POST", "/VIID/SubscribeNotifications", b"{}"),
    )
    assert [(code, about) for code, _, about in statuses(answer)] == [("0", "n1"), ("0", "n2"), ("8", "n3"), ("0", "4")]
    assert (same.status_code, bad.status_code) == (200, 400)
    told, direct = given.frames
    assert told.pass_id.tolist() == direct.pass_id.tolist()  # the same vehicle, however it came
    (kept,) = read_log(tmp_path / "refused")
    assert [row.code for row in find_refused(kept).rows] == ["moment.unreadable", "site.unknown", "moment.unreadable"]


@pytest.mark.parametrize(("after_s", "silent"), [(10, False), (300, True)])
def test_a_platform_that_no_longer_says_it_is_there_is_silent(after_s: int, silent: bool) -> None:
    devices = Devices()
    devices.register("up", b'{"RegisterObject":{"DeviceID":"62"}}', NOW)
    assert devices.is_silent("up", NOW + timedelta(seconds=after_s), 270.0) is silent
    assert not devices.is_silent("other", NOW + timedelta(seconds=after_s), 270.0)
