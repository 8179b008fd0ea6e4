"""Channels and dead letters as somebody sees and changes them; how one wants to be told."""

from dataclasses import replace

import pytest

from daoan.jobs.sending import run_messages
from daoan.terms.records.messaging import Channel, Delivery
from tests.api.work_given import START

MESSAGES = "/api/v1/messages"
CONTACT = "/api/v1/session/contact"


class Failing:
    """A channel on which nothing can be sent until it is mended."""

    def __init__(self, *, needs_one: bool) -> None:
        self.needs_one, self.down, self.seen = needs_one, True, []

    def send(self, message, person, now) -> Delivery:
        self.seen.append((message, person))
        return Delivery("address", final=True) if self.down else Delivery()


@pytest.fixture
def posted(office):
    """An office with both channels on, and a message to the north and one to the south that could not be sent."""
    office.work.senders = {Channel.MAIL: Failing(needs_one=True), Channel.WEBHOOK: Failing(needs_one=False)}
    mails(office, "north-lead")
    mails(office, "south-lead")
    run(office)
    office.issued(targets=["north", "south"])
    run(office)
    return office


def run(office):
    return run_messages(office.work.post, office.work.clock.now)


def mails(office, person_id: str, **changes) -> dict:
    body = {"mail": f"{person_id}@example.org", "wants_mail": True, "language": "zh"} | changes
    answer = office.as_(person_id).put(CONTACT, json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def dead(office, by: str) -> list[dict]:
    answer = office.as_(by).get(f"{MESSAGES}/dead")
    assert answer.status_code == 200, answer.text
    return answer.json()["rows"]


def test_the_board_says_how_channels_stand(posted) -> None:
    board = posted.as_("commander").get(MESSAGES).json()
    assert [(c["channel"], c["on"], c["waiting"], c["dead"], c["last_sent"]) for c in board["channels"]] == [
        ("mail", True, 0, 2, None),
        ("webhook", True, 0, 2, None),
        ("push", False, 0, 0, None),
        ("keeper", False, 0, 0, None),
    ]
    assert (board["replays"], board["sending"]) == (False, {"last": None, "fault": None})


def test_dead_letters_are_those_of_ones_own_unit_and_below(posted) -> None:
    assert len(dead(posted, "commander")) == 4
    rows = dead(posted, "commander")
    mail = next(r for r in rows if r["message"]["channel"] == "mail" and r["message"]["unit_id"] == "north")
    assert mail["to"] == "Name of north-lead"
    assert mail["message"]["fault"] == "address"
    assert mail["unit_name"] == {"en": "north brigade", "zh": "北大队"}
    assert mail["kind_name"]["zh"] == "指令节点"
    assert "Check lorries" not in str(rows), "no title in a message"
    assert "example.org" not in str(rows)
    assert posted.as_("north-lead").get(f"{MESSAGES}/dead").status_code == 403, "a brigade supervises nobody"


def test_a_dead_letter_is_sent_again_once_it_is_mended(posted) -> None:
    posted.work.senders[Channel.MAIL].down = False
    row = next(r for r in dead(posted, "commander") if r["message"]["channel"] == "mail")
    name = row["message"]["message_id"]
    answer = posted.as_("commander").post(f"{MESSAGES}/{name}/retry")
    assert answer.status_code == 200
    assert (answer.json()["message"]["state"], answer.json()["message"]["tries"]) == ("waiting", 0)
    assert posted.store.last_audit().note.action == "message.retry"
    assert posted.store.last_audit().note.subject == name
    assert run(posted).sent == 1
    assert name not in str(dead(posted, "commander"))
    assert posted.as_("commander").post(f"{MESSAGES}/{name}/retry").status_code == 409


def test_a_dropped_letter_stays_in_the_log_and_is_not_sent(posted) -> None:
    name = dead(posted, "commander")[0]["message"]["message_id"]
    assert posted.as_("commander").post(f"{MESSAGES}/{name}/drop").status_code == 200
    assert posted.store.last_audit().note.action == "message.drop"
    assert run(posted).sent == 0
    assert len(dead(posted, "commander")) == 3
    assert posted.as_("commander").post(f"{MESSAGES}/unknown/drop").status_code == 404


def test_messages_of_others_are_as_good_as_not_there(posted) -> None:
    from daoan.terms.records.audited import AuditNote
    from daoan.terms.roles import Role

    lead = posted.store.get_person("south-lead")
    posted.store.save_person(replace(lead, roles=(Role.COMMITTEE,)), AuditNote(START, "t", "city", "test"))
    assert {r["message"]["unit_id"] for r in dead(posted, "south-lead")} == {"south"}
    north = next(r for r in dead(posted, "commander") if r["message"]["unit_id"] == "north")
    for what in ("retry", "drop"):
        answer = posted.as_("south-lead").post(f"{MESSAGES}/{north['message']['message_id']}/{what}")
        assert answer.status_code == 404


def test_what_is_sent_knows_the_language_that_was_wished(posted) -> None:
    seen = posted.work.senders[Channel.MAIL].seen
    assert {person.contact.language for _, person in seen} == {"zh"}


def test_a_replay_of_the_past_sends_nothing(posted) -> None:
    posted.work.clock.replays = True
    posted.work.__dict__.pop("post")
    before = len(posted.work.senders[Channel.MAIL].seen)
    posted.issued(title="Another")
    assert run(posted).made == 0
    assert len(posted.work.senders[Channel.MAIL].seen) == before
    board = posted.as_("commander").get(MESSAGES).json()
    assert board["replays"] is True
    assert [c["on"] for c in board["channels"]] == [False, False, False, False]
    posted.work.clock.replays = False


def test_contact_is_ones_own_and_its_address_is_checked(office) -> None:
    assert office.as_("reader").get(CONTACT).json() == {"mail": "", "wants_mail": False, "language": "both"}
    assert mails(office, "reader", mail=" reader@example.org ")["mail"] == "reader@example.org"
    assert office.as_("reader").get(CONTACT).headers["cache-control"] == "no-store"
    assert office.store.get_person("commander").contact.mail == ""
    note = office.store.last_audit().note
    assert (note.action, note.subject) == ("person.contact", "reader")
    assert "example.org" not in str(note), "the address itself is not written into the log"
    for bad in (
        {"mail": "x"}, {"mail": "a@b.c\nBcc: d@e.f"}, {"mail": ""}, {"mail": "a@b.c, d@e.f"}, {"language": "fr"},
    ):  # fmt: skip
        body = {"mail": "a@b.c", "wants_mail": True, "language": "en"} | bad
        assert office.as_("reader").put(CONTACT, json=body).status_code == 422, bad
    assert office.store.get_person("reader").contact.mail == "reader@example.org"
