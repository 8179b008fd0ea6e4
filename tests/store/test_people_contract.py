"""What every store keeps to for units, people, accounts, sessions and the audit chain."""

from dataclasses import replace

import pytest

from daoan.store.protocol import Store
from daoan.terms.errors import Conflict, Fault, InputError, NotFound
from tests.store.store_given import day
from tests.store.work_given import (
    account,
    begin,
    file,
    matter,
    moved,
    note,
    person,
    require_unbroken,
    session,
    unit,
    work_of,
)

# --- units ------------------------------------------------------------------------------------------------------------


def test_units_are_listed_parents_first(sealed: Store):
    for given in (unit("z"), unit("b", "z"), unit("a", "b"), unit("c", "z"), unit("k")):
        sealed.save_unit(given, note("save.unit"))
    assert [u.unit_id for u in sealed.list_units()] == ["k", "z", "b", "a", "c"]
    sealed.save_unit(unit("b", "k"), note("save.unit"))
    assert sealed.list_units() == (unit("k"), unit("b", "k"), unit("a", "b"), unit("z"), unit("c", "z"))
    assert require_unbroken(sealed) == 6


def test_a_unit_stands_under_one_that_is_there_and_never_under_itself(sealed: Store):
    for given in (unit("z"), unit("b", "z"), unit("a", "b")):
        sealed.save_unit(given, note())
    before = work_of(sealed)
    for given in (unit("x", "none"), unit("x", "x"), unit("z", "a"), unit("b", "b")):
        with pytest.raises(InputError, match="stands under"):
            sealed.save_unit(given, note())
    assert work_of(sealed) == before


# --- people and accounts ----------------------------------------------------------------------------------------------


def test_a_person_comes_back_as_saved_last(sealed: Store):
    sealed.save_person(person("p2"), note())
    sealed.save_person(person("p1"), note())
    sealed.save_person(person("p2", active=False, unit_id="south"), note())
    assert sealed.get_person("p2") == person("p2", active=False, unit_id="south")
    assert [p.person_id for p in sealed.list_people()] == ["p1", "p2"]
    with pytest.raises(NotFound):
        sealed.get_person("p3")


def test_an_account_is_found_in_any_mixture_of_capitals(sealed: Store):
    sealed.save_account(account(locked_until=day(1), failures=3), note())
    for login in ("Wang.Mou", "wang.mou", "WANG.MOU", " wang.Mou "):
        assert sealed.find_account(login) == account(locked_until=day(1), failures=3)
    assert sealed.get_account("p1").login == "Wang.Mou"
    assert sealed.find_account("wang") is None
    assert sealed.find_account("wang.mo_") is None
    with pytest.raises(NotFound):
        sealed.get_account("p2")


def test_an_account_changes_only_from_the_version_that_is_kept(sealed: Store):
    sealed.save_account(account(), note())
    sealed.save_account(account(version=2, login="wang", failures=1), note())
    before = work_of(sealed)
    for version in (1, 2, 4):
        with pytest.raises(Conflict, match="changed"):
            sealed.save_account(account(version=version), note())
    with pytest.raises(Conflict, match="changed"):
        sealed.save_account(account("p2", "li.mou", version=2), note())
    with pytest.raises(Conflict, match="login"):
        sealed.save_account(account("p2", "WANG"), note())
    with pytest.raises(InputError):
        sealed.save_account(account("p2", " "), note())
    assert work_of(sealed) == before
    assert sealed.find_account("Wang.Mou") is None
    sealed.save_account(account("p2", "Wang.Mou"), note())


# --- sessions ---------------------------------------------------------------------------------------------------------


def test_sessions_are_found_by_token_and_listed_latest_first(sealed: Store):
    for given in (session("a", 1), session("b", 3), session("c", 2), session("d", 9, person_id="p2")):
        sealed.save_session(given, note("sign_in"))
    assert sealed.find_session("hash-c") == session("c", 2)
    assert sealed.find_session("hash") is None
    assert sealed.find_signed("hash-c") is None  # nobody whom it belongs to
    sealed.save_person(person("p1"), note())
    assert sealed.find_signed("hash-c") is None
    sealed.save_account(account("p1", "wang"), note())
    assert sealed.find_signed("hash-c") == (session("c", 2), person("p1"), account("p1", "wang"))
    assert sealed.find_signed("hash") is None
    assert [s.session_id for s in sealed.list_sessions("p1")] == ["b", "c", "a"]
    assert sealed.list_sessions("p3") == ()


def test_seeing_a_session_again_moves_only_when_it_was_seen_and_is_no_event(sealed: Store):
    sealed.save_session(session(), note("sign_in"))
    sealed.save_session(session(seen_at=day(0.5), second_factor=False, expires_at=day(99)), None)
    assert sealed.find_session("hash-s1") == session(seen_at=day(0.5))
    sealed.save_session(session(), None)
    assert sealed.find_session("hash-s1") == session(seen_at=day(0.5))
    assert require_unbroken(sealed) == 1


def test_a_revoked_session_stays_revoked_whatever_a_slower_request_knew(sealed: Store):
    sealed.save_session(session(), note("sign_in"))
    sealed.save_session(session(revoked_at=day(0.2)), note("sign_out"))
    sealed.save_session(session(seen_at=day(0.3)), None)
    sealed.save_session(session(seen_at=day(0.4)), note("second_factor"))
    assert sealed.find_session("hash-s1") == session(revoked_at=day(0.2), seen_at=day(0.4))


def test_a_session_keeps_its_token_its_person_and_its_beginning(sealed: Store):
    sealed.save_session(session(), note("sign_in"))
    before = work_of(sealed)
    for given, audit in (
        (session("s2"), None),
        (session(token_hash="other"), note()),
        (session(person_id="p2"), note()),
    ):
        with pytest.raises(Fault):
            sealed.save_session(given, audit)
    with pytest.raises(Conflict):
        sealed.save_session(session("s2", token_hash="hash-s1"), note())
    assert work_of(sealed) == before


# --- the audit chain --------------------------------------------------------------------------------------------------


def test_lines_are_numbered_sealed_and_listed_in_order(sealed: Store):
    assert sealed.last_audit() is None
    assert sealed.list_audit() == ()
    lines = [sealed.append_audit(note(f"read.{n}", n)) for n in range(7)]
    assert [line.number for line in lines] == list(range(1, 8))
    assert sealed.list_audit() == tuple(lines)
    assert sealed.list_audit(after=2, limit=3) == tuple(lines[2:5])
    assert sealed.list_audit(after=7) == ()
    assert sealed.last_audit() == lines[-1]
    assert require_unbroken(sealed) == 7


def test_every_call_that_changes_something_writes_one_line(sealed: Store):
    begin(sealed, matter())
    sealed.keep_moves([moved(matter(), "running")], {"m1": 1}, note("act.issue"))
    sealed.keep_attachment(*file(), note("act.attach"))
    sealed.save_unit(unit("north"), note("save.unit"))
    sealed.save_person(person(), note("save.person"))
    sealed.save_account(account(), note("save.account"))
    sealed.save_session(session(), note("sign_in"))
    sealed.append_audit(note("read.matter"))
    assert [line.note.action for line in sealed.list_audit()] == [
        "act.create", "act.issue", "act.attach", "save.unit", "save.person", "save.account", "sign_in", "read.matter",
    ]  # fmt: skip
    assert require_unbroken(sealed) == 8


CALLS = {
    "keep_moves": lambda s, n: s.keep_moves([moved(matter(), "running")], {"m1": 1}, n),
    "keep_attachment": lambda s, n: s.keep_attachment(*file("f9", b"new"), n),
    "save_unit": lambda s, n: s.save_unit(unit("south"), n),
    "save_person": lambda s, n: s.save_person(person("p9"), n),
    "save_account": lambda s, n: s.save_account(account("p9", "li.mou"), n),
    "save_session": lambda s, n: s.save_session(session("s9"), n),
    "append_audit": lambda s, n: s.append_audit(n),
}


@pytest.mark.parametrize("name", CALLS)
def test_a_note_that_cannot_be_kept_keeps_the_act_from_being_done(sealed: Store, name: str):
    begin(sealed, matter())
    sealed.save_person(person(), note())
    before = work_of(sealed)
    for bad in (replace(note(), at=day(0).replace(tzinfo=None)), replace(note(), detail="\0")):
        with pytest.raises(Fault):
            CALLS[name](sealed, bad)
        assert work_of(sealed) == before
    CALLS[name](sealed, note())
    assert work_of(sealed) != before


@pytest.mark.parametrize("name", [name for name in CALLS if name not in ("keep_moves", "keep_attachment")])
def test_a_store_without_a_key_says_so_and_changes_nothing(store: Store, name: str):
    before = work_of(store)
    with pytest.raises(Fault, match=r"open_store\(place, sealer\)"):
        CALLS[name](store, note())
    with pytest.raises(Fault, match=r"open_store\(place, sealer\)"):
        begin(store, matter())
    assert work_of(store) == before
    store.put_setting("city", "leeds")
    assert store.find_setting("city") == "leeds"
