"""Meetings: a decision becomes a matter once, leads back to its meeting, and its state stands in the minutes."""

from .test_registers import put

MINUTES = {
    "day": "2026-03-03", "subject": "First meeting", "chair": "王小明", "attendees": ["north"], "video": True,
    "minutes": "All agreed.",
    "decisions": [
        {"text": "Light the junction", "units": ["north", "south"], "finish_by": "2026-04-01"},
        {"text": "Too late", "units": ["north"], "finish_by": "2026-03-01"},
    ],
}  # fmt: skip


def held(office, **more) -> dict:
    put(office, "commander", MINUTES | more, kind="meeting")
    return meetings(office)[0]


def meetings(office, by: str = "commander") -> list[dict]:
    return office.as_(by).get("/api/v1/meetings").json()["rows"]


def opened(office, meeting: dict, place: int = 0, by: str = "commander"):
    path = f"/api/v1/meetings/{meeting['entry_id']}/decisions/{place}"
    return office.as_(by).post(path, json={"version": meeting["version"]})


def test_a_decision_is_opened_once_and_leads_back(office) -> None:
    meeting = held(office)
    assert [d["opened"] for d in meeting["decisions"]] == [False, False]
    answer = opened(office, meeting)
    assert answer.status_code == 201, answer.text
    now = answer.json()
    first = now["decisions"][0]
    assert (first["matter"]["state"], [p["holder"] for p in first["parts"]]) == ("running", ["north", "south"])
    assert opened(office, meeting).status_code == 409  # the minutes have moved on
    assert opened(office, now).status_code == 409  # and it is opened already
    matter = office.see("north-lead", first["matter"]["matter_id"])["matter"]
    assert matter["values"]["meeting"] == "2026-03-03 First meeting"
    (back,) = matter["evidence"]
    assert (back["kind"], back["ref"]) == ("meeting", meeting["entry_id"])
    assert office.as_("north-lead").get(f"/api/v1/meetings/{back['ref']}").status_code == 200
    assert len(office.as_("commander").get("/api/v1/work", params={"kind": "decision"}).json()["rows"]) == 1


def test_what_the_unit_does_is_seen_in_the_meeting(office) -> None:
    now = opened(office, held(office)).json()
    part = next(p for p in now["decisions"][0]["parts"] if p["holder"] == "north")
    signed = office.act("north-lead", part, "sign")["matter"]
    office.act("north-lead", signed, "reply", values={"reply": "lit"})
    states = {p["holder"]: p["state"] for p in meetings(office)[0]["decisions"][0]["parts"]}
    assert states == {"north": "replied", "south": "to_sign"}


def test_a_day_that_is_over_is_refused_and_mended_minutes_are_taken(office) -> None:
    meeting = held(office)
    answer = opened(office, meeting, 1)
    assert (answer.status_code, answer.json()["code"]) == (422, "day")
    assert "期限" in answer.json()["message"]["zh"]
    entry = meetings(office)[0]
    assert entry["decisions"][1]["opened"] is False
    kept = office.as_("commander").get(f"/api/v1/registers/meeting/{entry['entry_id']}").json()["versions"][0]
    kept["values"]["decisions"][1] |= {"finish_by": "2026-05-01", "text": "In time"}
    put(office, "commander", kept["values"], kept, kind="meeting")
    now = opened(office, meetings(office)[0], 1).json()["decisions"][1]
    assert (now["matter"]["state"], now["matter"]["title"]) == ("running", "In time")
    assert now["matter"]["values"]["finish_by"] == "2026-05-01"


def test_only_those_concerned_see_it_and_only_those_who_issue_open_it(office) -> None:
    meeting = held(office, decisions=[MINUTES["decisions"][0] | {"units": ["north"]}])
    assert meetings(office, "south-lead") == []
    assert office.as_("south-lead").get(f"/api/v1/meetings/{meeting['entry_id']}").status_code == 404
    (seen,) = meetings(office, "north-lead")
    assert (seen["chair"], seen["writable"], meeting["chair"]) == ("王*", False, "王小明")
    assert opened(office, meeting, by="north-lead").status_code in (403, 404)
    assert opened(office, meeting, by="north-officer").status_code == 403
    assert opened(office, meeting, 7).status_code == 404


def test_a_number_in_a_decision_is_masked_to_whoever_may_not_change_the_minutes(office) -> None:
    text = "Ask 13812345678 about 甘M12345"
    held(office, decisions=[MINUTES["decisions"][0] | {"text": text}])
    told = [meetings(office, by)[0]["decisions"][0]["text"] for by in ("commander", "north-lead")]
    assert told == [text, "Ask 138****5678 about 甘M·12*45"]
