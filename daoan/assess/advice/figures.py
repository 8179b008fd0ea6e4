"""Counts of advice by township, month and behaviour, each beside what it is a share of.

They say what wardens wrote down, which grows with their zeal as with what drivers do: a rate per shift attended stands
beside each count, and no count is a share of traffic.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from daoan.terms.advice import Catalogue
from daoan.terms.estimates import Share
from daoan.terms.records.advice import AdviceRecord
from daoan.terms.times import utc_to_local

TWO = ("overfull_van", "unlawful_carrying")
MOST_REPEATED = 50


@dataclass(frozen=True, slots=True)
class Counted:
    """A record with the township that it is counted under."""

    township: str
    record: AdviceRecord


@dataclass(frozen=True, slots=True)
class Row:
    """Counts of a group of records: vehicles stopped, of them either of the two violations, handed over."""

    group: str
    stopped: int
    overfull_van: int
    unlawful_carrying: int
    two: Share  # of the vehicles stopped
    handed_over: Share
    put_right: Share  # put right on the spot, or people got off


@dataclass(frozen=True, slots=True)
class Repeated:
    """A vehicle that was stopped more than once in the span, by its masked plate. ``two``: for one of the two."""

    shown: str
    times: int
    two: int
    stations: int
    last: str  # local day


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything of a span. ``shifts``: attended, of which ``per_shift`` are records; ``plated``: records with a plate,
    of which ``repeat`` are of a vehicle stopped before or after."""

    total: Row
    by_township: tuple[Row, ...]
    by_month: tuple[Row, ...]
    by_behaviour: tuple[Row, ...]
    by_vehicle: tuple[Row, ...]
    shifts: int
    stations: int
    active_stations: Share
    per_shift: Share
    plated: Share
    repeat: Share
    repeated: tuple[Repeated, ...]
    conflicts: int


def figures_of(counted: Sequence[Counted], catalogue: Catalogue, zone: str, shifts: int, stations: int) -> Figures:
    """The figures of some records. ``shifts``: attended in the span; ``stations``: that stand.

    A record with two behaviours counts under each of them, and once in every total.
    """
    records = [c.record for c in counted]
    townships: dict[str, list[AdviceRecord]] = defaultdict(list)
    months: dict[str, list[AdviceRecord]] = defaultdict(list)
    behaviours: dict[str, list[AdviceRecord]] = {code: [] for code in catalogue.behaviours}
    vehicles: dict[str, list[AdviceRecord]] = {code: [] for code in catalogue.vehicles}
    for one in counted:
        now = one.record.current
        townships[one.township].append(one.record)
        months[f"{utc_to_local(one.record.begun_at, zone):%Y-%m}"].append(one.record)
        vehicles.setdefault(now.vehicle, []).append(one.record)
        for code in now.behaviours:
            behaviours.setdefault(code, []).append(one.record)
    repeated = _repeated(records, catalogue, zone)
    plated = sum(bool(r.current.plate) for r in records)
    active = {r.current.station for r in records}
    return Figures(
        total=_row("", records, catalogue),
        by_township=_rows(dict(sorted(townships.items())), catalogue),
        by_month=_rows(dict(sorted(months.items())), catalogue),
        by_behaviour=_rows({k: v for k, v in behaviours.items() if v}, catalogue),
        by_vehicle=_rows({k: v for k, v in vehicles.items() if v}, catalogue),
        shifts=shifts,
        stations=stations,
        active_stations=Share(len(active), stations),
        per_shift=Share(len(records), shifts),
        plated=Share(plated, len(records)),
        repeat=Share(sum(r.times for r in repeated), plated),
        repeated=repeated[:MOST_REPEATED],
        conflicts=sum(r.conflict for r in records),
    )


def twos_of(record: AdviceRecord, catalogue: Catalogue) -> set[str]:
    """Which of the two violations a record is of."""
    return {catalogue.behaviours[b].two for b in record.current.behaviours if b in catalogue.behaviours} - {""}


def _rows(groups: Mapping[str, Sequence[AdviceRecord]], catalogue: Catalogue) -> tuple[Row, ...]:
    return tuple(_row(name, records, catalogue) for name, records in groups.items())


def _row(group: str, records: Iterable[AdviceRecord], catalogue: Catalogue) -> Row:
    records = list(records)
    twos = [twos_of(r, catalogue) for r in records]
    outcomes = Counter(r.current.outcome for r in records)
    return Row(
        group=group,
        stopped=len(records),
        overfull_van=sum(TWO[0] in t for t in twos),
        unlawful_carrying=sum(TWO[1] in t for t in twos),
        two=Share(sum(bool(t) for t in twos), len(records)),
        handed_over=Share(sum(bool(r.handed) for r in records), len(records)),
        put_right=Share(outcomes["put_right"] + outcomes["got_off"], len(records)),
    )


def _repeated(records: Sequence[AdviceRecord], catalogue: Catalogue, zone: str) -> tuple[Repeated, ...]:
    by_plate: dict[str, list[AdviceRecord]] = defaultdict(list)
    for record in records:
        if record.current.plate:
            by_plate[record.current.plate].append(record)
    found = [
        Repeated(
            own[0].current.shown, len(own), sum(bool(twos_of(r, catalogue)) for r in own),
            len({r.current.station for r in own}), f"{utc_to_local(max(r.begun_at for r in own), zone):%Y-%m-%d}",
        )
        for own in by_plate.values()
        if len(own) > 1
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda r: (-r.times, -r.two, r.shown)))
