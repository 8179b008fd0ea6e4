"""The end of a villager's report: photo, words and telephone number leave the store and its file; the log says so."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from daoan.jobs.keeping import run_purge
from daoan.store.open import open_store
from daoan.store.work_protocol import MatterFilter
from daoan.terms.errors import NotFound
from tests.api.reports_given import DOOR, PHONE, opened, photo, sent, stranger, waiting
from tests.api.work_given import START, Office, open_office
from tests.keeping.keeping_given import BY, hold, pack
from tests.store.work_given import SEALER, note, require_unbroken

WORDS, WHERE, ANSWER = "桥栏杆断了一截快掉下去", "老槐树旁第三个弯道", "昨天已经换上新的栏杆"
TAKEN = "路面塌了半边要尽快修补"


@dataclass
class Reported:
    """Two reports with all that can be in one: the first was turned down, a hazard came of the second."""

    office: Office
    place: Path | None
    first: str
    second: str
    hazard: str
    photo: bytes

    def end(self, at) -> dict[str, int]:
        """Let go of what is due."""
        return {x.kind: x.purged for x in run_purge(self.office.store, pack(), at, BY).lines}

    def kept(self) -> str:
        """All that the store keeps of matters, and its logs."""
        store = self.office.store
        matters = store.page_matters(MatterFilter(), limit=500).rows
        steps = [s for m in matters for s in store.list_steps(m.matter_id)]
        return str([matters, steps, store.list_news(0), store.list_audit(limit=10_000), store.list_purges()])


@pytest.fixture(params=["memory", "sqlite"])
def reported(request, tmp_path) -> Iterator[Reported]:
    place = None if request.param == "memory" else tmp_path / "work.sqlite"
    store = open_store(place or "memory:", SEALER)
    office = open_office(store, tmp_path)
    code, town = opened(office), "north-town"
    sent(office, code, 1, text=WORDS, where=WHERE, phone=PHONE, photo=photo())
    (first,) = waiting(office)
    sent(office, code, 2, text=TAKEN, phone=PHONE, photo=photo())
    second = next(r for r in waiting(office) if r["text"] == TAKEN)
    content = store.get_attachment(first["photo"])[1]
    path = f"/api/v1/reports/{first['matter_id']}/contact"
    assert office.as_(town).post(path, json={"why": "ask where"}).json() == {"phone": PHONE}
    matter = office.see(town, first["matter_id"])["matter"]
    office.act(town, matter, "turn_down", note=ANSWER, values={"reason": "mended"})
    path = f"/api/v1/reports/{second['matter_id']}/take-up"
    hazard = office.as_(town).post(path, json={"version": second["version"]}).json()["hazard"]
    office.draft()  # the latest step is another's
    yield Reported(office, place, first["matter_id"], second["matter_id"], hazard, content)
    store.close()


YEAR = START + timedelta(days=366)


def test_a_report_goes_with_photo_words_and_number_and_the_log_keeps_the_fact(reported) -> None:
    store, receipt = reported.office.store, reported.first.removeprefix("report-")
    path = f"{DOOR}/receipts/{receipt}"
    assert stranger(reported.office).get(path).status_code == 200
    assert reported.end(YEAR - timedelta(seconds=1)).get("villager_report") is None
    assert WORDS in reported.kept()
    assert reported.end(YEAR)["villager_report"] == 1
    for gone in (store.get_matter, store.list_steps, store.list_attachments):
        with pytest.raises(NotFound):
            gone(reported.first)
    for personal in (WORDS, WHERE, ANSWER, PHONE):
        assert personal not in reported.kept()
    assert stranger(reported.office).get(path).status_code == 404
    told = [e.note.action for e in store.list_audit(limit=10_000) if e.note.subject == reported.first]
    assert told == ["report.take", "act.attach", "read.report_contact", "act.turn_down"], (
        "that it was, not what it said"
    )
    assert [x.purged for _, x in store.list_purges() if x.kind == "villager_report"] == [1]
    require_unbroken(store)


def test_nothing_of_it_is_left_in_the_file(reported) -> None:
    if reported.place is None:
        pytest.skip("memory has no file")
    told = [WORDS.encode(), WHERE.encode(), ANSWER.encode(), reported.photo, reported.photo[300:400]]
    files = (reported.place, reported.place.with_name("work.sqlite-wal"))
    before = b"".join(f.read_bytes() for f in files)
    assert all(one in before for one in told), "they are looked for as they are written"
    reported.end(YEAR)
    reported.office.store.close()
    left = reported.place.read_bytes()
    assert [n for n, one in enumerate(told) if one in left] == []


def test_what_an_open_hazard_came_of_stays_until_it_is_closed_and_a_held_one_too(reported) -> None:
    store, office = reported.office.store, reported.office
    store.save_hold(hold("h1", kinds=("villager_report",), record_ids=(reported.first,)), note())
    assert reported.end(YEAR).get("villager_report") is None
    assert TAKEN in reported.kept()
    office.act("north-lead", office.see("north-lead", reported.hazard)["matter"], "dismiss", note="no hazard")
    assert reported.end(YEAR)["villager_report"] == 1
    with pytest.raises(NotFound):
        store.get_matter(reported.second)
    assert store.get_matter(reported.first).values["text"] == WORDS
    assert store.list_attachments(reported.hazard), "the hazard keeps its own for as long as hazards are kept"
    assert "138****5678" not in reported.kept()
    office.draft()
    assert reported.end(office.clock.now() + timedelta(days=1096))["matter"] == 1
    assert TAKEN not in reported.kept()
