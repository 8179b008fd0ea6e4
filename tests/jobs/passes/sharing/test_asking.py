"""Our own subscriptions at another platform: registered, asked for, kept alive, asked for again, ended."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from daoan.edge.digest_calls import Login, Peer
from daoan.jobs.passes.sharing.asking import Asker, find_ours, keep_ours, list_ours
from daoan.sense.passes.subscribing import read_wishes
from daoan.terms.errors import NotFound
from daoan.terms.records.sharing import Ours
from tests.jobs.passes.sharing.peer_given import HERE, NOW, SHARING, platform
from tests.sense.passes.given_passes import ZONE

KEEP, REGISTER, ASK = ("POST", "System/Keepalive"), ("POST", "System/Register"), ("POST", "Subscribes")


class Turned:
    """An asker whose clocks the test turns."""

    def __init__(self, folder) -> None:
        self.now, self.s = NOW, 0.0
        peer = Peer(Login("daoan", "geheim"), "62", HERE)
        self.asker = Asker(folder, SHARING, ZONE, "62", lambda _account: peer, lambda: self.now, lambda: self.s)

    def round(self, later_s: float = 0.0) -> dict[str, str]:
        self.s += later_s
        self.asker.round()
        return self.asker.faults


def ours(base: str) -> Ours:
    receive = "https://we.example/VIID/SubscribeNotifications"
    end = NOW + timedelta(days=3)
    return Ours("low", base, "o1", "t", "0", ("621000000001",), NOW, end, receive, "joint checks", 30.0)


def test_asked_for_once_then_kept_alive_and_again_when_it_was_forgotten(tmp_path) -> None:
    with platform() as low:
        keep_ours(tmp_path, ours(f"http://127.0.0.1:{low.port}"))
        turned = Turned(tmp_path)
        assert turned.round() == {"o1": ""}
        turned.round(30)
        turned.round(31)
        assert low.calls == [REGISTER, ASK, KEEP]
        low.calls.clear()
        low.answers = [403]  # it was started anew and knows us no more
        turned.round(61)
        assert low.calls == [KEEP, REGISTER, ASK]
        low.answers = [503, 503]
        assert turned.round(61) == {"o1": "status-503"}
        assert turned.round(61) == {"o1": ""}


def test_what_is_asked_is_read_here_as_it_was_meant(tmp_path) -> None:
    with platform() as low:
        keep_ours(tmp_path, ours(f"http://127.0.0.1:{low.port}"))
        Turned(tmp_path).round()

        (wish,) = read_wishes(json.dumps(low.bodies[1]).encode(), "us", ZONE, NOW, 5.0)
        asked, meant = wish.asked, ours("")
        assert (asked.subscribe_id, asked.resources, asked.begin, asked.end, asked.address, asked.interval_s) == (
            "o1", meant.resources, meant.begin, meant.end, meant.receive, 30.0,
        )  # fmt: skip


def test_it_is_ended_there_once_and_what_ran_out_needs_no_word(tmp_path) -> None:
    with platform() as low:
        mine = ours(f"http://127.0.0.1:{low.port}")
        keep_ours(tmp_path, mine)
        turned = Turned(tmp_path)
        turned.round()
        keep_ours(tmp_path, replace(find_ours(tmp_path, "o1"), ended=True))
        low.calls.clear()
        low.answers = [503]
        turned.round(61)
        turned.round(61)
        turned.round(61)
        assert low.calls == [("PUT", "Subscribes")] * 2
        assert low.bodies[-1]["SubscribeListObject"]["SubscribeObject"][0]["OperateType"] == 1
        keep_ours(tmp_path, mine)
        later = Turned(tmp_path)
        later.now = mine.end
        low.calls.clear()
        later.round()
        assert low.calls == []
    assert [one.subscribe_id for one in list_ours(tmp_path)] == ["o1"]
    with pytest.raises(NotFound):
        find_ours(tmp_path, "no")
