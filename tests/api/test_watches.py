"""The watch list over HTTP: three people, masked plates, secrets that are nowhere, an end at the second."""

import json
from datetime import timedelta

import numpy as np
import pytest

from daoan.act.watches.curing import Cure
from daoan.edge.tokens import subject_token
from daoan.jobs.clocks import run_clocks
from daoan.jobs.outside_lists import outside_lists, tokens_of_list
from daoan.jobs.watch_filing import WatchBook, propose_watches
from daoan.jobs.watching import cure_watches, watch_list
from daoan.store.work_protocol import MatterFilter
from daoan.terms.plates import pack_plate
from tests.act.watches.watch_given import vehicles

URL = "/api/v1/watches"
PLATE, MASKED = "甘M12345", "甘M·12*45"
FORM = {"plate": PLATE, "type": "04", "case": "案-2026-0031"}
SECRET = FORM | {"secret": True, "type": "01", "level": "5"}


def file(office, by: str = "north-officer", key: str | None = None, **more):
    headers = {"Idempotency-Key": key} if key else {}
    return office.as_(by).post(URL, json=FORM | more, headers=headers)


def filed(office, by: str = "north-officer", **more) -> dict:
    answer = file(office, by, **more)
    assert answer.status_code == 201, answer.text
    return answer.json()["matter"]


def watched(office, by: str = "north-lead", reviewer: str = "north-vice", **more) -> dict:
    matter = office.act(reviewer, filed(office, by, **more), "pass_review")["matter"]
    return office.act("commander", matter, "approve")["matter"]


def desk(office, by: str) -> dict:
    answer = office.as_(by).get(f"{URL}/desk")
    assert answer.status_code == 200, answer.text
    return answer.json()


def rows(office, by: str, **asked) -> list[dict]:
    answer = office.as_(by).get(URL, params=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()["rows"]


def test_an_entry_goes_from_filing_to_the_list_through_three_people(office) -> None:
    matter = filed(office, "north-lead")
    assert office.try_("north-lead", matter, "pass_review").json()["code"] == "same_person"
    assert office.try_("north-officer", matter, "pass_review").status_code == 404  # a squad below: not theirs
    matter = office.act("north-vice", matter, "pass_review")["matter"]
    assert office.try_("north-vice", matter, "approve").json()["code"] == "part"
    assert len(watch_list(office.work.room, office.clock.now())) == 0
    matter = office.act("commander", matter, "approve")["matter"]
    assert (matter["state"], matter["holder"]) == ("watching", "north")
    frame = watch_list(office.work.room, office.clock.now())
    assert (frame.plate.tolist(), frame.entry_id.tolist()) == ([pack_plate(PLATE)], [matter["matter_id"]])


def test_who_may_not_file_or_decide_reads_nothing(office) -> None:
    for person in ("reader", "committee", "keeper", "auditor"):
        assert office.as_(person).get(f"{URL}/desk").status_code == 403
        assert office.as_(person).get(URL).status_code == 403
        assert file(office, person).status_code == 403
    assert desk(office, "north-officer")["can_decide"] is False
    matter = filed(office)
    assert office.try_("north-officer", matter, "pass_review").json()["code"] == "permission"
    assert office.as_("commander").post("/api/v1/work", json={"kind": "watch", "title": "t"}).status_code == 422


def test_sent_twice_is_filed_once(office) -> None:
    one, two = (file(office, key="press-once-1").json()["matter"]["matter_id"] for _ in range(2))
    assert one == two


@pytest.mark.parametrize(
    ("more", "code"),
    [({"plate": "nope"}, "plate"), ({"until": "2027-12-31"}, "too_long"), ({"type": "24"}, "outside"),
     ({"case": "x"}, "case"), ({"ground": "other"}, "ground"), ({"brief": f"saw {PLATE}"}, "plate_in_words")],
)  # fmt: skip
def test_refusals_are_told_written_down_and_leave_nothing(office, more, code) -> None:
    answer = file(office, **more)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert PLATE not in answer.text
    note = office.store.last_audit().note
    assert (note.action, note.subject, note.detail) == ("refused.act", "watch", f"file: {code}")
    assert office.store.count_matters(MatterFilter()) == {}


def test_no_answer_notice_or_export_shows_the_plate(office) -> None:
    matter = watched(office, brief="车主电话13812345678")
    name = matter["matter_id"]
    assert matter["values"]["plate"] == MASKED
    assert matter["title"] == "布控：逾期未年检"
    paths = (URL, f"{URL}?format=csv", f"{URL}/desk", "/api/v1/work", f"/api/v1/work/{name}", "/api/v1/notices")
    for person in ("commander", "north-lead", "north-vice"):
        for path in paths:
            text = office.as_(person).get(path).text
            assert PLATE not in text, path
            assert "12345" not in text.replace(MASKED, ""), path
    table = office.as_("commander").get(URL, params={"format": "csv"}).text
    assert MASKED in table
    assert office.store.last_audit().note.action == "export.watches"


def test_a_foreign_plate_is_masked_by_the_name_of_its_field(office) -> None:
    matter = filed(office, plate="GB12 CDE")
    assert matter["values"]["plate"] == "GB***DE"
    assert "GB12CDE" not in office.as_("north-lead").get(URL).text


def test_with_a_purpose_the_plate_is_shown_to_who_may_look_up(office) -> None:
    matter = watched(office)
    path = f"/api/v1/work/{matter['matter_id']}"
    grounds = {"purpose": "watch", "case": "案-2026-0031"}
    assert office.as_("commander").post(f"{path}/unmask", json=grounds).status_code == 200
    assert office.see("commander", matter["matter_id"])["matter"]["values"]["plate"] == PLATE
    assert office.see("north-lead", matter["matter_id"])["matter"]["values"]["plate"] == MASKED
    assert PLATE not in office.as_("commander").get(URL, params={"format": "csv"}).text  # a file never


def test_it_ends_of_itself_at_the_second(office) -> None:
    matter = watched(office, until="2026-03-10")
    office.clock.at = office.clock.at.replace(day=10, hour=15, minute=59, second=59)
    assert run_clocks(office.work.room, office.clock.now()).ended == 0
    assert len(watch_list(office.work.room, office.clock.now())) == 1
    office.clock.pass_(seconds=1)
    assert len(watch_list(office.work.room, office.clock.now())) == 0  # though no clock has run
    run = run_clocks(office.work.room, office.clock.now())
    assert (run.ended, run.overdue) == (1, 0)
    seen = office.see("commander", matter["matter_id"])
    assert (seen["matter"]["state"], seen["matter"]["values"]["ended_why"]) == ("withdrawn", "expired")
    assert seen["steps"][-1]["by"] == "loop"
    past = watch_list(office.work.room, office.clock.now() - timedelta(seconds=1))
    assert past.entry_id.tolist() == [matter["matter_id"]]  # what held then is still told of then
    assert run_clocks(office.work.room, office.clock.now()).ended == 0


def test_it_ends_while_somebody_waits_for_its_withdrawal(office) -> None:
    matter = watched(office, until="2026-03-10")
    office.clock.pass_(days=6)
    office.act("north-lead", matter, "ask_withdrawal", values={"reason": "caught"})
    office.clock.at = office.clock.at.replace(day=10, hour=15, minute=59, second=59)
    run_clocks(office.work.room, office.clock.now())  # the review is late, and says so
    office.clock.pass_(seconds=1)
    assert run_clocks(office.work.room, office.clock.now()).ended == 1


def test_a_register_ends_what_it_says_is_cured(office) -> None:
    one, other = watched(office), watched(office, type="07")
    told = [Cure(pack_plate(PLATE), "inspected", office.clock.now(), "register-7")]
    assert cure_watches(office.work.room, office.work.watch_catalogue, told, office.clock.now()) == (one["matter_id"],)
    seen = office.see("commander", one["matter_id"])["matter"]
    assert (seen["values"]["ended_why"], seen["values"]["cured_by"]) == ("inspected", "register-7")
    assert office.see("commander", other["matter_id"])["matter"]["state"] == "watching"


def book(office) -> WatchBook:
    return WatchBook(
        office.work.room, office.work.watch_catalogue, office.work.desk.packs["lookups"], office.work.desk.subject_key
    )


def test_the_register_proposes_once_and_people_decide(office) -> None:
    frame = vehicles(unprocessed=[25, 1, 1, 1])
    made = propose_watches(book(office), frame, "north", office.clock.now())
    assert len(made) == 1
    assert propose_watches(book(office), frame, "north", office.clock.now()) == ()
    (row,) = rows(office, "north-lead")
    assert (row["state"], row["created_by"], row["values"]["proposed_by"]) == ("to_review", "loop", "unprocessed")
    assert len(watch_list(office.work.room, office.clock.now())) == 0
    matter = office.act("north-lead", row, "pass_review")["matter"]
    office.act("commander", matter, "approve")
    assert len(watch_list(office.work.room, office.clock.now())) == 1


def test_what_was_decided_against_is_not_proposed_again_on_the_same_day(office) -> None:
    frame = vehicles(unprocessed=[25, 1, 1, 1])
    propose_watches(book(office), frame, "north", office.clock.now())
    refused = office.act("north-lead", rows(office, "north-lead")[0], "refuse_review", note="n")["matter"]
    office.act("north-lead", refused, "delete", note="n")
    assert propose_watches(book(office), frame, "north", office.clock.now()) == ()
    office.clock.pass_(days=1)
    assert len(propose_watches(book(office), frame, "north", office.clock.now())) == 1


def test_counts_go_by_state_and_source_and_late_decisions_stand_out(office) -> None:
    watched(office)
    filed(office, "north-lead", source="110", level="4")
    filed(office, "south-lead", source="province")
    told = desk(office, "commander")
    assert told["by_state"] == {"watching": 1, "to_review": 2}
    assert {(c["source"], c["state"]): c["number"] for c in told["by_source"]} == {
        ("local", "watching"): 1, ("110", "to_review"): 1, ("province", "to_review"): 1,
    }  # fmt: skip
    assert desk(office, "north-lead")["by_state"] == {"watching": 1, "to_review": 1}
    assert told["late"] == 0
    office.clock.pass_(minutes=61)
    assert desk(office, "commander")["late"] == 1
    assert [r["values"]["source"] for r in rows(office, "commander", late=True)] == ["110"]
    assert [r["state"] for r in rows(office, "commander", state="watching")] == ["watching"]


# -- secret entries --


def who_knows(office, name: str, person: str) -> set[str]:
    """Every way by which somebody comes to know of an entry."""
    browser, found = office.as_(person), set()
    places = {
        "list": URL, "waiting": f"{URL}?late=true", "csv": f"{URL}?format=csv", "work": "/api/v1/work",
        "kind": "/api/v1/work?kind=secret_watch", "notices": "/api/v1/notices", "news": "/api/v1/work/news",
    }  # fmt: skip
    for place, path in places.items():
        headers = {"Last-Event-ID": "0"} if place == "news" else {}
        if name in browser.get(path, headers=headers).text:
            found.add(place)
    if browser.get(f"/api/v1/work/{name}").status_code == 200:
        found.add("detail")
    board = browser.get("/api/v1/work/board")
    if "secret_watch" in board.text:
        found.add("board")
    counted = browser.get(f"{URL}/desk")
    if counted.status_code == 200 and sum(counted.json()["by_state"].values()):
        found.add("counts")
    return found


def test_a_secret_entry_is_known_to_its_unit_and_to_approvers_above_and_to_nobody_else(office) -> None:
    matter = filed(office, "north-lead", **SECRET)
    name = matter["matter_id"]
    assert matter["kind"] == "secret_watch"
    office.clock.pass_(hours=2)
    run_clocks(office.work.room, office.clock.now())
    for person in ("north-lead", "north-vice", "commander"):
        assert {"list", "detail", "counts"} <= who_knows(office, name, person), person
        assert not who_knows(office, name, person) & {"csv", "work", "kind", "board"}, person
    assert "notices" in who_knows(office, name, "north-vice") | who_knows(office, name, "north-lead")
    for person in ("north-officer", "south-lead", "committee", "reader"):
        assert who_knows(office, name, person) == set(), person
    assert office.as_("north-lead").get(URL).json()["total"] == 1
    assert office.as_("south-lead").get(URL).json()["total"] == 0


def test_a_colleague_of_the_unit_who_decides_nothing_sees_it_and_one_of_a_unit_above_does_not(office) -> None:
    from daoan.terms.records.audited import AuditNote
    from daoan.terms.records.people import Account, Person
    from daoan.terms.roles import Role

    note = AuditNote(office.clock.now(), "setup", "city", "setup")
    for person_id, unit in (("north-new", "north"), ("city-analyst", "city")):
        office.store.save_person(Person(person_id, "N", unit, (Role.ANALYST,)), note)
        office.store.save_account(Account(person_id, person_id, None), note)
    name = filed(office, "north-lead", **SECRET)["matter_id"]
    assert {"list", "detail", "counts"} <= who_knows(office, name, "north-new")
    assert office.as_("north-new").get(URL).json()["total"] == 1
    assert who_knows(office, name, "city-analyst") == set()


def test_nobody_reaches_a_secret_entry_by_its_id(office) -> None:
    matter = filed(office, "north-lead", **SECRET)
    name = matter["matter_id"]
    grounds = {"purpose": "watch", "case": "案-2026-0031"}
    for stranger in ("north-officer", "south-lead"):
        browser, here = office.as_(stranger), f"/api/v1/work/{name}"
        asked = (
            browser.get(here),
            browser.post(f"{here}/events", json={"event": "take_back", "version": 1, "note": "n"}),
            browser.post(f"{here}/comments", json={"note": "mine", "version": 1}),
            browser.post(f"{here}/attachments", files={"file": ("a.png", b"x", "image/png")}),
            browser.post(f"{here}/unmask", json=grounds),
            browser.post("/api/v1/lookups", json={"kind": "plate", "text": PLATE, **grounds}),
        )
        assert [a.status_code for a in asked] == [404, 404, 404, 404, 404, 200]
        assert name not in asked[-1].text
        bulk = {"items": [{"id": name, "version": 1}], "event": "take_back", "note": "n"}
        assert browser.post("/api/v1/work/bulk", json=bulk).json()["refused"][0]["code"] == "not_found"
        as_case = {"kind": "plate", "text": "甘M00001", "purpose": "watch", "case": name}
        assert browser.post("/api/v1/lookups", json=as_case).json()["code"] == "case"
    found = office.as_("commander").post("/api/v1/lookups", json={"kind": "plate", "text": PLATE, **grounds})
    assert name in found.text  # an approver above, with a purpose


def test_a_secret_entry_is_watched_like_any_other(office) -> None:
    matter = office.act("north-vice", filed(office, "north-lead", **SECRET), "pass_review")["matter"]
    office.act("commander", matter, "approve")
    frame = watch_list(office.work.room, office.clock.now())
    assert (frame.plate.tolist(), frame.level.tolist()) == ([pack_plate(PLATE)], [5])
    assert [c.kind for c in office.work.log.cases()] == []  # and no count of work has it


# -- batches and outside lists --

HEAD = "号牌,类型,案件编号,依据,到期日期,秘密\n"


def post_batch(office, text: str, by: str = "north-lead"):
    files = {"file": ("b.csv", text.encode("utf-8-sig"), "text/csv")}
    return office.as_(by).post(f"{URL}/batch", files=files)


def test_a_batch_files_what_it_can_and_says_line_by_line_what_it_cannot(office) -> None:
    lines = [
        "甘M10001,04,案-2026-1,,,", "甘M1?001,04,案-2026-1,,,", "甘M10002,04,案-2026-1,other,,",
        "甘M10003,7,案-2026-1,,2027-12-31,", "甘M·10001,04,案-2026-1,,,", "甘M10004,7,案-2026-1,,2026-05-01,是",
        ",,,,,", "甘M10005,04", "甘M10006,04,案-2026-1,,,maybe",
    ]  # fmt: skip
    answer = post_batch(office, HEAD + "\n".join(lines))
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert [(r["line"], r["code"]) for r in told["refused"]] == [
        (3, "plate"), (4, "ground"), (5, "too_long"), (6, "twice"), (9, "short"), (10, "secret"),
    ]  # fmt: skip
    assert "甘M1" not in answer.text
    kinds = sorted(r["kind"] for r in rows(office, "north-lead"))
    assert (len(told["filed"]), kinds) == (2, ["secret_watch", "watch"])


@pytest.mark.parametrize("text", ["", HEAD, "号牌,号牌,类型,案件编号\na,b,c,d", "号牌\n甘M10001", "x,y,z\n1,2,3"])
def test_what_is_no_batch_is_refused_whole(office, text) -> None:
    assert post_batch(office, text).status_code == 422
    assert rows(office, "north-lead") == []


def put_list(office, by: str, name: str = "list-1", **more):
    body = {"name": "外部清单", "plates": [PLATE, "甘M?", "甘m·12345"]} | more
    return office.as_(by).put(f"{URL}/outside/{name}", json=body)


def test_an_outside_list_is_a_name_a_keeper_and_a_count(office) -> None:
    kept = put_list(office, "north-lead").json()
    one, none, other = kept["references"]
    assert (kept["count"], kept["unreadable"], none, one == other, kept["secret"]) == (1, [2], "", True, "")
    (line,) = desk(office, "south-lead")["outside"]
    assert (line["name"], line["keeper"], line["count"], line["mine"]) == ("外部清单", "north", 1, False)
    assert set(line) == {
        "list_id", "name", "keeper", "keeper_name", "count", "matched", "hits", "mine", "unseen", "webhook",
    }  # fmt: skip
    settings = [office.store.find_setting(name) for name in ("outside_lists", "outside_list.list-1")]
    assert PLATE not in json.dumps(settings, ensure_ascii=False)
    token = subject_token(office.work.desk.subject_key, "plate", PLATE)
    stamp = outside_lists(office.store)["list-1"].stamp
    (found,) = tokens_of_list(office.store, "list-1", stamp).tolist()
    assert token == "plate-{:016x}{:016x}".format(*found)
    assert put_list(office, "south-lead").status_code == 404  # not theirs to change
    assert office.as_("south-lead").delete(f"{URL}/outside/list-1").status_code == 404
    assert office.as_("north-lead").delete(f"{URL}/outside/list-1").status_code == 204
    assert desk(office, "north-lead")["outside"] == []
    assert put_list(office, "north-lead", "a b").status_code == 422


def test_of_one_plate_the_graver_entry_stands_first_whoever_filed_it(office) -> None:
    low, high = watched(office, level="2"), watched(office, type="01", level="5")
    frame = watch_list(office.work.room, office.clock.now())
    assert frame.entry_id.tolist() == [high["matter_id"], low["matter_id"]]
    assert np.isin(frame.source, [1, 2, 3]).all()
