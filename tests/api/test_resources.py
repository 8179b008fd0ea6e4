"""Every resource answers over Leeds, in the shapes of the records, page after page."""

import csv
import io

import pytest

pytestmark = pytest.mark.xdist_group("leeds")

LISTS = ["segments", "blackspots", "alerts", "tickets", "cells", "clusters", "density", "crashes", "refusals"]


def walk(client, path: str, limit: int) -> list[dict]:
    """All rows of a list, following its cursors."""
    rows, after = [], None
    while True:
        params = {"limit": limit} | ({"after": after} if after else {})
        page = client.get(f"/api/v1/{path}", params=params).json()
        rows += page["rows"]
        after = page["next"]
        if after is None:
            return rows


@pytest.mark.parametrize("path", LISTS)
def test_a_list_answers(client, path) -> None:
    answer = client.get(f"/api/v1/{path}")
    assert answer.status_code == 200, answer.text
    assert set(answer.json()) == {"rows", "next", "total"}


def test_pages_hold_every_segment_once_and_in_order(client) -> None:
    rows = walk(client, "segments", 500)
    assert len({r["segment_id"] for r in rows}) == len(rows) == client.get("/api/v1/segments").json()["total"]
    assert [r["rank"] for r in rows] == sorted(r["rank"] for r in rows)


def test_meta_says_what_every_page_must_say(client) -> None:
    meta = client.get("/api/v1/meta").json()
    assert meta["replay"] is True
    assert meta["simulated"] is False
    assert meta["as_of"] == "2020-01-01T00:00:00Z"
    assert meta["off_network"]["all"]["whole"] == 20_346
    assert 0.55 < meta["off_network"]["all"]["part"] / 20_346 < 0.63
    assert any("Open Government Licence" in a["en"] for a in meta["attribution"])


def test_a_segment_opens_to_its_evidence(client) -> None:
    worst = client.get("/api/v1/segments", params={"limit": 1}).json()["rows"][0]
    detail = client.get(f"/api/v1/segments/{worst['segment_id']}").json()
    assert detail["estimate"] == worst
    assert len(detail["crashes"]) == sum(n for _, n, _ in detail["by_year"])
    assert detail["geometry"]["type"] == "MultiLineString"
    assert all(c["segment_id"] == worst["segment_id"] for c in detail["crashes"])


def test_public_crashes_are_coarse(client) -> None:
    crash = client.get("/api/v1/crashes", params={"limit": 1}).json()["rows"][0]
    assert len(crash["month"]) == 7
    assert round(crash["lon"], 3) == crash["lon"]
    assert not {"parties", "happened_at", "age_years", "sex"} & set(crash)
    assert client.get(f"/api/v1/crashes/{crash['crash_id']}").json() == crash


def test_crashes_filter_by_time_and_place(client) -> None:
    inside = {"since": "2019-01-01T00:00:00", "until": "2020-01-01T00:00:00", "bbox": "-1.6,53.75,-1.5,53.85"}
    rows = client.get("/api/v1/crashes", params=inside | {"limit": 500}).json()["rows"]
    assert rows
    assert all(r["month"].startswith("2019") for r in rows)


def test_filters_tell_nothing_finer_than_what_is_shown(client) -> None:
    """Asking by the minute, or by a finer place, answers by the month and the rounded place."""
    month = {"since": "2019-11-01", "until": "2019-12-01"}
    whole = client.get("/api/v1/crashes", params=month | {"limit": 500}).json()
    for since, until in (("2019-11-28", "2019-11-29"), ("2019-11-10", "2019-11-12")):
        assert client.get("/api/v1/crashes", params={"since": since, "until": until, "limit": 500}).json() == whole
    assert client.get("/api/v1/crashes", params={"since": "2019-11-28T19:33:00"}).status_code == 422
    row = next(r for r in whole["rows"] if r["lon"] is not None)
    around = f"{row['lon'] - 0.0004},{row['lat'] - 0.0004},{row['lon'] + 0.0004},{row['lat'] + 0.0004}"
    assert row in client.get("/api/v1/crashes", params=month | {"bbox": around, "limit": 500}).json()["rows"]
    nowhere = f"{row['lon'] + 0.0001},{row['lat'] - 0.0004},{row['lon'] + 0.0004},{row['lat'] + 0.0004}"
    assert row not in client.get("/api/v1/crashes", params=month | {"bbox": nowhere, "limit": 500}).json()["rows"]


def test_severities_may_be_several(client) -> None:
    def total(words: str) -> int:
        return client.get("/api/v1/crashes", params={"severity": words}).json()["total"]

    assert total("fatal,serious") == total("fatal") + total("serious") > 0


def test_a_bulletin_is_about_a_month(client) -> None:
    for period in ("2019", "2019-YTD"):
        assert client.get(f"/api/v1/bulletins/{period}.docx").status_code == 404


def test_csv_opens_in_a_spreadsheet(client) -> None:
    answer = client.get("/api/v1/segments", params={"format": "csv", "road_class": "motorway"})
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows
    assert {r["road_class"] for r in rows} == {"motorway"}
    assert float(rows[0]["crashes_per_year.low"]) <= float(rows[0]["crashes_per_year.value"])


def test_quality_balances(client) -> None:
    quality = client.get("/api/v1/quality").json()
    leeds = [r for r in quality["receipts"] if r["feed"] == "leeds"]
    assert sum(r["rows_read"] for r in leeds) == 27_540
    assert all(r["rows_read"] == r["rows_accepted"] + r["rows_refused"] for r in leeds)
    assert quality["snap"]["snapped"]["whole"] == 20_346


def test_indicators_have_months_and_years(client) -> None:
    index = client.get("/api/v1/indicators").json()
    assert "2019" in index["periods"]
    assert "2019-12" in index["periods"]
    year = client.get("/api/v1/indicators/leeds/2019").json()
    assert {i["key"] for i in year["indicators"]} >= {"crashes", "deaths_30d"}
    assert next(i for i in year["indicators"] if i["key"] == "deaths_7d")["value"] is None
    assert {b["key"] for b in year["breakdowns"] if not b["recorded"]} >= {"form", "cause"}


def test_duty_and_scorecard_answer(client) -> None:
    plans = client.get("/api/v1/duty").json()
    assert {p["kind"] for p in plans} == {"night", "month"}
    plan = next(p for p in plans if p["kind"] == "night")
    assert sum(x["hours"] for x in plan["placements"]) <= plan["patrol_hours"] + 1e-6
    assert client.get(f"/api/v1/duty/{plan['plan_id']}.csv").status_code == 200
    card = client.get("/api/v1/scorecard").json()
    assert {c["origin"] for c in card["captures"]} == set(range(2014, 2020))


def test_words_come_in_both_languages(client) -> None:
    assert client.get("/api/v1/labels").json()["road_class"]["motorway"]["zh"] == "高速公路"
    assert any(t["key"] == "not_recorded" for t in client.get("/api/v1/glossary").json())


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_bulletin_is_a_word_file(client, lang) -> None:
    answer = client.get("/api/v1/bulletins/2019-12.docx", params={"lang": lang})
    assert answer.status_code == 200
    assert answer.content[:2] == b"PK"
