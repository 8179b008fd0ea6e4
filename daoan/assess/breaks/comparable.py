"""What may be compared with what: a comparison across a break in recording is taken back, and says so.

A break touches a comparison where the earlier stretch of time begins before the change and the later ends after it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from daoan.terms.estimates import Text, list_of
from daoan.terms.records import Indicator, IndicatorSet, RecordingBreak

#: Figures that rest on how a column is recorded. Every crash counts whatever its severity; deaths are told by people.
COLUMN_OF: dict[str, str] = {"ksi_crashes": "severity", "serious": "severity", "slight": "severity"}


def breaks_across(breaks: Iterable[RecordingBreak], column: str, first: date, last: date) -> list[RecordingBreak]:
    """The breaks of a column that lie between the beginning and the end (first day after) of what is compared."""
    return [b for b in breaks if b.column == column and b.lies_across(first, last)]


def name_breaks(breaks: Sequence[RecordingBreak]) -> Text:
    """Which recording changed when: "share of serious crashes (2016–2019)"."""
    return list_of(
        Text(f"{b.label.en} ({_when(b)})", f"{b.label.zh}（{_when(b)}）") for b in sorted(breaks, key=lambda b: b.since)
    )


def mark_incomparable(
    sets: Iterable[IndicatorSet], breaks: Sequence[RecordingBreak], years: int
) -> tuple[IndicatorSet, ...]:
    """The same indicators; of those that a break touches, the comparison is taken back and the note says why.

    ``years``: how many years the mean and its interval look back. The values of both years stay as they are recorded.
    """
    return tuple(replace(one, indicators=tuple(_marked(i, one, breaks, years) for i in one.indicators)) for one in sets)


def _marked(figure: Indicator, of: IndicatorSet, breaks: Sequence[RecordingBreak], years: int) -> Indicator:
    column = COLUMN_OF.get(figure.key)
    if column is None or figure.value is None:
        return figure
    across_year = breaks_across(breaks, column, _years_before(of.starts, 1), of.ends)
    across_mean = breaks_across(breaks, column, _years_before(of.starts, years), of.ends)
    if not across_mean:
        return figure
    which = name_breaks(across_mean)
    note = Text(
        f"recording changed: {which.en}; earlier years are not comparable",
        f"记录口径变化：{which.zh}；与往年不可比",
    )
    if figure.note is not None:
        note = Text(f"{figure.note.en}; {note.en}", f"{figure.note.zh}；{note.zh}")
    return replace(
        figure,
        change_pct=None if across_year else figure.change_pct,
        mean_3y=None,
        expected=None,
        note=note,
    )


def _when(one: RecordingBreak) -> str:
    return f"{one.since.year - 1}–{one.period}" if one.kind == "drift" else one.period


def _years_before(day: date, years: int) -> date:
    return day.replace(year=day.year - years, day=min(day.day, 28))
