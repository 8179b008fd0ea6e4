"""Registers over HTTP: who may write and read what, every version, files both ways."""

SHOP = {"licence": "92620000MA72A", "name": "Shop 一", "phone": "13812345678", "owner": "张三丰"}


def put(office, by: str, values: dict, entry: dict | None = None, kind: str = "ebike_shop", **more):
    browser = office.as_(by)
    body = {"values": values} | more
    if entry is None:
        return browser.post(f"/api/v1/registers/{kind}", json=body)
    body = {"version": entry["version"]} | body
    return browser.put(f"/api/v1/registers/{kind}/{entry['entry_id']}", json=body)


def rows(office, by: str, kind: str = "ebike_shop", **asked) -> list[dict]:
    return office.as_(by).get(f"/api/v1/registers/{kind}", params=asked).json()["rows"]


def test_an_entry_is_written_changed_ended_and_every_version_stays(office) -> None:
    made = put(office, "north-lead", SHOP).json()
    assert (made["title"], made["unit_id"], made["version"]) == ("Shop 一", "north", 1)
    office.clock.pass_(hours=1)
    changed = put(office, "north-lead", SHOP | {"name": "Shop 二"}, made, note="renamed").json()
    assert put(office, "north-vice", SHOP, made).status_code == 409  # somebody was first
    ended = put(office, "north-lead", changed["values"], changed, ended=True).json()
    assert ended["ended_at"] is not None
    office.clock.pass_(hours=1)
    again = put(office, "north-lead", ended["values"], ended, ended=True, note="a word").json()
    assert again["ended_at"] == ended["ended_at"]  # it ended when it ended, whatever is written later
    assert rows(office, "north-lead") == []
    assert len(rows(office, "north-lead", ended=True)) == 1
    versions = office.as_("north-lead").get(f"/api/v1/registers/ebike_shop/{made['entry_id']}").json()["versions"]
    assert {v["changed_by_name"] for v in versions} == {"Name of north-lead"}
    assert [(v["version"], v["title"], v["note"]) for v in versions] == [
        (4, "Shop 二", "a word"), (3, "Shop 二", ""), (2, "Shop 二", "renamed"), (1, "Shop 一", ""),
    ]  # fmt: skip


def test_what_is_wrong_is_told_by_field_in_both_languages(office) -> None:
    answer = put(office, "north-lead", {"name": "x", "below_standard": -1})
    assert answer.status_code == 422
    told = {w["field"]: w["message"]["zh"] for w in answer.json()["wrong"]}
    assert told == {"licence": "请填写：统一社会信用代码", "below_standard": "数值应在 0… 之间"}


def test_scopes_hold_in_lists_entries_and_changes(office) -> None:
    made = put(office, "north-lead", SHOP, unit_id="north-1").json()
    assert put(office, "north-lead", SHOP | {"licence": "2"}, unit_id="south").status_code == 422
    assert len(rows(office, "north-officer")) == len(rows(office, "commander")) == 1
    assert rows(office, "south-lead") == []
    path = f"/api/v1/registers/ebike_shop/{made['entry_id']}"
    assert office.as_("south-lead").get(path).status_code == 404
    assert put(office, "south-lead", SHOP, made).status_code == 404
    assert office.as_("commander").get(path.replace("ebike_shop", "permit")).status_code == 404
    assert office.as_("reader").get("/api/v1/registers").status_code == 403
    assert put(office, "south-lead", SHOP).status_code == 409  # the key is taken, wherever it stands


def test_a_shared_register_is_read_by_all_and_written_by_few(office) -> None:
    duty = {"duty": "ways to school", "unit": "north", "period": "school", "leader": "王小明", "phone": "13912345678"}
    made = put(office, "commander", duty, kind="responsibility", unit_id="north").json()
    assert made["values"]["phone"] == "13912345678"
    assert put(office, "north-lead", duty, kind="responsibility").status_code == 403
    (seen,) = rows(office, "south-lead", "responsibility")
    assert (seen["values"]["leader"], seen["values"]["phone"], seen["writable"]) == ("王*", "139****5678", False)
    csv = office.as_("south-lead").get("/api/v1/registers/responsibility", params={"format": "csv"}).text
    assert "王*" in csv
    assert "13912345678" not in csv
    assert office.store.last_audit().note.action == "export.register"


def test_a_file_is_taken_whole_or_not_at_all(office) -> None:
    def send(text: str, by: str = "north-lead"):
        return office.as_(by).post("/api/v1/registers/ebike_shop/file", files={"file": ("a.csv", text.encode())})

    good = "统一社会信用代码,name,below_standard\n1,甲,0\n2,乙,3\n"
    assert send(good).json() == {"new": 2, "changed": 0}
    assert send(good).json() == {"new": 0, "changed": 0}  # once more changes nothing
    assert send(good.replace("乙", "丙")).json() == {"new": 0, "changed": 1}
    bad = send("licence,name,below_standard\n3,丁,1\n4,,x\n3,again,0\n")
    assert bad.status_code == 422
    assert [(line["line"], [w["field"] for w in line["wrong"]]) for line in bad.json()["lines"]] == [
        (3, ["name", "below_standard"]), (4, ["licence"]),
    ]  # fmt: skip
    assert len(rows(office, "north-lead")) == 2
    assert send("licence,name,colour\n1,a,red\n").json()["detail"].startswith("columns that")
    assert send(good, "south-lead").json()["lines"][0]["wrong"][0]["message"]["en"] == "another unit's entry"
    assert send(good, "reader").status_code == 403
    whole = office.as_("north-lead").get("/api/v1/registers/ebike_shop", params={"format": "csv"}).text
    assert send(whole).json() == {"new": 0, "changed": 0}  # what goes out comes in again
    for name in ("=1+1", "-5 度", "'quoted", "@all"):
        put(office, "north-lead", {"licence": f"L {name}", "name": name})
    whole = office.as_("north-lead").get("/api/v1/registers/ebike_shop", params={"format": "csv"}).text
    assert "'=1+1" in whole
    assert ",=" not in whole
    assert send(whole).json() == {"new": 0, "changed": 0}


def test_every_register_tells_how_many_entries_it_has(office) -> None:
    put(office, "north-lead", SHOP)
    found = {r["kind"]: (r["entries"], r["writable"]) for r in office.as_("north-lead").get("/api/v1/registers").json()}
    assert found["ebike_shop"] == (1, True)
    assert found["responsibility"] == (0, False)


def test_a_register_with_tables_is_exported_without_them(office) -> None:
    meeting = {"day": "2026-03-03", "subject": "First", "attendees": ["north", "south"],
               "decisions": [{"text": "Light it", "units": ["north"], "finish_by": "2026-04-01"}]}  # fmt: skip
    assert put(office, "commander", meeting, kind="meeting").status_code == 201
    answer = office.as_("commander").get("/api/v1/registers/meeting", params={"format": "csv"})
    assert answer.status_code == 200
    heading, line, *_ = answer.content.decode("utf-8-sig").splitlines()
    assert "decisions" not in heading
    assert "north; south" in line


def test_what_was_noted_at_a_version_is_masked_to_whoever_may_not_write(office) -> None:
    note = "asked 13812345678 about 甘M12345"
    ice = {"text": "Ice", "kind": "ice", "level": "orange", "from": "2026-03-04", "until": "2026-03-04"}
    made = put(office, "commander", ice, kind="weather_warning", note=note).json()
    path = f"/api/v1/registers/weather_warning/{made['entry_id']}"
    seen = [office.as_(by).get(path).json()["versions"][0]["note"] for by in ("commander", "north-officer")]
    assert seen == [note, "asked 138****5678 about 甘M·12*45"]
