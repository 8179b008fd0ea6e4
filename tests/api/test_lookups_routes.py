"""Look-ups over HTTP: grounds, the line before the answer, scope, the second person, one matter in the clear."""

from datetime import timedelta

import pytest

from daoan.jobs import lookups
from daoan.jobs.lookup_sources import SOURCES
from tests.api.advice_given import kept, stand, version
from tests.api.work_given import START

PLATE, PHONE, NUMBER = "甘M12345", "13812345678", "622801199001011234"
CASE = "庆公交认字〔2026〕第0012号"
ASKED = {"kind": "plate", "text": PLATE, "purpose": "crash", "case": CASE}


def ask(office, by: str = "commander", **changes):
    return office.as_(by).post("/api/v1/lookups", json=ASKED | changes)


def notes(office) -> list:
    return [e.note for e in office.store.list_audit(limit=10_000)]


def rows(answer) -> dict[str, list]:
    assert answer.status_code == 200, answer.text
    return {s["source"]: s["rows"] for s in answer.json()["sources"]}


# -- grounds --


def test_a_look_up_is_answered_in_the_clear_and_kept_as_a_token(office) -> None:
    order = office.draft(title=f"Stop {PLATE}", text=f"司机电话{PHONE}")["matter"]
    (found,) = rows(ask(office))["matters"]
    assert (found["record_id"], found["title"]) == (order["matter_id"], f"Stop {PLATE}")
    assert [p["text"] for p in found["places"]] == [f"Stop {PLATE}"]
    note = notes(office)[-1]
    assert (note.action, note.purpose, note.case, note.person_id) == ("look_up.plate", "crash", CASE, "commander")
    assert note.subject.startswith("plate-")
    (found,) = rows(ask(office, kind="person", text=PHONE))["matters"]
    assert PHONE in found["places"][0]["text"]
    everything = " ".join(map(str, notes(office)))
    assert PLATE not in everything
    assert PHONE not in everything


@pytest.mark.parametrize("text", ["甘M·12345", "甘 m12345", "甘Ｍ１２３４５", " 甘M12345 "])
def test_however_it_is_written_it_is_the_same_subject(office, text) -> None:
    ask(office)
    ask(office, text=text)
    first, second = (n.subject for n in notes(office)[-2:])
    assert first == second


def test_a_plate_is_found_however_the_text_writes_it_and_only_itself(office) -> None:
    for title in ("甘M·12345", "甘Ｍ１２３４５", "甘m 12345", "甘M123456", "甘M1234"):
        office.draft(title=f"see {title} there")
    found = {r["title"] for r in rows(ask(office))["matters"]}
    assert found == {"see 甘M·12345 there", "see 甘Ｍ１２３４５ there", "see 甘m 12345 there"}


def test_people_are_found_by_name_in_the_own_unit_and_below(office) -> None:
    name = {"kind": "person", "text": "name of south-lead"}
    assert [r["record_id"] for r in rows(ask(office, **name))["people"]] == ["south-lead"]
    assert rows(ask(office, "north-lead", **name))["people"] == []
    assert "people" not in rows(ask(office))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"purpose": ""}, "purpose"),
        ({"purpose": "curiosity"}, "purpose"),
        ({"case": ""}, "case"),
        ({"case": "none"}, "case"),
        ({"case": PHONE}, "case"),
        ({"case": "order-20260304-0123456789"}, "case"),
        ({"kind": "track"}, "second_person"),
        ({"kind": "track", "approval": "approval-0"}, "second_person"),
    ],
)
def test_without_grounds_nothing_is_shown_and_the_refusal_is_written_down(office, changes, code) -> None:
    office.draft(title=f"Stop {PLATE}")
    answer = ask(office, **changes)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert answer.json()["message"]["zh"]
    note = notes(office)[-1]
    assert (note.action.split(".")[:2], note.detail) == (["refused", "look_up"], code)
    assert PHONE not in f"{note}"


@pytest.mark.parametrize("text", ["甘M·12*45", "*", "甘", "no plate here at all", "\u0000甘M12345"])
def test_what_is_no_plate_is_refused_without_being_quoted(office, text) -> None:
    answer = ask(office, text=text)
    assert answer.status_code == 422
    assert text not in answer.text


@pytest.mark.parametrize("by", ["reader", "committee", "keeper", "auditor"])
def test_roles_without_the_permission_get_nowhere(office, by) -> None:
    assert ask(office, by).status_code == 403
    assert office.as_(by).get("/api/v1/lookups").status_code == 403


def test_a_matter_of_ours_may_be_the_case_if_it_is_the_askers_to_see(office) -> None:
    order = office.draft(targets=["north"])["matter"]
    assert ask(office, case=order["matter_id"]).status_code == 200
    assert ask(office, "south-lead", case=order["matter_id"]).json()["code"] == "case"


def test_the_line_is_written_before_anything_is_looked_for(office, monkeypatch) -> None:
    seen = []
    real = SOURCES[0].find

    def find(room, actor, subject):
        seen.append(notes(office)[-1].action)
        return real(room, actor, subject)

    source = type(SOURCES[0])("matters", SOURCES[0].name, SOURCES[0].kinds, find)
    monkeypatch.setattr(lookups.look_up, "__defaults__", ((source,),))
    assert ask(office).status_code == 200
    assert seen == ["look_up.plate"]


def test_where_the_line_cannot_be_written_nothing_is_shown(office, monkeypatch) -> None:
    office.draft(title=f"Stop {PLATE}")
    client = office.as_("commander")

    def broken(note):
        raise RuntimeError("disk full")

    monkeypatch.setattr(office.store, "append_audit", broken)
    with pytest.raises(RuntimeError):
        client.post("/api/v1/lookups", json=ASKED)


def test_what_lies_outside_the_askers_scope_is_not_found(office) -> None:
    office.issued(title=f"Stop {PLATE}", targets=["north"])
    assert rows(ask(office, "south-lead"))["matters"] == []
    assert rows(ask(office, "north-lead"))["matters"] != []


def test_an_answer_is_kept_by_no_cache(office) -> None:
    assert ask(office).headers["cache-control"] == "no-store"


def test_own_look_ups_are_shown_to_oneself_alone(office) -> None:
    ask(office)
    ask(office, purpose="curiosity")
    ask(office, "north-lead")
    desk = office.as_("commander").get("/api/v1/lookups").json()
    assert [(o["kind"], o["case"], o["refused"]) for o in desk["own"]] == [
        ("plate", CASE, "purpose"), ("plate", CASE, ""),
    ]  # fmt: skip
    assert PLATE not in str(desk)
    assert {p["code"] for p in desk["purposes"]} >= {"crash", "rescue"}
    assert desk["second_person"] == ["track", "track_export", "companions"]


# -- a second person --

TRACK = ASKED | {"kind": "track"}


def request_track(office, by: str = "north-lead", **changes) -> dict:
    answer = office.as_(by).post("/api/v1/lookups/requests", json=TRACK | changes)
    assert answer.status_code == 201, answer.text
    return answer.json()


def decide(office, by: str, request: dict, word: str = "approve"):
    return office.as_(by).post(f"/api/v1/lookups/requests/{request['request_id']}/{word}", json={})


def test_a_track_is_looked_up_once_another_person_has_approved(office) -> None:
    request = request_track(office)
    assert (request["shown"], request["state"]) == ("甘M·12*45", "asked")
    waiting = office.as_("commander").get("/api/v1/lookups").json()["requests"]
    assert [(r["request"]["request_id"], r["decidable"], r["mine"]) for r in waiting] == [
        (request["request_id"], True, False)
    ]
    assert decide(office, "commander", request).json()["state"] == "approved"
    use = {"kind": "track", "approval": request["request_id"]}
    answer = ask(office, "north-lead", **use)
    assert answer.status_code == 200
    note = notes(office)[-1]
    assert (note.action, note.detail, note.case) == ("look_up.track", "approved by commander", CASE)
    assert answer.json()["line"] == office.store.last_audit().number
    assert ask(office, "north-lead", **use).json()["code"] == "second_person", "an approval counts once"
    assert [n.action for n in notes(office) if n.action.startswith("approval.")] == ["approval.ask", "approval.give"]


def test_nobody_approves_their_own(office) -> None:
    request = request_track(office, "commander")
    answer = decide(office, "commander", request)
    assert (answer.status_code, answer.json()["code"]) == (422, "self")
    assert notes(office)[-1].action == "refused.approval"
    assert ask(office, kind="track", approval=request["request_id"]).json()["code"] == "second_person"


@pytest.mark.parametrize("by", ["south-lead", "north-officer"])
def test_only_somebody_who_answers_for_the_askers_unit_approves(office, by) -> None:
    assert decide(office, by, request_track(office)).status_code == 404


def test_a_colleague_of_the_same_unit_approves(office) -> None:
    assert decide(office, "north-vice", request_track(office)).status_code == 200


@pytest.mark.parametrize(
    "changes",
    [{"text": "甘M54321"}, {"case": "OR-2026-0032"}, {"purpose": "rescue"}],
    ids=["subject", "case", "purpose"],
)
def test_an_approval_is_for_what_was_asked_and_nothing_else(office, changes) -> None:
    request = request_track(office)
    decide(office, "commander", request)
    answer = ask(office, "north-lead", **{"kind": "track", "approval": request["request_id"]} | changes)
    assert answer.json()["code"] == "second_person"


def test_an_approval_is_for_who_asked(office) -> None:
    request = request_track(office)
    decide(office, "commander", request)
    answer = ask(office, "north-vice", kind="track", approval=request["request_id"])
    assert answer.json()["code"] == "second_person"


def test_refused_and_late_requests_open_nothing(office) -> None:
    request = request_track(office)
    decide(office, "commander", request, "refuse")
    assert decide(office, "commander", request).status_code == 409
    assert ask(office, "north-lead", kind="track", approval=request["request_id"]).json()["code"] == "second_person"
    late = request_track(office)
    decide(office, "commander", late)
    never = request_track(office)
    office.gate.clock.pass_(hours=24)
    office.browsers.clear()  # sessions have ended as well
    assert ask(office, "north-lead", kind="track", approval=late["request_id"]).json()["code"] == "second_person"
    assert decide(office, "commander", never).status_code == 409


def test_a_request_needs_grounds_as_a_look_up_does(office) -> None:
    answer = office.as_("north-lead").post("/api/v1/lookups/requests", json=TRACK | {"purpose": "none"})
    assert answer.json()["code"] == "purpose"
    assert office.store.list_requests(office.gate.clock.now() - timedelta(days=9)) == ()


# -- one matter in the clear --


def unmask(office, by: str, matter_id: str, **changes):
    body = {"purpose": "order", "case": CASE} | changes
    return office.as_(by).post(f"/api/v1/work/{matter_id}/unmask", json=body)


def test_a_matter_is_shown_in_the_clear_for_a_quarter_of_an_hour_to_who_asked(office) -> None:
    matter_id = office.draft(title=f"Stop {PLATE}")["matter"]["matter_id"]
    seen = office.see("commander", matter_id)
    assert (seen["matter"]["title"], seen["masked"], seen["clear_until"]) == ("Stop 甘M·12*45", True, None)
    assert unmask(office, "commander", matter_id).status_code == 200
    note = notes(office)[-1]
    assert (note.action, note.subject, note.case) == ("look_up.matter", matter_id, CASE)
    seen = office.see("commander", matter_id)
    assert (seen["matter"]["title"], seen["masked"]) == (f"Stop {PLATE}", False)
    assert seen["clear_until"]
    assert office.see("auditing", matter_id)["matter"]["title"] == "Stop 甘M·12*45"
    office.gate.clock.pass_(minutes=15)
    assert office.see("commander", matter_id)["matter"]["title"] == "Stop 甘M·12*45"


def test_in_the_clear_only_with_grounds_permission_and_on_ones_own_side(office) -> None:
    order, node = office.issued(title=f"Stop {PLATE}", targets=["north"])
    assert unmask(office, "commander", order["matter_id"], purpose="").json()["code"] == "purpose"
    assert unmask(office, "commander", order["matter_id"], case="x").json()["code"] == "case"
    assert unmask(office, "committee", order["matter_id"]).status_code == 403
    assert unmask(office, "south-lead", order["matter_id"]).status_code == 404
    assert unmask(office, "north-lead", node["matter_id"]).status_code == 200
    assert unmask(office, "north-lead", order["matter_id"]).json()["code"] == "side"
    assert office.see("north-lead", order["matter_id"])["matter"]["title"] == "Stop 甘M·12*45"


def test_what_was_seen_masked_and_sent_back_stays_what_it_was(office) -> None:
    draft = office.draft(title=f"Stop {PLATE}", text=f"电话{PHONE}，慢行")["matter"]
    assert draft["values"]["text"] == "电话138****5678，慢行"
    values = draft["values"] | {"title": "Now stop 甘M·12*45", "text": "电话138****5678，先慢行", "urgency": "urgent"}
    office.act("commander", draft, "edit", values=values)
    kept = office.store.get_matter(draft["matter_id"])
    assert kept.values["text"] == f"电话{PHONE}，先慢行"
    assert kept.title == f"Now stop {PLATE}"


def test_a_masked_form_that_stands_for_two_is_not_guessed_at(office) -> None:
    draft = office.draft(title="x", text="甘M12345、甘M12845")["matter"]
    answer = office.try_("commander", draft, "edit", values=draft["values"])
    assert answer.status_code == 422
    assert office.store.get_matter(draft["matter_id"]).values["text"] == "甘M12345、甘M12845"


def test_a_number_in_a_title_is_not_found_out_by_searching(office) -> None:
    office.draft(title=f"Call {PHONE} about {NUMBER}")
    client = office.as_("commander")

    def total(text: str) -> int:
        return client.get("/api/v1/work", params={"text": text}).json()["total"]

    assert total("call") == 1
    assert [total(PHONE[:n]) for n in (4, 5, 8, 11)] == [0, 0, 0, 0]
    assert total("138****5678") == 1


# -- advice of wardens --


def test_a_plate_brings_the_advice_that_wardens_gave_it_by_day_village_and_kind(office) -> None:
    stand(office, unit="north-1")
    stand(office, "QD002", unit="south-1")
    first, last = (START - timedelta(minutes=m) for m in (50, 5))
    kept(
        office,
        version(1, record=1, plate=PLATE, note="对方电话", phone_at=first.isoformat()),
        version(2, record=2, plate="甘M·12345", seq=2, phone_at=last.isoformat(), behaviours=["overfull_van"]),
        version(3, record=3, plate="甘M54321", seq=3),
    )
    found = rows(ask(office))["advice"]
    assert [r["at"][:16] for r in found] == [last.isoformat()[:16], first.isoformat()[:16]]
    assert {r["title"] for r in found} == {"西村口劝导站"}
    assert "面包车超员" in found[0]["places"][1]["text"]
    assert "电话" not in str(found)
    assert rows(ask(office, "north-lead"))["advice"] == found
    assert rows(ask(office, "south-lead"))["advice"] == []
    assert "advice" not in rows(ask(office, kind="person", text=PHONE))
