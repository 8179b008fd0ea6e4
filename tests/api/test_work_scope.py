"""Who sees what: what lies outside the own unit and below is not there, on whichever route one asks."""

import pytest

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc0000003010100c9fe92ef"
    "0000000049454e44ae426082"
)


def attach(office, by: str, matter_id: str, content: bytes = PNG, name: str = "photo.png"):
    return office.as_(by).post(f"/api/v1/work/{matter_id}/attachments", files={"file": (name, content, "image/png")})


def routes_of(matter: dict, attachment_id: str) -> list[tuple[str, str, dict | None]]:
    """Every route that takes an id of a matter or of something beside it."""
    here, version = f"/api/v1/work/{matter['matter_id']}", matter["version"]
    return [
        ("GET", here, None),
        ("POST", f"{here}/events", {"event": "sign", "version": version}),
        ("POST", f"{here}/comments", {"note": "mine", "version": version}),
        ("GET", f"/api/v1/work/attachments/{attachment_id}", None),
    ]


@pytest.mark.parametrize("stranger", ["south-lead", "north-officer"])
def test_what_is_not_mine_is_not_there(office, stranger) -> None:
    """A node of the north brigade: neither for the other brigade, nor for the squad below before it is passed down."""
    _order, node = office.issued()
    kept = attach(office, "north-lead", node["matter_id"]).json()
    there = routes_of(node, kept["attachment_id"])
    nowhere = routes_of(node | {"matter_id": "order-1"}, "0" * 32)
    for (method, path, body), (_, other, _same) in zip(there, nowhere, strict=True):
        answer = office.as_(stranger).request(method, path, json=body)
        missing = office.as_(stranger).request(method, other, json=body)
        assert answer.status_code == missing.status_code == 404, path
        assert set(answer.json()) == set(missing.json())  # nothing tells that it exists
    assert attach(office, stranger, node["matter_id"]).status_code == 404
    bulk = {"items": [{"id": node["matter_id"], "version": node["version"]}], "event": "sign"}
    assert office.as_(stranger).post("/api/v1/work/bulk", json=bulk).json()["refused"][0]["code"] == "not_found"
    assert office.as_(stranger).get("/api/v1/work").json() == {"rows": [], "next": None, "total": 0, "more": False}
    assert office.as_(stranger).get("/api/v1/work", params={"holder": "north"}).json()["total"] == 0
    assert office.as_(stranger).get("/api/v1/notices").json()["rows"] == []
    assert len(office.store.list_steps(node["matter_id"])) == 1


def test_a_unit_sees_its_own_part_and_the_order_but_not_the_others(office) -> None:
    order, _node = office.issued(targets=["north", "south"])
    seen = office.see("north-lead", order["matter_id"])
    assert seen["matter"]["values"]["text"] == "Check every lorry"
    assert {m["holder"] for m in seen["family"]} == {"city", "north"}
    assert {c["event"] for c in seen["can"]} == set()
    south = next(m for m in office.see("commander", order["matter_id"])["family"] if m["holder"] == "south")
    assert office.as_("north-lead").get(f"/api/v1/work/{south['matter_id']}").status_code == 404


def test_whoever_stands_above_sees_what_is_passed_down(office) -> None:
    _order, node = office.issued()
    office.act("north-lead", node, "sign")
    passed = office.act("north-lead", node | {"version": 2}, "pass_down", values={"unit": "north-1"})
    below = next(m for m in passed["family"] if m["holder"] == "north-1")
    for person in ("north-officer", "north-lead", "commander"):
        assert office.see(person, below["matter_id"])["matter"]["holder"] == "north-1"
    assert office.as_("south-lead").get(f"/api/v1/work/{below['matter_id']}").status_code == 404


def test_without_sign_in_nothing_is_answered(office) -> None:
    order, _node = office.issued()
    browser = office.sign_in("commander")
    browser.cookies.clear()
    for path in ("work", "work/board", f"work/{order['matter_id']}", "work/news", "notices", "units", "workflows"):
        answer = browser.get(f"/api/v1/{path}")
        assert answer.status_code == 401, path
        assert answer.headers["content-type"] == "application/problem+json"
    assert office.as_("reader").get("/api/v1/work").status_code == 403


@pytest.mark.parametrize("wrong", ["..%2f..%2fetc%2fpasswd", "%00", "a" * 3000, "order'--", "道安", "%0a"])
def test_strange_ids_are_not_there(office, wrong) -> None:
    for path in (f"work/{wrong}", f"work/attachments/{wrong}"):
        assert office.as_("commander").get(f"/api/v1/{path}").status_code == 404
