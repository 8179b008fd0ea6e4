"""What is found by words: no more than the lists of each kind show to whoever asks, and masked as they are."""

SHOP = {"licence": "92620000MA72A", "name": "Harbour shop", "phone": "13812345678", "owner": "张三丰"}


def found(office, by: str, q: str) -> list[dict]:
    answer = office.as_(by).get("/api/v1/search", params={"q": q})
    assert answer.status_code == 200, answer.text
    return answer.json()


def kinds(hits: list[dict]) -> set[str]:
    return {hit["kind"] for hit in hits}


def test_matters_are_found_by_their_title_within_the_own_unit_and_below(office) -> None:
    order, node = office.issued()
    title = node["title"]
    refs = {hit["ref"] for hit in found(office, "north-lead", title.upper()) if hit["kind"] == "matter"}
    assert node["matter_id"] in refs
    assert order["matter_id"] not in refs  # the order itself is the command centre's
    assert found(office, "south-lead", title) == []


def test_entries_are_found_by_what_everybody_may_read_of_them(office) -> None:
    made = office.as_("north-lead").post("/api/v1/registers/ebike_shop", json={"values": SHOP}).json()
    hit = next(h for h in found(office, "commander", "harbour") if h["kind"] == "entry")
    assert (hit["ref"], hit["register"], hit["name"]["en"]) == (made["entry_id"], "ebike_shop", "Harbour shop")
    assert "entry" not in kinds(found(office, "south-lead", "harbour"))
    for personal in ("13812345678", "张三丰"):
        assert found(office, "north-lead", personal) == []


def test_who_sees_no_work_finds_none_and_a_blank_finds_nothing(office) -> None:
    _order, node = office.issued()
    assert "matter" in kinds(found(office, "commander", node["title"]))
    assert "matter" not in kinds(found(office, "reader", node["title"]))
    assert found(office, "commander", "  ") == []
    assert office.as_("commander").get("/api/v1/search").json() == []
