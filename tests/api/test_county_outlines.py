"""Borders of counties on the map: as the city keeps them, and none where it keeps none."""

from functools import partial

from daoan.app.outlines import keep_outlines, read_outlines
from daoan.config import read_config
from daoan.sense.roads.counties import county_of_ring
from daoan.terms.estimates import Text

RING = [(107.0, 35.0), (108.0, 35.0), (108.0, 36.0)]


def test_a_city_without_outlines_has_none(client) -> None:
    answer = client.get("/api/v1/counties/outlines")
    assert answer.status_code == 200
    assert answer.json() == {"type": "FeatureCollection", "features": []}


def test_outlines_are_told_as_they_were_kept(client, desk, tmp_path, monkeypatch) -> None:
    config = read_config({"workspace": tmp_path}, {})
    keep_outlines(config, [county_of_ring("621002", Text("East", "东区"), RING)], "drawn by hand")
    monkeypatch.setattr(desk, "outlines", partial(read_outlines, config))
    (feature,) = client.get("/api/v1/counties/outlines").json()["features"]
    assert (feature["properties"]["code"], feature["properties"]["name_zh"]) == ("621002", "东区")
    assert {tuple(point) for point in feature["geometry"]["coordinates"][0]} == set(RING)
