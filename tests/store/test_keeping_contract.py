"""Laws 10 to 13 of a store: purges whole or not at all, only of what was seen, never of what is open."""

from dataclasses import replace
from datetime import timedelta

import pytest

from daoan.store.hold_protocol import PURGED_KINDS
from daoan.terms.errors import Conflict, Fault, InputError, NotFound
from daoan.terms.records import Batch, Refusal
from daoan.terms.records.looked import LookUpRequest
from daoan.terms.records.retained import KeptRow
from tests.keeping.keeping_given import LATER, all_kept, all_matters, hold, keep_family, keep_last, line, purge_note
from tests.store.store_given import day
from tests.store.work_given import begin, file, matter, moved, note, require_unbroken, session, work_of


def everything(store) -> object:
    return work_of(store), store.list_holds(), store.list_purges(), [all_kept(store, k) for k in PURGED_KINDS]


def purge(store, kind: str, *rows: KeptRow) -> None:
    store.purge(kind, rows, store.list_holds(), line(kind, len(rows)), purge_note(kind))


# -- holds --


def test_a_hold_is_ordered_and_released_once(sealed):
    sealed.save_hold(hold(), note("hold.order"))
    sealed.save_hold(hold("h2", since=day(1)), note("hold.order"))
    assert [h.hold_id for h in sealed.list_holds()] == ["h2", "h1"]
    released = hold(released_at=day(2), released_by="li")
    sealed.save_hold(released, note("hold.release"))
    assert sealed.list_holds()[1] == released
    before = everything(sealed)
    for changed in (hold(), replace(released, released_at=day(3)), hold("h2", since=day(1), why="other")):
        with pytest.raises(Conflict):
            sealed.save_hold(changed, note())
    with pytest.raises(InputError):
        sealed.save_hold(hold("h3", why="  "), note())
    assert everything(sealed) == before
    assert [e.note.action for e in sealed.list_audit()] == ["hold.order", "hold.order", "hold.release"]


def test_a_purge_beside_the_store_is_written_down_while_holds_are_what_was_seen(sealed):
    seen = sealed.list_holds()
    sealed.save_hold(hold(), note("hold.order"))
    before = everything(sealed)
    with pytest.raises(Conflict):
        sealed.log_purge(seen, line("pass", 9), purge_note("pass"))
    assert everything(sealed) == before
    sealed.log_purge(sealed.list_holds(), line("pass", 9), purge_note("pass"))
    assert sealed.list_purges() == ((1, line("pass", 9)),)
    assert [e.note.action for e in sealed.list_audit()] == ["hold.order", "purge.pass"]


# -- families --


def test_a_family_is_listed_whole_once_all_of_it_is_closed(sealed):
    keep_family(sealed, "m1", 1, children=2)
    keep_family(sealed, "m2", None)
    keep_last(sealed)
    (row,) = all_kept(sealed, "matter")
    assert row == KeptRow("m1", day(1), ("m1", "m1.0", "m1.1"), ("m1", "m1.0", "m1.1", "m1f0"))
    assert all_kept(sealed, "matter", day(1) - timedelta(seconds=1)) == []


def test_a_purged_family_leaves_nothing_and_its_line(sealed):
    keep_family(sealed, "m1", 1)
    keep_family(sealed, "m2", 2)
    keep_last(sealed)
    last, news = sealed.last_news(), sealed.list_news(0)
    purge(sealed, "matter", *(r for r in all_kept(sealed, "matter") if r.record_id == "m1"))
    assert set(all_matters(sealed)) == {"m2", "m2.0", "last"}
    for call in (sealed.get_matter, sealed.list_steps, sealed.list_family, sealed.list_attachments):
        with pytest.raises(NotFound):
            call("m1")
    with pytest.raises(NotFound):
        sealed.get_attachment("m1f0")
    assert sealed.get_attachment("m2f0")[1] == b"m20"
    assert sealed.list_news(0) == tuple((n, s) for n, s in news if not s.matter_id.startswith("m1"))
    assert [(n, p.kind, p.purged) for n, p in sealed.list_purges()] == [(1, "matter", 1)]
    assert sealed.last_audit().note.action == "purge.matter"
    require_unbroken(sealed)
    begin(sealed, matter("m3"))
    assert sealed.last_news() == last + 1, "steps go on counting where they were"


def test_the_same_content_beside_another_matter_stays(sealed):
    keep_family(sealed, "m1", 1, files=0)
    keep_family(sealed, "m2", None, files=0)
    for of in ("m1", "m2"):
        sealed.keep_attachment(*file(f"f{of}", b"same", of=of), note())
    keep_last(sealed)
    purge(sealed, "matter", *all_kept(sealed, "matter"))
    assert sealed.get_attachment("fm2")[1] == b"same"


def test_the_family_of_the_latest_step_stays(sealed):
    keep_family(sealed, "m1", 1)
    assert all_kept(sealed, "matter") == []


@pytest.mark.parametrize("named", ["m1", "m1.0", "m1f0"])
def test_what_an_open_matter_names_is_in_an_open_case(sealed, named):
    keep_family(sealed, "m1", 1)
    keep_family(sealed, "m2", None, names=(named,))
    (row,) = all_kept(sealed, "matter")
    assert row.in_open_case
    before = everything(sealed)
    with pytest.raises(Fault):
        purge(sealed, "matter", row)
    assert everything(sealed) == before


def test_numbers_of_cases_outside_are_cases_of_the_family(sealed):
    first = matter("m1", values={"case": "庆公交认字〔2026〕第0012号"})
    begin(sealed, first)
    sealed.keep_moves([moved(first, "closed", closed_at=day(1))], {"m1": 1}, note())
    keep_last(sealed)
    (row,) = all_kept(sealed, "matter")
    assert row.cases == ("m1", "庆公交认字〔2026〕第0012号")


# -- only what was seen --


def test_a_hold_that_came_meanwhile_stops_a_purge(sealed):
    keep_family(sealed, "m1", 1)
    keep_last(sealed)
    rows, holds = all_kept(sealed, "matter"), sealed.list_holds()
    sealed.save_hold(hold(), note())
    before = everything(sealed)
    with pytest.raises(Conflict):
        sealed.purge("matter", rows, holds, line("matter"), purge_note())
    assert everything(sealed) == before


@pytest.mark.parametrize("what", ["reopened", "named", "file", "gone"])
def test_a_record_that_changed_meanwhile_stops_a_purge(sealed, what):
    keep_family(sealed, "m1", 1)
    keep_last(sealed)
    rows = all_kept(sealed, "matter")
    if what == "reopened":
        sealed.keep_moves([moved(sealed.get_matter("m1.0"), "open", closed_at=None)], {"m1.0": 2}, note())
    elif what == "named":
        begin(sealed, matter("m9", values={"deep": [{"er": "m1"}]}))
    elif what == "file":
        sealed.keep_attachment(*file("late", b"late", of="m1.0"), note())
    else:
        purge(sealed, "matter", *rows)
    before = everything(sealed)
    with pytest.raises(Conflict):
        purge(sealed, "matter", *rows)
    assert everything(sealed) == before


def test_only_kinds_that_are_kept_here(sealed):
    for kind in ("audit", "video", ""):
        with pytest.raises(InputError):
            sealed.list_kept(kind, LATER)
        with pytest.raises(InputError):
            purge(sealed, kind)


def test_without_a_key_nothing_is_purged(place):
    from daoan.store.open import open_store

    store = open_store(place)
    with pytest.raises(Fault):
        store.purge("session", (), (), line("session"), purge_note())
    assert store.list_purges() == ()
    store.close()


# -- the other kinds --


def test_sign_ins_are_counted_from_their_end(sealed):
    sealed.save_session(session("s1", at=0), note())
    sealed.save_session(session("s2", at=0, revoked_at=day(0.5)), note())
    rows = {r.record_id: r for r in all_kept(sealed, "session", limit=1)}
    assert {name: r.counted_from for name, r in rows.items()} == {"s1": day(1), "s2": day(0.5)}
    assert rows["s1"].parts == ("p1",)
    assert [r.record_id for r in all_kept(sealed, "session", day(0.6))] == ["s2"]
    purge(sealed, "session", rows["s2"])
    assert sealed.find_session("hash-s2") is None
    assert sealed.find_session("hash-s1") is not None


def test_answers_by_key_stay_while_a_matter_of_theirs_is_open(sealed):
    keep_family(sealed, "m1", 1)
    keep_family(sealed, "m2", None)
    rows = {r.record_id: r for r in all_kept(sealed, "request_key", limit=1)}
    assert {name: r.in_open_case for name, r in rows.items()} == {"key-m1": False, "key-m2": True}
    purge(sealed, "request_key", rows["key-m1"])
    assert sealed.find_kept("key-m1") is None
    assert sealed.find_kept("key-m2") is not None


def test_of_a_refused_row_the_cells_go_and_the_count_stays(sealed):
    from daoan.terms.estimates import Text

    rows = tuple(
        Refusal(n, "register", "a.csv", 7, "x", None, Text(f"{n} 某人", "某人"), {"姓名": "某人"}, day(0)) for n in "ab"
    )
    sealed.receive_crashes(Batch("register", "a.csv", "0" * 64, "v1", "utf-8", 2, 0, (), rows), day(0))
    assert all_kept(sealed, "refused_row") == []
    sealed.close_refusal("a", "dismissed", "li", "twice", day(1))
    (row,) = all_kept(sealed, "refused_row")
    assert row == KeptRow("a", day(1))
    counted = sealed.count_refusals()
    purge(sealed, "refused_row", row)
    assert sealed.count_refusals() == counted
    assert "某人" not in f"{sealed.get_refusal('a')}"
    assert "某人" in f"{sealed.get_refusal('b')}"
    assert sealed.get_refusal("a").state == "dismissed"
    assert all_kept(sealed, "refused_row") == []


# -- requests for a second person --

REQUEST = LookUpRequest("q1", "track", "plate-1", "甘M·12*45", "crash", "OR-1-2026", "p1", "north", day(0), day(1))


def test_a_request_moves_from_the_state_that_was_seen(sealed):
    sealed.save_request(REQUEST, "", note())
    approved = replace(REQUEST, state="approved", decided_by="p2", decided_at=day(0.5))
    sealed.save_request(approved, "asked", note())
    for wrong in ("", "asked", "used"):
        with pytest.raises(Conflict):
            sealed.save_request(replace(approved, state="used"), wrong, note())
    assert sealed.get_request("q1") == approved
    assert sealed.list_requests(day(0)) == (approved,)
    assert sealed.list_requests(day(0.1)) == ()
    with pytest.raises(NotFound):
        sealed.get_request("q2")
    (row,) = all_kept(sealed, "look_up_request")
    assert row == KeptRow("q1", day(1), ("OR-1-2026",), ("p1",))
    purge(sealed, "look_up_request", row)
    assert sealed.list_requests(day(0)) == ()


# -- what tells of something --


def test_mentions_are_found_in_record_log_and_names_of_files(sealed):
    first = matter("m1", title="甘M·12345 at the bend")
    begin(sealed, first, matter("m2", values={"a": ["甘m12345"]}), matter("m3"), matter("m4", title="甘M123 45%_\\"))
    sealed.keep_moves([moved(matter("m3"), "running", note="驾驶甘M 12345")], {"m3": 1}, note())
    attachment, content = file("f1", of="m1")
    sealed.keep_attachment(replace(attachment, name="张三.png"), content, note())
    assert sealed.find_mentions(("甘", "M", "12345")) == ("m3", "m2", "m1")
    assert sealed.find_mentions(("甘", "m", "12345"), limit=1) == ("m3",)
    assert sealed.find_mentions(("张三",)) == ("m1",)
    assert sealed.find_mentions(("45%_\\",)) == ("m4",)
    assert sealed.find_mentions(("45__",)) == ()
