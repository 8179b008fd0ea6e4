"""The ledger over HTTP: rows, experiments, the loop report, on Leeds."""

import csv
import io

import pytest

pytestmark = pytest.mark.xdist_group("leeds")


def test_the_summary_counts_what_the_list_holds(client) -> None:
    summary = client.get("/api/v1/ledger/summary").json()
    assert summary["rows"] == summary["placements"] + summary["alerts"] > 0
    for kind, number in (("placement", summary["placements"]), ("alert", summary["alerts"])):
        assert client.get("/api/v1/ledger", params={"kind": kind, "limit": 1}).json()["total"] == number
    held = client.get("/api/v1/ledger", params={"arm": "hold_out", "limit": 500}).json()
    assert held["total"] == summary["held_out"] > 0
    assert all(row["planned_hours"] == 0.0 and row["chance"] < 1 for row in held["rows"])
    assert summary["with_presence"] == 0


def test_what_is_not_recorded_is_null_and_not_zero(client) -> None:
    row = client.get("/api/v1/ledger", params={"kind": "placement", "limit": 1}).json()["rows"][0]
    assert row["presence_hours"] is None
    assert row["crashes"] is None  # the month has not begun


def test_experiments_are_drafts_within_their_share(client) -> None:
    trials = client.get("/api/v1/ledger/experiments").json()
    assert {t["design"] for t in trials} == {"hold_out", "switch_back"}
    for trial in trials:
        assert trial["state"] == "draft"
        assert trial["held_hours"]["part"] <= 0.13 * trial["held_hours"]["whole"]
        text = client.get(f"/api/v1/ledger/experiments/{trial['experiment_id']}.csv").text
        rows = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))
        assert len(rows) == len(trial["assignments"])


def test_the_loop_report_tells_shares_and_the_other_way(client) -> None:
    report = client.get("/api/v1/loop-report").json()
    assert report["basis"] == "planned"
    assert sum(r["hours"]["part"] for r in report["shares"] if r["group"] == "road_class") == pytest.approx(
        report["shares"][0]["hours"]["whole"]
    )
    assert report["runaway"][-1]["discovered"]["value"] > report["runaway"][-1]["reported"]["value"]
    assert client.get("/api/v1/loop-report", params={"format": "csv"}).status_code == 200


@pytest.mark.parametrize(
    ("path", "status"),
    [("ledger?kind=rumour", 422), ("ledger?limit=0", 422), ("ledger/experiments/none.csv", 404)],
)
def test_what_cannot_be_answered_is_said_in_the_one_shape(client, path: str, status: int) -> None:
    answer = client.get(f"/api/v1/{path}")
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert {"title", "status", "detail"} <= set(answer.json())
