"""Hits of outside lists over HTTP: for the unit that keeps the list, with a purpose; for nobody else, above too."""

from datetime import timedelta

import pytest

from daoan.edge.tokens import subject_token
from daoan.jobs.outside_calls import ListCaller
from daoan.jobs.outside_lists import reference_of
from daoan.jobs.passes.lists_followed import Found, Telling, _told
from daoan.jobs.passes.lists_kept import ListRef
from daoan.terms.records.messaging import Channel, MessageState
from tests.api.test_watches import PLATE, URL, desk
from tests.api.work_given import PEOPLE, START
from tests.jobs.test_pass_alerts import SITES

LIST = f"{URL}/outside/list-1"
GROUNDS = {"purpose": "watch", "case": "案-2026-0031"}
MS = 1000


@pytest.fixture
def kept(office):
    """A list of the north brigade's with one hit, as whoever follows the passes would have kept it."""
    answer = office.as_("north-lead").put(LIST, json={"name": "外部清单", "plates": [PLATE]})
    assert answer.status_code == 200, answer.text
    assert answer.json()["references"] == [entry_of(office)]
    hit(office)
    return office


def entry_of(office) -> str:
    token = subject_token(office.work.desk.subject_key, "plate", PLATE)
    return reference_of("list-1", bytes.fromhex(token.removeprefix("plate-")))


def hit(office, pass_id: int = 71, minutes: int = 0) -> int:
    at_ms = round(START.timestamp() * MS)
    found = Found(ListRef("list-1", "north", ""), entry_of(office), pass_id, 0, at_ms, at_ms + 400)
    now = START + timedelta(minutes=minutes, seconds=1)
    told = _told([found], Telling(office.store, lambda: SITES, now, timedelta(minutes=30)))
    return office.store.keep_outside_hits(told)


def read(office, by: str, **more):
    return office.as_(by).get(f"{LIST}/hits", params=GROUNDS | more)


def test_the_keeper_reads_time_site_and_reference_and_every_reading_has_its_line(kept) -> None:
    answer = read(kept, "north-lead")
    assert answer.status_code == 200, answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    (row,) = answer.json()["rows"]
    assert (row["entry"], row["site"], row["happened_at"]) == (
        entry_of(kept),
        str(SITES.site_id[0]),
        "2026-03-04T01:00:00Z",
    )
    assert PLATE not in answer.text
    line = kept.store.last_audit()
    assert (line.number, line.note.action, line.note.subject) == (
        answer.json()["line"], "look_up.outside_hits", "list-1",
    )  # fmt: skip
    assert (line.note.purpose, line.note.case) == (GROUNDS["purpose"], GROUNDS["case"])


def test_nobody_else_reads_them_whatever_their_role_or_rank(kept) -> None:
    lines = kept.store.last_audit().number
    for person in sorted(set(PEOPLE) - {"north-lead", "north-vice"}):
        seen = kept.as_(person).post(f"{LIST}/hits/seen", json={"hits": ["x"]})
        assert read(kept, person).status_code in (403, 404), person
        assert seen.status_code in (403, 404), person
        if kept.as_(person).get(f"{URL}/desk").status_code == 200:
            (line,) = desk(kept, person)["outside"]
            assert (line["hits"], line["unseen"], line["webhook"], line["mine"]) == (1, 0, "", False)
        assert "外部清单" not in kept.as_(person).get("/api/v1/notices").text
    assert read(kept, "commander").status_code == 404  # above the keeper, with every permission
    assert not any(n.note.action.endswith("outside_hits") for n in kept.store.list_audit(lines))


@pytest.mark.parametrize(("more", "code"), [({"purpose": ""}, "purpose"), ({"case": "x"}, "case")])
def test_without_grounds_nothing_is_read_and_that_is_written_down(kept, more, code) -> None:
    answer = read(kept, "north-lead", **more)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert entry_of(kept) not in answer.text
    assert kept.store.last_audit().note.action == "refused.look_up.outside_hits"


def test_the_keepers_unit_is_told_in_the_console_until_somebody_has_seen_it(kept) -> None:
    def told(by: str) -> list[dict]:
        kept.work.outside_news._left_s = 0.0
        rows = kept.as_(by).get("/api/v1/notices").json()["rows"]
        return [n for n in rows if n["matter_id"].startswith("outside/")]

    (notice,) = told("north-vice")
    assert (notice["why"], notice["matter_id"], notice["title"]) == ("seen", "outside/list-1", "外部清单")
    assert told("commander") == []
    (row,) = read(kept, "north-lead").json()["rows"]
    mark = {"hits": [row["hit_id"]]}
    assert kept.as_("north-lead").post(f"{LIST}/hits/seen", json=mark).json() == {"seen": 1}
    assert kept.as_("north-vice").post(f"{LIST}/hits/seen", json=mark).json() == {"seen": 0}
    assert (told("north-vice"), read(kept, "north-lead", unseen=True).json()["rows"]) == ([], [])
    assert read(kept, "north-lead").json()["rows"][0]["seen_by"] == "north-lead"
    actions = [n.note.action for n in kept.store.list_audit()]
    assert (actions.count("tell.outside_hit"), actions.count("act.see_outside_hits")) == (1, 1)


def test_told_twice_is_kept_once_with_one_line_and_one_call(office) -> None:
    office.work.senders = {Channel.KEEPER: ListCaller(office.store, office.work.desk.subject_key, "https://daoan.test")}
    body = {"name": "外部清单", "plates": [PLATE], "webhook": "https://keeper.example/hits"}
    answer = office.as_("north-lead").put(LIST, json=body).json()
    assert len(answer["secret"]) == 64
    assert answer["secret"] not in str(office.store.find_setting("outside_lists"))
    assert (hit(office), hit(office, minutes=1), hit(office, 72)) == (1, 0, 1)
    assert office.store.count_messages() == {(Channel.KEEPER, MessageState.WAITING): 2}
    actions = [n.note.action for n in office.store.list_audit()]
    assert actions.count("tell.outside_hit") == 2
    assert hit(office, 73, minutes=31) == 1  # too old to call for
    assert office.store.count_messages() == {(Channel.KEEPER, MessageState.WAITING): 2}
    later = office.as_("north-lead").put(LIST, json=body).json()
    assert later["secret"] == answer["secret"]


@pytest.mark.parametrize("url", ["http://keeper.example/", "https://name:word@keeper.example/", "ftp://x", "/x"])
def test_an_address_that_may_not_be_called_is_refused(office, url) -> None:
    office.work.senders = {Channel.KEEPER: ListCaller(office.store, office.work.desk.subject_key, "https://daoan.test")}
    body = {"name": "外部清单", "plates": [PLATE], "webhook": url}
    assert office.as_("north-lead").put(LIST, json=body).status_code == 422
    assert office.store.find_setting("outside_lists") is None


def test_a_list_forgotten_and_begun_by_another_shows_them_nothing_of_the_first(kept) -> None:
    assert kept.as_("north-lead").delete(LIST).status_code == 204
    assert read(kept, "north-lead").status_code == 404
    assert hit(kept, 99) == 0  # nobody is there to be told
    assert kept.as_("south-lead").put(LIST, json={"name": "other", "plates": [PLATE]}).status_code == 200
    assert read(kept, "south-lead").json()["rows"] == []
    assert desk(kept, "south-lead")["outside"][0]["hits"] == 0


def test_a_list_grows_by_parts_and_its_references_are_its_own(office) -> None:
    def put(name: str, **more):
        return office.as_("north-lead").put(f"{URL}/outside/{name}", json={"name": "n"} | more).json()

    one = put("a", plates=[PLATE])
    two = put("a", plates=["甘M99999", PLATE], more=True)
    assert (one["count"], two["count"], two["references"][1]) == (1, 2, one["references"][0])
    assert put("b", plates=[PLATE])["references"] != one["references"]
    assert put("a", plates=["甘M88888"])["count"] == 1
