"""Lights and bumps over HTTP: the plan, its CSV, hazards opened once for chosen sites."""

from dataclasses import replace

import pytest

from tests.act.improvement_makers import TOY, WEIGHT, estimate
from tests.api.work_given import START
from tests.store.store_given import turn


@pytest.fixture
def city(office):
    made = turn()
    areas = replace(TOY, area=TOY.area.astype(object))
    areas.area[:] = ["A1", "A1", "A2", "A2", "A1", "A2", "A2"]
    key = office.store.save_network(areas, START)
    run = replace(made.run, inputs={**made.run.inputs, "network": key})
    rows = tuple(replace(estimate(i, areas, w), area=areas.area[i]) for i, w in enumerate(WEIGHT))
    office.store.save_turn(replace(made, run=run, segments=rows, snaps=()))
    return office


def plan(office, by: str = "commander", **asked):
    answer = office.as_(by).get("/api/v1/improvements", params=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


def open_sites(office, rows: list[dict], by: str = "commander", **asked):
    sites = [{"site_id": r["site_id"], "kind": r["kind"]} for r in rows]
    body = {"lights": 2, "bumps": 2, "least_per_area": 0, "sites": sites} | asked
    return office.as_(by).post("/api/v1/improvements/hazards", json=body)


def test_the_plan_is_ranked_told_and_taken_away_as_csv(city) -> None:
    made = plan(city, lights=2, bumps=1, least_per_area=0)
    assert [r["rank"] for r in made["rows"]] == [1, 2, 3]
    gains = [r["prevented_per_year"]["value"] for r in made["rows"]]
    assert gains == sorted(gains, reverse=True)
    assert [e["kind"] for e in made["effects"]] == ["light", "bump"]
    assert {u["segment_id"] for u in made["unrecorded"]} == {"s3", "s6"}
    csv = city.as_("reader").get("/api/v1/improvements", params={"format": "csv"}).text
    assert "prevented_per_year.low" in csv.splitlines()[0]
    usual = plan(city)
    assert (usual["asked"]["lights"], usual["asked"]["least_per_area"]) == (40, 1)
    assert city.as_("reader").get("/api/v1/improvements", params={"lights": 5000}).status_code == 422
    only = plan(city, area="A2", lights=5, bumps=5)
    assert {r["area"] for r in only["rows"]} <= {"A2"}


def test_a_hazard_is_opened_once_for_a_site_with_its_grounds_and_brigade(city) -> None:
    rows = plan(city, lights=2, bumps=2, least_per_area=0)["rows"]
    answer = open_sites(city, rows[:2])
    assert answer.status_code == 201, answer.text
    first, second = answer.json()["matters"]
    assert first["kind"] == "hazard"
    assert rows[0]["site_id"] in first["title"]
    assert first["holder"] == {"A1": "north", "A2": "south"}[rows[0]["area"]]
    assert [e["kind"] for e in first["evidence"]] == ["segment", "improvement"]
    again = open_sites(city, rows[:2], by="auditing").json()["matters"]
    assert [m["matter_id"] for m in again] == [first["matter_id"], second["matter_id"]]
    assert open_sites(city, [{"site_id": "J0", "kind": "bump"}]).status_code == 422
    assert open_sites(city, rows[:1], by="reader").status_code == 403
    assert city.as_("commander").get("/api/v1/work", params={"kind": "hazard"}).json()["total"] == 2
