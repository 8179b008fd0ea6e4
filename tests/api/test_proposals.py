"""What is due for supervision over HTTP: found, drafted, issued, climbed, decided against, and who may see it."""

from io import BytesIO
from zipfile import ZipFile

import pytest

P = "/api/v1/work/proposals"


def due(office, by: str = "commander") -> list[dict]:
    answer = office.as_(by).get(P)
    assert answer.status_code == 200, answer.text
    return answer.json()["rows"]


def send(office, path: str, by: str = "commander", **body):
    return office.as_(by).post(f"{P}/{path}", json=body)


@pytest.fixture
def late(office):
    """An urgent order that the northern brigade has not signed for half an hour."""
    _, node = office.issued()
    office.clock.pass_(hours=2)
    return node


def test_nothing_is_due_while_everything_is_in_time(office) -> None:
    office.issued()
    assert due(office) == []


def test_a_late_part_is_proposed_with_the_matter_and_the_reason(office, late) -> None:
    (row,) = due(office)
    assert (row["unit"]["unit_id"], row["rung"], row["trigger"], row["own"]) == ("north", "reminder", "late", False)
    assert row["rung_name"]["zh"] == "提示"
    assert row["why"]["zh"] == "已逾期"
    assert [m["matter_id"] for m in row["about"]] == [late["matter_id"]]
    assert row["climbs"] is None


def test_one_press_drafts_it_and_it_is_not_offered_again(office, late) -> None:
    (row,) = due(office)
    answer = send(office, "issue", key=row["key"])
    assert answer.status_code == 201
    case = answer.json()["matter"]
    assert (case["kind"], case["state"], case["level"], case["holder"]) == ("supervision", "draft", "reminder", "north")
    assert due(office) == []
    assert send(office, "issue", key=row["key"]).status_code == 409  # somebody else's second press makes no second case
    office.act("commander", case, "withdraw", note="mistaken")
    assert [r["key"] for r in due(office)] == [row["key"]]


def test_issued_at_once_it_waits_to_be_signed_and_climbs_when_nobody_does(office, late) -> None:
    (row,) = due(office)
    case = send(office, "issue", key=row["key"], issue=True).json()["matter"]
    assert case["state"] == "issued"
    office.clock.pass_(days=3)
    climb = next(r for r in due(office) if r["trigger"] == "unanswered")
    assert (climb["rung"], climb["climbs"]["matter_id"]) == ("letter", case["matter_id"])
    answer = send(office, "issue", key=climb["key"])
    assert answer.status_code == 201, answer.text
    case = answer.json()["matter"]
    assert (case["matter_id"], case["level"], case["state"]) == (climb["climbs"]["matter_id"], "letter", "issued")
    assert all(r["trigger"] != "unanswered" for r in due(office))
    assert [m["matter_id"] for m in answer.json()["about"]] == [late["matter_id"]]


def test_what_was_decided_against_comes_back_only_when_something_new_happens(office, late) -> None:
    (row,) = due(office)
    assert send(office, "dismiss", key=row["key"], reason=" ").status_code == 422
    kept = send(office, "dismiss", key=row["key"], reason="their radio is down")
    assert kept.status_code == 200, kept.text
    matter = kept.json()["matter"]
    assert (matter["state"], matter["holder"]) == ("dismissed", "city")  # the unit that decided keeps it to itself
    assert "their radio is down" in [s["note"] for s in kept.json()["steps"]]
    assert due(office) == []
    office.act("north-lead", late, "sign")
    assert due(office) == []
    office.clock.pass_(hours=3)  # signed, and late again with the feedback: that is new
    (again,) = due(office)
    assert again["trigger"] == "late"
    assert again["key"] != row["key"]


def test_a_graver_rung_is_new_as_well(office, late) -> None:
    (row,) = due(office)
    send(office, "dismiss", key=row["key"], reason="wait")
    office.clock.pass_(days=1)
    assert [(r["rung"], r["trigger"]) for r in due(office)] == [("letter", "late_order")]


def test_a_reminder_names_all_that_is_late_once(office, late) -> None:
    office.issued(title="Second")
    office.clock.pass_(hours=1)
    answer = send(office, "remind", unit="north")
    assert answer.status_code == 201, answer.text
    case = answer.json()["matter"]
    assert (case["state"], case["level"], len(case["values"]["about"])) == ("issued", "reminder", 2)
    again = send(office, "remind", unit="north")
    assert (again.status_code, again.json()["code"]) == (422, "reminded")
    assert send(office, "remind", unit="south").status_code == 422
    assert send(office, "remind", unit="nowhere").status_code == 404
    assert due(office) == []


def test_who_may_not_supervise_sees_no_proposals(office, late) -> None:
    assert office.as_("north-lead").get(P).status_code == 403
    assert send(office, "remind", by="north-lead", unit="north").status_code == 403


def test_the_letter_of_a_case_for_whoever_sees_it(office, late) -> None:
    (row,) = due(office)
    case = send(office, "issue", key=row["key"], issue=True).json()["matter"]
    path = f"/api/v1/work/{case['matter_id']}/letter.docx"
    answer = office.as_("north-lead").get(path)
    assert answer.status_code == 200
    assert answer.content[:2] == b"PK"
    assert "reminder-zh.docx" in answer.headers["content-disposition"]
    assert office.as_("south-lead").get(path).status_code == 404
    assert office.as_("commander").get(path + "x").status_code == 422
    assert office.as_("commander").get(f"/api/v1/work/{late['matter_id']}/letter.docx").status_code == 422


def test_a_letter_is_masked_until_somebody_says_what_for(office) -> None:
    order, _ = office.issued(title="Stop 甘M12345")
    office.clock.pass_(hours=2)
    (row,) = due(office)
    case = send(office, "issue", key=row["key"], issue=True).json()["matter"]
    path = f"/api/v1/work/{case['matter_id']}/letter.docx"

    def letter() -> str:
        with ZipFile(BytesIO(office.as_("commander").get(path).content)) as archive:
            return archive.read("word/document.xml").decode()

    assert "甘M·12*45" in letter()
    assert "甘M12345" not in letter()
    (late,) = row["about"]
    grounds = {"purpose": "order", "case": order["matter_id"]}
    answer = office.as_("commander").post(f"/api/v1/work/{late['matter_id']}/unmask", json=grounds)
    assert answer.status_code == 200, answer.text
    assert "甘M12345" in letter()
