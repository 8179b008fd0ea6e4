"""A chain with a change of keys and two anchors, and what somebody might do to it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from daoan.terms.audit import GENESIS, ROTATED, Sealer, seal_of
from daoan.terms.audit_break import BreakKind as K
from daoan.terms.records.audited import Anchor, AuditEntry, AuditNote

START = datetime(2026, 3, 2, 0, 30, tzinfo=UTC)
OLD, NEW, STRANGE = Sealer("1-old", b"o" * 32), Sealer("2-new", b"n" * 32), Sealer("3-strange", b"s" * 32)
LENGTH, ROTATED_AT, FIRST_ANCHOR = 40, 25, 18


def note_of(number: int, **given: Any) -> AuditNote:
    """The note of a line; every line differs from every other."""
    note = AuditNote(
        at=START + timedelta(minutes=7 * number),
        person_id=f"p{number % 5}",
        unit_id="qy-xf",
        action=("look_up.plate", "act.sign", "read.matter")[number % 3],
        subject=f"t{number:03d}",
        purpose="crash",
        case=f"OR-2026-{number:04d}",
        detail="查询 1 条" if number % 2 else "",
    )
    return replace(note, **given)


def chain_of(length: int = LENGTH, rotated_at: int | None = ROTATED_AT, marks: str = "") -> list[AuditEntry]:
    """Lines 1 to ``length``; line ``rotated_at`` announces the new key. ``marks``: makes it another history."""
    entries: list[AuditEntry] = []
    sealer, previous = OLD, GENESIS
    for number in range(1, length + 1):
        turn = number == rotated_at
        note = note_of(number, action=ROTATED, subject=NEW.key_id) if turn else note_of(number)
        entries.append(sealer.seal(previous, number, replace(note, detail=note.detail + marks)))
        previous = entries[-1].seal
        sealer = NEW if turn else sealer
    return entries


def anchor_at(entry: AuditEntry) -> Anchor:
    """An anchor written down when the line was the last."""
    return Anchor(entry.number, entry.seal, entry.key_id, entry.note.at)


@dataclass
class Scene:
    """What a verifier is given; tamperings change it in place."""

    entries: list[AuditEntry]
    keys: dict[str, bytes]
    anchors: list[Anchor]

    def note(self, number: int, /, **given: Any) -> None:
        """Change the note of a line and leave its seal."""
        entry = self.entries[number - 1]
        self.entries[number - 1] = replace(entry, note=replace(entry.note, **given))

    def line(self, number: int, /, **given: Any) -> None:
        """Change what stands beside the note."""
        self.entries[number - 1] = replace(self.entries[number - 1], **given)

    def reseal(self, first: int, sealer: Sealer | None = None) -> None:
        """Seal every line from one on anew, as somebody who holds the keys (or one of their own) would."""
        keys = {OLD.key_id: OLD, NEW.key_id: NEW}
        for at in range(first - 1, len(self.entries)):
            entry = self.entries[at]
            previous = self.entries[at - 1].seal if at else GENESIS
            self.entries[at] = (sealer or keys[entry.key_id]).seal(previous, at + 1, entry.note)


def scene() -> Scene:
    """Untouched."""
    entries = chain_of()
    keys = {OLD.key_id: OLD.key, NEW.key_id: NEW.key}
    return Scene(entries, keys, [anchor_at(entries[FIRST_ANCHOR - 1]), anchor_at(entries[-1])])


@dataclass(frozen=True)
class Tampering:
    """One way to tamper, and a kind of break that must be among those found, with a line that it must name."""

    name: str
    do: Callable[[Scene], None]
    kind: K
    number: int


TAMPERINGS: list[Tampering] = []


def tampering(kind: K, number: int) -> Callable[[Callable[[Scene], None]], Callable[[Scene], None]]:
    """Puts a function into the list."""

    def keep(do: Callable[[Scene], None]) -> Callable[[Scene], None]:
        TAMPERINGS.append(Tampering(do.__name__, do, kind, number))
        return do

    return keep


def _field(name: str, number: int, **given: Any) -> None:
    TAMPERINGS.append(Tampering(name, lambda s: s.note(number, **given), K.ALTERED, number))


# 1–16: a field of a line
_field("another_person", 7, person_id="p9")
_field("another_unit", 7, unit_id="qy-hs")
_field("another_action", 7, action="read.matter.x")
_field("another_subject", 7, subject="t999")
_field("another_purpose", 7, purpose="inspection")
_field("another_case", 7, case="OR-2026-9999")
_field("detail_added", 8, detail="x")
_field("detail_emptied", 7, detail="")
_field("blank_added", 7, case="OR-2026-0007 ")
_field("look_alike_letter", 7, case="ОR-2026-0007")  # Cyrillic О
_field("a_second_later", 7, at=START + timedelta(minutes=49, seconds=1))
_field("a_microsecond_later", 7, at=START + timedelta(minutes=49, microseconds=1))
_field("same_moment_other_zone", 7, at=(START + timedelta(minutes=49)).astimezone(timezone(timedelta(hours=8))))
_field("a_year_back", 7, at=(START + timedelta(minutes=49)).replace(year=2025))
_field("subject_and_case_swapped", 7, subject="OR-2026-0007", case="t007")
_field("nothing_where_text_was", 7, purpose=None)
_field("first_line_altered", 1, person_id="p9")
_field("last_line_altered", LENGTH, person_id="p9")
_field("rotation_line_altered", ROTATED_AT, subject="9-other")


# 19–: seals and key ids
@tampering(K.ALTERED, 7)
def seal_replaced(s: Scene) -> None:
    s.line(7, seal="f" * 64)


@tampering(K.ALTERED, 7)
def one_digit_of_a_seal(s: Scene) -> None:
    seal = s.entries[6].seal
    s.line(7, seal=("0" if seal[0] != "0" else "1") + seal[1:])


@tampering(K.ALTERED, 7)
def seal_in_capitals(s: Scene) -> None:
    s.line(7, seal=s.entries[6].seal.upper())


@tampering(K.ALTERED, 7)
def seal_emptied(s: Scene) -> None:
    s.line(7, seal="")


@tampering(K.ALTERED, LENGTH)
def last_seal_replaced(s: Scene) -> None:
    s.line(LENGTH, seal="f" * 64)


@tampering(K.ALTERED, 7)
def two_seals_exchanged(s: Scene) -> None:
    a, b = s.entries[6].seal, s.entries[8].seal
    s.line(7, seal=b)
    s.line(9, seal=a)


@tampering(K.WRONG_KEY, 7)
def key_id_of_the_other_key(s: Scene) -> None:
    s.line(7, key_id=NEW.key_id)


@tampering(K.UNKNOWN_KEY, 7)
def key_id_that_nobody_has(s: Scene) -> None:
    s.line(7, key_id="9-none")


@tampering(K.ALTERED, 7)
def sealed_without_a_key(s: Scene) -> None:
    s.note(7, person_id="p9")
    s.line(7, seal=seal_of(b"", s.entries[5].seal, 7, s.entries[6].note))


@tampering(K.ALTERED, 7)
def sealed_with_a_key_of_ones_own(s: Scene) -> None:
    s.note(7, person_id="p9")
    s.line(7, seal=seal_of(STRANGE.key, s.entries[5].seal, 7, s.entries[6].note))


@tampering(K.UNKNOWN_KEY, 7)
def rest_sealed_with_a_key_of_ones_own(s: Scene) -> None:
    s.note(7, person_id="p9")
    s.reseal(7, STRANGE)


@tampering(K.RETIRED_KEY, 30)
def line_sealed_with_the_retired_key(s: Scene) -> None:
    del s.anchors[1]
    s.note(30, person_id="p9")
    s.entries[29] = OLD.seal(s.entries[28].seal, 30, s.entries[29].note)


@tampering(K.RETIRED_KEY, LENGTH + 1)
def line_added_with_the_retired_key(s: Scene) -> None:
    s.entries.append(OLD.seal(s.entries[-1].seal, LENGTH + 1, note_of(LENGTH + 1)))


@tampering(K.UNANNOUNCED_KEY, 20)
def key_brought_in_without_a_word(s: Scene) -> None:
    s.keys[STRANGE.key_id] = STRANGE.key
    s.reseal(20, STRANGE)


@tampering(K.WRONG_KEY, 1)
def key_file_exchanged(s: Scene) -> None:
    s.keys[OLD.key_id] = STRANGE.key


@tampering(K.WRONG_KEY, 1)
def both_keys_exchanged_with_one_another(s: Scene) -> None:
    s.keys = {OLD.key_id: NEW.key, NEW.key_id: OLD.key}


@tampering(K.UNKNOWN_KEY, 1)
def old_key_thrown_away(s: Scene) -> None:
    del s.keys[OLD.key_id]


@tampering(K.UNKNOWN_KEY, 1)
def every_key_thrown_away(s: Scene) -> None:
    s.keys.clear()


# lines left out, cut, moved, doubled
@tampering(K.MISSING, 7)
def line_deleted(s: Scene) -> None:
    del s.entries[6]


@tampering(K.MISSING, 1)
def first_line_deleted(s: Scene) -> None:
    del s.entries[0]


@tampering(K.MISSING, 10)
def several_lines_deleted(s: Scene) -> None:
    del s.entries[9:15]


@tampering(K.MISSING, 1)
def first_half_deleted(s: Scene) -> None:
    del s.entries[:20]


@tampering(K.MISSING, 2)
def every_second_line_deleted(s: Scene) -> None:
    del s.entries[1::2]


@tampering(K.MISSING, ROTATED_AT)
def rotation_line_deleted(s: Scene) -> None:
    del s.entries[ROTATED_AT - 1]


@tampering(K.ALTERED, 7)
def line_deleted_and_the_rest_renumbered(s: Scene) -> None:
    del s.entries[6]
    for at in range(6, len(s.entries)):
        s.line(at + 1, number=at + 1)


@tampering(K.WRONG_KEY, 1)
def first_line_deleted_and_the_rest_renumbered(s: Scene) -> None:
    del s.entries[0]
    for at in range(len(s.entries)):
        s.line(at + 1, number=at + 1)


@tampering(K.CUT_OFF, LENGTH)
def last_line_cut_off(s: Scene) -> None:
    del s.entries[-1]


@tampering(K.CUT_OFF, 31)
def tail_cut_off(s: Scene) -> None:
    del s.entries[30:]


@tampering(K.CUT_OFF, 2)
def all_but_the_first_cut_off(s: Scene) -> None:
    del s.entries[1:]


@tampering(K.CUT_OFF, 1)
def log_emptied(s: Scene) -> None:
    s.entries.clear()


@tampering(K.REORDERED, 7)
def neighbours_swapped(s: Scene) -> None:
    s.entries[6], s.entries[7] = s.entries[7], s.entries[6]


@tampering(K.ALTERED, 7)
def neighbours_swapped_with_their_numbers(s: Scene) -> None:
    a, b = s.entries[6], s.entries[7]
    s.entries[6], s.entries[7] = replace(b, number=7), replace(a, number=8)


@tampering(K.ALTERED, 7)
def contents_of_two_lines_swapped(s: Scene) -> None:
    a, b = s.entries[6].note, s.entries[20].note
    s.line(7, note=b)
    s.line(21, note=a)


@tampering(K.REORDERED, 3)
def line_moved_to_the_end(s: Scene) -> None:
    s.entries.append(s.entries.pop(2))


@tampering(K.REORDERED, 1)
def whole_log_turned_round(s: Scene) -> None:
    s.entries.reverse()


@tampering(K.DOUBLED, 7)
def line_doubled(s: Scene) -> None:
    s.entries.insert(7, s.entries[6])


@tampering(K.DOUBLED, 7)
def line_doubled_at_the_end(s: Scene) -> None:
    s.entries.append(s.entries[6])


@tampering(K.ALTERED, LENGTH + 1)
def line_repeated_under_a_new_number(s: Scene) -> None:
    s.entries.append(replace(s.entries[6], number=LENGTH + 1))


@tampering(K.ALTERED, 10)
def line_slipped_in(s: Scene) -> None:
    s.entries.insert(9, replace(s.entries[9], note=note_of(99)))
    for at in range(10, len(s.entries)):
        s.line(at + 1, number=at + 1)


@tampering(K.ALTERED, LENGTH + 1)
def line_added_without_a_key(s: Scene) -> None:
    s.entries.append(AuditEntry(LENGTH + 1, note_of(LENGTH + 1), "a" * 64, NEW.key_id))


@tampering(K.MISSING, LENGTH + 1)
def line_added_far_behind(s: Scene) -> None:
    s.entries.append(NEW.seal(s.entries[-1].seal, LENGTH + 5, note_of(LENGTH + 5)))


@tampering(K.ALTERED, 0)
def line_before_the_first(s: Scene) -> None:
    s.entries.insert(0, OLD.seal(GENESIS, 0, note_of(0)))


# with the keys in hand, or with an old copy
@tampering(K.ROLLED_BACK, FIRST_ANCHOR)
def rewritten_with_the_keys(s: Scene) -> None:
    s.note(7, person_id="p9")
    s.reseal(7)


@tampering(K.ROLLED_BACK, LENGTH)
def last_line_rewritten_with_the_key(s: Scene) -> None:
    s.note(LENGTH, person_id="p9")
    s.reseal(LENGTH)


@tampering(K.ROLLED_BACK, FIRST_ANCHOR)
def line_dropped_and_rewritten_with_the_keys(s: Scene) -> None:
    del s.entries[6]
    s.reseal(7)


@tampering(K.CUT_OFF, 31)
def old_copy_restored(s: Scene) -> None:
    s.entries = chain_of(30)


@tampering(K.ROLLED_BACK, LENGTH)
def old_copy_restored_and_continued(s: Scene) -> None:
    s.entries = chain_of()[:30]
    s.entries += [replace(e, note=replace(e.note, detail="later")) for e in chain_of()[30:]]
    s.reseal(31)


@tampering(K.CUT_OFF, 36)
def old_copy_continued_for_a_while(s: Scene) -> None:
    s.entries = s.entries[:30] + [replace(e, note=note_of(e.number, detail="later")) for e in s.entries[30:35]]
    s.reseal(31)


@tampering(K.ROLLED_BACK, FIRST_ANCHOR)
def log_begun_anew_with_the_keys(s: Scene) -> None:
    s.entries = chain_of(marks="!")


@tampering(K.ROLLED_BACK, FIRST_ANCHOR)
def log_of_another_city(s: Scene) -> None:
    s.entries = [replace(e, note=replace(e.note, unit_id="leeds")) for e in chain_of()]
    s.reseal(1)


@tampering(K.UNKNOWN_KEY, 1)
def log_and_key_of_ones_own(s: Scene) -> None:
    s.reseal(1, STRANGE)


@tampering(K.ROLLED_BACK, FIRST_ANCHOR)
def anchor_altered(s: Scene) -> None:
    s.anchors[0] = replace(s.anchors[0], seal="f" * 64)


@tampering(K.CUT_OFF, LENGTH + 1)
def anchor_moved_on(s: Scene) -> None:
    s.anchors[1] = replace(s.anchors[1], number=LENGTH + 1)
