"""What every store keeps to for registers: versions, keys, lists, and what stood at a moment."""

import tempfile
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daoan.store.memory import MemoryStore
from daoan.store.open import open_store
from daoan.store.protocol import Store
from daoan.store.register_protocol import EntryFilter, EntryRow
from daoan.terms.errors import Conflict, DaoanError, Fault, InputError, NotFound
from daoan.terms.records.registered import Entry
from tests.store.store_given import day
from tests.store.work_given import SEALER, note, require_unbroken


def row(name: str = "e1", version: int = 1, at: float = 0, key: str | None = None, **more) -> EntryRow:
    values = {"name": f"Shop {name} 店", "count": 3}
    entry = Entry(name, more.pop("register", "shop"), more.pop("unit_id", "north"), version, day(at), "p1", values)
    entry = replace(entry, **more)
    return EntryRow(entry, f"shop {name} 店", key)


def state_of(store: Store) -> object:
    pages = [store.page_entries(EntryFilter(r, ended=True), limit=1000).rows for r in ("shop", "school")]
    return pages, [store.list_versions(e.entry_id) for page in pages for e in page]


def test_an_entry_comes_back_with_every_version(sealed: Store):
    first, second = row(), row(version=2, at=1, values={"name": "new"}, note="moved")
    sealed.keep_entries([first], note("register.open"))
    sealed.keep_entries([second], note("register.change"))
    assert sealed.get_entry("e1") == second.entry
    assert sealed.list_versions("e1") == (first.entry, second.entry)
    assert require_unbroken(sealed) == 2
    for missing in (sealed.get_entry, sealed.list_versions):
        with pytest.raises(NotFound):
            missing("none")


def test_entries_of_one_call_are_kept_whole_or_not_at_all(sealed: Store):
    sealed.keep_entries([row("a", key="k1")], note())
    before = state_of(sealed)
    for bad, error in (
        ([row("b"), row("a")], Conflict),  # a version that was seen long ago
        ([row("b"), row("a", 3)], Conflict),
        ([row("b", key="k1")], Conflict),  # another's key
        ([row("b", key="k2"), row("c", key="k2")], Conflict),
        ([row("a", 2, at=-1)], Fault),  # before the kept one
        ([row("a", 2, register="school")], Fault),
    ):
        with pytest.raises(error):
            sealed.keep_entries(bad, note())
        assert state_of(sealed) == before
    assert require_unbroken(sealed) == 1


def test_a_key_finds_its_entry_and_moves_with_it(sealed: Store):
    sealed.keep_entries([row("a", key="k1"), row("b", key="k1", register="school")], note())
    assert sealed.find_entry("shop", "k1") == row("a").entry
    sealed.keep_entries([row("a", 2, 1, key="k2")], note())
    assert sealed.find_entry("shop", "k1") is None
    sealed.keep_entries([row("c", key="k1")], note())
    assert sealed.find_entry("shop", "k1") == row("c").entry


def test_lists_go_by_words_and_hold_their_filters(sealed: Store):
    rows = [row(f"e{n}", unit_id="south" if n % 2 else "north") for n in range(7)]
    sealed.keep_entries([*rows, row("z", register="school")], note())
    sealed.keep_entries([row("e3", 2, 1, ended_at=day(1), unit_id="south")], note())
    found, after = [], None
    while True:
        page = sealed.page_entries(EntryFilter("shop"), after=after, limit=2)
        found += [e.entry_id for e in page.rows]
        after = page.next
        if after is None:
            break
    assert found == ["e0", "e1", "e2", "e4", "e5", "e6"]
    assert sealed.count_entries(EntryFilter("shop")) == 6
    assert sealed.count_entries(EntryFilter("shop", ended=True)) == 7
    assert sealed.count_entries(EntryFilter("shop", units=("south",))) == 2
    assert sealed.count_entries(EntryFilter("shop", text="SHOP E5")) == 1
    assert sealed.count_entries(EntryFilter("shop", text="e_")) == 0  # a sign of the engine's own is only a sign
    with pytest.raises(InputError):
        sealed.page_entries(EntryFilter("shop"), after="nonsense")


def test_what_stood_at_a_moment_is_what_was_known_then(sealed: Store):
    sealed.keep_entries([row("a"), row("b", at=2)], note())
    sealed.keep_entries([row("a", 2, 3, ended_at=day(3))], note())
    assert [e.entry_id for e in sealed.list_entries("shop", day(1))] == ["a"]
    assert [(e.entry_id, e.version) for e in sealed.list_entries("shop", day(2))] == [("a", 1), ("b", 1)]
    assert [e.entry_id for e in sealed.list_entries("shop", day(3))] == ["b"]
    assert sealed.list_entries("school", day(3)) == ()


acts = st.lists(
    st.tuples(st.sampled_from("abc"), st.integers(1, 3), st.integers(0, 3), st.sampled_from([None, "k", "l"])),
    max_size=12,
)


@settings(max_examples=30, deadline=None)
@given(acts)
def test_sqlite_answers_as_the_plain_store_does(given_acts):
    with tempfile.TemporaryDirectory() as folder:
        plain, kept = MemoryStore(SEALER), open_store(folder, SEALER)
        for name, version, at, key in given_acts:
            answers = []
            for store in (plain, kept):
                try:
                    store.keep_entries([row(name, version, at, key)], note())
                    answers.append("kept")
                except DaoanError as error:
                    answers.append(type(error).__name__)
            assert answers[0] == answers[1]
        assert state_of(plain) == state_of(kept)
        for at in range(4):
            assert plain.list_entries("shop", day(at)) == kept.list_entries("shop", day(at))
        kept.close()


def test_the_stamp_of_registers_changes_with_them_alone(sealed: Store):
    nothing = sealed.register_stamp("shop", "school")
    sealed.keep_entries([row("a")], note())
    one = sealed.register_stamp("shop", "school")
    sealed.keep_entries([row("b", register="market")], note())
    assert nothing != one == sealed.register_stamp("shop", "school")
    sealed.keep_entries([row("a", 2, at=1, ended_at=day(1))], note())
    assert sealed.register_stamp("shop", "school") != one
