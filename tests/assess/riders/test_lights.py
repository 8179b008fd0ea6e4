"""Lights of companies of riders: grounds, rates, small companies, what is not recorded."""

from daoan.assess.riders.lights import RiderMonth, light_companies, scheme_in
from daoan.config import ROOT
from daoan.edge.files import read_rule_packs

PACK = read_rule_packs(ROOT / "rulepacks")["publicity"]
CALM = {"unhandled": 1, "crashes": 1, "killed": 0, "repeaters": 1, "to_leave": 0, "left": 0}
NEW = {"new_riders": 9, "new_green": 9}
USUAL = [RiderMonth(f"u{n}", f"usual {n}", "north", 200, CALM | NEW | {"violations": 8 + n}) for n in range(10)]


def lights(scheme: str, riders: int = 200, **numbers: int | None) -> dict[str, tuple[str, list[str]]]:
    one = RiderMonth("x", "one", "north", riders, {**USUAL[0].numbers, **numbers})
    found = light_companies([*USUAL, one], scheme_in(PACK, scheme), PACK)
    return {c.company: (c.light, [r.code for r in c.reasons if r.asks != "green"]) for c in found}


def test_usual_companies_are_green_and_a_bad_one_is_red_with_its_reasons() -> None:
    found = lights("shanghai", violations=80, unhandled=20)
    assert found["one"] == ("red", ["violations", "unhandled"])
    assert {found[f"usual {n}"][0] for n in range(10)} == {"green"}


def test_grounds_are_red_by_themselves_and_only_in_the_scheme_that_has_them() -> None:
    assert lights("shanghai", killed=1)["one"] == ("red", ["killed"])
    assert lights("shanghai", new_green=8)["one"] == ("red", ["new_not_green"])
    assert lights("nanchang", new_green=8)["one"][0] == "green"
    assert lights("nanchang", to_leave=1, left=0)["one"] == ("red", ["still_riding"])
    assert lights("nanchang", to_leave=1, left=1)["one"][0] == "green"


def test_few_riders_get_no_light_but_by_a_ground() -> None:
    assert lights("shanghai", riders=6, violations=3)["one"][0] == "unrated"
    assert lights("shanghai", riders=6, killed=1)["one"][0] == "red"


def test_a_small_company_is_not_red_by_a_week_of_bad_luck() -> None:
    assert lights("shanghai", riders=25, violations=4)["one"][0] == "green"  # 16 per 100, of which little is believed


def test_what_is_not_recorded_is_named_and_counts_as_nothing() -> None:
    one = RiderMonth("x", "one", "north", 200, {**USUAL[0].numbers, "violations": None})
    found = light_companies([*USUAL, one], scheme_in(PACK), PACK)
    assert next(c for c in found if c.company == "one").not_recorded == ("violations",)
