"""The programme is judged by records: what counts, when a year is on track, what is overdue; all as of a moment."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from daoan.act.programme.cases import Case, Mark
from daoan.act.programme.counting import Counted, count_cases, count_crashes
from daoan.act.programme.measures import MEASURES
from daoan.act.programme.progress import Ledger, progress_of
from daoan.act.programme.proposals import proposals_of
from daoan.act.programme.report import report_of
from daoan.act.programme.tasks import Milestone, Task, task_of
from daoan.act.workflow.registry import WORKFLOWS
from daoan.terms.city import City
from daoan.terms.codes import Severity
from daoan.terms.estimates import Text
from daoan.terms.records.registered import Entry
from daoan.terms.records.sensed import Crash
from daoan.terms.registers import read_registers
from daoan.terms.rulepacks import read_rule_pack

ZONE = "Asia/Shanghai"
ROOT = Path(__file__).parents[3]
PACK = read_rule_pack((ROOT / "rulepacks" / "programme.toml").read_text("utf-8"), "programme")
REGISTERS = read_rule_pack((ROOT / "rulepacks" / "registers.toml").read_text("utf-8"), "registers")
JAN = datetime(2024, 12, 31, 16, tzinfo=UTC)  # the first moment of 2025 in the city
NEXT = datetime(2025, 12, 31, 16, tzinfo=UTC)


def at(days: float) -> datetime:
    return JAN + timedelta(days=days)


def mark(event: str, source: str, target: str, day: float, late: bool = False) -> Mark:
    return Mark(event, source, target, at(day), late)


def node(name: str, *marks: Mark) -> Case:
    return Case(name, "order_node", "a", "city", None, False, marks)


BORN = mark("create", "", "to_sign", 1)
GOOD = node("good", BORN, mark("sign", "to_sign", "signed", 2))
LATE = node("late", BORN, mark("overdue", "to_sign", "to_sign", 3), mark("sign", "to_sign", "signed", 4, late=True))
WAITS = node("waits", BORN, mark("overdue", "to_sign", "to_sign", 3), mark("comment", "to_sign", "to_sign", 5))
OPEN = node("open", BORN)
ALL = (GOOD, LATE, WAITS, OPEN)


def counted(as_of: datetime, code: str = "orders_signed", cases=ALL) -> list[tuple[str, bool]]:
    return [(c.ref, c.good) for c in count_cases(MEASURES[code], cases, JAN, NEXT, as_of)]


def test_a_share_counts_answers_and_what_waits_beyond_its_deadline() -> None:
    assert counted(at(10)) == [("good", True), ("waits", False), ("late", False)]


def test_nothing_is_counted_that_was_known_only_later() -> None:
    assert counted(at(2.5)) == [("good", True)]
    assert counted(at(3.5)) == [("good", True), ("late", False), ("waits", False)]


def test_what_was_sent_back_and_answered_again_counts_once_and_is_late_if_any_answer_was() -> None:
    twice = node(
        "twice", BORN, mark("sign", "to_sign", "signed", 2), mark("feed_back", "signed", "fed_back", 3, late=True),
        mark("reject", "fed_back", "signed", 4), mark("feed_back", "signed", "fed_back", 5),
    )  # fmt: skip
    assert counted(at(9), "orders_fed_back", [twice]) == [("twice", False)]


def test_an_extension_keeps_the_log_but_leaving_the_state_ends_the_waiting() -> None:
    moved = replace(LATE, marks=(*LATE.marks, mark("feed_back", "signed", "fed_back", 5)))
    assert counted(at(9), "orders_fed_back", [moved]) == [("late", True)]


def test_only_what_came_from_a_black_spot_counts_as_one() -> None:
    closed = (mark("create", "", "reported", 1), mark("accept", "accepting", "closed", 9))
    plain = Case("h1", "hazard", "a", "city", None, False, closed)
    cases = (plain, replace(plain, matter_id="h2", black_spot=True))
    assert counted(at(20), "black_spots_treated", cases) == [("h2", True)]
    assert len(counted(at(20), "hazards_closed", cases)) == 2


def crash(name: str, day: float, deaths: int, area: str = "A1") -> Crash:
    severity = Severity.FATAL if deaths else Severity.SLIGHT
    return Crash(name, "t", name, at(day), at(day), severity, deaths_30d=deaths, area=area)


def test_killed_are_people_and_ksi_are_crashes() -> None:
    crashes = [crash("c1", 3, 2), crash("c2", 4, 0), crash("c3", 5, 1, "A2"), crash("c4", 400, 1)]
    killed = count_crashes(MEASURES["killed"], crashes, None, JAN, NEXT)
    assert [(c.ref, c.weight) for c in killed] == [("c1", 2), ("c3", 1)]
    assert [c.ref for c in count_crashes(MEASURES["ksi_crashes"], crashes, {"A1"}, JAN, NEXT)] == ["c1"]


def test_every_measure_names_events_and_states_that_exist_and_the_register_offers_it() -> None:
    for m in MEASURES.values():
        if m.kind == "crash":
            continue
        table = WORKFLOWS[m.kind]
        assert set(m.answers) <= {row.event for row in table.transitions}, m.code
        assert set(m.waiting) <= set(table.clocks), m.code
        assert m.percent == bool(m.waiting), m.code
    field = read_registers(REGISTERS)["programme"].field("measure")
    assert [c.code for c in field.choices] == list(MEASURES)


# -- years --


def task(code: str | None, target: float = 0, *milestones: Milestone, years: tuple[int, ...] = (2025,)) -> Task:
    measure = MEASURES[code] if code else None
    return Task("p1", "1", "T", "a", (), measure, True, dict.fromkeys(years, target), milestones)


def spread(n: int, until: float, good: int | None = None) -> tuple[Counted, ...]:
    good = n if good is None else good
    return tuple(Counted(f"c{i}", at(until * (i + 0.5) / n), 1, i < good) for i in range(n))


def judged(one: Task, rows: tuple[Counted, ...], day: float, begins: float = -30):
    ledger = Ledger(at(begins), at(day), lambda since, until: tuple(c for c in rows if since <= c.at < until))
    return progress_of(one, ledger, at(day), ZONE, PACK)


@pytest.mark.parametrize(
    ("code", "n", "target", "day", "verdict"),
    [
        ("hazards_closed", 60, 50, 180, "met"),
        ("hazards_closed", 60, 80, 180, "on_track"),
        ("hazards_closed", 60, 120, 180, "cannot_say"),
        ("hazards_closed", 60, 200, 180, "behind"),
        ("hazards_closed", 60, 200, 20, "cannot_say"),  # too early
        ("hazards_closed", 60, 60, 366, "met"),
        ("hazards_closed", 60, 61, 366, "missed"),
        ("killed", 60, 50, 180, "missed"),
        ("killed", 60, 200, 180, "on_track"),
        ("killed", 60, 120, 180, "cannot_say"),
        ("killed", 60, 80, 180, "behind"),
        ("killed", 60, 60, 366, "met"),
        ("killed", 60, 59, 366, "missed"),
    ],
)
def test_counts_are_judged_by_where_the_year_will_end(code, n, target, day, verdict) -> None:
    found = judged(task(code, target), spread(n, min(day, 365) - 1), day)
    assert (found.verdict, found.years[0].figure) == (verdict, n)


@pytest.mark.parametrize(
    ("good", "n", "target", "day", "verdict"),
    [
        (60, 60, 90, 180, "on_track"), (40, 60, 90, 180, "behind"), (54, 60, 90, 180, "cannot_say"),
        (3, 3, 90, 180, "cannot_say"), (0, 0, 90, 180, "cannot_say"), (9, 10, 90, 366, "met"),
        (8, 10, 90, 366, "missed"),
    ],
)  # fmt: skip
def test_shares_are_judged_by_their_interval_and_keep_what_they_are_of(good, n, target, day, verdict) -> None:
    found = judged(task("orders_signed", target), spread(n, min(day, 365) - 1, good) if n else (), day)
    year = found.years[0]
    assert found.verdict == verdict
    assert (year.share.part, year.share.whole) == (good, n)


def test_a_log_that_began_late_is_told_and_the_rate_runs_from_there() -> None:
    rows = tuple(Counted(f"c{i}", at(150 + i), 1, good=True) for i in range(30))
    late, early = (judged(task("hazards_closed", 130), rows, 180, begins) for begins in (150, -1))
    assert late.verdict == "on_track"
    assert "on record since 2025-05-31" in late.why.en
    assert early.verdict == "cannot_say"  # nothing for five months, then all at once
    assert late.years[0].expected.value > 3 * early.years[0].expected.value


def test_years_before_the_log_and_years_to_come_are_not_judged() -> None:
    found = judged(task("hazards_closed", 5, years=(2024, 2025, 2026)), spread(9, 179), 180, begins=10)
    assert [y.verdict for y in found.years] == ["cannot_say", "met", "cannot_say"]
    assert [y.figure for y in found.years] == [None, 9, None]
    assert found.verdict == "met"  # of the year that runs


# -- milestones, proposals, report --

STEPS = (
    Milestone(date(2025, 3, 1), "survey", "Z", date(2025, 2, 20)),
    Milestone(date(2025, 4, 1), "plan", "Z", date(2025, 4, 20)),
    Milestone(date(2025, 6, 1), "build"),
)


def test_milestones_are_overdue_from_the_day_after_and_as_it_was_known_then() -> None:
    one = task(None, 0, *STEPS, years=())
    at_10_april = judged(one, (), 100)
    assert [m.what for m in at_10_april.overdue] == ["plan"]  # it was done on the 20th
    assert judged(one, (), 151.5).overdue == ()  # 1 June itself
    later = judged(one, (), 152.5)
    assert ([m.what for m in later.overdue], later.done, later.verdict) == (["build"], 2, "behind")
    assert STEPS[1].done_late()
    assert not STEPS[0].done_late()


def test_supervision_is_proposed_on_the_rung_that_the_pack_says() -> None:
    one = task(None, 0, *STEPS, years=())
    soon, long_after = (
        proposals_of([judged(one, (), day)], JAN.date() + timedelta(days=day + 1), PACK) for day in (155, 200)
    )
    assert [(p.unit, p.rung) for p in (*soon, *long_after)] == [("a", "reminder"), ("a", "letter")]
    assert "build (2025-06-01" in soon[0].why.en
    assert "逾期" in soon[0].why.zh
    assert proposals_of([judged(one, (), 140)], date(2025, 5, 21), PACK) == ()


def test_the_report_tells_tasks_and_what_is_overdue() -> None:
    city = City("t", Text("Town", "某市"), ZONE, (), (), (107.0, 35.0, 108.0, 36.0))
    found = [judged(task("orders_signed", 90, *STEPS), spread(60, 170, 40), 180)]
    document = report_of(city, found, {"a": Text("unit a", "甲单位")}, date(2025, 6, 30))
    row = [cell.zh for cell in document.sections[0].tables[0].rows[0]]
    assert row == ["1 T", "甲单位", "指令按时签收率", "67% (40/60)", "90%", "进度滞后"]
    assert document.sections[1].tables[0].rows[0][2].en == "build"
    assert not document.simulated


def test_an_entry_becomes_a_task() -> None:
    values = {
        "number": "ZB-1", "task": "T", "unit": "b", "helpers": ["c"], "measure": "killed", "counted_for": "owner",
        "targets": [{"year": 2025, "target": 30}],
        "milestones": [
            {"day": "2025-06-01", "what": "later"}, {"day": "2025-01-01", "what": "first", "done_on": "2025-01-02"},
        ],
    }  # fmt: skip
    found = task_of(Entry("e", "programme", "u", 1, JAN, "p", values))
    assert (found.owner, found.measure.code, found.whole_city, found.targets) == ("b", "killed", False, {2025: 30.0})
    assert [m.what for m in found.milestones] == ["first", "later"]


def test_midnight_at_the_end_of_the_year_belongs_to_the_year() -> None:
    found = judged(task("hazards_closed", 9, years=(2025, 2026)), spread(9, 360), 365)
    assert [y.verdict for y in found.years] == ["met", "cannot_say"]
    assert found.verdict == "met"
