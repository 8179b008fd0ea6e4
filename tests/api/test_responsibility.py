"""The responsibility matrix over HTTP: counted, masked, as a file."""

from .test_registers import put

DUTY = {
    "duty": "drink-driving", "unit": "north", "period": "night", "kinds": "order_node", "leader": "王小明",
    "phone": "13912345678",
}  # fmt: skip


def test_how_a_duty_is_met_follows_from_what_the_unit_and_those_below_it_did(office) -> None:
    for unit in ("north", "south"):
        put(office, "commander", DUTY | {"unit": unit}, kind="responsibility")
    _, node = office.issued()
    office.clock.pass_(minutes=5)
    signed = office.act("north-lead", node, "sign")["matter"]
    office.act("north-lead", signed, "feed_back", note="done", values={"handled_at": office.clock.now().isoformat()})
    found = office.as_("north-lead").get("/api/v1/responsibility").json()
    (matrix,) = found["matrices"]
    assert [r["cells"][0]["met"] for r in matrix["rows"]] == [{"part": 1, "whole": 1}, {"part": 0, "whole": 0}]
    assert found["periods"]["night"]["zh"] == "夜间"
    assert found["gaps"] == []


def test_leaders_are_masked_to_whoever_may_not_write_them(office) -> None:
    put(office, "commander", DUTY, kind="responsibility")

    def leader(by: str) -> tuple[str, str]:
        matrices = office.as_(by).get("/api/v1/responsibility").json()["matrices"]
        (duty,) = next(r for r in matrices[0]["rows"] if r["unit_id"] == "north")["cells"][0]["duties"]
        return duty["leader"], duty["phone"]

    assert leader("commander") == ("王小明", "13912345678")
    assert leader("south-lead") == ("王*", "139****5678")
    csv = office.as_("south-lead").get("/api/v1/responsibility", params={"format": "csv"}).text
    assert "王*" in csv
    assert "王小明" not in csv
    assert office.as_("reader").get("/api/v1/responsibility").status_code == 403


def test_a_gap_stands_in_the_matrix_and_in_the_file(office) -> None:
    put(office, "commander", DUTY | {"until": "2026-03-01"}, kind="responsibility")
    found = office.as_("commander").get("/api/v1/responsibility").json()
    assert {g["why"] for g in found["gaps"]} == {"over", "nobody"}
    lines = office.as_("commander").get("/api/v1/responsibility", params={"format": "csv"}).text.splitlines()
    assert "over" in lines[1]
