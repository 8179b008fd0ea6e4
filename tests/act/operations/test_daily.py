"""Daily tables: sums are checked, what is not recorded is not nought, ratios go over tables that have both numbers."""

from datetime import UTC, datetime

import pytest
from scipy.stats import beta

from daoan.act.operations.daily import figures_of, group_of, groups_by, rate_of, rates_of, ratios_of
from daoan.act.operations.relations import relations_of
from daoan.act.registers import fill, key_of
from daoan.config import ROOT
from daoan.edge.files import read_rule_packs
from daoan.terms.estimates import Share
from daoan.terms.records.registered import Entry
from daoan.terms.registers import read_registers
from tests.act.workflow.work_makers import UNITS, matter

DAYS = read_registers(read_rule_packs(ROOT / "rulepacks")["registers"])["operation_day"]
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def table(unit: str = "a", day: str = "2026-01-01", operation: str = "o1", **values) -> Entry:
    told = {"operation": operation, "unit": unit, "day": day, **values}
    return Entry(f"{unit}{day}", "operation_day", unit, 1, NOW, "x", told)


def wrong(**values) -> dict[str, str]:
    filled = fill(DAYS, {"operation": "o", "unit": "a", "day": "2026-01-01"} | values, UNITS)
    return {w.field: w.message.en for w in filled.wrong}


def test_sums_are_checked_where_their_numbers_are_there() -> None:
    night = {"tests_afternoon": 10, "tests_early": 20, "tests_late": 5}
    assert wrong(**night, tests=35) == {}
    assert "= 35, not 36" in wrong(**night, tests=36)["tests"]
    assert wrong(tests_early=20, tests=36) == {}  # the rest was not recorded
    assert "tests" in wrong(tests_early=40, tests=36)
    assert wrong(**night) == {}
    assert wrong(dealt=5, penalties=3, educated=2) == {}
    assert "dealt" in wrong(dealt=5, penalties=3, educated=1)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"hw_all": 5, "hw_on_site": 6}, "hw_on_site"),
        ({"hw_on_site": 5, "hw_speed20": 6}, "hw_speed20"),
        ({"tests_late": 3, "drink_late": 4}, "drink_late"),
        ({"tests": 3, "drink": 4}, "drink"),
        ({"drink": 3, "drunk": 4}, "drunk"),
        ({"hw_all": -1}, "hw_all"),
    ],
)
def test_no_part_exceeds_its_whole(values, field) -> None:
    assert set(wrong(**values)) == {field}


def test_one_table_a_unit_a_day_and_an_operation() -> None:
    one = {"operation": "o", "unit": "a", "day": "2026-01-01"}
    assert key_of(DAYS, one) == "o | a | 2026-01-01"
    assert key_of(DAYS, one | {"unit": ""}) is None


def test_what_is_not_recorded_is_not_nought() -> None:
    tables = [table(hw_all=10), table("b", hw_all=0), table("a", "2026-01-02")]
    whole = group_of("all", tables, figures_of(DAYS))
    assert (whole.totals["hw_all"].value, whole.totals["hw_all"].tables) == (10.0, 2)
    assert (whole.totals["tests"].value, whole.totals["tests"].tables) == (None, 0)
    by_day = groups_by("day", tables, figures_of(DAYS))
    assert [(g.of, g.tables, g.totals["hw_all"].value) for g in by_day] == [
        ("2026-01-01", 2, 10.0),
        ("2026-01-02", 1, None),
    ]


def test_a_ratio_goes_over_tables_that_have_both_numbers() -> None:
    tables = [table(hw_all=10, hw_on_site=4), table("b", hw_all=90), table("a", "2026-01-02", hw_on_site=7)]
    ratios = {r.code: r for r in ratios_of(tables)}
    assert (ratios["hw_on_site"].share, ratios["hw_on_site"].tables) == (Share(4, 10), 1)
    assert (ratios["nr_key"].share, ratios["nr_key"].tables) == (None, 0)


def test_positive_rates_by_part_of_the_night_with_their_interval() -> None:
    rates = {r.period: r for r in rates_of([table(tests_early=200, drink_early=4, tests_late=50, drink_late=3)])}
    early = rates["early"].estimate
    assert early.value == 2.0
    assert (early.low, early.high) == pytest.approx([100 * beta.ppf(p, 4.5, 196.5) for p in (0.025, 0.975)])
    assert rates["late"].share == Share(3, 50)
    assert (rates["afternoon"].share, rates["all"].estimate) == (None, None)
    none = rate_of(Share(0, 30))
    assert (none.value, none.low) == (0.0, 0.0)
    assert 0 < none.high < 15
    assert rate_of(Share(0, 0)) is None


def test_four_relations_with_numerator_and_denominator_or_nothing() -> None:
    items = [{"code": c, "en": c, "zh": c} for c in "xy"]
    measures = [
        {"code": "m", "en": "m", "zh": "m", "purpose": "prevent", "items": items},
        {"code": "n", "en": "n", "zh": "n", "purpose": "strike", "items": items},
    ]
    pack = matter("measure_pack", measures=measures)

    def part(code: str, *done: str):
        from dataclasses import replace

        return replace(matter("measure", measure=code, items=items, done=list(done)), parent=pack.matter_id)

    operation = matter("operation", key_days=["2026-01-02"])
    tables = [
        table(hw_on_site=6, nr_on_site=4, dealt=10, educated=2, penalties=8), table("a", "2026-01-02", hw_on_site=30),
        table(operation="plain", hw_on_site=99),
    ]  # fmt: skip
    points = {"p1": matter("disorder", "rechecked"), "p2": matter("disorder", "closed"), "p3": None}
    found = relations_of({"o1": operation}, tables, points, [pack], [part("m", "x"), part("n", "x", "y")])
    assert [(r.code, r.share) for r in found] == [
        ("steady", Share(10, 40)), ("order", Share(2, 3)), ("prevent", Share(1, 3)), ("lenient", Share(2, 10)),
    ]  # fmt: skip
    assert [r.share for r in relations_of({}, [], {}, [], [])] == [None] * 4
