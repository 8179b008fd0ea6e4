"""Open data over HTTP: a door that is shut by default, bounds, releases that a person makes, the same bytes on disk."""

import io
import json
from dataclasses import replace

import geopandas
import pandas
import pytest

from daoan.jobs.open_data.releases import keep_release, list_releases
from daoan.terms.codes import Severity
from daoan.terms.errors import Conflict
from daoan.terms.estimates import Text
from daoan.terms.records.audited import AuditNote
from tests.api.browser import Browser
from tests.api.work_given import CITY, START, Office
from tests.store.store_given import batch, crash, day, network, turn

OPEN = "/api/v1/open"
LICENCE = Text("CC BY 4.0", "知识共享署名 4.0")


def stranger(office: Office, address: str = "203.0.113.9") -> Browser:
    return Browser(office.app, client=(address, 50000))


def settle_open(office: Office, *, on: bool = True, licence: Text = LICENCE) -> None:
    office.gate.entrances = replace(office.gate.entrances, open_data=on, licence=licence)


def town(office: Office, extra: int = 0) -> None:
    """A run over crashes: twelve at one place, one alone far away, and so many that came later."""
    office.store.save_network(network(), day(0))
    told = [crash(f"a{n}", happened=float(n)) for n in range(12 + extra)]
    alone = crash("alone", happened=3.0, severity=Severity.FATAL, lon=-1.9, lat=53.6)
    office.store.receive_crashes(batch(*told, alone, sha=f"s{extra}"), START)
    office.store.save_turn(turn(run_id=f"run-{extra}", as_of=day(300 + extra)))


@pytest.fixture
def opened(office) -> Office:
    settle_open(office)
    town(office)
    return office


def released(office: Office) -> dict:
    answer = office.as_("commander").post(f"{OPEN}/releases")
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def names(release: dict) -> list[str]:
    return [f["name"] for s in release["sets"] for f in s["files"]]


def test_the_door_is_shut_until_the_settings_open_it(office) -> None:
    town(office)
    settle_open(office, on=False)
    released(office)
    for path in (OPEN, f"{OPEN}/1/crashes.csv"):
        assert stranger(office).get(path).status_code == 404
    settle_open(office)
    assert stranger(office).get(f"{OPEN}/1/crashes.csv").status_code == 200


def test_nothing_is_released_without_a_licence_or_by_a_unit_below(opened) -> None:
    settle_open(opened, licence=Text("", ""))
    answer = opened.as_("commander").post(f"{OPEN}/releases")
    assert answer.status_code == 422
    assert "DAOAN_OPEN_DATA_LICENCE" in answer.json()["detail"]
    settle_open(opened)
    assert opened.as_("north-lead").post(f"{OPEN}/releases").status_code == 403
    assert opened.as_("commander").get(f"{OPEN}/draft").json()["sets"][0]["records"] == 13
    assert stranger(opened).get(OPEN).json()["releases"] == []


def test_how_it_stands_is_for_who_releases_or_sets_up_in_the_topmost_unit(opened) -> None:
    told = opened.as_("commander").get(f"{OPEN}/standing").json()
    assert (told["opened"], told["may_release"], told["obstacle"], told["releases"]) == (True, True, None, [])
    below = replace(opened.store.get_person("committee"), unit_id="north")
    opened.store.save_person(below, opened.gate.note(below, "person.change"))
    for who in ("keeper", "committee"):  # the one sets up, the other supervises below the topmost unit
        assert opened.as_(who).get(f"{OPEN}/standing").json()["may_release"] is False
        assert opened.as_(who).post(f"{OPEN}/releases").status_code == 403
    for who in ("north-lead", "analyst", "auditor"):
        assert opened.as_(who).get(f"{OPEN}/standing").status_code == 403
    settle_open(opened, on=False, licence=Text("", ""))
    told = opened.as_("commander").get(f"{OPEN}/standing").json()
    assert told["opened"] is False
    assert all("DAOAN_OPEN_DATA_LICENCE" in words for words in told["obstacle"].values())


def test_a_draft_tells_what_is_withheld_and_whether_it_is_out_already(opened) -> None:
    draft = opened.as_("commander").get(f"{OPEN}/draft").json()
    assert (draft["k"], draft["lag_days"], draft["released"]) == (5, 90, False)
    assert next((s["name"], s["suppressed"]) for s in draft["sets"]) == ("crashes", 1)
    made = released(opened)
    assert made["until"] == draft["until"]
    assert opened.as_("commander").get(f"{OPEN}/draft").json()["released"] is True
    settle_open(opened, licence=Text("CC0", "CC0"))
    assert opened.as_("commander").get(f"{OPEN}/draft").json()["released"] is False, "under another licence it is not"
    settle_open(opened)
    why = {"en": "wrong border", "zh": "边界有误"}
    opened.as_("commander").request("DELETE", f"{OPEN}/releases/1", json=why)
    assert opened.as_("commander").get(f"{OPEN}/draft").json()["released"] is False, (
        "withdrawn, it may be released anew"
    )


def test_a_release_by_another_scheme_is_refused_and_said_before(opened, monkeypatch) -> None:
    released(opened)
    pack = opened.work.desk.packs["open-data"]
    monkeypatch.setattr(opened.work.desk, "packs", opened.work.desk.packs | {"open-data": replace(pack, version="9")})
    told = opened.as_("commander").get(f"{OPEN}/standing").json()["obstacle"]
    assert "open-data@9" in told["en"]
    assert "open-data@9" in told["zh"]
    assert opened.as_("commander").post(f"{OPEN}/releases").status_code == 422


def test_a_release_tells_what_it_is_and_leaves_the_one_alone_out(opened) -> None:
    made = released(opened)
    crashes = next(s for s in made["sets"] if s["name"] == "crashes")
    assert (crashes["records"], crashes["suppressed"]) == (13, 1)
    assert made["licence"]["en"] == "CC BY 4.0"
    assert made["scheme"].startswith("open-data@")
    assert made["k"] == 5
    assert all(f["meaning"]["en"] and f["meaning"]["zh"] for s in made["sets"] for f in s["fields"])
    everything = b"".join(stranger(opened).get(f"{OPEN}/1/{n}").content for n in [*names(made), "dictionary.json"])
    assert b"alone" not in everything
    assert b"-1.9" not in everything
    assert b"fatal" not in everything
    (line,) = [e for e in opened.store.list_audit(limit=100) if e.note.action == "open_data.release"]
    assert line.note.person_id == "commander"
    assert line.note.subject == "1"


def test_each_format_is_read_by_others_and_says_the_same(opened) -> None:
    made = released(opened)
    get = stranger(opened).get
    table = pandas.read_csv(io.BytesIO(get(f"{OPEN}/1/crashes.csv").content))
    places = geopandas.read_parquet(io.BytesIO(get(f"{OPEN}/1/crashes.parquet").content))
    features = json.loads(get(f"{OPEN}/1/crashes.geojson").content)
    assert (
        table["count"].tolist() == places["count"].tolist() == [f["properties"]["count"] for f in features["features"]]
    )
    assert table["count"].sum() == 12
    assert places.crs.to_string() == "OGC:CRS84"
    west, south, east, north = places.geometry.iloc[0].bounds
    assert west <= -1.55 <= east
    assert south <= 53.8 <= north
    assert features["daoan"]["licence"]["zh"] == LICENCE.zh
    assert set(names(made)) > {"blackspots.csv", "casualties.parquet", "scorecard.geojson"}


def test_a_release_stays_and_the_next_stands_beside_it(opened) -> None:
    first = released(opened)
    before = stranger(opened).get(f"{OPEN}/1/crashes.csv").content
    assert released(opened)["version"] == 1, "nothing has changed, so nothing is released anew"
    town(opened, extra=1)
    second = released(opened)
    assert (second["version"], second["sets"][0]["held"]) == (2, 1), "one more crash is not told"
    assert stranger(opened).get(f"{OPEN}/1/crashes.csv").content == before
    town(opened, extra=9)
    third = released(opened)
    assert pandas.read_csv(io.BytesIO(stranger(opened).get(f"{OPEN}/3/crashes.csv").content))["count"].sum() == 21
    page = stranger(opened).get(OPEN).json()
    assert [r["version"] for r in page["releases"]] == [1, 2, 3]
    assert page["releases"][0] == first
    assert third["version"] == 3


def test_what_is_withdrawn_stays_listed_with_the_reason_and_is_handed_out_no_more(opened) -> None:
    released(opened)
    why = {"en": "wrong border", "zh": "边界有误"}
    assert opened.as_("commander").request("DELETE", f"{OPEN}/releases/1", json=why).status_code == 200
    assert stranger(opened).get(f"{OPEN}/1/crashes.csv").status_code == 404
    assert stranger(opened).get(OPEN).json()["releases"][0]["withdrawn"] == why
    assert released(opened)["version"] == 2
    again = opened.as_("commander").request("DELETE", f"{OPEN}/releases/1", json={"en": "another", "zh": "另一原因"})
    assert again.json()["withdrawn"] == why, "the reason it was withdrawn for stands"


def test_a_number_that_somebody_else_took_meanwhile_is_not_taken_again(opened) -> None:
    made = list_releases(opened.store)
    released(opened)
    [taken] = list_releases(opened.store)
    note = AuditNote(START, "p", "city", "open_data.release", "1")
    with pytest.raises(Conflict):
        keep_release(opened.store, replace(taken, licence=Text("other", "其他")), {}, {}, note)
    assert list_releases(opened.store) == (*made, taken)


def test_an_address_that_calls_too_often_waits_and_is_kept_nowhere(opened) -> None:
    released(opened)
    most = int(opened.work.desk.packs["open-data"].get("bounds.files_of_address"))
    client = stranger(opened, "203.0.113.40")
    answers = [client.get(f"{OPEN}/1/dictionary.json").status_code for _ in range(most + 1)]
    assert answers == [200] * most + [429]
    assert stranger(opened, "203.0.113.41").get(f"{OPEN}/1/dictionary.json").status_code == 200
    assert "203.0.113.40" not in str([e.note for e in opened.store.list_audit(limit=500)])


def test_a_simulated_city_says_so_in_every_file(opened, monkeypatch) -> None:
    monkeypatch.setattr(opened.work.desk, "city", replace(CITY, simulated=True))
    made = released(opened)
    assert all(n.startswith("simulated-") for n in names(made))
    table = pandas.read_csv(io.BytesIO(stranger(opened).get(f"{OPEN}/1/simulated-crashes.csv").content))
    assert table["simulated"].all()
