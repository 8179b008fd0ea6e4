"""Lists, board, units and tables: what a page shows of matters."""

from datetime import timedelta


def walk(office, by: str, **asked) -> list[dict]:
    rows, after = [], None
    while True:
        page = office.as_(by).get("/api/v1/work", params=asked | ({"after": after} if after else {})).json()
        rows += page["rows"]
        after = page["next"]
        if after is None:
            assert len(rows) == page["total"]
            return rows


def test_pages_follow_one_another_and_filters_hold(office) -> None:
    for number in range(5):
        office.clock.pass_(minutes=1)
        office.issued(title=f"Lorries {number}", level="normal", targets=["north", "south"])
    office.clock.pass_(minutes=1)
    office.draft(title="Buses 大巴")
    assert len(walk(office, "commander", limit=4)) == 16
    north = walk(office, "north-lead", limit=3)
    assert len(north) == 5
    assert {m["holder"] for m in north} == {"north"}
    assert [m["due_at"] for m in north] == sorted(m["due_at"] for m in north)
    changed = walk(office, "commander", kind="order", order="changed", limit=2)
    assert [m["title"] for m in changed][:2] == ["Buses 大巴", "Lorries 4"]
    assert len(walk(office, "commander", text="大巴")) == 1
    assert len(walk(office, "commander", holder="south", state="to_sign")) == 5
    assert len(walk(office, "commander", kind=["order", "order_node"], level="urgent")) == 1
    assert {m["holder"] for m in walk(office, "commander", mine=True)} == {"city"}
    assert walk(office, "commander", mine=True, holder="north") == []
    assert office.as_("commander").get("/api/v1/work", params={"after": "nonsense"}).status_code == 422


def test_a_line_says_how_late_it_is(office) -> None:
    _order, node = office.issued()
    office.clock.pass_(minutes=20)
    (late,) = walk(office, "north-lead", overdue=True)
    assert (late["matter_id"], late["late"], late["minutes_left"]) == (node["matter_id"], True, -5)
    assert late["state_name"] == {"en": "to be signed", "zh": "待签收"}
    assert late["kind_name"]["zh"] == "指令节点"
    assert late["holder_name"]["en"] == "north brigade"


def test_the_board_counts_what_is_below(office) -> None:
    _order, first = office.issued(targets=["north", "south"])
    signed = office.act("north-lead", first, "sign")["matter"]
    fed = office.act("north-lead", signed, "feed_back", note="done")["matter"]
    rejected = office.act("north-vice", fed, "reject", note="no")["matter"]
    fed = office.act("north-lead", rejected, "feed_back", note="done again")["matter"]
    rejected = office.act("north-vice", fed, "reject", note="no")["matter"]
    office.clock.pass_(minutes=16)
    board = office.as_("commander").get("/api/v1/work/board").json()
    north, south = board["below"]
    assert (north["unit"]["unit_id"], south["unit"]["unit_id"]) == ("north", "south")
    assert (north["to_sign"], north["to_feed_back"], north["to_feed_back_late"], north["rejected_twice"]) == (
        0,
        1,
        0,
        1,
    )
    assert (south["to_sign"], south["to_sign_late"], south["rejected_twice"]) == (1, 1, 0)
    office.clock.pass_(hours=3)
    fed = office.act("north-lead", rejected, "feed_back", note="late")["matter"]
    passed = office.act("north-vice", fed, "first_pass")["matter"]
    office.act("commander", passed, "final_pass")
    _order, returned = office.issued(targets=["south"])
    office.act("south-lead", returned, "return", note="not ours")
    north, south = office.as_("auditing").get("/api/v1/work/board").json()["below"]
    assert (north["closed"], north["on_time"]) == (1, {"part": 0, "whole": 1})
    assert south["misdirected"] == 1
    own = office.as_("commander").get("/api/v1/work/board").json()["own"]
    assert own["counts"] == {"order": {"running": 2}}
    squad = office.as_("north-officer").get("/api/v1/work/board").json()
    assert squad == {"own": {"counts": {}, "open": 0, "overdue": 0}, "below": []}


def test_units_and_tables_are_told(office) -> None:
    units = office.as_("reader").get("/api/v1/units").json()
    assert [u["unit_id"] for u in units] == ["city", "north", "north-1", "south", "south-1"]
    tables = {t["kind"]: t for t in office.as_("reader").get("/api/v1/workflows").json()}
    node = tables["order_node"]
    assert node["mermaid"].startswith("stateDiagram-v2")
    assert node["begun_with"] is None
    assert tables["order"]["begun_with"] == "issue"
    assert {"to_sign", "done"} <= set(node["states"])
    assert any(row["event"] == "sign" and row["parts"] == ["holder"] for row in node["rows"])


def test_lists_stay_whole_while_matters_move(office) -> None:
    """A page that is turned while somebody acts repeats nothing."""
    for number in range(4):
        office.issued(title=f"Order {number}", level="normal")
        office.clock.at += timedelta(seconds=1)
    first = office.as_("north-lead").get("/api/v1/work", params={"limit": 2}).json()
    office.act("north-lead", first["rows"][0], "sign")
    rest = office.as_("north-lead").get("/api/v1/work", params={"limit": 9, "after": first["next"]}).json()
    seen = [m["matter_id"] for m in first["rows"][1:] + rest["rows"]]
    assert len(seen) == 4
    assert len(set(seen)) == 4
