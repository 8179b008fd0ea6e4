"""The situation over HTTP: Leeds is one area, so its road classes are assessed and nothing is compared."""

import csv
import io

import pytest

pytestmark = pytest.mark.xdist_group("leeds")


def test_one_area_is_assessed_alone_and_its_road_classes_beside_it(client) -> None:
    page = client.get("/api/v1/counties").json()
    areas = [r for r in page["rows"] if r["kind"] == "area"]
    classes = [r for r in page["rows"] if r["kind"] == "road_class"]
    assert [r["units"] for r in areas] == [1]
    assert any("no counties to compare" in n["en"] for n in areas[0]["notes"])
    assert len(classes) > 3
    assert {r["month"] for r in page["rows"]} == {"2019-12"}
    assert client.get("/api/v1/counties", params={"kind": "road_class"}).json()["rows"] == classes


def test_what_leeds_does_not_record_has_no_points(client) -> None:
    area = client.get("/api/v1/counties", params={"kind": "area"}).json()["rows"][0]
    dimensions = {d["key"]: d for d in area["dimensions"]}
    assert [dimensions[k]["score"] for k in ("driver", "company", "governance")] == [None, None, None]
    assert sum(d["weight"] for d in area["dimensions"]) == pytest.approx(1.0)


def test_a_unit_opens_to_its_indicators_and_months(client) -> None:
    detail = client.get("/api/v1/counties/class:primary").json()
    assert detail["assessment"]["unit"] == "class:primary"
    assert detail["assessment"]["history"][-1]["month"] == "2019-12"
    assert detail["warnings"] == []  # no road class is warned
    table = client.get("/api/v1/counties/class:primary", params={"format": "csv"}).text.removeprefix("\ufeff")
    assert "injury" in {row["key"] for row in csv.DictReader(io.StringIO(table))}


def test_the_list_comes_as_a_table_and_an_unknown_unit_is_told(client) -> None:
    table = client.get("/api/v1/counties", params={"format": "csv"}).text.removeprefix("\ufeff")
    rows = list(csv.DictReader(io.StringIO(table)))
    assert all(row["score.value"] and row["level"] for row in rows)
    missing = client.get("/api/v1/counties/atlantis")
    assert missing.status_code == 404
    assert "atlantis" in missing.json()["detail"]
