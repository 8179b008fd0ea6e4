"""Advice records over HTTP: taken one by one, never doubled, two edits kept side by side, nobody else's."""

from datetime import datetime, timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook
from PIL import Image

from daoan.edge.sealed import TextSealer
from daoan.edge.tokens import subject_token
from tests.api.advice_given import ADVICE, jpeg, kept, put, send, stand, uid, version
from tests.api.test_registers import put as put_entry
from tests.api.work_given import START, Office

PLATE = "甘M12345"


def see(office: Office, record: dict, by: str = "north-warden") -> dict:
    answer = office.as_(by).get(f"{ADVICE}/{record['record_id']}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def notes(office: Office, action: str) -> list:
    return [line.note for line in office.store.list_audit() if line.note.action == action]


def test_a_record_is_kept_once_however_often_it_is_sent(office: Office) -> None:
    stand(office)
    one = version(plate=PLATE, note="call 13812345678", people=9, lon=107.6001, lat=35.7, accuracy_m=12.5)
    assert [r["result"] for r in kept(office, one)] == ["new"]
    office.clock.pass_(minutes=3)
    assert [r["result"] for r in kept(office, one, off_s=40)] == ["same"], "though the phone's clock moved meanwhile"
    (line,) = see(office, one)["versions"]
    assert (line["shown"], line["note"], line["people"]) == ("甘M·12*45", "call 138****5678", 9)
    stored = office.store.find_advice(one["record_id"]).current
    assert stored.plate == subject_token(b"s" * 32, "plate", PLATE)
    assert TextSealer(b"s" * 32).open(stored.sealed) == PLATE
    assert [n.person_id for n in notes(office, "advice.keep")] == ["north-warden"]
    assert [r["code"] for r in kept(office, one | {"people": 3})] == ["id"]
    assert office.store.find_advice(one["record_id"]).current.people == 9


def test_one_that_cannot_be_kept_keeps_none_of_the_others_out(office: Office) -> None:
    stand(office)
    answers = kept(
        office, version(1, record=1), {"nonsense": [1]}, version(3, record=3, vehicle="ufo"),
        version(4, record=4, plate="甘M*"), version(5, record=5, station="QD404"), version(6, record=6),
    )  # fmt: skip
    assert [(a["result"], a["code"]) for a in answers] == [
        ("new", ""), ("refused", "form"), ("refused", "code"), ("refused", "plate"), ("refused", "station"),
        ("new", ""),
    ]  # fmt: skip
    assert all(a["message"]["zh"] for a in answers if a["result"] == "refused")
    assert office.store.count_advice() == 2


def test_a_wrong_clock_is_told_and_both_times_are_kept(office: Office) -> None:
    stand(office)
    taken = START - timedelta(hours=2)
    one = version(phone_at=(taken + timedelta(hours=5)).isoformat())  # the phone is five hours ahead
    answer = send(office, one, off_s=5 * 3600).json()
    assert (answer["offset_s"], answer["clock_off"]) == (-18000, True)
    line = see(office, one)["versions"][0]
    assert datetime.fromisoformat(line["happened_at"]) == taken
    assert datetime.fromisoformat(line["phone_at"]) == taken + timedelta(hours=5)
    assert line["clock_off"]
    late = version(2, record=2, phone_at=(START + timedelta(days=400)).isoformat())
    kept(office, late)
    assert office.store.find_advice(late["record_id"]).begun_at == START, "nothing happens later than it is known"


def test_two_edits_of_the_same_version_stand_beside_one_another_until_a_person_decides(office: Office) -> None:
    stand(office)
    kept(office, version(1, plate=PLATE, note="first"))
    kept(office, version("a", 1, people=7))
    (answer,) = kept(office, version("b", 1, people=9, outcome="drove_on"), by="north-officer")
    assert (answer["result"], answer["heads"]) == ("conflict", 2)
    (changed,) = office.as_("north-warden").get(f"{ADVICE}/changes").json()["rows"]
    assert [(h["people"], h["by"], h["shown"]) for h in changed["heads"]] == [
        (7, "Name of north-warden", "甘M·12*45"), (9, "Name of north-officer", "甘M·12*45"),
    ]  # fmt: skip
    heads = [h["version_id"] for h in changed["heads"]]
    path = f"{ADVICE}/{changed['record_id']}/resolve"
    lead = office.as_("north-lead")
    assert lead.get(ADVICE, params={"conflict": "true"}).json()["conflicts"] == 1
    assert lead.post(path, json={"heads": [*heads[:1], uid("version 1")], "chosen": heads[0]}).status_code == 409
    assert lead.post(path, json={"heads": heads, "chosen": uid("version 1")}).status_code == 422
    settled = lead.post(path, json={"heads": heads, "chosen": heads[1]})
    assert (settled.status_code, settled.json()["conflict"]) == (200, False)
    assert (settled.json()["current"]["people"], settled.json()["versions"]) == (9, 4)
    assert lead.post(path, json={"heads": heads, "chosen": heads[1]}).status_code == 409
    assert {v["people"] for v in see(office, changed)["versions"]} == {None, 7, 9}
    assert office.store.find_advice(changed["record_id"]).current.note == "first", "what was not touched goes on"


def test_a_change_waits_for_the_version_that_it_was_made_from(office: Office) -> None:
    stand(office)
    change = version(2, 1, people=8)
    assert [(r["result"], r["code"]) for r in kept(office, change)] == [("wait", "base")]
    assert [r["result"] for r in kept(office, version(1), change)] == ["new", "changed"]


def test_nobody_sends_or_sees_what_is_anothers(office: Office) -> None:
    stand(office)
    stand(office, "QD900", unit="south-1")
    kept(office, version(1, plate=PLATE))
    assert send(office, version(2, record=2), by="south-lead", person_id="north-warden").status_code == 409
    stranger = kept(office, version(9, record=1, station="QD900", people=1), by="south-lead")
    assert [(r["result"], r["code"]) for r in stranger] == [("refused", "id")], "nothing is told of it"
    assert [r["code"] for r in kept(office, version(3, record=3), by="south-lead")] == ["station"]
    south = office.as_("south-lead")
    record = uid("record 1")
    for path in (record, f"{record}/photos/{'a' * 64}"):
        assert south.get(f"{ADVICE}/{path}").status_code == 404
    for path, body in (
        ("resolve", {"heads": ["a", "b"], "chosen": "a"}), ("hand-over", {}),
        ("clear", {"purpose": "crash", "case": "OR-2026-0031"}),
    ):  # fmt: skip
        assert south.post(f"{ADVICE}/{record}/{path}", json=body).status_code == 404, path
    assert south.get(ADVICE).json()["total"] == 0
    assert south.get(f"{ADVICE}/changes").json()["rows"] == []
    assert [s["code"] for s in south.get(f"{ADVICE}/reference").json()["stations"]] == ["QD900"]


def test_a_plate_is_opened_for_a_purpose_only(office: Office) -> None:
    stand(office)
    kept(office, version(1, plate=PLATE))
    path = f"{ADVICE}/{uid('record 1')}/clear"
    assert office.as_("north-warden").post(path, json={"purpose": "crash", "case": "OR-2026-0031"}).status_code == 403
    lead = office.as_("north-lead")
    assert lead.post(path, json={"purpose": "", "case": ""}).status_code == 422
    assert lead.post(path, json={"purpose": "crash", "case": "OR-2026-0031"}).json() == {"plate": PLATE}
    assert len([n for n in office.store.list_audit() if n.note.subject == uid("record 1") and "look" in n.note.action])


def test_photos_come_part_by_part_and_are_the_same_to_the_byte(office: Office) -> None:
    stand(office)
    content, sha = jpeg(size=(400, 300))
    one = version(photos=[sha])
    (answer,) = kept(office, one)
    assert answer["photos"] == [{"sha256": sha, "have": 0}]
    cut = 10_000
    assert put(office, one, content, sha, 0, cut).json()["have"] == cut
    assert put(office, one, content, sha, 0, cut).json()["have"] == cut, "told again"
    assert put(office, one, content, sha, cut + 1, cut).json()["have"] == cut, "a gap"
    assert kept(office, one)[0]["photos"] == [{"sha256": sha, "have": cut}]
    assert put(office, one, content, sha, cut).json()["done"]
    assert kept(office, one)[0]["photos"] == []
    got = office.as_("north-lead").get(f"{ADVICE}/{one['record_id']}/photos/{sha}")
    assert (got.content, got.headers["cache-control"]) == (content, "no-store")
    assert [n.person_id for n in notes(office, "read.advice_photo")] == ["north-lead"]
    assert content not in office.store.read_advice_photo(one["record_id"], sha), "sealed where it rests"


@pytest.mark.parametrize("wrong", ["hash", "exif", "size", "kind", "unnamed"])
def test_a_photo_that_is_not_what_it_says_is_refused_and_forgotten(office: Office, wrong: str) -> None:
    stand(office)
    exif = Image.Exif()
    exif[0x0110] = "a camera"
    content, sha = {
        "hash": (jpeg()[0], jpeg(size=(50, 50))[1]), "exif": jpeg(exif=exif), "size": jpeg(size=(1400, 40)),
        "kind": _png(), "unnamed": jpeg(),
    }[wrong]  # fmt: skip
    one = version(photos=[] if wrong == "unnamed" else [sha])
    kept(office, one)
    answer = put(office, one, content, sha)
    assert answer.status_code == (404 if wrong == "unnamed" else 422), answer.text
    assert office.store.find_advice_photo(one["record_id"], sha) is None


def _png() -> tuple[bytes, str]:
    import hashlib

    out = BytesIO()
    Image.new("RGB", (4, 4)).save(out, "PNG")
    return out.getvalue(), hashlib.sha256(out.getvalue()).hexdigest()


def test_what_is_for_the_police_becomes_their_matter_once(office: Office) -> None:
    stand(office)
    one = version(outcome="police", note="甘M12345 refused to stop")
    kept(office, one)
    kept(office, one)
    seen = see(office, one)
    matter = office.see("north-officer", seen["record"]["handed"])["matter"]
    assert (matter["kind"], matter["holder"], matter["state"]) == ("advice_handover", "north-1", "to_sign")
    assert PLATE not in str(matter)
    assert office.as_("north-warden").post(f"{ADVICE}/{one['record_id']}/hand-over", json={}).status_code == 409
    signed = office.act("north-officer", matter, "sign")["matter"]
    assert office.act("north-officer", signed, "punish", note="fined")["matter"]["state"] == "punished"
    other = version(2, record=2)
    kept(office, other)
    answer = office.as_("north-warden").post(f"{ADVICE}/{other['record_id']}/hand-over", json={"note": "again"})
    assert answer.status_code == 201, answer.text
    assert len(office.as_("north-lead").get("/api/v1/work", params={"kind": "advice_handover"}).json()["rows"]) == 2


def test_the_ledger_is_filtered_paged_and_taken_as_a_workbook(office: Office) -> None:
    stand(office)
    for k in range(5):
        kept(office, version(k, record=k, plate=PLATE if k < 2 else None, vehicle=("van", "tractor")[k % 2],
                             behaviours=[("overfull_van", "carries_people")[k % 2]]))  # fmt: skip
        office.clock.pass_(minutes=1)
    lead = office.as_("north-lead")
    page = lead.get(ADVICE, params={"limit": 2}).json()
    assert (page["total"], len(page["rows"])) == (5, 2)
    rest = lead.get(ADVICE, params={"limit": 9, "after": page["next"]}).json()["rows"]
    assert len({r["record_id"] for r in page["rows"] + rest}) == 5
    assert lead.get(ADVICE, params={"behaviour": "carries_people"}).json()["total"] == 2
    assert lead.get(ADVICE, params={"since": "2026-03-05"}).json()["total"] == 0
    assert lead.get(ADVICE, params={"until": "2026-03-04", "station": "QD001"}).json()["total"] == 5
    book = load_workbook(BytesIO(lead.get(ADVICE, params={"format": "xlsx"}).content)).active
    assert [c.value for c in book[1]][:4] == ["时间", "劝导站", "站名", "单位"]
    assert book.max_row == 6
    text = lead.get(ADVICE, params={"format": "csv"}).text
    assert PLATE not in text
    assert "甘M·12*45" in text
    figures = lead.get(f"{ADVICE}/figures").json()["figures"]
    assert (figures["total"]["stopped"], figures["total"]["overfull_van"]) == (5, 3)
    assert figures["total"]["two"] == {"part": 5, "whole": 5}
    assert [(r["shown"], r["times"]) for r in figures["repeated"]] == [("甘M·12*45", 2)]
    assert figures["repeat"] == {"part": 2, "whole": 2}
    assert lead.get(f"{ADVICE}/figures", params={"format": "csv"}).status_code == 200


def test_a_station_is_there_as_soon_as_it_stands_and_gone_with_its_entry(office: Office) -> None:
    def stations() -> list[str]:
        return [s["code"] for s in office.as_("north-lead").get(f"{ADVICE}/reference").json()["stations"]]

    assert stations() == []
    stand(office, "QD001")
    assert stations() == ["QD001"]
    stand(office, "QD002")
    assert stations() == ["QD001", "QD002"]
    rows = office.as_("commander").get("/api/v1/registers/advice_station").json()["rows"]
    first = next(r for r in rows if r["values"]["code"] == "QD001")
    office.clock.pass_(minutes=1)
    gone = put_entry(office, "commander", first["values"], first, "advice_station", ended=True)
    assert gone.status_code == 200, gone.text
    assert stations() == ["QD002"]
