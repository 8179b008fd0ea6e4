"""A subscription of another platform, decided by a person at the machine: who may, what is written down."""

import asyncio
import json
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from daoan.api.viid.devices import Devices
from daoan.app.pass_sharing import Sharing, ask, decide, keep_peer, list_asked, list_shares, resume, share_book
from daoan.app.people import add_person
from daoan.cli.passes import passes
from daoan.jobs.passes.records import write_passes
from daoan.store.framed_log import FramedLog
from daoan.terms.errors import Conflict, InputError, NotAllowed
from daoan.terms.records.sharing import Ours, ShareState
from daoan.terms.roles import Role
from tests.app.passes_city import NOW, begin
from tests.jobs.passes.sharing.peer_given import asked, frame, platform
from tests.sense.passes.given_passes import BOOK

SPAN = {"begin": NOW - timedelta(days=1), "end": NOW + timedelta(days=30), "asked_at": NOW}


@pytest.fixture
def workspace(tmp_path):
    made = begin(tmp_path / "ws")
    add_person(made, "Lead", "lead", "city", [Role.LEADER])
    add_person(made, "Admin", "admin", "city", [Role.ADMINISTRATOR])
    yield made
    made.close()


def notes(workspace) -> list:
    found = [line.note for line in workspace.store.list_audit()]
    return [note for note in found if note.action.startswith("passes.")]


def test_who_may_approve_and_what_is_written_down(workspace) -> None:
    key, _ = share_book(workspace.config).ask(asked("https://up.example/x", **SPAN))
    with pytest.raises(NotAllowed):
        decide(workspace, key, "admin", "for x", ["*"])
    with pytest.raises(InputError):
        decide(workspace, key, "lead", " ", ["*"])
    with pytest.raises(InputError):
        decide(workspace, key, "lead", "for x", ["*", "K1"])
    with pytest.raises(InputError):
        decide(workspace, key, "lead", "for x", ["*"], NOW)
    assert [line.state for line in list_shares(workspace)] == [ShareState.WAITING]
    line = decide(workspace, key, "lead", "joint checks", ["K1"], NOW + timedelta(days=3))
    assert line.state is ShareState.RUNNING
    (note,) = notes(workspace)
    assert (note.action, note.subject, note.purpose) == ("passes.share_approve", key, "joint checks")
    assert note.detail == f"up s1, sites K1, until {(NOW + timedelta(days=3)).isoformat()}"
    assert note.person_id == line.share.decision.person_id != "terminal"
    assert decide(workspace, key, "lead", "over", []).state is ShareState.REFUSED


def test_an_approval_of_what_is_no_longer_asked_for_is_refused(workspace) -> None:
    book = share_book(workspace.config)
    key, _ = book.ask(asked("https://up.example/x", **SPAN))
    seen = decide(workspace, key, "lead", "x", ["*"]).share.decision
    book.ask(asked("https://else.example/x", **SPAN))
    assert book.get(key).state(NOW) is ShareState.WAITING
    with pytest.raises(Conflict):
        book.decide(key, seen)


def test_at_the_command_line(workspace, tmp_path) -> None:
    folder = ["-w", str(workspace.config.workspace)]
    key, _ = share_book(workspace.config).ask(asked("https://up.example/x", **SPAN))
    (tmp_path / "word").write_text("geheim\n")
    run = CliRunner()
    peer = ["peer", "up", "--login", "daoan", "--password-file", str(tmp_path / "word"), *folder]
    assert run.invoke(passes, peer).exit_code == 0
    share = ["share", key, "--by", "lead", "--purpose", "x", "--site", "K1", "--until", "2026-03-09", *folder]
    told = run.invoke(passes, share)
    assert (told.exit_code, "推送中" in told.output) == (0, True)
    (line,) = json.loads(run.invoke(passes, ["shares", "--json", *folder]).output)
    assert (line["state"], line["share"]["decision"]["sites"]) == ("running", ["K1"])
    assert line["share"]["decision"]["until"] == "2026-03-08T16:00:00Z"
    assert "geheim" not in run.invoke(passes, ["shares", *folder]).output
    assert run.invoke(passes, ["share", key, "--by", "lead", *folder]).exit_code != 0
    assert run.invoke(passes, ["peer", "up", "--remove", *folder]).exit_code == 0
    assert [n.action for n in notes(workspace)] == ["passes.peer", "passes.share_approve", "passes.peer"]


def test_we_ask_another_platform_in_somebodys_name(workspace) -> None:
    folder = ["-w", str(workspace.config.workspace)]
    run = CliRunner()
    receive = "https://we.example/VIID/SubscribeNotifications"
    base = ["ask", "low", "--at", "https://low.example/", "--receive", receive, "--resource", "621000000001", *folder]
    assert run.invoke(passes, [*base, "--by", "lead", "--until", "2026-05-01"]).exit_code != 0  # for what
    good = [*base, "--purpose", "joint checks", "--until", "2026-05-01"]
    assert run.invoke(passes, [*good, "--by", "admin"]).exit_code != 0
    assert run.invoke(passes, [*good, "--by", "lead"]).exit_code == 0
    (ours,) = list_asked(workspace)
    assert (len(ours.subscribe_id), ours.base, ours.begin) == (33, "https://low.example", NOW)
    assert run.invoke(passes, ["ask", "low", "--by", "lead", "--end", ours.subscribe_id, *folder]).exit_code == 0
    assert [one.ended for one in list_asked(workspace)] == [True]
    assert [(n.action, n.purpose) for n in notes(workspace)] == [("passes.ask", "joint checks"), ("passes.ask_end", "")]


class Beside:
    """What a server of passes has beside it, over a log of its own; two sites by the book of small tests."""

    def __init__(self, workspace, folder) -> None:
        self.devices, self.log, self.s = Devices(), FramedLog(folder / "log"), 0.0
        self.sharing = Sharing(workspace, self.devices, lambda: BOOK)

    def round(self) -> int:
        self.s += 60.0
        return asyncio.run(self.sharing.share(SimpleNamespace(log=self.log), lambda: self.s))

    def write(self, number: int) -> None:
        self.log.append(b"".join(write_passes(frame(2, number, at=NOW))))


@pytest.mark.parametrize("allowed", ["127.0.0.1", ""])
def test_the_settings_the_login_and_the_keepalive_decide_whether_it_goes_out(
    workspace, tmp_path, monkeypatch, allowed
) -> None:
    outside = {**workspace.config.outside, "viid_allow": allowed, "viid_id": "62100000002000000001"}
    workspace = replace(workspace, config=replace(workspace.config, outside=outside))
    beside = Beside(workspace, tmp_path)
    with platform() as up:
        key, _ = share_book(workspace.config).ask(asked(up.url, **SPAN))
        decide(workspace, key, "lead", "x", ["*"])
        keep_peer(workspace, "up", "daoan", "geheim")
        beside.write(0)
        assert beside.round() == 0  # its past is replayed: nobody is told
        monkeypatch.setattr(type(workspace.clock), "replays", False)
        beside.round()
        beside.write(10)
        beside.devices.register("up", b'{"RegisterObject":{"DeviceID":"6"}}', NOW - timedelta(hours=1))
        assert (beside.round(), up.calls) == (0, [])  # silent for an hour
        beside.devices.register("up", b'{"RegisterObject":{"DeviceID":"6"}}', NOW)
        assert beside.round() == (2 if allowed else 0)
        assert up.users == ["62100000002000000001"] * bool(allowed)
    (line,) = list_shares(workspace)
    assert line.share.sent.fault == ("" if allowed else "address-refused")
    assert beside.sharing.told()["shares_running"] == 1
    decide(workspace, key, "lead", "over", [])
    beside.round()
    told = [note.detail for note in notes(workspace) if note.action == "passes.shared"]
    assert told == (["2026-03-04T01Z 2 objects"] if allowed else [])
    resume(workspace, key, "lead")
    with pytest.raises(NotAllowed):
        resume(workspace, key, "admin")
    beside.log.close()


def test_our_own_subscriptions_are_asked_for_by_the_server(workspace, tmp_path, monkeypatch) -> None:
    outside = {**workspace.config.outside, "viid_allow": "127.0.0.1"}
    workspace = replace(workspace, config=replace(workspace.config, outside=outside))
    monkeypatch.setattr(type(workspace.clock), "replays", False)
    beside = Beside(workspace, tmp_path)
    with platform() as low:
        keep_peer(workspace, "low", "daoan", "geheim")
        base, end = f"http://127.0.0.1:{low.port}/", NOW + timedelta(days=1)
        ask(workspace, "lead", Ours("low", base, "", "t", "0", ("1",), NOW, end, "https://we.example/x", "checks"))
        assert asyncio.run(beside.sharing.ask(lambda: 1.0)) == {"asking": 1, "asking_failed": 0}
        assert [path for _, path in low.calls] == ["System/Register", "Subscribes"]
    beside.log.close()
