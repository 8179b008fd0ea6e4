"""What goes out to another platform: nothing unapproved, all that is approved, at least once, and where it stops."""

import json
from datetime import timedelta

import pytest

from daoan.edge.calling import Reach
from daoan.edge.digest_calls import Login, Peer
from daoan.sense.passes.gat1400 import body_of_objects, read_motor_vehicles
from daoan.terms.errors import InputError
from daoan.terms.records.sharing import ShareState
from tests.jobs.passes.sharing.peer_given import HERE, NOW, City, asked, frame, platform
from tests.sense.passes.given_passes import GAT1400


@pytest.fixture
def city(tmp_path):
    made = City(tmp_path)
    yield made
    made.log.close()


def test_nothing_leaves_before_a_person_said_so_nor_what_was_known_before(city) -> None:
    with platform() as up:
        key, _ = city.book.ask(asked(up.url))
        city.write(frame(3))
        assert city.round() == 0
        city.subscribe(up.url, sites=())
        assert (city.round(), city.book.get(key).state(NOW)) == (0, ShareState.REFUSED)
        assert up.asked_to_sign_in == 0
        city.subscribe(up.url)
        assert city.round() == 0
        old = frame(2, 50, at=NOW - timedelta(minutes=1))  # comes now, was known before the approval
        city.write(frame(4, 10), old)
        assert city.round() == 4
        assert len(up.vehicles) == 4


def test_what_goes_out_is_read_here_as_the_same_vehicle(city) -> None:
    with platform() as up:
        city.subscribe(up.url)
        city.round()
        sent = frame(2)
        sent.plate[1] |= 1 << 56  # a large vehicle's
        sent.plate_colour[1] = 1
        sent.lane[:], sent.speed_kmh[:], sent.score[0], sent.colour[:] = 2, 61.5, 90, 1
        city.write(sent)
        assert city.round() == 2
        (told,) = up.notifications
        assert (told["SubscribeID"], told["Title"], told["TriggerTime"]) == ("s1", "t", "20260307180000")
        assert told["InfoIDs"].split(",") == [v["MotorVehicleID"] for v in up.vehicles]
        assert [len(told["NotificationID"]), len(up.vehicles[0]["MotorVehicleID"])] == [33, 48]
        body = body_of_objects([json.dumps(v, ensure_ascii=False).encode() for v in up.vehicles])
        back = read_motor_vehicles(body, GAT1400).passes
        for name in ("happened_ms", "plate", "plate_colour", "lane", "score", "colour", "speed_kmh", "site"):
            assert getattr(back, name).tolist() == getattr(sent, name).tolist(), name
        assert up.users == ["62100000002000000001"]


def test_only_approved_sites_among_those_asked_for(city) -> None:
    with platform() as up:
        both = {"resources": ("621000000001", "621000000002")}
        city.subscribe(up.url, sites=("621000000002",), **both)
        city.round()
        city.write(frame(2, site=0), frame(3, 9, site=1))
        assert city.round() == 3
        assert {v["TollgateID"] for v in up.vehicles} == {"621000000002"}


@pytest.mark.parametrize(
    ("told", "sites"),
    [
        ({"resource_class": "1", "resources": ("62100000001190000001",)}, {"621000000001"}),
        ({"resource_class": "4", "resources": ("62000000",)}, {"621000000001", "621000000002"}),
        ({"resource_class": "5", "resources": ("621000",)}, {"621000000001", "621000000002"}),
        ({"resource_class": "5", "resources": ("621021",)}, set()),
        ({"resource_class": "?", "resources": ("621000000002",)}, {"621000000002"}),
        ({"resource_class": "0", "resources": ("no",)}, set()),
    ],
)
def test_what_resources_name(city, told, sites) -> None:
    with platform() as up:
        city.subscribe(up.url, **told)
        city.round()
        city.write(frame(1, site=0), frame(1, 9, site=1))
        city.round()
        assert {v["TollgateID"] for v in up.vehicles} == sites


def test_it_ends_when_the_approval_or_the_subscription_does(city) -> None:
    with platform() as up:
        key = city.subscribe(up.url, until=NOW + timedelta(hours=2))
        city.round()
        city.write(frame(1))
        assert city.round() == 1
        city.now = NOW + timedelta(hours=2)
        city.write(frame(1, 5, at=NOW + timedelta(hours=1)))
        assert (city.round(), city.book.get(key).state(city.now)) == (0, ShareState.EXPIRED)
        assert city.audited == [("passes.shared", "2026-03-07T10Z 1 objects")]
        assert city.book.get(key).sent.hours == {}


def test_a_peer_that_is_down_gets_all_of_it_later_and_nothing_twice(city) -> None:
    with platform() as up:
        key = city.subscribe(up.url)
        city.round()
        city.write(frame(250))
        up.answers = [200, 503]
        assert city.round() == 100
        assert city.book.get(key).sent.fault == "status-503"
        assert city.round(1) == 0  # not so soon again
        assert city.round(60) == 250  # the record was not taken whole: its first part comes again
        assert len({v["MotorVehicleID"] for v in up.vehicles}) == 250
        numbers = [n["NotificationID"] for n in up.notifications]
        assert numbers[0] == numbers[1]  # under the same id
        assert (city.book.get(key).sent.failures, city.book.get(key).sent.fault) == (0, "")
        assert city.round() == 0


def test_a_peer_whose_keepalive_stopped_is_not_called(city) -> None:
    with platform() as up:
        city.subscribe(up.url)
        city.round()
        city.write(frame(2))
        city.silent = True
        assert (city.round(), up.asked_to_sign_in) == (0, 0)
        city.silent = False
        assert city.round() == 2


def test_what_cannot_be_sent_for_long_is_given_up_and_a_person_lets_it_go_on(city) -> None:
    with platform() as up:
        up.says = "4"
        key = city.subscribe(up.url)
        city.round()
        city.write(frame(2))
        city.round()
        city.now += timedelta(hours=23)
        city.round(1000)
        assert city.book.get(key).state(city.now) is ShareState.RUNNING
        city.now += timedelta(hours=1)
        city.round(1000)
        assert city.book.get(key).state(city.now) is ShareState.STOPPED
        assert city.audited == [("passes.share_stop", "answer-4, 3 tries")]
        up.bodies.clear()
        up.says = "0"
        assert (city.round(1000), up.bodies) == (0, [])
        city.book.resume(key)
        assert city.round() == 2


def test_a_sender_begun_anew_goes_on_where_the_last_one_was(city) -> None:
    with platform() as up:
        city.subscribe(up.url)
        city.round()
        city.write(frame(3))
        assert city.round() == 3
        city.write(frame(2, 20))
        city.sender = city.make_sender()
        assert city.round() == 2
        assert len(up.vehicles) == 5


def test_it_reports_every_hour_to_the_audit_log(city) -> None:
    with platform() as up:
        city.subscribe(up.url)
        city.round()
        city.write(frame(3))
        city.round()
        city.write(frame(2, 20))
        city.round()
        city.now += timedelta(hours=1)
        city.write(frame(4, 40))
        city.round()
        city.round()
        assert city.audited == [("passes.shared", "2026-03-07T10Z 5 objects")]
        city.now += timedelta(hours=1)
        city.round()
        assert city.audited[1:] == [("passes.shared", "2026-03-07T11Z 4 objects")]


@pytest.mark.parametrize("algorithms", [("SHA-256", "MD5"), ("MD5",)])
def test_one_signing_in_serves_many_calls(algorithms) -> None:
    with platform(algorithms) as up:
        peer = Peer(Login("daoan", "geheim"), "x", HERE)
        assert [peer.call(up.url, "POST", b"{}").status for _ in range(3)] == [200] * 3
        assert up.asked_to_sign_in == 1
        assert Peer(Login("daoan", "wrong"), "x", HERE).call(up.url, "POST", b"{}").status == 401


def test_no_call_to_a_place_that_the_settings_do_not_name() -> None:
    with platform() as up:
        assert Peer(None, "x", Reach(plain=True)).call(up.url, "POST", b"{}").fault == "address-refused"
        peer = Peer(None, "x", Reach(plain=True), lambda _host, _port: ["203.0.113.9"])
        assert peer.call("http://up.example/", "POST", b"{}").fault == "address-refused"  # public, and in the clear
        for words in ("ftp://h/", "http://a:b@h/", "no"):
            assert peer.call(words, "POST", b"").fault == "address"
    assert up.asked_to_sign_in == 0


def test_a_platform_cannot_ask_for_ever_more(city, monkeypatch) -> None:
    monkeypatch.setattr("daoan.jobs.passes.sharing.book.MOST_ASKED", 2)
    for number in (1, 2):
        city.book.ask(asked("https://x/", subscribe_id=f"s{number}"))
    with pytest.raises(InputError):
        city.book.ask(asked("https://x/", subscribe_id="s3"))
    assert city.book.ask(asked("https://y/", subscribe_id="s2"))[1]
