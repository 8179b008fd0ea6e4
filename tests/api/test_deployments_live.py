"""An issued deployment during the shift over HTTP: who is heard where, the score, the advice, and who may see it."""

from datetime import datetime, timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook

from daoan.terms.records.patrols import DutyState, PositionSource, UnitPosition
from tests.api.deployments_given import DEPLOYMENTS, begun, do, with_risk
from tests.api.work_given import Office


@pytest.fixture
def city(office) -> Office:
    return with_risk(office)


@pytest.fixture
def issued(city) -> dict:
    """A plan that people hold, with the clock two hours into the first placement."""
    plan = begun(city)
    answer = do(city, plan, "issue")
    assert answer.status_code == 200, answer.text
    city.clock.at = moment(min(p["starts_at"] for p in plan["placements"])) + timedelta(hours=2)
    return answer.json()


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def on_road(plan: dict, now: datetime) -> list[dict]:
    return [p for p in plan["placements"] if moment(p["starts_at"]) <= now < moment(p["ends_at"])]


def hear(
    office: Office, plan: dict, unit: str, minutes: int = 60, off: float = 0.0, state=DutyState.PATROLLING
) -> dict:
    """Reports of a unit at its place, a minute apart, up to now; ``off``: degrees from it."""
    placed = next(p for p in on_road(plan, office.clock.at) if p["unit_id"] == unit)
    place = next(p for p in plan["places"] if p["place_id"] == placed["place_id"])
    office.store.keep_positions(
        [
            UnitPosition(
                unit, "car", at, at, PositionSource.TERMINAL, place["lon"] + off, place["lat"],
                state=state if n == 0 else None,
            )
            for n in range(minutes + 1)
            for at in [office.clock.at - timedelta(minutes=n)]
        ]
    )  # fmt: skip
    return place


def address(plan: dict, what: str) -> str:
    return f"{DEPLOYMENTS}/{plan['head']['deployment_id']}/{what}"


def live(office: Office, plan: dict, by: str = "commander", **params) -> dict:
    answer = office.as_(by).get(address(plan, "live"), params=params)
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    return answer.json()


def score(office: Office, plan: dict, by: str = "commander", **params) -> dict:
    answer = office.as_(by).get(address(plan, "score"), params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def advice(office: Office, plan: dict, by: str = "commander", **form) -> dict:
    answer = office.as_(by).post(address(plan, "advice"), json={"lon": 107.0, "lat": 35.0} | form)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_draft_has_no_board(city) -> None:
    plan = begun(city)
    refused = city.as_("commander").get(address(plan, "live"))
    assert refused.status_code == 422
    assert "尚未下达" in refused.json()["detail"]


def test_the_board_says_who_is_on_post_and_who_is_silent(city, issued) -> None:
    units = [p["unit_id"] for p in on_road(issued, city.clock.at)]
    before = live(city, issued)
    assert [u["unit_id"] for u in before["units"]] == units
    assert before["counts"] == {"on_post": 0, "under_way": 0, "away": 0, "silent": len(units)}
    place = hear(city, issued, units[0])
    found = live(city, issued)["units"][0]
    assert (found["state"], found["place_id"]) == ("on_post", place["place_id"])
    assert found["heard"]["lon"] == place["lon"]
    assert found["heard"]["age_s"] == 0
    assert 0 < found["dwell"]["part"] <= found["dwell"]["whole"]
    assert sum(s["confirmed_min"] for s in found["stops"]) > 0
    assert [n.note.action for n in city.store.list_audit()].count("read.positions") == 1


def test_a_unit_elsewhere_is_under_way_and_one_at_work_is_away(city, issued) -> None:
    first = on_road(issued, city.clock.at)[0]["unit_id"]
    hear(city, issued, first, off=0.2)
    assert live(city, issued)["units"][0]["state"] == "under_way"
    hear(city, issued, first, minutes=0, state=DutyState.BUSY)
    assert live(city, issued)["units"][0]["state"] in ("under_way", "away")


def test_who_may_not_see_patrols_sees_their_own_unit_only(city, issued) -> None:
    for placed in on_road(issued, city.clock.at):
        hear(city, issued, placed["unit_id"])
    found = live(city, issued, by="analyst")
    assert found["sees"] is False
    assert all(u["heard"] is None and u["state"] is None and not u["on_post"] for u in found["units"])
    told = score(city, issued, by="analyst", span="shift")
    assert told["confirmed"] is None
    assert told["injuries"]["confirmed"] is None
    assert all(u["spots_confirmed_min"] is None for u in told["units"])
    assert city.as_("analyst").post(address(issued, "advice"), json={"lon": 107.0, "lat": 35.0}).status_code == 403


def test_a_board_of_the_past_tells_states_and_no_places(city, issued) -> None:
    unit = on_road(issued, city.clock.at)[0]["unit_id"]
    hear(city, issued, unit)
    past = (city.clock.at - timedelta(minutes=30)).isoformat()
    found = live(city, issued, at=past)
    assert (found["is_now"], found["units"][0]["state"], found["units"][0]["heard"]["lon"]) == (False, "on_post", None)
    later = (city.clock.at + timedelta(minutes=1)).isoformat()
    assert city.as_("commander").get(address(issued, "live"), params={"at": later}).status_code == 422


def focus(office: Office, plan: dict, unit: str) -> None:
    """A focus point all day at the place of a unit."""
    placed = next(p for p in on_road(plan, office.clock.at) if p["unit_id"] == unit)
    place = next(p for p in plan["places"] if p["place_id"] == placed["place_id"])
    values = {"place": "Gate 13812345678", "lon": place["lon"], "lat": place["lat"], "from_hour": 0, "to_hour": 24}
    answer = office.as_("commander").post("/api/v1/registers/focus_point", json={"values": values})
    assert answer.status_code in (200, 201), answer.text


def test_the_score_counts_planned_and_confirmed_and_leaves_out_what_is_not_recorded(city, issued) -> None:
    unit = on_road(issued, city.clock.at)[0]["unit_id"]
    city.clock.at -= timedelta(hours=1)
    focus(city, issued, unit)
    city.clock.at += timedelta(hours=1)
    hear(city, issued, unit)
    found = score(city, issued, span="shift")
    (point,) = [s for s in found["spots"] if s["of"] == "focus"]
    assert point["active_min"] == pytest.approx(120)
    assert point["confirmed_min"] == pytest.approx(60)
    assert point["planned_min"] > 0
    assert "13812345678" not in point["name"]
    line = next(c for c in found["confirmed"]["classes"] if c["of"] == "focus")
    assert line["points"] == pytest.approx(100 * 0.5 / 0.8)
    assert any("未统计" in n["zh"] for n in found["notes"])
    assert found["planned_before"] is None, "nothing was issued the day before"
    injuries = found["injuries"]
    assert 0 < injuries["confirmed"]["injuries"]["value"] < injuries["planned"]["share"]["whole"]
    assert injuries["missed"]["low"] <= injuries["missed"]["value"] <= injuries["missed"]["high"]
    book = load_workbook(BytesIO(city.as_("commander").get(address(issued, "score/xlsx")).content))
    assert book.sheetnames == ["类别 classes", "警组 units", "热点 spots", "说明 notes"]
    assert book["类别 classes"].max_row == 7


def test_the_period_before_is_compared_where_there_is_one(city, issued) -> None:
    city.clock.at += timedelta(days=1)
    found = score(city, issued, span="day")
    assert found["planned_before"]["classes"]
    assert found["confirmed_before"] is None, "no position was told"


def test_the_advice_ranks_who_is_heard_and_a_person_calls_away(city, issued) -> None:
    placed = on_road(issued, city.clock.at)
    place = hear(city, issued, placed[0]["unit_id"])
    found = advice(city, issued, lon=place["lon"], lat=place["lat"], units=len(placed) + 1)
    assert found["shortfall"] >= 1
    assert "尚缺" in found["warnings"][0]["zh"]
    first = found["units"][0]
    assert first["arrival_min"]["low"] < first["arrival_min"]["value"] < first["arrival_min"]["high"]
    assert all(r["zh"] and r["en"] for u in found["units"] for r in u["reasons"])
    sent = do(city, {"head": {**issued["head"], "version": found["version"]}}, "away", unit_id=first["unit_id"])
    assert sent.status_code == 200, sent.text
    board = live(city, issued)
    assert board["latest"] == board["version"] + 1, "a mended plan waits to be issued"
    assert next(u for u in board["units"] if u["unit_id"] == first["unit_id"])["state"] == "away"
    after = advice(city, issued, lon=place["lon"], lat=place["lat"])
    assert first["unit_id"] in {u["unit_id"] for u in after["not_sent"]}
    assert first["unit_id"] not in {u["unit_id"] for u in after["units"]}


def test_an_event_off_every_road_is_reckoned_straight(city, issued) -> None:
    found = advice(city, issued, lon=107.3, lat=35.6)
    assert all("straight" in u["reasons"][0]["en"] for u in found["units"])


def test_before_it_begins_the_score_is_empty_and_says_so(city) -> None:
    plan = begun(city)
    assert do(city, plan, "issue").status_code == 200
    for span in ("shift", "day", "all"):
        found = score(city, plan, span=span)
        assert found["planned"]["points"] is None
        assert any("尚未开始" in n["zh"] for n in found["notes"])


def test_between_shifts_nobody_is_advised(city, issued) -> None:
    city.clock.at = moment(issued["head"]["ends_at"]) + timedelta(hours=1)
    assert city.as_("commander").post(address(issued, "advice"), json={"lon": 107.0, "lat": 35.0}).status_code == 422
