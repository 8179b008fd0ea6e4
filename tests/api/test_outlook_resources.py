"""The outlook over HTTP is what the loop stored, page after page, map and cells alike."""

import csv
import io

import pytest

pytestmark = pytest.mark.xdist_group("leeds")

API = "/api/v1/outlook"


def test_the_coming_days_are_there_with_what_they_stand_on(client):
    outlook = client.get(API).json()
    assert outlook["refusal"] is None
    assert len(outlook["periods"]) == 28
    assert outlook["periods"][0]["day"] == "2020-01-01"
    assert outlook["periods"][0]["day_note"]["en"] == "New Year's Day"
    assert outlook["on_grid"]["whole"] == 20_346
    assert 0.5 < outlook["off_network"]["part"] / outlook["off_network"]["whole"] < 0.7


def test_cells_are_ranked_by_weight_of_all_days_or_by_chance_in_one_shift(client):
    every = client.get(f"{API}/cells", params={"limit": 500}).json()
    week = [row["week"]["value"] for row in every["rows"]]
    assert week == sorted(week, reverse=True)
    assert every["total"] == client.get(API).json()["cells"]
    evening = client.get(f"{API}/cells", params={"limit": 50, "period": 11}).json()["rows"]
    chance = [row["probability"][11] for row in evening]
    assert chance == sorted(chance, reverse=True)


def test_a_high_cell_opens_to_its_reasons(client):
    first = client.get(f"{API}/cells", params={"limit": 1}).json()["rows"][0]
    cell = client.get(f"{API}/cells/{first['cell_id']}").json()
    assert cell == first
    assert {"place", "shift"} <= {reason["key"] for reason in cell["reasons"]}


def test_the_map_shows_what_the_cells_say(client):
    shown = client.get(f"{API}/map", params={"period": 10}).json()
    cell = client.get(f"{API}/cells/{shown['cell_id'][0]}").json()
    assert shown["probability"][0] == cell["probability"][10]
    assert shown["injury_weight"][0] == cell["injury_weight"][10]
    week = client.get(f"{API}/map").json()
    nothing = 1.0
    for p in cell["probability"]:
        nothing *= 1 - p
    assert week["probability"][0] == pytest.approx(1 - nothing, abs=1e-5)
    assert len(week["corners"]) == len(week["cell_id"]) == client.get(API).json()["cells"]


def test_squares_have_the_class_of_their_place_and_are_those_of_the_map(client):
    shown = client.get(f"{API}/map", params={"period": 10}).json()
    answer = client.get(f"{API}/map.geojson", params={"period": 10})
    assert answer.headers["content-type"] == "application/geo+json"
    squares = answer.json()["features"]
    assert [s["properties"]["id"] for s in squares] == shown["cell_id"]
    assert [s["geometry"]["coordinates"][0] for s in squares] == [[*c, c[0]] for c in shown["corners"]]
    falling = sorted(squares, key=lambda s: -s["properties"]["probability"])
    classes = [s["properties"]["risk_class"] for s in falling]
    assert classes == sorted(classes, reverse=True)
    worst = sum(c == 6 for c in classes) / len(classes)
    assert abs(worst - 0.01) < 1 / len(classes), "the worst class holds one in a hundred"
    assert classes[-1] == 0


def test_scores_are_public_with_losses(client):
    scores = client.get(f"{API}/scores").json()
    assert len(scores["weeks"]) == 52
    assert {s["against"] for s in scores["skills"]} == set(scores["methods"]) - {scores["served"]}
    assert len(scores["verdicts"]) == 4 * 4 + 2


def test_lists_download_as_csv(client):
    for path, column in (("cells", "week.value"), ("scores", "value.value")):
        answer = client.get(f"{API}/{path}", params={"format": "csv"})
        rows = list(csv.DictReader(io.StringIO(answer.text.lstrip("\ufeff"))))
        assert rows
        assert float(rows[0][column]) > 0


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("cells/c1000:0:0", 404),
        ("map?period=28", 422),
        ("map.geojson?period=28", 422),
        ("cells?period=-1", 422),
        ("cells?period=x", 422),
    ],
)
def test_what_is_not_there_is_a_problem_in_the_one_shape(client, path, status):
    answer = client.get(f"{API}/{path}")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert set(answer.json()) == {"type", "title", "status", "detail"}
