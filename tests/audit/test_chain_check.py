"""The verifier finds whatever was done to a chain, and nothing where nothing was."""

import hashlib
import hmac
import re
import tracemalloc
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daoan.terms.audit import GENESIS, Sealer
from daoan.terms.audit_break import BREAK_NAMES, BreakKind, break_of
from daoan.terms.audit_check import LISTED, ChainCheck, verify_chain
from daoan.terms.records.audited import AuditEntry, AuditNote
from tests.audit.chains import LENGTH, NEW, OLD, TAMPERINGS, Tampering, anchor_at, chain_of, note_of, scene

CHINESE = re.compile(r"[\u4e00-\u9fff]")


def test_there_are_fifty_kinds_of_tampering() -> None:
    assert len({t.name for t in TAMPERINGS}) >= 50


@pytest.mark.parametrize("done", TAMPERINGS, ids=lambda t: t.name)
def test_tampering_is_found(done: Tampering) -> None:
    s = scene()
    done.do(s)
    breaks = verify_chain(s.entries, s.keys, s.anchors)
    assert [b for b in breaks if b.kind is done.kind and b.number <= done.number <= b.last], breaks
    assert all(CHINESE.search(b.message.zh) and b.message.en.isascii() for b in breaks)


@pytest.mark.parametrize("rotated_at", [None, 1, 12, LENGTH - 1, LENGTH])
def test_an_untouched_chain_holds(rotated_at: int | None) -> None:
    entries, s = chain_of(rotated_at=rotated_at), scene()
    for length in range(LENGTH + 1):
        kept = entries[:length]
        assert verify_chain(kept, s.keys, [anchor_at(e) for e in kept]) == []


def test_one_bad_line_is_told_once() -> None:
    s = scene()
    s.note(7, person_id="p9")
    assert [(b.kind, b.number, b.last) for b in verify_chain(s.entries, s.keys, s.anchors)] == [("altered", 7, 7)]


def test_neighbouring_breaks_are_told_together() -> None:
    s = scene()
    for number in range(7, 12):
        s.note(number, person_id="p9")
    assert [(b.number, b.last) for b in verify_chain(s.entries, s.keys, s.anchors)] == [(7, 11)]


def test_an_exchanged_key_id_throws_no_suspicion_on_the_lines_behind() -> None:
    s = scene()
    s.line(7, key_id=NEW.key_id)
    assert [(b.kind, b.number, b.last) for b in verify_chain(s.entries, s.keys, s.anchors)] == [("wrong_key", 7, 7)]


def test_the_verdict_says_how_far_the_chain_is_anchored() -> None:
    s = scene()
    assert [_verdict(s.entries, anchors) for anchors in ([], s.anchors[:1], s.anchors)] == [0, 18, LENGTH]


def _verdict(entries: list[AuditEntry], anchors: list[Any]) -> int:
    check = ChainCheck({OLD.key_id: OLD.key, NEW.key_id: NEW.key}, anchors)
    for entry in entries:
        check.look(entry)
    return check.finish().anchored


def test_a_line_that_cannot_be_read_hides_no_other() -> None:
    s = scene()
    s.note(9, person_id="p9")
    check = ChainCheck(s.keys, s.anchors)
    for entry in s.entries:
        if entry.number == 7:
            check.unreadable(7, "not a time")
        else:
            check.look(entry)
    assert [(b.kind, b.number) for b in check.finish().breaks] == [("unreadable", 7), ("altered", 9)]


def test_breaks_beyond_the_list_are_counted() -> None:
    check = ChainCheck({OLD.key_id: OLD.key}, [])
    for number in range(1, 2 * LISTED + 21, 2):
        entry = OLD.seal(GENESIS, number, note_of(number))
        check.look(entry)
        check.look(entry)
    verdict = check.finish()
    assert (len(verdict.breaks), verdict.unlisted > 0, verdict.holds) == (LISTED, True, False)


def test_every_kind_of_break_has_both_languages() -> None:
    for kind in BreakKind:
        assert CHINESE.search(BREAK_NAMES[kind].zh)
        words = break_of(kind, 3, 5, "k").message
        assert words.en.startswith("lines 3 to 5:")
        assert words.zh.startswith("第 3 至 5 条")


def test_seals_stay_what_they_are() -> None:
    """Chains of today are checked in years to come: the bytes that are sealed never change."""
    by_hand = (
        '["'
        + GENESIS
        + '",1,{"action":"look_up.plate","at":"2026-03-02T00:37:00.000005+00:00","case":"","detail":"查询",'
        '"person_id":"p1","purpose":"","subject":"\\"t\\"","unit_id":"u"}]'
    )
    at = datetime(2026, 3, 2, 0, 37, 0, 5, tzinfo=UTC)
    note = AuditNote(at, "p1", "u", "look_up.plate", subject='"t"', detail="查询")
    assert OLD.seal(GENESIS, 1, note).seal == hmac.new(OLD.key, by_hand.encode(), hashlib.sha256).hexdigest()


def test_a_printed_sealer_shows_no_key() -> None:
    assert "ooo" not in repr(OLD)


def test_memory_does_not_grow_with_the_chain() -> None:
    def lines(count: int) -> Iterator[AuditEntry]:
        previous = GENESIS
        for number in range(1, count + 1):
            entry = OLD.seal(previous, number, note_of(number))
            previous = entry.seal
            yield entry

    peaks = []
    for count in (200, 2000):
        tracemalloc.start()
        assert verify_chain(lines(count), {OLD.key_id: OLD.key}, []) == []
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] + 100_000


# -- any chain, any single change --

TEXT = st.text(max_size=12)
MOMENTS = st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
NOTES = st.builds(AuditNote, MOMENTS, TEXT, TEXT, TEXT, TEXT, TEXT, TEXT, TEXT)
NOTE_FIELDS = [f.name for f in fields(AuditNote)]


def sealed(notes: list[AuditNote], sealer: Sealer = OLD) -> list[AuditEntry]:
    entries: list[AuditEntry] = []
    for number, note in enumerate(notes, 1):
        entries.append(sealer.seal(entries[-1].seal if entries else GENESIS, number, note))
    return entries


@settings(max_examples=100, deadline=None)
@given(st.lists(NOTES, max_size=6))
def test_no_false_alarm(notes: list[AuditNote]) -> None:
    entries = sealed(notes)
    assert verify_chain(entries, {OLD.key_id: OLD.key}, [anchor_at(e) for e in entries]) == []


@settings(max_examples=300, deadline=None)
@given(st.data(), st.lists(NOTES, min_size=1, max_size=5), st.sampled_from([*NOTE_FIELDS, "number", "seal", "key_id"]))
def test_any_single_change_is_found(data: st.DataObject, notes: list[AuditNote], name: str) -> None:
    entries = sealed(notes)
    at = data.draw(st.integers(0, len(entries) - 1))
    entry = entries[at]
    if name in NOTE_FIELDS:
        was = getattr(entry.note, name)
        now = data.draw((MOMENTS if name == "at" else TEXT).filter(lambda v: v != was))
        changed = replace(entry, note=replace(entry.note, **{name: now}))
    else:
        was = getattr(entry, name)
        values: st.SearchStrategy[Any] = st.integers(-3, 99) if name == "number" else st.text(max_size=64)
        changed = replace(entry, **{name: data.draw(values.filter(lambda v: v != was))})
    breaks = verify_chain([*entries[:at], changed, *entries[at + 1 :]], {OLD.key_id: OLD.key, NEW.key_id: NEW.key}, [])
    if name == "number" and at == len(entries) - 1 and changed.number > entry.number:
        assert breaks[0].kind is BreakKind.MISSING
    assert breaks


@settings(max_examples=100, deadline=None)
@given(st.data(), st.integers(2, 12))
def test_any_other_order_or_choice_of_lines_is_found(data: st.DataObject, length: int) -> None:
    entries = sealed([note_of(n) for n in range(1, length + 1)])
    chosen = data.draw(st.lists(st.sampled_from(entries), max_size=length + 2).filter(lambda c: c != entries))
    assert verify_chain(chosen, {OLD.key_id: OLD.key}, [anchor_at(entries[-1])])


def test_a_moment_later_by_rounding_is_another_moment() -> None:
    note = note_of(1)
    entry = OLD.seal(GENESIS, 1, note)
    later = replace(entry, note=replace(note, at=note.at + timedelta(microseconds=1)))
    assert verify_chain([later], {OLD.key_id: OLD.key}, [])
