"""The matrix: for each kind of unit its units down, its duties across, in each cell how the duty is met; and the gaps.

A unit is missing a duty that enough of its peers have: units of the same kind below the same unit.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from daoan.act.programme.cases import Case
from daoan.act.programme.counting import count_cases
from daoan.act.responsibility.duties import SHOWN_BY, Duty
from daoan.terms.estimates import Share, Text
from daoan.terms.rulepacks import RulePack
from daoan.terms.units import Unit, UnitTree


@dataclass(frozen=True, slots=True)
class Column:
    """A duty in a period."""

    duty: str
    period: str


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a place of the matrix. ``met``: done in time of all that was due in the last days; ``None`` where
    no kind of matter shows it. ``missing``: its peers have the duty, it has not."""

    duties: tuple[Duty, ...]
    standing: str  # in_force, not_yet, over; "" where there is none
    met: Share | None
    missing: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A unit with one cell for each column."""

    unit_id: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Units of one kind."""

    kind: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that nobody answers for. ``why``: missing, nobody, over, no_unit."""

    why: str
    unit_id: str
    duty: str
    period: str
    words: Text


def matrix_of(
    duties: Sequence[Duty], cases: Iterable[Case], units: UnitTree, as_of: datetime, today: date, days: int,
    pack: RulePack,
) -> tuple[tuple[Matrix, ...], tuple[Gap, ...]]:  # fmt: skip
    """Matrices by kind of unit in the order of the tree, and every gap. ``days``: how far back matters are counted."""
    held = [d for d in duties if d.unit in units]
    met = _met(held, tuple(cases), units, as_of, days)
    share = float(pack.get("responsibility.peers_share"))
    matrices = tuple(
        _matrix(kind, rows, held, met, units, today, share) for kind, rows in _by_kind(held, units).items()
    )
    return matrices, (*_missing(matrices, units), *_nobody(duties, units, today), *_over(duties, units, today))


def _by_kind(duties: Iterable[Duty], units: UnitTree) -> Mapping[str, list[Unit]]:
    """Units of every kind that has a duty: those with one, and their peers."""
    having = {units.get(d.unit) for d in duties}
    circles = {(u.kind, u.parent) for u in having}
    found: dict[str, list[Unit]] = defaultdict(list)
    for unit in units.units.values():
        if (unit.kind, unit.parent) in circles:
            found[unit.kind.value].append(unit)
    return found


def _matrix(
    kind: str, rows: Sequence[Unit], duties: Sequence[Duty], met: Mapping[str, Share | None], units: UnitTree,
    today: date, share: float,
) -> Matrix:  # fmt: skip
    own = [d for d in duties if units.get(d.unit).kind.value == kind]
    columns = tuple(dict.fromkeys(Column(d.duty, d.period) for d in own))
    place: dict[tuple[str, Column], list[Duty]] = defaultdict(list)
    for duty in own:
        place[duty.unit, Column(duty.duty, duty.period)].append(duty)
    usual = {(parent, c) for c in columns for parent in _usual(rows, c, place, today, share)}
    found = []
    for unit in rows:
        cells = tuple(_cell(place[unit.unit_id, c], met, today, (unit.parent, c) in usual) for c in columns)
        found.append(Row(unit.unit_id, cells))
    return Matrix(kind, columns, tuple(found))


def _usual(
    rows: Sequence[Unit], column: Column, place: Mapping[tuple[str, Column], list[Duty]], today: date, share: float
) -> Iterable[str | None]:
    """Parents below which a duty is usual: at least two units have it, and at least that share of them."""
    circles: dict[str | None, list[bool]] = defaultdict(list)
    for unit in rows:
        held = any(d.standing(today) == "in_force" for d in place.get((unit.unit_id, column), ()))
        circles[unit.parent].append(held)
    return [parent for parent, held in circles.items() if sum(held) >= 2 and sum(held) >= share * len(held)]


def _cell(duties: Sequence[Duty], met: Mapping[str, Share | None], today: date, usual: bool) -> Cell:
    if not duties:
        return Cell((), "", None, missing=usual)
    standings = [d.standing(today) for d in duties]
    standing = next((s for s in ("in_force", "not_yet", "over") if s in standings), "over")
    best = duties[standings.index(standing)]
    return Cell(tuple(duties), standing, met[best.entry_id], missing=usual and standing == "over")


def _met(
    duties: Sequence[Duty], cases: Sequence[Case], units: UnitTree, as_of: datetime, days: int
) -> Mapping[str, Share | None]:
    """How every duty was met in the last days, by entry id."""
    since, until = as_of - timedelta(days=days), as_of + timedelta(microseconds=1)
    tallies: dict[tuple[str, str], Share] = {}
    for kind, measure in SHOWN_BY.items():
        good = {c.ref: c.good for c in count_cases(measure, cases, since, until, as_of)}
        for case in cases:
            if case.matter_id in good and case.holder in units:
                for unit_id in (case.holder, *units.above(case.holder)):
                    tally = tallies.get((kind, unit_id), Share(0, 0))
                    tallies[kind, unit_id] = tally.plus(Share(int(good[case.matter_id]), 1))
    return {d.entry_id: tallies.get((d.kind, d.unit), Share(0, 0)) if d.kind in SHOWN_BY else None for d in duties}


def _missing(matrices: Iterable[Matrix], units: UnitTree) -> Iterable[Gap]:
    for matrix in matrices:
        for row in matrix.rows:
            for column, cell in zip(matrix.columns, row.cells, strict=True):
                if cell.missing:
                    name = units.get(row.unit_id).name
                    words = Text(
                        f"{name.en} does not answer for “{column.duty}”, as its peers do",
                        f"{name.zh}未承担同类单位均有的“{column.duty}”",
                    )
                    yield Gap("missing", row.unit_id, column.duty, column.period, words)


def _nobody(duties: Sequence[Duty], units: UnitTree, today: date) -> Iterable[Gap]:
    """Duties that nobody holds any more."""
    for duty in dict.fromkeys(d.duty for d in duties):
        own = [d for d in duties if d.duty == duty]
        if not any(d.unit in units and d.standing(today) != "over" for d in own):
            yield Gap("nobody", "", duty, own[0].period, Text(f"nobody answers for “{duty}”", f"“{duty}”无责任单位"))


def _over(duties: Sequence[Duty], units: UnitTree, today: date) -> Iterable[Gap]:
    """Entries past their end, and entries of units that no longer exist."""
    for d in duties:
        if d.unit not in units:
            words = Text(f"“{d.duty}” names a unit that no longer exists", f"“{d.duty}”的责任单位已不存在")
            yield Gap("no_unit", d.unit, d.duty, d.period, words)
        elif d.standing(today) == "over":
            name = units.get(d.unit).name
            words = Text(f"{name.en}: “{d.duty}” ended on {d.until}", f"{name.zh}“{d.duty}”已于{d.until}到期")
            yield Gap("over", d.unit, d.duty, d.period, words)
