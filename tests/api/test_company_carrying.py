"""What a closed month left open is carried into the next: as it stood when that one ended, as a fact, kept for good."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from daoan.assess.companies.rating import Rating
from daoan.assess.companies.schemes import Scheme
from daoan.jobs.companies.months import body_of, compute_again, month_named, rating_in
from daoan.store import serial
from tests.api.companies_given import COMPANIES, FIRM, OTHER, take, vehicles
from tests.api.test_company_months import MONTHS, NOTIFIED, RENEWED, SIGNED, go, march_closed
from tests.api.work_given import Office

APRIL_ENDS = datetime(2026, 4, 30, 16, tzinfo=UTC)  # midnight of the city
MAY_2 = datetime(2026, 5, 2, 1, tzinfo=UTC)
APPEAL = ("safety", "appeal", {"values": {"reason": "r"}})


@pytest.fixture
def closed(office: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    return march_closed(office, monkeypatch)


def april(office: Office) -> dict:
    """The company's rating of April, closed on 2 May."""
    office.clock.at = MAY_2
    answer = office.as_("commander").post(MONTHS, json={"month": "2026-04"})
    assert answer.status_code == 200, answer.text
    return office.as_("commander").get(f"{MONTHS}/2026-04/{FIRM}").json()


def carried(rated: dict) -> tuple[list[tuple], list[str]] | None:
    one = rated["versions"][0]["carried"]
    return one and ([(row["value"], row["label"]["zh"]) for row in one["left"]], one["months"])


TWO = ["2026-03", "2026-04"]


@pytest.mark.parametrize(
    ("steps", "left"),
    [
        (NOTIFIED, "通知未签收，预警未解除"),
        (SIGNED, "整改未完成，预警未解除"),
        ((*SIGNED, ("auditing", "interview")), "整改未完成，预警未解除"),
        ((*SIGNED, ("safety", "hand_in")), "整改未复查，预警未解除"),
        ((*SIGNED, APPEAL), "申诉办理中"),
    ],
)
def test_what_march_left_open_is_told_beside_april_and_changes_no_level(closed: Office, steps: tuple, left: str):
    march = closed.as_("commander").get(f"{MONTHS}/2026-03/{FIRM}").json()
    go(closed, *steps)
    rated = april(closed)
    assert carried(rated) == ([("2026-03", left)], TWO)
    now, before = rated["versions"][0]["rating"], march["versions"][0]["rating"]
    assert (now["level"], now["score"]) == (before["level"], before["score"])


def test_a_month_that_the_company_was_not_told_of_is_carried_nowhere(closed: Office):
    go(closed, NOTIFIED[0])
    assert carried(april(closed)) is None


@pytest.mark.parametrize(("seconds", "told"), [(-1, True), (0, True), (1, False)])
def test_it_counts_as_it_stood_when_the_month_ended(closed: Office, seconds: int, told: bool):
    go(closed, NOTIFIED[0])
    closed.clock.at = APRIL_ENDS + timedelta(seconds=seconds)
    go(closed, NOTIFIED[1])
    assert (carried(april(closed)) is not None) is told


def test_a_lifted_month_leaves_nothing_and_yet_was_high(closed: Office):
    go(closed, *SIGNED)
    take(closed, "vehicles", vehicles(RENEWED))
    go(closed, ("auditing", "lift"))
    late = vehicles(RENEWED)
    late[1][3] = vehicles()[1][3]
    take(closed, "vehicles", late)
    assert carried(april(closed)) == ([], TWO)


def test_a_month_revised_to_a_lower_level_ends_the_row(closed: Office):
    go(closed, *SIGNED)
    path = f"{MONTHS}/2026-03/{FIRM}"
    take(closed, "vehicles", vehicles(RENEWED))
    changed = closed.as_("commander").get(path).json()["changed"]
    wrong = {"wrong": [{k: c[k] for k in ("kind", "item_id")} for c in changed], "reason": "r"}
    assert closed.as_("leader").post(f"{path}/revise", json=wrong).status_code == 200
    take(closed, "vehicles", vehicles())
    rated = april(closed)
    assert rated["versions"][0]["rating"]["level"] == "high"
    assert carried(rated) == ([("2026-03", "整改未复查，预警未解除")], [])


def test_the_notice_names_it_and_the_pages_show_it(closed: Office):
    go(closed, *SIGNED)
    rated = april(closed)
    matter = closed.see("commander", rated["matter_id"])["matter"]
    assert [words["zh"] for words in matter["values"]["carried"]] == ["2026-03：整改未完成，预警未解除"]
    assert [words["zh"] for words in matter["values"]["in_row"]] == ["自2026-03起连续高风险2个月"]
    assert (matter["evidence"][0]["kind"], matter["evidence"][0]["value"]) == ("matter", "2026-03")
    asked = {"scheme": "companies-gansu"}
    page = closed.as_("commander").get(f"{COMPANIES}/{FIRM}", params=asked).json()["carried"]
    assert [row["value"] for row in page["left"]] == ["2026-03"]  # April was not told yet
    assert page["status"] == "project_default"
    assert closed.as_("commander").get(f"{COMPANIES}/{OTHER}", params=asked).json()["carried"] is None
    own = closed.as_("safety")
    assert own.get("/api/v1/my-company/ratings/2026-04").status_code == 404
    for by, event in NOTIFIED:
        closed.act(by, closed.see(by, rated["matter_id"])["matter"], event, note="n")
    assert carried(own.get("/api/v1/my-company/ratings/2026-04").json())[1] == TWO


def test_what_was_carried_stays_however_march_goes_on(closed: Office):
    go(closed, *SIGNED, ("safety", "hand_in"))
    april(closed)
    march, then = (month_named(closed.work.room, m, "companies-gansu") for m in TWO)
    take(closed, "vehicles", vehicles(RENEWED))
    go(closed, ("auditing", "lift"))
    for month in (march, then):
        assert compute_again(closed.work.room, month).same
        assert month_named(closed.work.room, month.month, month.scheme) == month


def test_months_closed_before_anything_was_carried_keep_their_bytes(closed: Office):
    go(closed, *SIGNED)
    april(closed)
    kept = {k.month: k for k in closed.store.list_company_ratings(company_id=FIRM)}
    assert '"carried"' not in kept["2026-03"].body
    assert body_of(rating_in(kept["2026-03"])) == kept["2026-03"].body
    assert serial.unpack(Rating, kept["2026-04"].body).carried is not None
    then = month_named(closed.work.room, "2026-04", "companies-gansu")
    scheme = serial.unpack(Scheme, then.terms)
    text = serial.pack(replace(scheme, in_row=None)).replace(',"in_row":null', "")  # as terms were kept before
    assert compute_again(closed.work.room, replace(then, terms=text)).differs == (FIRM,)
