"""A villager reports outside: the report comes home once, and what became of it is told outside by its receipt."""

import pytest

from daoan.app import exchange_items
from daoan.jobs.exchange.standing import state_of
from daoan.terms.errors import InputError
from tests.api.browser import Browser
from tests.api.reports_given import DOOR, PHONE, REPORTS, code_in, made, open_door, photo, report, sent, told, waiting
from tests.api.reports_given import village as village_of
from tests.api.work_given import Office
from tests.exchange.two_given import Two


def outside(two: Two) -> Office:
    """The outside, its door open to villagers."""
    office = two.office(two.outside)
    open_door(office)
    return office


def door(two: Two) -> Browser:
    """Somebody without a session, at the journal that stands before the application."""
    office = outside(two)
    return Browser(office.app, client=("203.0.113.7", 50000))


def code_of_a_village(two: Two) -> str:
    """A code that is made inside."""
    office = two.office(two.inside)
    village_of(office)
    return code_in(made(office))


@pytest.fixture
def code(two: Two) -> str:
    """A code that was made inside and carried out."""
    made_inside = code_of_a_village(two)
    two.out()
    return made_inside


def reports_inside(two: Two) -> list[dict]:
    """The township's list, inside."""
    return waiting(two.office(two.inside))


def test_a_report_comes_home_once_with_photo_and_number_and_its_end_is_told_outside(two: Two, code: str):
    at = two.clock.at
    receipt = sent(outside(two), code, by=door(two), phone=PHONE, photo=photo(), waited_s=3600)
    assert sent(outside(two), code, by=door(two), phone=PHONE, photo=photo()) == receipt  # the phone sends it again
    for _ in range(2):
        home = two.home()
        assert (home.done, home.refused) == (1, 0)  # carried until a copy of it has come back
    (one,) = reports_inside(two)
    assert (one["receipt"], one["text"], one["contact"]) == (receipt, "路面塌了一块", "138****5678")
    assert one["photo"]
    kept = two.inside.store.get_matter(one["matter_id"])
    assert (kept.created_at, kept.values["happened_at"]) == (at, (at.replace(hour=at.hour - 1)).isoformat())
    shown = two.desk("north-town").post(f"{REPORTS}/{one['matter_id']}/contact", json={"why": "call back"})
    assert shown.json()["phone"] == PHONE  # sealed anew with the key of the inside
    two.out()
    assert two.home().counts == {}
    body = {"version": 1, "event": "turn_down", "note": "今天已修好", "values": {"reason": "other"}}
    answer = two.desk("north-town").post(f"/api/v1/work/{one['matter_id']}/events", json=body)
    assert answer.status_code == 200, answer.text
    two.out()
    assert (told(outside(two), receipt)["state"], told(outside(two), receipt)["words"]) == ("turned_down", "今天已修好")


def test_no_number_and_no_code_leave_the_inside(two: Two, code: str):
    receipt = sent(outside(two), code, by=door(two), phone=PHONE)
    two.round()
    copies = {copy.name: copy.payload for copy in two.outside.store.list_copies()}
    assert not any(word in copies[f"report:report-{receipt}"] for word in ("contact", PHONE, PHONE[-4:]))
    assert not any(code in payload for payload in copies.values())
    (entry,) = two.outside.store.list_entries("report_code", two.clock.now())
    assert code not in str(entry.values)


def test_a_code_of_another_city_or_a_changed_one_opens_nothing_outside(two: Two, code: str):
    for wrong in (code[:-1] + ("b" if code[-1] != "b" else "c"), code[:6], "x" * 20, "字" * 20):
        assert door(two).post(f"{DOOR}/{wrong}", json=report()).status_code == 404, wrong
    assert two.home().counts == {}


def test_a_code_withdrawn_while_a_report_was_on_its_way_still_brings_it_home_and_no_other(two: Two, code: str):
    sent(outside(two), code, by=door(two))
    line = two.desk("north-town").get(f"{REPORTS}/codes").json()["rows"][0]
    assert two.desk("north-town").delete(f"{REPORTS}/codes/{line['number']}").status_code == 200
    assert two.home().done == 1
    assert len(reports_inside(two)) == 1
    two.out()
    assert door(two).post(f"{DOOR}/{code}", json=report(2)).status_code == 404


def test_what_the_inside_cannot_keep_stays_outside_and_is_carried_again(two: Two, code: str, monkeypatch):
    receipt = sent(outside(two), code, by=door(two))

    def refuses(*_: object) -> None:
        raise InputError("a kind that is not known here")

    with monkeypatch.context() as patched:
        patched.setattr(exchange_items, "take_home", refuses)
        home = two.home()
    assert (home.done, home.refused) == (0, 1)
    two.out()
    state = state_of(two.outside.store, two.outside.packs["exchange"], two.clock.now())
    assert state is not None
    assert (state.waiting, state.oldest_at) == (1, two.outside.store.get_matter(f"report-{receipt}").created_at)
    assert two.home().done == 1
    assert [one["receipt"] for one in reports_inside(two)] == [receipt]


def test_a_restored_inside_is_given_every_report_again(two: Two, code: str):
    receipt = sent(outside(two), code, by=door(two))
    two.round()
    (copy,) = two.outside.store.list_copies(kind="report")
    two.inside.store.settle_copy(copy, gone=f"report-{receipt}")
    assert reports_inside(two) == []
    two.take("inside", two.pack("outside", since=0).folder)
    assert [one["receipt"] for one in reports_inside(two)] == [receipt]


def test_outside_a_code_is_shown_without_its_address_and_not_printed(two: Two, code: str):
    phone = outside(two).as_("north-town")
    line = phone.get(f"{REPORTS}/codes").json()["rows"][0]
    assert (line["address"], line["qr"], line["withdrawn_at"]) == ("", "", None)
    assert phone.get(f"{REPORTS}/codes/{line['number']}/a4.pdf").status_code == 404
    assert two.desk("north-town").get(f"{REPORTS}/codes").json()["rows"][0]["address"].endswith(code)
