"""Signal proposals over HTTP: brought in once, looked at, approved by another, put on the road, judged, taken back."""

from datetime import timedelta

import msgspec
import pytest

from daoan.jobs.passes.efficiency_days import EfficiencyDays
from daoan.store.lake import LakeSite, PassLake
from daoan.terms.estimates import Text
from tests.act.signals.proposals_given import content, document
from tests.api.work_given import START, Office
from tests.jobs.test_efficiency_days import NOW, at_eight, given

API = "/api/v1"


def bring(office: Office, by: str = "commander", status: int = 201, file: bytes | None = None, **query):
    files = {"file": ("street.signals.json", content() if file is None else file)}
    answer = office.as_(by).post(f"{API}/signals", files=files, params=query)
    assert answer.status_code == status, answer.text
    return answer.json()


def act(office: Office, by: str, told: dict, event: str, **body) -> dict:
    office.act(by, told["matter"], event, **body)
    answer = office.as_(by).get(f"{API}/signals/{told['matter']['matter_id']}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_file_is_one_proposal_however_often_it_comes(office) -> None:
    first, again = bring(office), bring(office)
    assert first["matter"]["matter_id"] == again["matter"]["matter_id"]
    assert [s["event"] for s in office.see("commander", first["matter"]["matter_id"])["steps"]] == ["create"]
    assert len(office.as_("commander").get(f"{API}/signals").json()["rows"]) == 1
    assert first["less"] == {"value": 10.0, "low": 7.5, "high": 12.5, "level": 0.95}
    assert [j["changed"] for j in first["junctions"]] == [True, False]
    assert first["junctions"][0]["after"]["phases"][0] == {"seconds": 40.0, "kind": "green", "links": 3}
    assert first["junctions"][0]["after"]["phases"][1]["kind"] == "clearing"
    assert (first["junctions"][0]["x"], first["geographic"]) == (107.51, True)
    assert first["window"] == {"trips": 900, "seconds": 20}
    assert first["limits"]["limits.most_red_s"] == 100.0


def test_a_plan_of_another_rule_pack_does_not_claim_its_limits(office) -> None:
    assert bring(office, file=content(rule_pack="signals@1900.1"))["limits"] is None


def test_what_is_no_proposal_is_refused_in_both_languages(office) -> None:
    for file in (b"{}", b"\x89PNG"):
        told = bring(office, status=422, file=file)
        assert "不是信号优化方案文件" in told["detail"]
    assert office.as_("commander").get(f"{API}/signals").json()["rows"] == []
    bring(office, by="north-officer", status=403)
    assert bring(office, by="north-lead", status=422, holder="south")["code"] == "unit"


def test_the_way_there_and_back(office) -> None:
    told = act(office, "analyst", bring(office), "look_at")
    assert office.try_("commander", told["matter"], "approve").json()["code"] == "same_person"
    told = act(office, "analyst", told, "look_again")
    told = act(office, "auditing", told, "look_at")
    assert office.try_("auditing", told["matter"], "approve").json()["code"] == "same_person"
    told = act(office, "leader", told, "approve")
    assert office.try_("leader", told["matter"], "take_back").json()["code"] == "note"
    told = act(office, "leader", told, "take_back", note="wrong junction")
    told = act(office, "leader", told, "refuse", note="wrong junction")
    assert told["matter"]["closed_at"]
    told = act(office, "commander", told, "take_up_again", note="right after all")
    assert (told["matter"]["state"], told["matter"]["closed_at"]) == ("proposed", None)
    told = act(office, "commander", told, "withdraw", note="another one comes")
    assert told["matter"]["state"] == "withdrawn"


def test_on_the_road_since_when_and_by_whom(office) -> None:
    told = act(office, "leader", act(office, "analyst", bring(office), "look_at"), "approve")
    ahead = {"live_at": (START + timedelta(hours=1)).isoformat(), "live_by": "x"}
    assert office.try_("analyst", told["matter"], "go_live", values=ahead).json()["code"] == "live_at"
    assert office.try_("analyst", told["matter"], "go_live", values={"live_by": "x"}).json()["code"] == "values"
    told = act(office, "analyst", told, "go_live", values=ahead | {"live_at": START.isoformat(), "links": ["A>B"]})
    assert told["matter"]["values"]["links"] == ["A>B"]
    told = act(office, "analyst", told, "switch_back", note="complaints")
    assert "live_at" not in told["matter"]["values"]


def test_queues_and_programmes_are_given_out(office) -> None:
    told = bring(office)
    path = f"{API}/signals/{told['matter']['matter_id']}"
    queues = office.as_("reader").get(f"{path}/queues")
    assert queues.status_code == 403
    queues = office.as_("commander").get(f"{path}/queues").json()
    assert (queues["before"], queues["after"], queues["step_s"]) == ([[40, 60]], [[10, 20]], 10)
    assert [lane["queue"] for lane in queues["lanes"]] == [0, None]
    file = office.as_("commander").get(f"{path}/programmes")
    assert file.status_code == 200
    assert b'<tlLogic id="J1"' in file.content
    assert b'duration="40"' in file.content
    assert office.store.last_audit().note.action == "export.signals"
    plain = bring(office, file=content(picture=None, recording=None))
    assert plain["recorded"] is False
    assert office.as_("commander").get(f"{API}/signals/{plain['matter']['matter_id']}/queues").status_code == 404


def test_a_proposal_whose_file_is_missing_says_so_and_is_mended_by_the_file(office, monkeypatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(type(office.store), "keep_attachment", lambda *_: None)
        path = f"{API}/signals"
        answer = office.as_("commander").post(path, files={"file": ("x.json", content())})
        assert answer.status_code == 404
        assert "重新导入" in answer.json()["detail"]
    assert bring(office)["matter"]["state"] == "proposed"


def test_people_in_a_file_are_masked(office) -> None:
    made = document(scenario="甘M12345 street", note="call 13812345678", names=("J1", "13987654321"))
    told = bring(office, file=content(made))
    assert "13987654321" not in msgspec.json.encode(told).decode()
    path = f"{API}/signals/{told['matter']['matter_id']}/programmes"
    assert office.as_("commander").get(path).status_code == 422
    assert "甘M12345" not in msgspec.json.encode(told).decode()
    assert "13812345678" not in msgspec.json.encode(told).decode()


@pytest.fixture
def measured(office, tmp_path):
    """A day of travel times between two sites beside the junctions of the proposal."""
    lake = PassLake(tmp_path / "lake")
    lake.append(at_eight())
    spots = (("A", 107.50), ("B", 107.53), ("C", 108.9))
    lake.put_sites([LakeSite(n, Text(f"G1 K12+300 {n}", f"G1 K12+300 {n}"), lon, 35.5, "A1") for n, lon in spots])
    office.work.lake, office.work.efficiency = lake, EfficiencyDays(tmp_path / "efficiency")
    office.work.efficiency.reckon(given(lake), NOW)
    yield office
    office.work.lake = office.work.efficiency = None


def test_links_beside_the_junctions_are_offered_and_a_verdict_waits_for_days(measured) -> None:
    told = act(measured, "leader", act(measured, "analyst", bring(measured), "look_at"), "approve")
    assert [x["link"] for x in told["near"]] == ["A>B"]
    assert told["near"][0]["away_m"] < 50
    assert told["verdict"] is None
    values = {"live_at": START.isoformat(), "live_by": "x", "links": ["A>B"]}
    told = act(measured, "analyst", told, "go_live", values=values)
    assert told["verdict"]["ratio"] is None
    assert "too few days" in told["verdict"]["words"]["en"]
    assert told["link_names"]["A>B"]


def test_travel_times_are_told_with_places_for_who_may_see_them(measured) -> None:
    page = measured.as_("commander").get(f"{API}/efficiency", params={"hour": 8}).json()
    assert (page["days"], page["day"], page["exact"]) == (["2026-03-04"], "2026-03-04", True)
    (row,) = page["rows"]
    assert (row["link"], row["vehicles"], row["road_m"], row["queue"]) == ("A>B", 60, 2000, None)
    assert row["travel_s"]["low"] <= row["travel_s"]["value"] <= row["travel_s"]["high"]
    assert row["delay_s"]["value"] == pytest.approx(row["travel_s"]["value"] - row["free_s"])
    assert row["speed_ratio"]["value"] == pytest.approx(row["free_s"] / row["travel_s"]["value"])
    assert row["ends"] == [[107.5, 35.5], [107.53, 35.5]]
    (row,) = measured.as_("reader").get(f"{API}/efficiency", params={"hour": 8}).json()["rows"]
    assert (row["ends"], row["speed_kmh"]) == (None, None)
    assert "K12" not in row["first"]
    history = measured.as_("reader").get(f"{API}/efficiency/link", params={"link": "A>B"}).json()
    assert [d for d, _ in history["days"]] == ["2026-03-04"]
    assert [h["hour"] for h in history["hours"]] == [8]
    unmeasured = measured.as_("reader").get(f"{API}/efficiency/link", params={"link": "A>Z"}).json()
    assert unmeasured == {"link": "A>Z", "days": [], "hours": []}
    assert measured.as_("reader").get(f"{API}/efficiency", params={"day": "2026-03-05"}).status_code == 404


def test_a_day_is_exported_and_that_is_written_down(measured) -> None:
    told = measured.as_("commander").get(f"{API}/efficiency", params={"format": "csv"})
    assert told.text.startswith("\ufefflink,")
    assert "A>B" in told.text
    assert measured.store.last_audit().note.action == "export.efficiency"
    told = measured.as_("commander").get(f"{API}/efficiency", params={"format": "xlsx"})
    assert told.content.startswith(b"PK")


def test_without_tables_the_page_is_empty(office) -> None:
    page = office.as_("reader").get(f"{API}/efficiency").json()
    assert (page["days"], page["day"], page["rows"]) == ([], None, [])
    assert office.as_("reader").get(f"{API}/efficiency", params={"format": "xlsx"}).status_code == 200
    assert office.as_("north-company").get(f"{API}/efficiency").status_code == 403
