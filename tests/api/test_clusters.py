"""Clusters and density answer over Leeds, page by page, down to the crashes, and as tiles."""

import mapbox_vector_tile
import pytest

pytestmark = pytest.mark.xdist_group("leeds")


def test_clusters_come_likeliest_first_and_open_to_their_crashes(client) -> None:
    rows = client.get("/api/v1/clusters").json()["rows"]
    assert [r["rank"] for r in rows] == list(range(1, len(rows) + 1))
    assert rows
    detail = client.get(f"/api/v1/clusters/{rows[0]['cluster_id']}").json()
    assert detail["cluster"] == rows[0]
    assert {c["crash_id"] for c in detail["crashes"]} == set(rows[0]["crash_ids"])
    assert {c["segment_id"] for c in detail["crashes"]} <= set(rows[0]["segment_ids"])
    assert len(detail["geometry"]["coordinates"]) == len(rows[0]["segment_ids"])


def test_clusters_are_chosen_by_how_rare_they_are(client) -> None:
    every = client.get("/api/v1/clusters").json()["rows"]
    bound = sorted(r["recurrence_days"] for r in every)[len(every) // 2]
    rare = client.get("/api/v1/clusters", params={"least_recurrence_days": bound}).json()["rows"]
    assert rare == [r for r in every if r["recurrence_days"] >= bound]
    assert client.get("/api/v1/clusters", params={"area": "none such"}).json()["rows"] == []


def test_density_is_listed_densest_first_and_adds_up(client) -> None:
    page = client.get("/api/v1/density", params={"limit": 500}).json()
    peaks = [r["peak_crashes_per_km_year"]["value"] for r in page["rows"]]
    assert peaks == sorted(peaks, reverse=True)
    assert page["total"] > 1000
    one = client.get(f"/api/v1/density/{page['rows'][7]['segment_id']}").json()
    assert one == page["rows"][7]
    assert max(one["pieces"]) == pytest.approx(one["peak_crashes_per_km_year"]["value"], abs=1e-3)


@pytest.mark.parametrize("path", ["clusters", "density"])
def test_lists_export_as_csv_and_unknown_ones_are_not_found(client, path) -> None:
    answer = client.get(f"/api/v1/{path}", params={"format": "csv"})
    assert answer.headers["content-type"].startswith("text/csv")
    assert len(answer.text.splitlines()) > 1
    missing = client.get(f"/api/v1/{path}/none such")
    assert missing.status_code == 404
    assert missing.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("layer", "traits"),
    [
        ("clusters", {"cluster_id", "rank", "crashes", "recurrence_days"}),
        ("density", {"segment_id", "per_km_year", "density_class"}),
    ],
)
def test_both_are_tile_layers(client, layer, traits) -> None:
    zoom, tiles = 12, [(x, y) for x in range(2020, 2036) for y in range(1308, 1324)]
    contents = (client.get(f"/api/v1/tiles/{layer}/{zoom}/{x}/{y}.mvt").content for x, y in tiles)
    found = [f for c in contents if c for f in mapbox_vector_tile.decode(c)[layer]["features"]]
    assert found
    assert all(set(f["properties"]) == traits for f in found)
