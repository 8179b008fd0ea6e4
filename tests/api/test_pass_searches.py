"""Searches over passes through HTTP: grounds, the second person, the line before the answer, masks, bounds, export."""

import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pyarrow.parquet as pq
import pytest

from daoan.act.lookups.grounds import ALWAYS_SECOND
from daoan.api import lookups as routes
from daoan.jobs import lookups, pass_searches
from daoan.store.lake import LakeSite, PassLake
from daoan.store.memory import MemoryStore
from daoan.terms.estimates import Text
from daoan.terms.rulepacks import RulePack
from tests.api.work_given import SEALER, open_office
from tests.lake.lake_given import PLATES, START, frame_of, row

PLATE, OTHER = "甘M12345", "甘M54321"
CASE = "庆公交认字〔2026〕第0012号"
FROM = datetime.fromtimestamp(START / 1000, UTC)
SPAN = {"since": FROM.isoformat(), "until": (FROM + timedelta(days=2)).isoformat()}
HOUR = {"since": FROM.isoformat(), "until": (FROM + timedelta(hours=1)).isoformat()}
GROUNDS = {"purpose": "crash", "case": CASE}
TRACK = {"kind": "track", "text": PLATE} | GROUNDS | SPAN
PLACE = {"kind": "place", "text": "site-1"} | GROUNDS | HOUR
COMPANIONS = {"kind": "companions", "text": PLATE} | GROUNDS | SPAN
SITES = [LakeSite(f"site-{n}", Text(f"Site {n}", f"{n}号卡口"), 107.0 + n / 10, 35.5) for n in range(3)]
ROWS = [
    *(row(n, 1_000 * n, site=n) for n in range(3)),
    row(9, 1_010, site=1),  # the other lane
    *(row(10 + n, 1_000 * n + 20, site=n, plate=PLATES[1]) for n in range(3)),
    row(20, 1_500, site=1, plate=0),  # nothing read
]


@pytest.fixture
def office(tmp_path):
    """The office over memory; what a store must do for look-ups is tried beside, on every store."""
    return open_office(MemoryStore(SEALER), tmp_path)


@pytest.fixture
def busy(office, tmp_path):
    """The office with passes of two vehicles that travel together."""
    lake = PassLake(tmp_path / "lake")
    lake.put_sites(SITES)
    lake.append(frame_of(ROWS))
    office.work.lake = lake
    office.work.__dict__.pop("room", None)
    yield office
    office.work.lake = None
    office.work.__dict__.pop("room", None)


def ask(office, body: dict, by: str = "north-lead", at: str = "", **changes):
    return office.as_(by).post(f"/api/v1/lookups{at}", json=body | changes)


def approved(office, body: dict, by: str = "north-lead") -> dict:
    """The same with the approval of the command centre."""
    request = ask(office, body, by, "/requests")
    assert request.status_code == 201, request.text
    name = request.json()["request_id"]
    assert office.as_("commander").post(f"/api/v1/lookups/requests/{name}/approve", json={}).status_code == 200
    return body | {"approval": name}


def last_note(office):
    return office.store.list_audit(limit=10_000)[-1].note


def switched(office, monkeypatch, **companions) -> None:
    """The rule pack with some words of the companions' section changed."""
    pack = office.work.desk.packs["lookups"]
    values = pack.values | {"companions": pack.values["companions"] | companions}
    monkeypatch.setitem(office.work.desk.packs, "lookups", replace(pack, values=values))


# -- where was this vehicle --


def test_a_track_is_shown_after_a_second_person_approved_that_time_and_the_log_tells_it(busy) -> None:
    answer = ask(busy, approved(busy, TRACK))
    assert answer.status_code == 200, answer.text
    track = answer.json()["passes"]
    assert [(p["site_id"], p["reads"], p["doubts"]) for p in track["points"]] == [
        ("site-0", 1, []), ("site-1", 2, []), ("site-2", 1, []),
    ]  # fmt: skip
    assert track["points"][0]["site"] == {"en": "Site 0", "zh": "0号卡口"}
    assert (track["passes"], track["more"], answer.headers["cache-control"]) == (4, False, "no-store")
    note = last_note(busy)
    assert (note.action, note.purpose, note.case) == ("look_up.track", "crash", CASE)
    assert note.detail == "approved by commander; 2026-02-16T00:00Z/2026-02-18T00:00Z"
    assert PLATE not in str(busy.store.list_audit(limit=10_000))


@pytest.mark.parametrize("body", [TRACK, COMPANIONS], ids=["track", "companions"])
def test_an_approval_is_for_the_time_that_was_approved(busy, monkeypatch, body) -> None:
    switched(busy, monkeypatch, enabled=True)
    wider = {"until": (FROM + timedelta(days=3)).isoformat()}
    assert ask(busy, approved(busy, body), **wider).json()["code"] == "second_person"


def test_large_and_small_vehicles_with_the_same_signs_are_told_apart(busy) -> None:
    busy.work.lake.append(frame_of([row(50, 1_001, site=2, plate=PLATES[0] | 1 << 56)]))
    points = ask(busy, approved(busy, TRACK)).json()["passes"]["points"]
    assert [p["large"] for p in points] == [False, False, True, False]
    assert all(not p["doubts"] for p in points)


# -- which vehicles passed here then --


def test_a_place_is_searched_alone_and_plates_are_masked_but_for_the_roles_of_the_rule_pack(busy) -> None:
    answer = ask(busy, PLACE).json()["passes"]
    assert (answer["site"]["site_id"], answer["total"], answer["masked"]) == ("site-1", 4, True)
    assert [r["plate"] for r in answer["rows"]] == ["甘M·12*45", "甘M·12*45", "甘M·54*21", ""]
    assert "12345" not in ask(busy, PLACE).text
    clear = ask(busy, PLACE, "commander").json()["passes"]
    assert [r["plate"] for r in clear["rows"]] == [PLATE, PLATE, OTHER, ""]
    note = last_note(busy)
    assert (note.action, note.subject, note.detail) == (
        "look_up.place", "site-1", "2026-02-16T00:00Z/2026-02-16T01:00Z",
    )  # fmt: skip


def test_a_long_list_is_cut_and_says_how_long_it_is(busy, monkeypatch) -> None:
    pack = busy.work.desk.packs["lookups"]
    values = pack.values | {"place": pack.values["place"] | {"most_rows": 2}}
    monkeypatch.setitem(busy.work.desk.packs, "lookups", replace(pack, values=values))
    answer = ask(busy, PLACE).json()["passes"]
    assert (len(answer["rows"]), answer["total"]) == (2, 4)


# -- which vehicles travel with this one --


def test_companions_are_off_until_a_rule_pack_switches_them_on(busy, monkeypatch) -> None:
    assert ask(busy, COMPANIONS).json()["code"] == "off"
    assert ask(busy, COMPANIONS, at="/requests").json()["code"] == "off"
    switched(busy, monkeypatch, enabled=True)
    assert ask(busy, COMPANIONS).json()["code"] == "second_person"
    found = ask(busy, approved(busy, COMPANIONS)).json()["passes"]
    assert [(r["plate"], r["sites"], r["meetings"]) for r in found["rows"]] == [("甘M·54*21", 3, 4)]
    assert (found["passes"], found["least_sites"], found["masked"]) == (4, 3, True)
    assert last_note(busy).action == "look_up.companions"


@pytest.mark.parametrize("kind", sorted(ALWAYS_SECOND))
def test_no_rule_pack_frees_them_from_the_second_person(busy, monkeypatch, kind) -> None:
    switched(busy, monkeypatch, enabled=True)
    pack: RulePack = busy.work.desk.packs["lookups"]
    values = pack.values | {"second_person": pack.values["second_person"] | {"kinds": []}}
    monkeypatch.setitem(busy.work.desk.packs, "lookups", replace(pack, values=values))
    assert ask(busy, TRACK).status_code == 200
    assert ask(busy, COMPANIONS, kind=kind).json()["code"] == "second_person"
    assert ask(busy, approved(busy, COMPANIONS | {"kind": kind})).status_code == 200


# -- grounds, bounds, the line --


@pytest.mark.parametrize("body", [TRACK, PLACE, COMPANIONS], ids=["track", "place", "companions"])
@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"purpose": ""}, "purpose"),
        ({"purpose": "curiosity"}, "purpose"),
        ({"case": ""}, "case"),
        ({"case": "none"}, "case"),
        ({"since": None}, "span"),
        ({"until": FROM.isoformat()}, "span"),
        ({"until": (FROM + timedelta(days=181)).isoformat()}, "span"),
    ],
)
def test_without_grounds_or_a_time_nothing_is_looked_for_and_the_refusal_is_written(
    busy, monkeypatch, body, changes, code
) -> None:
    switched(busy, monkeypatch, enabled=True)
    monkeypatch.setattr(lookups, "search", lambda *_: pytest.fail("looked without grounds"))
    answer = ask(busy, body, **changes)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert answer.json()["message"]["zh"]
    assert (last_note(busy).action, last_note(busy).detail) == (f"refused.look_up.{body['kind']}", code)


@pytest.mark.parametrize("body", [TRACK, PLACE, COMPANIONS], ids=["track", "place", "companions"])
def test_the_line_is_written_before_the_lake_is_asked(busy, monkeypatch, body) -> None:
    switched(busy, monkeypatch, enabled=True)
    seen = []
    real = pass_searches.search
    monkeypatch.setattr(lookups, "search", lambda *given: (seen.append(last_note(busy).action), real(*given))[1])
    ready = body if body is PLACE else approved(busy, body)
    assert ask(busy, ready).status_code == 200
    assert seen == [f"look_up.{body['kind']}"]


@pytest.mark.parametrize("by", ["reader", "committee", "keeper", "auditor"])
@pytest.mark.parametrize("at", ["", "/export"])
def test_roles_without_the_permission_get_nowhere(busy, by, at) -> None:
    assert ask(busy, PLACE, by, at).status_code == 403


@pytest.mark.parametrize("text", ["elsewhere-9", "甘M12345", "*"])
def test_a_place_is_one_of_the_list(busy, text) -> None:
    answer = ask(busy, PLACE, text=text)
    assert answer.status_code == 422
    assert text not in answer.text


def test_a_time_without_an_offset_is_not_guessed_at(busy) -> None:
    assert ask(busy, PLACE, since="2026-02-16T00:00:00").status_code == 422


def test_a_house_without_passes_says_so(office) -> None:
    assert ask(office, PLACE).json()["code"] == "no_passes"
    assert office.as_("north-lead").get("/api/v1/lookups").json()["passes"] is None


def test_the_desk_tells_what_can_be_searched(busy) -> None:
    desk = busy.as_("north-lead").get("/api/v1/lookups").json()
    assert set(desk["second_person"]) == {"track", "track_export", "companions"}
    passes = desk["passes"]
    assert (passes["first"], passes["last"], passes["companions"]) == ("2026-02-16", "2026-02-16", False)
    assert [s["site_id"] for s in passes["sites"]] == ["site-0", "site-1", "site-2"]


# -- export --


def test_a_track_leaves_the_house_only_with_an_approval_for_that(busy) -> None:
    body = TRACK | {"kind": "track_export"}
    assert ask(busy, TRACK, at="/export").json()["code"] == "second_person"
    assert ask(busy, approved(busy, TRACK), at="/export").json()["code"] == "second_person", "that was for a look"
    ready = approved(busy, body)
    answer = ask(busy, ready, at="/export")
    assert answer.status_code == 200
    assert answer.headers["content-disposition"] == 'attachment; filename="track.csv"'
    head, *rows = answer.text.strip("\ufeff\r\n").split("\r\n")
    assert head.startswith("plate,large,local_time,utc_time,site_id")
    assert [r.split(",")[:5] for r in rows] == [
        [PLATE, "False", "2026-02-16 08:00:00", "2026-02-16T00:00:00Z", "site-0"],
        [PLATE, "False", "2026-02-16 08:16:40", "2026-02-16T00:16:40Z", "site-1"],
        [PLATE, "False", "2026-02-16 08:33:20", "2026-02-16T00:33:20Z", "site-2"],
    ]
    assert all(CASE in r and r.endswith(str(busy.store.last_audit().number)) for r in rows)
    assert last_note(busy).action == "look_up.track_export"
    assert ask(busy, ready, at="/export").json()["code"] == "second_person", "an approval counts once"


def test_the_same_as_parquet(busy) -> None:
    body = approved(busy, TRACK | {"kind": "track_export"})
    answer = busy.as_("north-lead").post("/api/v1/lookups/export?file=parquet", json=body)
    table = pq.read_table(io.BytesIO(answer.content))
    assert table.column("site_zh").to_pylist() == ["0号卡口", "1号卡口", "2号卡口"]
    assert table.column("reads").to_pylist() == [1, 2, 1]


def test_every_kind_that_can_be_asked_for_has_grounds() -> None:
    kinds = set(routes.get_args(routes.Kind))
    assert set(pass_searches.SECTIONS) <= kinds
    elsewhere = {"matter", "outside_hits", "positions", "alarm_track"}  # asked for where they are shown
    assert kinds | elsewhere == set(routes.get_args(lookups.Kind))
