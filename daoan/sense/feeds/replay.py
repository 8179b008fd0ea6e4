"""A refused row, corrected by a person, read again by the feed that refused it."""

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from io import StringIO
from typing import Any

from daoan.sense.feeds.aadf import read_aadf
from daoan.sense.feeds.leeds import read_leeds
from daoan.sense.feeds.register import read_register
from daoan.sense.feeds.stats19 import read_stats19
from daoan.sense.feeds.tally import tally
from daoan.sense.quality import reference_repeated, rows_doubled
from daoan.terms.errors import InputError, NotFound
from daoan.terms.records import Batch, Crash, Refusal

Reader = Callable[[bytes, str, datetime], Batch[Any]]

#: Readers of refused rows by name of feed. A register under a name of its own gives its reader to :func:`replay`.
READERS: Mapping[str, Reader] = {
    "leeds": read_leeds,
    "stats19": read_stats19,
    "register": read_register,
    "aadf": read_aadf,
}
_MORE = "(more)"  # cells beyond the last heading, kept to be seen, not to be read


def replay(
    refusal: Refusal,
    corrected_raw: Mapping[str, str],
    as_of: datetime,
    *,
    siblings: Sequence[Refusal] = (),
    known: Crash | None = None,
    reader: Reader | None = None,
) -> Batch[Any]:
    """Read a refused row again with its cells corrected.

    ``siblings``: further refused rows of the same crash (:func:`siblings_of`), which take over what the corrected row
    tells of the crash; ``known``: the crash as stored, where some of its rows were accepted before, so that the people
    of this row are added and not put in its place; ``reader``: for feeds that are not in :data:`READERS`. What is wrong
    still is refused again, under the row numbers of the first reading. Raises :class:`NotFound` for an unknown feed and
    :class:`InputError` where the corrected cells lack a column that the feed needs, or where a row refused for being
    there twice still bears the number of ``known``.
    """
    read = reader or READERS.get(refusal.feed)
    if read is None:
        raise NotFound(f"no feed is called {refusal.feed!r}; give the reader that it is read with")
    rows = [dict(corrected_raw), *(dict(sibling.raw) for sibling in siblings)]
    batch = read(_as_csv(rows), refusal.file, as_of)
    numbers = [refusal.row, *(sibling.row for sibling in siblings)]
    refusals = tuple(replace(one, row=numbers[(one.row or 1) - 1]) for one in batch.refusals)
    _refuse_second_use(refusal, known, batch.records)
    records = tuple(_added(known, record) for record in batch.records)
    return replace(batch, refusals=refusals, records=records)


def siblings_of(refusal: Refusal, refusals: Sequence[Refusal]) -> tuple[Refusal, ...]:
    """Other open refusals of the same crash: same feed and file, same content in the first column of its reference."""
    own = _reference(refusal)
    return tuple(
        other
        for other in refusals
        if other.refusal_id != refusal.refusal_id
        and (other.feed, other.file, other.state) == (refusal.feed, refusal.file, "open")
        and own is not None
        and _reference(other) == own
    )


def _reference(refusal: Refusal) -> str | None:
    return next((value for key, value in refusal.raw.items() if "Reference Number" in key and value), None)


def _refuse_second_use(refusal: Refusal, known: Crash | None, records: Sequence[Any]) -> None:
    """A row refused because its number or itself is there already must not come in over what is stored."""
    taken = refusal.code in (reference_repeated.RULE.code, rows_doubled.RULE.code)
    if taken and known is not None and any(getattr(one, "crash_id", None) == known.crash_id for one in records):
        raise InputError(
            f"the crash {known.crash_id} is stored already: give the row a number of its own, or dismiss the refusal"
        )


def _added(known: Crash | None, record: Any) -> Any:
    """The stored crash with the people of the replayed row, where they are one crash."""
    if known is None or not isinstance(record, Crash) or record.crash_id != known.crash_id or not record.parties:
        return record
    people = (*known.parties, *record.parties)
    count = tally(people)
    return replace(
        known,
        parties=people,
        severity=count.severity,
        deaths_30d=count.deaths,
        serious=count.serious,
        slight=count.slight,
        injured=count.injured,
        flags=tuple(sorted({*known.flags, *record.flags})),
    )


def _as_csv(rows: Sequence[Mapping[str, str]]) -> bytes:
    headings = [heading for heading in rows[0] if heading != _MORE]
    if not headings:
        raise InputError("the corrected row has no cells: give every column of the row with its value")
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(headings)
    writer.writerows([row.get(heading, "") for heading in headings] for row in rows)
    return text.getvalue().encode("utf-8-sig")
