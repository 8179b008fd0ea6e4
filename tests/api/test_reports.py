"""Villagers' reports: the door without sign-in and its bounds, what a township does with one, what a receipt tells."""

import base64
import io
from datetime import timedelta

import pytest
from PIL import Image

from daoan.jobs.clocks import run_clocks
from tests.api.reports_given import (
    DOOR,
    LAT,
    LON,
    PHONE,
    REPORTS,
    code_in,
    made,
    open_door,
    opened,
    photo,
    report,
    sent,
    stranger,
    told,
    village,
    waiting,
)


@pytest.fixture
def code(office) -> str:
    return opened(office)


def row(office, **asked) -> dict:
    (found,) = waiting(office, **asked)
    return found


def do(office, one: dict, act: str, by: str = "north-town", **body):
    return office.as_(by).post(f"{REPORTS}/{one['matter_id']}/{act}", json={"version": one["version"]} | body)


def everything(office) -> str:
    """All that the store keeps of reports, as text."""
    matters = office.store.page_matters(_all(), limit=500).rows
    steps = [s for m in matters for s in office.store.list_steps(m.matter_id)]
    return str([matters, steps, office.store.list_audit(limit=10_000)])


def _all():
    from daoan.store.work_protocol import MatterFilter

    return MatterFilter()


# -- the door --


def test_a_shut_door_answers_nobody(office, code) -> None:
    receipt = sent(office, code)
    open_door(office, shut=True)
    client = stranger(office)
    for answer in (
        client.get(f"{DOOR}/{code}"),
        client.post(f"{DOOR}/{code}", json=report(2)),
        client.get(f"{DOOR}/receipts/{receipt}"),
    ):
        assert answer.status_code == 404
    assert len(waiting(office)) == 1


def test_only_codes_that_were_made_and_stand_count(office, code) -> None:
    client = stranger(office)
    page = client.get(f"{DOOR}/{code}").json()
    assert (page["place"], page["township"]["en"], page["full"]) == ("西村", "north brigade", False)
    for wrong in (code[:-1] + ("a" if code[-1] != "a" else "b"), code[:6], "x" * 20, "é" * 20):
        assert client.get(f"{DOOR}/{wrong}").status_code == 404
        assert client.post(f"{DOOR}/{wrong}", json=report()).status_code == 404
    number = code[:6]
    assert office.as_("north-town").delete(f"{REPORTS}/codes/{number}").json()["address"] == ""
    assert client.post(f"{DOOR}/{code}", json=report()).status_code == 404
    again = code_in(made(office))
    assert again != code
    assert sent(office, again)


def test_a_report_is_kept_once_with_its_receipt_and_its_words_are_masked(office, code) -> None:
    words = {"text": f"电话{PHONE}，甘M12345压坏的", "phone": PHONE, "waited_s": 3600}
    receipt = sent(office, code, **words)
    assert len(receipt) == 12
    assert sent(office, code, **words) == receipt
    one = row(office)
    assert (one["receipt"], one["kind"], one["place"], one["unit_id"]) == (receipt, "hole", "西村", "north")
    assert PHONE not in str(one)
    assert "甘M12345" not in str(one)
    assert one["contact"] == "138****5678"
    assert one["happened_at"][:13] == (office.clock.now() - timedelta(hours=1)).isoformat()[:13]
    assert waiting(office, "south-lead") == []
    assert office.as_("south-lead").get(f"{REPORTS}/{one['matter_id']}").status_code == 404


def test_a_telephone_number_is_sealed_shown_for_a_reason_and_gone_with_a_refusal(office, code) -> None:
    sent(office, code, phone=PHONE)
    assert PHONE not in everything(office)
    one = row(office)
    path = f"{REPORTS}/{one['matter_id']}/contact"
    assert office.as_("north-town").post(path, json={"why": " "}).status_code == 422
    assert office.as_("south-lead").post(path, json={"why": "call"}).status_code == 404
    assert office.as_("north-town").post(path, json={"why": "ask where"}).json() == {"phone": PHONE}
    note = office.store.last_audit().note
    assert (note.action, note.person_id, note.detail) == ("read.report_contact", "north-town", "ask where")
    office.act("north-town", one, "turn_down", values={"reason": "mended"})
    assert "contact_sealed" not in everything(office)


def test_a_photo_is_made_anew_and_seen_by_who_sees_the_report(office, code) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Secret camera"
    sent(office, code, photo=photo(exif=exif))
    one = row(office)
    seen = office.as_("north-town").get(f"/api/v1/work/attachments/{one['photo']}")
    assert b"Secret camera" not in seen.content
    assert dict(Image.open(io.BytesIO(seen.content)).getexif()) == {}
    assert office.as_("south-lead").get(f"/api/v1/work/attachments/{one['photo']}").status_code == 404
    assert stranger(office).get(f"/api/v1/work/attachments/{one['photo']}").status_code == 401
    sent(office, code, photo=photo(exif=exif))
    assert len(office.store.list_attachments(one["matter_id"])) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "nothing"},
        {"report_id": "x" * 36},
        {"lon": None, "lat": None, "where": " "},
        {"lon": 10.0},
        {"text": "长" * 301},
        {"where": "长" * 121},
        {"phone": "call me"},
        {"phone": "1" * 19},
        {"photo": "!!"},
        {"photo": base64.b64encode(b"%PDF-1.4 %%EOF").decode()},
        {"photo": photo(size=(2049, 10))},
        {"lat": "NaN"},
    ],
)
def test_what_cannot_be_kept_is_refused_and_nothing_is_kept(office, code, changes) -> None:
    answer = stranger(office).post(f"{DOOR}/{code}", json=report(**changes))
    assert answer.status_code == 422, answer.text
    assert waiting(office) == []


def test_a_place_outside_is_kept_only_where_its_sender_was_told(office, code) -> None:
    sent(office, code, lon=100.0, outside=True)
    assert row(office)["outside"] is True
    sent(office, code, 2, lon=100.0, accuracy_m=5_000.0)
    assert {(r["lon"], r["outside"]) for r in waiting(office)} == {(100.0, True), (None, False)}


def test_too_large_a_body_is_refused_before_it_is_read(office, code) -> None:
    answer = stranger(office).post(f"{DOOR}/{code}", json=report(photo="A" * 3_000_000))
    assert answer.status_code == 413


def test_calls_are_bounded_by_address_and_by_code_and_no_address_is_kept(office, code) -> None:
    bounds = office.work.reports.pack.get("bounds")
    one = stranger(office, "198.51.100.23")
    for n in range(bounds["reports_of_address"]):
        sent(office, code, n, by=one)
    assert one.post(f"{DOOR}/{code}", json=report("more")).status_code == 429
    assert sent(office, code, "other", by=stranger(office, "198.51.100.24"))
    left = bounds["reports_of_code"] - bounds["reports_of_address"] - 1
    for n in range(left):
        sent(office, code, f"many {n}", by=stranger(office, f"10.0.0.{n}"))
    assert stranger(office, "10.0.1.1").post(f"{DOOR}/{code}", json=report("last")).status_code == 429
    assert "198.51.100" not in everything(office) + str(vars(office.work.desk.shared.knocks))
    office.gate.clock.pass_(hours=1)
    assert sent(office, code, "next hour", by=one)


def test_receipts_cannot_be_tried_one_after_another(office, code) -> None:
    client, most = stranger(office), office.work.reports.pack.get("bounds.receipts_of_address")
    found = [client.get(f"{DOOR}/receipts/{n:012d}").status_code for n in range(most + 1)]
    assert set(found[:-1]) == {404}
    assert found[-1] == 429


def test_a_code_takes_so_many_a_day_and_says_so(office, code, monkeypatch) -> None:
    pack = office.work.desk.packs["reports"]
    monkeypatch.setitem(pack.values["bounds"], "reports_of_code_a_day", 2)
    first = sent(office, code, 1)
    sent(office, code, 2)
    answer = stranger(office).post(f"{DOOR}/{code}", json=report(3))
    assert answer.status_code == 409
    assert "明天" in answer.json()["detail"]
    assert stranger(office).get(f"{DOOR}/{code}").json()["full"] is True
    assert sent(office, code, 1) == first  # what is here already is still answered
    office.clock.pass_(hours=24)
    assert sent(office, code, 3)


def test_other_hosts_stay_refused(office, code) -> None:
    answer = stranger(office).get(f"{DOOR}/{code}", headers={"host": "evil.example.org"})
    assert answer.status_code == 400


# -- the township --


def test_a_report_becomes_a_hazard_and_its_receipt_follows(office, code) -> None:
    receipt = sent(office, code, photo=photo())
    assert told(office, receipt)["state"] == "received"
    answer = do(office, row(office), "take-up", note="")
    assert answer.status_code == 201, answer.text
    hazard = office.see("north-town", answer.json()["hazard"])
    matter = hazard["matter"]
    assert (matter["kind"], matter["lon"], matter["lat"], matter["issuer"]) == ("hazard", LON, LAT, "north")
    assert matter["values"]["kind"] == "surface"
    assert matter["evidence"][0]["ref"] == f"report-{receipt}"
    assert len(hazard["attachments"]) == 1
    assert (told(office, receipt)["state"], told(office, receipt)["step"]) == ("taken_up", "looked_at")
    office.act("north-lead", matter, "dismiss", note="no hazard")
    found = told(office, receipt)
    assert found["step"] == "none"
    assert set(found) == {"receipt", "state", "told", "step", "hazard", "reason", "words", "changed_on"}
    assert do(office, row(office), "take-up").status_code == 422


def test_a_hazard_is_not_made_by_who_may_not_or_came_second(office, code) -> None:
    sent(office, code)
    one = row(office)
    assert do(office, one, "take-up", by="north-company").status_code == 403
    assert do(office, one, "take-up", by="north-warden").status_code == 404
    assert do(office, one, "take-up", by="south-lead").status_code == 404
    assert do(office, one | {"version": 7}, "take-up").status_code == 409
    assert do(office, one, "take-up").status_code == 201
    kinds = [m.kind for m in office.store.page_matters(_all(), limit=500).rows]
    assert kinds.count("hazard") == 1


def test_near_hazards_are_listed_by_distance_and_a_report_joins_one(office, code) -> None:
    made_ = {}
    for name, lat in (("near", LAT + 0.001), ("nearer", LAT + 0.0005), ("far", LAT + 0.2)):
        body = {"kind": "hazard", "title": name, "lon": LON, "lat": lat}
        made_[name] = office.as_("north-lead").post("/api/v1/work", json=body).json()["matter"]["matter_id"]
    receipt = sent(office, code, photo=photo())
    one = row(office)
    near = office.as_("north-town").get(f"{REPORTS}/{one['matter_id']}").json()["near"]
    assert [n["title"] for n in near] == ["nearer", "near"]
    assert near[0]["distance_m"] == pytest.approx(55.6, abs=1)
    assert do(office, one, "join", hazard="hazard-20260101-0000000000").status_code == 422
    answer = do(office, one, "join", hazard=made_["nearer"])
    assert answer.json() == {"hazard": made_["nearer"]}
    assert told(office, receipt)["state"] == "joined"
    log = office.see("north-town", made_["nearer"])
    assert one["matter_id"] in log["steps"][-1]["note"]
    assert len(log["attachments"]) == 1


def test_a_report_is_turned_down_in_plain_words(office, code) -> None:
    receipt = sent(office, code)
    one = row(office)
    refused = office.try_("north-town", one, "turn_down", values={"reason": "other"})
    assert refused.status_code == 422
    office.act("north-town", one, "turn_down", note=f"找{PHONE}问", values={"reason": "other"})
    found = told(office, receipt)
    assert (found["state"], found["words"]) == ("turned_down", "找138****5678问")
    assert do(office, row(office), "take-up").status_code == 422


def test_what_is_no_report_is_counted_and_shuts_nothing(office, code) -> None:
    receipt = sent(office, code)
    office.act("north-town", row(office), "mark_spam")
    found = told(office, receipt)
    assert found["state"] == "turned_down"
    assert found["reason"]["en"] == "This could not be read as a report about a road."
    counts = office.as_("north-town").get(f"{REPORTS}/codes").json()["rows"][0]
    assert (counts["reports"], counts["waiting"], counts["spam"]) == (1, 0, 1)
    assert sent(office, code, 2)  # nothing is shut by it


def test_what_nobody_looked_at_is_late_and_the_rural_desk_says_so(office, code) -> None:
    sent(office, code)
    office.clock.pass_(days=6)
    run_clocks(office.work.room, office.clock.now())
    assert row(office, state="late")["late"] is True
    desk = office.as_("north-town").get("/api/v1/rural").json()
    assert desk["reports"] == {"waiting": 1, "late": 1}
    assert office.as_("south-lead").get("/api/v1/rural").json()["reports"] == {"waiting": 0, "late": 0}


def test_the_list_is_a_workbook_and_that_it_was_taken_is_written_down(office, code) -> None:
    import openpyxl

    receipt = sent(office, code, phone=PHONE)
    answer = office.as_("north-town").get(f"{REPORTS}/file.xlsx")
    (first, line) = openpyxl.load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True)
    assert first[0] == "回执号"
    assert line[0] == receipt
    assert "138****5678" in line
    assert office.store.last_audit().note.action == "export.reports"


# -- codes --


def test_codes_are_made_by_the_township_for_its_own_places_and_printed(office, tmp_path) -> None:
    open_door(office)
    town = office.as_("north-town")
    assert town.get(f"{REPORTS}/codes").json()["places"] == 0
    village(office)
    village(office, "V2", "south", "南村")
    codes = town.get(f"{REPORTS}/codes").json()
    assert ([p["place"] for p in codes["without"]], codes["without_all"], codes["places"]) == (["V1"], 1, 1)
    sought = town.get(f"{REPORTS}/codes", params={"text": "南"}).json()
    assert (sought["without"], sought["without_all"], sought["places"]) == ([], 0, 1)
    assert town.post(f"{REPORTS}/codes", json={"kind": "village", "place": "V2"}).status_code == 404
    assert town.post(f"{REPORTS}/codes", json={"kind": "plan", "place": "V1"}).status_code == 422
    assert (
        office.as_("north-warden").post(f"{REPORTS}/codes", json={"kind": "village", "place": "V1"}).status_code == 403
    )
    one = made(office)
    assert made(office)["number"] == one["number"]
    codes = town.get(f"{REPORTS}/codes").json()
    assert (codes["without"], codes["without_all"], codes["places"]) == ([], 0, 1)
    assert one["qr"].startswith("data:image/svg+xml")
    assert office.as_("south-lead").get(f"{REPORTS}/codes").json()["rows"] == []
    assert office.as_("south-lead").delete(f"{REPORTS}/codes/{one['number']}").status_code == 404


def test_two_workspaces_make_different_codes_of_one_number() -> None:
    from daoan.edge.tokens import receipt_number, report_code

    assert report_code(b"a" * 32, "abcdef") != report_code(b"b" * 32, "abcdef")
    assert len(report_code(b"a" * 32, "abcdef")) == 20
    assert receipt_number(b"a" * 32, "x") != receipt_number(b"b" * 32, "x")
