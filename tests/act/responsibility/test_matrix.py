"""Who answers for what: cells tell how a duty is met, gaps tell where nobody answers."""

from dataclasses import replace
from datetime import date

from daoan.act.responsibility.duties import Duty
from daoan.act.responsibility.matrix import Gap, matrix_of
from daoan.terms.estimates import Share, Text
from daoan.terms.units import Unit, UnitKind, UnitTree
from tests.act.programme.test_programme import ALL, PACK, at

TODAY = date(2025, 1, 10)
UNITS = UnitTree(
    [
        Unit("city", UnitKind.CITY, Text("city", "市"), None),
        *(Unit(b, UnitKind.BRIGADE, Text(b, b), "city") for b in ("a", "b", "c", "d")),
        Unit("a-1", UnitKind.SQUAD, Text("a-1", "a-1"), "a"),
        Unit("d-1", UnitKind.SQUAD, Text("d-1", "d-1"), "d"),
        Unit("roads", UnitKind.DEPARTMENT, Text("roads", "路"), "city"),
    ]
)


def duty(unit: str, name: str = "night", **more) -> Duty:
    return Duty(f"{unit}-{name}", name, unit, more.pop("period", "night"), **more)


def found(*duties: Duty, cases=(), days: int = 30):
    return matrix_of(duties, cases, UNITS, at(10), TODAY, days, PACK)


def gaps(*duties: Duty) -> list[tuple[str, str, str]]:
    return [(g.why, g.unit_id, g.duty) for g in found(*duties)[1]]


def test_a_unit_lacks_what_half_of_its_peers_have() -> None:
    assert gaps(duty("a")) == []  # one alone is no custom
    assert gaps(duty("a"), duty("b")) == [("missing", "c", "night"), ("missing", "d", "night")]
    five = [duty(u) for u in "abcd"]
    assert gaps(*five) == []
    assert gaps(duty("a-1"), duty("d-1")) == []  # squads of different brigades are no peers, and neither lacks it


def test_peers_that_have_nothing_have_a_row_all_the_same() -> None:
    (matrix,), _ = found(duty("a"), duty("b"))
    assert (matrix.kind, [r.unit_id for r in matrix.rows]) == ("brigade", ["a", "b", "c", "d"])
    assert [r.cells[0].missing for r in matrix.rows] == [False, False, True, True]


def test_what_ended_counts_no_more_and_is_told() -> None:
    over = duty("c", until=date(2025, 1, 9))
    told = gaps(duty("a"), duty("b"), over)
    assert ("over", "c", "night") in told
    assert ("missing", "c", "night") in told
    assert ("over", "c", "night") not in gaps(duty("a"), replace(over, until=TODAY))  # its last day still counts


def test_a_duty_that_nobody_holds_and_a_unit_that_is_gone_are_gaps() -> None:
    assert gaps(duty("gone", "markets")) == [("nobody", "", "markets"), ("no_unit", "gone", "markets")]
    assert ("nobody", "", "night") in gaps(duty("a", until=date(2024, 1, 1)))
    words = next(g for g in found(duty("gone", "markets"))[1] if g.why == "nobody")
    assert isinstance(words, Gap)
    assert "无责任单位" in words.words.zh


def test_a_cell_tells_how_many_were_done_in_time_of_all_that_were_due() -> None:
    cases = tuple(replace(c, holder="a-1") for c in ALL)
    fed = replace(cases[0], marks=(*cases[0].marks, replace(cases[0].marks[-1], event="feed_back", at=at(6))))
    (matrix,), _ = found(duty("a", kind="order_node"), duty("b", kind="order_node"), duty("c"), cases=(fed, *cases[1:]))
    shares = [r.cells[0].met for r in matrix.rows]
    assert shares == [Share(1, 2), Share(0, 0), None, None]  # of the unit and all below it


def test_only_the_last_days_count() -> None:
    cases = tuple(replace(c, holder="a") for c in ALL)
    (matrix,), _ = found(duty("a", kind="order_node"), cases=cases, days=3)
    assert matrix.rows[0].cells[0].met == Share(0, 0)


def test_kinds_of_units_stand_apart_and_periods_are_columns_of_their_own() -> None:
    matrices, _ = found(duty("a"), duty("a", "night", period="holiday"), duty("roads", "repair", period="always"))
    told = {m.kind: [(c.duty, c.period) for c in m.columns] for m in matrices}
    assert told == {"brigade": [("night", "night"), ("night", "holiday")], "department": [("repair", "always")]}
