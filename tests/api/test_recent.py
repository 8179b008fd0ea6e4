"""The latest weeks over Leeds, which does not record when a crash became known, and whose recording changed."""

import csv
import io

import pytest

pytestmark = pytest.mark.xdist_group("leeds")


def test_leeds_says_that_completeness_is_unknown_and_never_all(client) -> None:
    (whole,) = client.get("/api/v1/recent/nowcasts", params={"area": "leeds", "severity": "all"}).json()["rows"]
    assert whole["state"] == "delay_not_recorded"
    assert all(week["completeness"] is None and week["crashes"] is None for week in whole["weeks"])
    assert whole["weeks"][0]["ends"] == "2020-01-01T00:00:00Z"
    assert sum(week["known"] for week in whole["weeks"]) > 100


def test_nowcasts_as_a_table_have_a_line_a_week(client) -> None:
    answer = client.get("/api/v1/recent/nowcasts", params={"area": "leeds", "severity": "fatal", "format": "csv"})
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 12
    assert {(r["area"], r["severity"], r["completeness"]) for r in rows} == {("leeds", "fatal", "")}


def test_breaks_of_leeds_are_told_with_their_evidence(client) -> None:
    rows = client.get("/api/v1/recent/breaks").json()["rows"]
    found = {r["break_id"]: r for r in rows}
    assert {"leeds/weather/unknown/2016", "leeds/weather/unknown/2017"} <= set(found)
    drift = found["leeds/severity/serious/2019-drift"]
    assert drift["after"]["part"] / drift["after"]["whole"] > drift["before"]["part"] / drift["before"]["whole"] + 0.04
    only = client.get("/api/v1/recent/breaks", params={"column": "severity"}).json()
    assert {r["column"] for r in only["rows"]} == {"severity"}


def test_an_indicator_across_a_break_has_no_comparison_and_says_so(client) -> None:
    year = client.get("/api/v1/indicators/leeds/2019").json()
    ksi = next(i for i in year["indicators"] if i["key"] == "ksi_crashes")
    assert ksi["value"] > 0
    assert ksi["change_pct"] is None
    assert ksi["expected"] is None
    assert "not comparable" in ksi["note"]["en"]


@pytest.mark.parametrize("path", ["recent/nowcasts?limit=0", "recent/breaks?format=xml"])
def test_bad_asking_is_a_problem_not_a_guess(client, path) -> None:
    answer = client.get(f"/api/v1/{path}")
    assert answer.status_code == 422
    assert answer.headers["content-type"].startswith("application/problem+json")


def test_every_series_is_watched_or_says_why_not(client) -> None:
    page = client.get("/api/v1/surges/series", params={"limit": 500}).json()
    assert page["total"] == len(page["rows"]) > 15
    by_id = {r["series_id"]: r for r in page["rows"]}
    whole = by_id["all"]
    assert whole["state"] == "watched"
    assert all(week["expected"] > 0 and week["high"] >= week["expected"] for week in whole["weeks"])
    assert by_id["severity=ksi"]["state"] == "recording_changed"
    assert "2019-01-01" in by_id["severity=ksi"]["note"]["en"]
    (one,) = client.get("/api/v1/surges/series", params={"series_id": "user=pedestrian"}).json()["rows"]
    latest = client.get("/api/v1/surges/series", params={"series_id": "user=pedestrian", "weeks": 1}).json()["rows"]
    assert latest == [one | {"weeks": one["weeks"][:1]}]
    assert one == by_id["user=pedestrian"]


def test_surges_are_a_list_and_each_opens_to_its_crashes(client) -> None:
    page = client.get("/api/v1/surges").json()
    assert set(page) == {"rows", "next", "total"}
    for surge in page["rows"]:
        detail = client.get(f"/api/v1/surges/{surge['surge_id']}").json()
        assert len(detail["crashes"]) == surge["known"]
    assert client.get("/api/v1/surges", params={"format": "csv"}).status_code == 200
    missing = client.get("/api/v1/surges/all@1999-01-01")
    assert missing.status_code == 404
    assert missing.headers["content-type"].startswith("application/problem+json")
