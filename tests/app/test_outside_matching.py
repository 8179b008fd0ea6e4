"""Outside lists in a running city: a plate put in is looked for within seconds, and only its keeper hears."""

import json
import signal
import time

from daoan.app.messages import channels_of
from daoan.app.pass_engine import city_passes
from daoan.app.subject_key import subject_key
from daoan.edge.clock import WallClock
from daoan.jobs.outside_lists import NewList, drop_list, keep_list, passes_matched
from daoan.store.work_protocol import MatterFilter
from daoan.terms.records.messaging import Channel
from daoan.terms.records.people import Actor
from daoan.terms.roles import Role
from tests.app.passes_city import NOW
from tests.app.test_pass_engine import CAR, OTHER, file_of, post, served, took, wait_for, workspace

__all__ = ["served", "workspace"]  # fixtures
KEEPER = Actor("sim-north-1", "north", frozenset({Role.BRIGADE}))


def put(workspace, *plates: str, name: str = "zhi-an") -> str:
    kept = keep_list(workspace.store, KEEPER, NewList(name, "外部清单", plates), NOW, subject_key(workspace))
    return kept.references[0]


def hits(workspace, name: str = "zhi-an"):
    return workspace.store.page_outside_hits(name, "north", limit=100).rows


def test_a_listed_vehicle_in_a_file_is_told_to_the_keeper_and_becomes_nothing_else(workspace, tmp_path) -> None:
    entry = put(workspace, CAR)
    with city_passes(workspace) as city:
        took(city, file_of(tmp_path, "a.csv", ("K1", 40, CAR), ("K2", 25, CAR), ("K1", 20, OTHER)))
        took(city, file_of(tmp_path, "a.csv", ("K1", 40, CAR)))  # sent again
        assert (city.told["outside_matched"], city.told["outside_hits"]) == (4, 2)
    assert sorted((h.entry, h.site) for h in hits(workspace)) == [(entry, "K1"), (entry, "K2")]
    assert passes_matched(workspace.store) == {"zhi-an": 4}
    assert workspace.store.count_matters(MatterFilter()) == {}
    assert workspace.store.last_news() == 0
    lines = json.dumps([x.note.detail + x.note.subject for x in workspace.store.list_audit()], ensure_ascii=False)
    assert CAR not in lines
    for path in (workspace.config.workspace / "passes" / "outside").iterdir():
        assert CAR.encode() not in path.read_bytes()


def test_a_change_holds_from_where_it_stands_in_the_log_on(workspace, tmp_path) -> None:
    with city_passes(workspace) as city:
        took(city, file_of(tmp_path, "a.csv", ("K1", 40, CAR)))
    put(workspace, CAR)
    with city_passes(workspace) as city:
        took(city, file_of(tmp_path, "b.csv", ("K2", 30, CAR)))
    drop_list(workspace.store, KEEPER, "zhi-an", NOW)
    with city_passes(workspace) as city:
        took(city, file_of(tmp_path, "c.csv", ("K3", 20, CAR)))
        city.outside.tidy()
    assert [h.site for h in hits(workspace)] == ["K2"]
    assert passes_matched(workspace.store) == {}


def test_every_workspace_has_the_channel_of_keepers(workspace) -> None:
    channels_of(workspace)[Channel.KEEPER].require_address("https://keeper.example/hits")


def test_a_plate_put_in_while_a_server_runs_is_looked_for_within_five_seconds(served, workspace, caplog) -> None:
    client, process = served
    post(client, 1, "K1", 40, CAR)
    wait_for(client, "passes", 1)
    put(workspace, CAR)
    time.sleep(5)
    post(client, 2, "K2", 25, CAR)
    begun = WallClock().now()
    told = wait_for(client, "outside_hits", 1)
    assert (WallClock().now() - begun).total_seconds() < 30  # a cold machine compiles first
    assert told["outside_matched"] == 1
    assert [h.site for h in hits(workspace)] == ["K2"]
    assert CAR not in client.get("/passes/counters").text
    process.send_signal(signal.SIGKILL)
    process.wait()
    with city_passes(workspace) as city:
        city.catch_up()
    assert [h.site for h in hits(workspace)] == ["K2"]
    assert process.stderr is not None
    assert CAR not in process.stderr.read()
