"""What holds at a moment, what ends it, what is proposed."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from daoan.act.watches.curing import Cure, cured, cures_in
from daoan.act.watches.frame import frame_of
from daoan.act.watches.proposing import proposals
from daoan.act.workflow.given import with_values
from daoan.terms.passes import NEVER, PlateState
from daoan.terms.plates import pack_plate
from daoan.terms.watches import WATCH_TYPES, empty_watches
from tests.act.watches.watch_given import CATALOGUE, entry, vehicles
from tests.act.workflow.work_makers import MONDAY

SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
NUMBERS = CATALOGUE.source_numbers


def held(name: str = "w1", since=MONDAY, ended=None, **more):
    made = entry(name=name, **more)
    values = with_values(made, in_force_from=since.isoformat(), ended_at=ended and ended.isoformat())
    return replace(made, state="withdrawn" if ended else "watching", values=values)


def ids(entries, as_of) -> list[str]:
    return list(frame_of(entries, as_of, NUMBERS).entry_id)


def test_an_entry_holds_from_its_approval_to_its_end_at_the_second() -> None:
    one = held(until="2025-12-20")
    until = datetime.fromisoformat(one.values["until"])
    assert until == datetime(2025, 12, 20, 16, tzinfo=UTC)  # the end of the day in Qingyang
    assert ids([one], MONDAY - SECOND) == []
    assert ids([one], MONDAY) == ["w1"]
    assert ids([one], until - SECOND) == ["w1"]
    assert ids([one], until) == []


def test_what_was_withdrawn_held_until_then_and_what_waits_never_did() -> None:
    gone = held(ended=MONDAY + DAY)
    assert ids([gone], MONDAY + DAY - SECOND) == ["w1"]
    assert ids([gone], MONDAY + DAY) == []
    assert ids([entry()], MONDAY + DAY) == []


@pytest.mark.parametrize("state", ["withdrawal_to_review", "withdrawal_to_approve", "withdrawal_refused"])
def test_who_asks_for_a_withdrawal_has_not_ended_it(state) -> None:
    assert ids([replace(held(), state=state)], MONDAY + DAY) == ["w1"]


def test_of_one_plate_the_higher_level_comes_first() -> None:
    rows = [
        held("low", level="2"), held("high", level="5"), held("other", plate="京A00001", level="1"),
        held("late", level="2", since=MONDAY + DAY),
    ]  # fmt: skip
    frame = frame_of(rows, MONDAY + 2 * DAY, NUMBERS)
    assert [i for i in frame.entry_id if i != "other"] == ["high", "late", "low"]
    assert (np.diff(frame.plate) >= 0).all()
    assert frame.take(frame.level == 2).entry.tolist() == [r for r, n in enumerate(frame.level) if n == 2]


def test_columns_say_what_the_entry_says_in_the_types_of_the_kernel() -> None:
    yellow = held(large=True, type="07", level="3", source="province")
    frame = frame_of([yellow], MONDAY + 1.5 * DAY, NUMBERS)
    assert len(frame) == 1
    assert (frame.plate[0], frame.type_code[0], frame.level[0], frame.source[0]) == (
        pack_plate("甘M12345", large=True), 7, 3, 3,
    )  # fmt: skip
    assert frame.from_ms[0] == MONDAY.timestamp() * 1000
    assert frame.until_ms[0] == datetime.fromisoformat(yellow.values["until"]).timestamp() * 1000
    assert frame.age_days[0] == pytest.approx(1.5)
    assert {name: getattr(frame, name).dtype for name in WATCH_TYPES} == {
        n: np.dtype(t) for n, t in WATCH_TYPES.items()
    }
    assert len(empty_watches()) == 0


def test_a_register_cures_what_its_type_knows_and_only_what_came_later() -> None:
    inspection, fine = held("i", type="04"), held("f", type="07")
    plate, later = pack_plate("甘M12345"), MONDAY + DAY

    def ended(*cures):
        return [(e.matter_id, c.code) for e, c in cured([inspection, fine], cures, CATALOGUE)]

    assert ended(Cure(plate, "inspected", later, "r")) == [("i", "inspected")]
    assert ended(Cure(plate, "processed", later, "r")) == [("f", "processed")]
    assert ended(Cure(plate, "inspected", MONDAY - SECOND, "r")) == []
    assert ended(Cure(pack_plate("甘M12346"), "inspected", later, "r")) == []
    assert ended(Cure(plate, "rumour", later, "r")) == []
    waiting = replace(inspection, state="to_review")
    assert list(cured([waiting], [Cure(plate, "inspected", later, "r")], CATALOGUE)) == []


def test_a_reading_of_the_register_tells_inspections_that_hold_and_violations_that_are_gone() -> None:
    frame = vehicles(inspect_by=[100, 99, NEVER, 0], unprocessed=[1, 0, 5, 3])
    told = {(c.plate, c.code) for c in cures_in(frame, 100, MONDAY, "r")}
    assert told == {(pack_plate("甘M10001"), "inspected"), (pack_plate("甘M10002"), "processed")}


def test_twenty_unprocessed_violations_and_dead_plates_are_proposed_once() -> None:
    frame = vehicles(
        unprocessed=[19, 20, 0, 66],
        state=[PlateState.CANCELLED, PlateState.VALID, PlateState.SCRAPPED, PlateState.STOLEN],
    )
    found = proposals(frame, (), date(2025, 12, 8), CATALOGUE)
    assert [(f.plate, f.type, f.proposed_by) for f in found] == [
        ("甘M10002", "07", "unprocessed"), ("甘M10004", "07", "unprocessed"),
        ("甘M10001", "03", "cancelled"), ("甘M10003", "05", "scrapped"),
    ]  # fmt: skip
    standing = {(pack_plate("甘M10002"), "07"), (pack_plate("甘M10001"), "07")}
    again = proposals(frame, standing, date(2025, 12, 8), CATALOGUE)
    assert [f.plate for f in again] == ["甘M10004", "甘M10001", "甘M10003"]
    off = replace(CATALOGUE, auto=tuple(replace(r, on=r.name == "scrapped") for r in CATALOGUE.auto))
    assert [f.plate for f in proposals(frame, (), date(2025, 12, 8), off)] == ["甘M10003"]
    for filing in found:
        entry(**{name: getattr(filing, name) for name in ("plate", "type", "case", "brief", "large", "proposed_by")})
