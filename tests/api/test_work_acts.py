"""Orders over HTTP: opened, issued, acted on; once for each key, by one person at a time, by whoever may."""

import threading

SCRIPT = "<script>alert(1)</script>\"'&"


def audit_of(office, action: str) -> list:
    return [line.note for line in office.store.list_audit(limit=1000) if line.note.action == action]


def test_an_order_runs_from_draft_to_done(office) -> None:
    order, node = office.issued()
    assert node["holder"] == "north"
    assert node["state"] == "to_sign"
    assert node["minutes_left"] == 15
    node = office.act("north-lead", node, "sign")["matter"]
    office.clock.pass_(minutes=5)
    node = office.act("north-lead", node, "feed_back", note="done", values={"found": 3})["matter"]
    node = office.act("north-vice", node, "first_pass")["matter"]
    done = office.act("commander", node, "final_pass")
    assert done["matter"]["state"] == "done"
    assert office.see("commander", order["matter_id"])["matter"]["state"] == "closed"
    steps = office.see("commander", node["matter_id"])["steps"]
    assert [s["event"] for s in steps] == ["create", "sign", "feed_back", "first_pass", "final_pass"]
    assert [s["version"] for s in steps] == [1, 2, 3, 4, 5]
    assert steps[1]["label"] == {"en": "sign", "zh": "签收"}
    assert steps[1]["by_name"] == "Name of north-lead"
    assert steps[1]["unit_name"]["zh"] == "北大队"


def test_what_can_be_done_is_told_to_whoever_can(office) -> None:
    _order, node = office.issued()
    assert {c["event"] for c in office.see("north-lead", node["matter_id"])["can"]} == {"sign", "return"}
    assert {c["event"] for c in office.see("commander", node["matter_id"])["can"]} == {"withdraw"}
    signed = office.act("north-lead", node, "sign")
    passing = next(c for c in signed["can"] if c["event"] == "pass_down")
    assert passing["needs"] == ["unit"]


def test_a_refusal_says_why_in_both_languages_and_is_written_down(office) -> None:
    _order, node = office.issued()
    answer = office.try_("commander", node, "sign")
    assert answer.status_code == 422
    body = answer.json()
    assert body["code"] == "part"
    assert body["message"]["en"] == body["detail"]
    assert "签收" in body["message"]["zh"]
    assert answer.headers["content-type"] == "application/problem+json"
    assert office.see("commander", node["matter_id"])["matter"]["version"] == node["version"]
    (note,) = audit_of(office, "refused.act")
    assert (note.person_id, note.subject, note.detail) == ("commander", node["matter_id"], "sign: part")


def test_who_may_not_issue_may_not_draft(office) -> None:
    body = {"kind": "order", "title": "Mine", "level": "normal"}
    answer = office.as_("north-officer").post("/api/v1/work", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "permission")
    assert office.as_("reader").post("/api/v1/work", json=body).status_code == 403


def test_parts_of_orders_are_not_opened_by_hand(office) -> None:
    for kind in ("order_node", "nothing"):
        answer = office.as_("commander").post("/api/v1/work", json={"kind": kind, "title": "x"})
        assert answer.status_code == 422


def test_a_repeated_request_is_done_once(office) -> None:
    headers = {"Idempotency-Key": "same-key-1"}
    body = {"kind": "order", "title": "Once", "level": "normal", "values": {"targets": ["north"], "rule": "all"}}
    first = office.as_("commander").post("/api/v1/work", json=body, headers=headers).json()
    again = office.as_("commander").post("/api/v1/work", json=body, headers=headers).json()
    other = office.as_("auditing").post("/api/v1/work", json=body, headers=headers).json()
    assert first["matter"]["matter_id"] == again["matter"]["matter_id"]
    assert other["matter"]["matter_id"] != first["matter"]["matter_id"]  # somebody else's key is another key
    for _ in range(2):
        issued = office.try_("commander", first["matter"], "issue", key="same-key-2")
        assert issued.status_code == 200
        assert len([m for m in issued.json()["family"] if m["kind"] == "order_node"]) == 1
    assert len(audit_of(office, "act.issue")) == 1
    assert office.try_("commander", first["matter"], "issue", key="other-key-3").status_code == 409


def test_of_two_who_act_at_once_one_is_told_that_somebody_was_first(office) -> None:
    _order, node = office.issued()
    browsers = [office.sign_in("north-lead"), office.sign_in("north-vice")]
    ready, codes = threading.Barrier(2), []

    def sign(browser) -> None:
        ready.wait()
        body = {"event": "sign", "version": node["version"]}
        codes.append(browser.post(f"/api/v1/work/{node['matter_id']}/events", json=body).status_code)

    threads = [threading.Thread(target=sign, args=(b,)) for b in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == [200, 409]
    assert [s.version for s in office.store.list_steps(node["matter_id"])] == [1, 2]


def test_free_text_comes_back_as_it_was_and_as_json(office) -> None:
    order = office.draft(title=SCRIPT, text=SCRIPT)
    body = {"note": SCRIPT, "version": order["matter"]["version"]}
    answer = office.as_("commander").post(f"/api/v1/work/{order['matter']['matter_id']}/comments", json=body)
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    seen = answer.json()
    assert seen["matter"]["title"] == seen["matter"]["values"]["text"] == seen["steps"][-1]["note"] == SCRIPT
    assert seen["steps"][-1]["label"]["zh"] == "备注"


WRONG = [
    b'{"kind":"order","title":"x","values":{"a":NaN}}',
    b'{"kind":"order","title":"x","values":{"a":1e400}}',
    b'{"kind":"order","title":"x","values":{"a":"\\u0000"}}',
    b'{"kind":"order","title":"x","values":{"a":"\\ud800"}}',
    b'{"kind":"order","title":"x","values":{"a":123456789012345678901234567890}}',
    b'{"kind":"order","title":"x","values":' + b'{"a":' * 9 + b"1" + b"}" * 10,
    b'{"kind":"order","title":"\\u0000 \\n"}',
    b'{"kind":"order","title":"x","lon":NaN}',
    b'{"kind":"order","title":"x","lat":91}',
    b'{"kind":"order","title":"x","values":{"a":"' + b"x" * 40_000 + b'"}}',
    b'{"kind":"order","title":"x","area":"\\u0000"}',
    b'{"kind":"order","title":"x","evidence":[{"kind":"\\u0000","ref":"","label":{"en":"","zh":""}}]}',
    b'{"kind":"order","title":"x","holder":"nowhere"}',
    b'{"kind":"../order","title":"x"}',
    b'{"kind":"order"}',
    b"[]",
    b"{",
]


def test_what_no_store_can_keep_is_refused_at_the_door(office) -> None:
    for body in WRONG:
        answer = office.as_("commander").post(
            "/api/v1/work", content=body, headers={"Content-Type": "application/json"}
        )
        assert answer.status_code == 422, (body, answer.text)
        assert answer.headers["content-type"] == "application/problem+json"


def test_many_are_acted_on_and_each_that_stays_says_why(office) -> None:
    nodes = [office.issued(title=f"Order {i}")[1] for i in range(3)]
    office.act("north-lead", nodes[0], "sign")
    items = [{"id": n["matter_id"], "version": n["version"]} for n in nodes] + [{"id": "nothing", "version": 1}]
    answer = office.as_("north-lead").post("/api/v1/work/bulk", json={"items": items, "event": "sign"})
    assert answer.status_code == 200
    assert [d["id"] for d in answer.json()["done"]] == [n["matter_id"] for n in nodes[1:]]
    assert {d["state"] for d in answer.json()["done"]} == {"signed"}
    codes = {r["id"]: r["code"] for r in answer.json()["refused"]}
    assert codes == {nodes[0]["matter_id"]: "conflict", "nothing": "not_found"}
    too_many = {"items": items * 60, "event": "sign"}
    assert office.as_("north-lead").post("/api/v1/work/bulk", json=too_many).status_code == 422


def test_a_change_without_the_sessions_word_is_refused(office) -> None:
    _order, node = office.issued()
    browser = office.sign_in("north-lead")
    del browser.headers["X-CSRF-Token"]
    body = {"event": "sign", "version": node["version"]}
    assert browser.post(f"/api/v1/work/{node['matter_id']}/events", json=body).status_code == 403
