"""The monthly review of look-ups: flagged lines with their reasons, lines drawn by lot, and what was said about each.

Whoever reviews sees who looked up what kind of thing, for what and under which number; never which plate or person.
That the review was read, with which seed, and every word about a line are themselves lines of the log.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from daoan.act.lookups.grounds import LOOK_UP, purposes
from daoan.act.lookups.review import Review, draw_review
from daoan.act.lookups.unusual import Flag, Known, Shift, flag_lookups
from daoan.edge.tokens import subject_token
from daoan.jobs.duty import shifts_of_look_ups
from daoan.jobs.fields import require_note
from daoan.jobs.workroom import Workroom
from daoan.terms.errors import InputError, NotFound
from daoan.terms.estimates import Text
from daoan.terms.masking import mask_text
from daoan.terms.records.audited import AuditEntry, AuditNote
from daoan.terms.rulepacks import RulePack
from daoan.terms.subjects import read_subject
from daoan.terms.times import utc_to_local

Word = Literal["asked", "explained", "escalated"]
WORDS: tuple[Word, ...] = ("asked", "explained", "escalated")
REVIEW = "review."
#: Setting of a workspace: tokens of people's own plates and family, by person id.
OWN = "own_subjects"


@dataclass(frozen=True, slots=True)
class Mark:
    """What was said about a line, when and by whom."""

    at: datetime
    by: str
    by_name: str | None
    word: str
    note: str


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One look-up of the month that is to be asked about. ``subject``: the end of its token, or a matter's id."""

    line: int
    at: datetime
    person_id: str
    name: str | None
    unit: Text | None
    kind: str
    subject: str
    purpose: Text
    case: str
    detail: str
    flags: tuple[Flag, ...]
    drawn: bool
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The review of one month. ``over``: the month has ended, so that lots may be drawn."""

    review: Review
    over: bool
    refused: int  # look-ups of the month that were refused
    rows: tuple[ReviewRow, ...]


def known_of(room: Workroom, lines: Sequence[AuditEntry], key: bytes, own: object) -> Known:
    """What is known beside the log: names of colleagues, plates that they registered (``own``), numbers of matters."""
    people = room.store.list_people()
    registered = own if isinstance(own, dict) else {}
    mine = {p.person_id: _tokens(key, p.name, registered.get(p.person_id, ())) for p in people}
    guarded = {token for tokens in mine.values() for token in tokens}
    return Known(own=mine, guarded=guarded, cases=_cases(room, {line.note.case for line in lines}))


def review_month(
    room: Workroom,
    pack: RulePack,
    lines: Sequence[AuditEntry],
    known: Known,
    month: str,
    seed: str,
    now: datetime,
    shifts: Mapping[str, Sequence[Shift]],
) -> Sheet:
    """The sheet of a local month ("2026-03"). Without a seed no lots are drawn; flags are there at any time.

    ``shifts``: by person; who has none is never off shift.

    Raises :class:`InputError` for what is no month, and for a seed before the month has ended.
    """
    over = require_month(month) < f"{utc_to_local(now, room.zone):%Y-%m}"
    if seed.strip() and not over:
        raise InputError(
            "lots are drawn once the month has ended: a seed that is known before warns 当月结束后方可抽查"
        )
    here = [e for e in lines if f"{utc_to_local(e.note.at, room.zone):%Y-%m}" == month]
    look_ups = [e for e in here if e.note.action.startswith(LOOK_UP)]
    flags: dict[int, list[Flag]] = defaultdict(list)
    for flag in flag_lookups(lines, shifts, known, pack):
        flags[flag.number].append(flag)
    flagged = tuple(e.number for e in look_ups if e.number in flags)
    review = (
        draw_review(lines, month, seed, flagged, room.zone, pack)
        if seed.strip()
        else Review(month, "", len(look_ups), flagged, (), pack.stamp)
    )
    wanted = {*review.flagged, *review.drawn}
    marks, words = _marks(room, lines), purposes(pack)
    rows = [_row(room, e, flags[e.number], review, marks[e.number], words) for e in look_ups if e.number in wanted]
    refused = sum(e.note.action.startswith(f"refused.{LOOK_UP}") for e in here)
    return Sheet(review, over, refused, tuple(rows))


def read_month(
    room: Workroom,
    packs: Mapping[str, RulePack],
    lines: Sequence[AuditEntry],
    known: Known,
    month: str,
    seed: str,
    by: str,
    unit: str,
    now: datetime,
) -> Sheet:
    """The sheet of a month for somebody, with the shifts that are kept; that they read it is written into the log."""
    moments = [line.note.at for line in lines]
    shifts = shifts_of_look_ups(room.store, min(moments), max(moments), packs["messages"]) if moments else {}
    sheet = review_month(room, packs["lookups"], lines, known, month, seed, now, shifts)
    room.store.append_audit(note_of_reading(sheet, by, unit, now))
    return sheet


def mark_line(
    room: Workroom, lines: Sequence[AuditEntry], by: str, unit: str, number: int, word: str, note: str, at: datetime
) -> AuditEntry:
    """Write down what was said about a line. Raises :class:`NotFound` unless it is a look-up, :class:`InputError`."""
    if word not in WORDS:
        raise InputError(f"a line is {', '.join(WORDS)}, not {word!r:.40}")
    line = next((e for e in lines if e.number == number and e.note.action.startswith(LOOK_UP)), None)
    if line is None:
        raise NotFound(f"line {number} is no look-up")
    if line.note.person_id == by:
        raise InputError("nobody reviews their own look-up 不得核查本人的查询")
    if word != "asked" and not note.strip():
        raise InputError("say what came of it 请填写核查情况")
    told = mask_text(require_note(note.strip()))
    return room.store.append_audit(AuditNote(at, by, unit, f"{REVIEW}{word}", str(number), detail=told))


def note_of_reading(sheet: Sheet, by: str, unit: str, at: datetime) -> AuditNote:
    """The line that says who read a review, with which seed, and what came out."""
    r = sheet.review
    told = f"seed {r.seed!r}; {len(r.flagged)} flagged, {len(r.drawn)} drawn of {r.look_ups}"
    return AuditNote(at, by, unit, "audit.review", r.month, "monthly review", detail=told)


def require_month(month: str) -> str:
    """The month, if it is one. Raises :class:`InputError`."""
    year, dash, number = month.partition("-")
    whole = month.isascii() and len(month) == 7 and dash and year.isdigit() and number.isdigit()
    if not whole or not 1 <= int(number) <= 12:
        raise InputError(f"{month!r:.20} is no month; write it as 2026-03")
    return month


def _row(
    room: Workroom,
    entry: AuditEntry,
    flags: Sequence[Flag],
    review: Review,
    marks: Sequence[Mark],
    words: Mapping[str, Text],
) -> ReviewRow:
    note, units = entry.note, room.units()
    kind = note.action.removeprefix(LOOK_UP)
    return ReviewRow(
        line=entry.number,
        at=note.at,
        person_id=note.person_id,
        name=room.name_of(note.person_id),
        unit=units.name_of(note.unit_id),
        kind=kind,
        subject=note.subject if kind == "matter" else note.subject[-6:],
        purpose=words.get(note.purpose, Text(note.purpose, note.purpose)),
        case=note.case,
        detail=note.detail,
        flags=tuple(flags),
        drawn=entry.number in review.drawn,
        marks=tuple(marks),
    )


def _marks(room: Workroom, lines: Sequence[AuditEntry]) -> dict[int, list[Mark]]:
    marks: dict[int, list[Mark]] = defaultdict(list)
    for entry in lines:
        note = entry.note
        if note.action.startswith(REVIEW) and note.subject.isdigit():
            word, by = note.action.removeprefix(REVIEW), note.person_id
            marks[int(note.subject)].append(Mark(note.at, by, room.name_of(by), word, note.detail))
    return marks


def _tokens(key: bytes, name: str, plates: Sequence[str]) -> set[str]:
    """Of a person's own name and plates; of a name that nobody could look up, none."""
    try:
        return {subject_token(key, "person", read_subject("person", name).text), *plates}
    except InputError:
        return set(plates)


def _cases(room: Workroom, numbers: set[str]) -> set[str]:
    found = set()
    for number in numbers:
        try:
            room.store.get_matter(number)
        except NotFound:
            continue
        found.add(number)
    return found
