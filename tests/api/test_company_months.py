"""A month is closed once and computed again to the same bytes; what follows has four eyes, clocks that stop, an end."""

from dataclasses import replace
from datetime import date

import pytest

from daoan.jobs.clocks import run_clocks
from daoan.jobs.companies.months import compute_again, month_named
from daoan.terms.estimates import Text
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.people import Account, Person
from daoan.terms.roles import Role
from daoan.terms.units import Unit, UnitKind
from tests.api.companies_given import COMPANIES, FIRM, take, vehicles, with_roster
from tests.api.work_given import START, Office

MONTHS = f"{COMPANIES}/months"
RENEWED = date(2028, 3, 1)


@pytest.fixture
def closed(office: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    return march_closed(office, monkeypatch)


def march_closed(office: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    """March is closed on 2 April by the scheme of Gansu: one company is high, for two lorries that are overdue.

    Its own unit has somebody who answers for safety.
    """
    with_roster(office)
    note = AuditNote(START, "setup", "city", "setup")
    unit = Unit("firm", UnitKind.COMPANY, Text("Ridge", "岭上运输"), "north", "A1", company=FIRM)
    office.store.save_unit(unit, note)
    office.store.save_person(Person("safety", "Safety", "firm", (Role.COMPANY,)), note)
    office.store.save_account(Account("safety", "safety", None, totp_secret="sealed"), note)
    by_gansu(office, monkeypatch)
    office.clock.pass_(days=29)
    answer = office.as_("commander").post(MONTHS, json={"month": "2026-03"})
    assert answer.status_code == 200, answer.text
    return office


def by_gansu(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    pack = office.work.desk.packs["work"]
    values = pack.values | {"company_rating": pack.values["company_rating"] | {"scheme": "companies-gansu"}}
    monkeypatch.setitem(office.work.desk.packs, "work", replace(pack, values=values))
    office.work.__dict__.pop("room", None)


def the_matter(office: Office, by: str = "commander") -> dict:
    (line,) = [c for c in office.as_(by).get(f"{MONTHS}/2026-03").json()["companies"] if c["matter_id"]]
    return office.see(by, line["matter_id"])["matter"]


def go(office: Office, *steps: tuple) -> dict:
    """Take steps one after another: who, what, and what is written."""
    for by, event, *more in steps:
        body = {"note": "n"} | (more[0] if more else {})
        office.act(by, the_matter(office), event, **body)
    return the_matter(office)


def refused(office: Office, by: str, event: str, **body) -> str:
    answer = office.try_(by, the_matter(office), event, **{"note": "n"} | body)
    assert answer.status_code in (404, 409, 422, 403), answer.text
    return answer.json().get("code", str(answer.status_code))


NOTIFIED = (("auditing", "confirm"), ("north-lead", "notify"))
SIGNED = (*NOTIFIED, ("safety", "sign"))


def test_a_month_closes_once_when_it_is_over(office: Office, monkeypatch: pytest.MonkeyPatch):
    with_roster(office)
    by_gansu(office, monkeypatch)
    ask = office.as_("commander")
    assert ask.post(MONTHS, json={"month": "2026-03"}).status_code == 422
    office.clock.pass_(days=29)
    assert office.as_("north-lead").post(MONTHS, json={"month": "2026-03"}).status_code == 403
    assert ask.get(MONTHS).json()["next"] == "2026-03"
    assert ask.post(MONTHS, json={"month": "2026-03"}).status_code == 200
    assert ask.post(MONTHS, json={"month": "2026-03"}).status_code == 409
    assert ask.post(MONTHS, json={"month": "2026-02"}).status_code == 422
    table = ask.get(MONTHS).json()
    assert (table["next"], [m["levels"] for m in table["months"]]) == (None, [{"high": 1, "unrated": 1}])


def test_what_was_concluded_stays_and_comes_out_again_to_the_byte(closed: Office):
    ask = closed.as_("commander")
    before = closed.store.list_company_ratings()
    take(closed, "vehicles", vehicles(RENEWED))
    assert closed.store.list_company_ratings() == before
    again = ask.post(f"{MONTHS}/2026-03/check").json()
    assert (again["same"], again["differs"], again["digest"]) == (True, [], again["kept"])
    month = month_named(closed.work.room, "2026-03", "companies-gansu")
    stricter = replace(month, terms=month.terms.replace('"due":"inspection"', '"due":"insurance"'))
    assert not compute_again(closed.work.room, stricter).same


def test_a_register_corrected_later_gives_a_revised_rating_beside_the_first(closed: Office):
    ask, path = closed.as_("commander"), f"{MONTHS}/2026-03/{FIRM}"
    assert ask.get(path).json()["changed"] == []
    take(closed, "vehicles", vehicles(RENEWED))
    seen = ask.get(path).json()
    assert [(c["kind"], [f["field"] for f in c["fields"]]) for c in seen["changed"]] == [
        ("vehicle", ["inspect_by"])
    ] * 2
    wrong = [{"kind": c["kind"], "item_id": c["item_id"]} for c in seen["changed"]]
    for strange in ([{"kind": "driver", "item_id": "x"}], []):
        assert ask.post(f"{path}/revise", json={"wrong": strange, "reason": "r"}).status_code == 422
    assert closed.as_("north-officer").post(f"{path}/revise", json={"wrong": wrong, "reason": "r"}).status_code == 403
    one = ask.post(f"{path}/revise", json={"wrong": wrong[:1], "reason": "typed wrongly"}).json()
    assert [(v["revision"], v["rating"]["level"], v["corrections"]) for v in one["versions"]] == [
        (1, "high", 1), (0, "high", 0),
    ]  # fmt: skip
    two = ask.post(f"{path}/revise", json={"wrong": wrong[1:], "reason": "that too"}).json()
    assert [(v["revision"], v["rating"]["level"] != "high", v["corrections"]) for v in two["versions"][:2]] == [
        (2, True, 2), (1, False, 1),
    ]  # fmt: skip
    assert the_matter(closed)["values"]["revised_level"] == two["versions"][0]["rating"]["level"]
    (line,) = [c for c in ask.get(f"{MONTHS}/2026-03").json()["companies"] if c["company"]["company_id"] == FIRM]
    assert (line["first_level"], line["company"]["level"]) == ("high", two["versions"][0]["rating"]["level"])
    assert ask.post(f"{MONTHS}/2026-03/check").json()["same"]


def test_four_eyes_review_and_decide(closed: Office):
    assert refused(closed, "commander", "confirm") == "same_person"
    go(closed, *SIGNED)
    assert the_matter(closed)["holder"] == "firm"
    go(closed, ("safety", "appeal", {"values": {"reason": "inspected in time"}}))
    assert refused(closed, "commander", "uphold") == "same_person"
    assert refused(closed, "auditing", "uphold") == "same_person"
    assert go(closed, ("leader", "uphold"))["state"] == "rectifying"


def exposed(office: Office) -> list[dict]:
    found = office.as_("commander").get("/api/v1/publicity/exposures/draft").json()
    return [item for item in found if item["kind"] == "company"]


def test_an_objection_stops_the_clock_and_nothing_is_published_before_its_days_are_over(closed: Office):
    signed = go(closed, *SIGNED)
    assert refused(closed, "leader", "publish") == "too_early"
    closed.clock.pass_(days=5)
    go(closed, ("safety", "appeal", {"values": {"reason": "r"}}))
    assert refused(closed, "leader", "publish") == "not_now"
    closed.clock.pass_(days=4)  # the ninth day: but for the objection it might be published
    assert refused(closed, "leader", "publish") == "not_now"
    upheld = go(closed, ("leader", "uphold"))
    for name in ("appeal_until", "rectify_by"):
        moved = date.fromisoformat(upheld["values"][name][:10]) - date.fromisoformat(signed["values"][name][:10])
        assert moved.days == 4
    assert upheld["due_at"][:10] == upheld["values"]["rectify_by"][:10]
    assert refused(closed, "safety", "appeal", values={"reason": "again"}) == "once"
    assert refused(closed, "leader", "publish") == "too_early"
    closed.clock.pass_(days=3)
    assert exposed(closed) == []
    assert go(closed, ("leader", "publish"))["state"] == "published"
    assert len(exposed(closed)) == 1
    assert "企业评价" in exposed(closed)[0]["text"]


def test_an_objection_comes_in_time_or_not_at_all(closed: Office):
    go(closed, *SIGNED)
    closed.clock.pass_(days=8)
    assert refused(closed, "safety", "appeal", values={"reason": "r"}) == "too_late"


def test_the_register_ends_what_it_can_and_nothing_is_lifted_while_it_shows_something(closed: Office):
    go(closed, *SIGNED, ("safety", "hand_in"))
    assert refused(closed, "auditing", "lift") == "not_clear"
    go(closed, ("auditing", "send_back"))
    one = vehicles()
    one[1][3] = RENEWED
    take(closed, "vehicles", one)
    assert (the_matter(closed)["values"]["left"], the_matter(closed)["state"]) == (1, "rectifying")
    take(closed, "vehicles", vehicles(RENEWED))
    assert (the_matter(closed)["values"]["left"], the_matter(closed)["state"]) == (0, "recheck")
    assert go(closed, ("auditing", "lift"))["state"] == "lifted"


def test_a_wrong_rating_is_amended_only_after_it_was_revised(closed: Office):
    go(closed, *SIGNED, ("safety", "appeal", {"values": {"reason": "inspected in time"}}))
    assert refused(closed, "leader", "amend") == "not_revised"
    take(closed, "vehicles", vehicles(RENEWED))
    path = f"{MONTHS}/2026-03/{FIRM}"
    wrong = [{"kind": c["kind"], "item_id": c["item_id"]} for c in closed.as_("commander").get(path).json()["changed"]]
    closed.as_("leader").post(f"{path}/revise", json={"wrong": wrong, "reason": "r"})
    assert go(closed, ("leader", "amend"))["state"] == "amended"


def test_matters_open_once_and_a_run_of_the_clocks_opens_what_is_missing(closed: Office):
    run_clocks(closed.work.room, closed.clock.now())
    lines = closed.as_("commander").get(f"{MONTHS}/2026-03").json()["companies"]
    assert [bool(c["matter_id"]) for c in lines] == [True, False]
    assert closed.as_("south-lead").get(f"{MONTHS}/2026-03").json()["companies"][0]["company"]["level"] == "unrated"
    assert closed.as_("south-lead").get(f"{MONTHS}/2026-03/{FIRM}").status_code == 404
    assert closed.as_("commander").get(f"{MONTHS}/2026-03/xlsx").status_code == 200
