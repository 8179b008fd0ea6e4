"""The demo's gatherings fit the register, lie in the town's counties, and keep the days that its crashes keep."""

from datetime import date

import pytest

from daoan.act.gatherings.occurring import gathering_of, held_days
from daoan.act.registers import fill
from daoan.app.demo_gatherings import A_COUNTY, demo_gatherings
from daoan.config import ROOT
from daoan.edge.files import read_rule_packs
from daoan.terms.records.registered import Entry
from daoan.terms.registers import read_registers
from daoan.terms.units import UnitTree
from daoan.town.build import build_town
from daoan.town.markets import list_markets
from daoan.town.seasons import days_of, market_days


@pytest.fixture(scope="module")
def markets():
    return list_markets(build_town(1))


def test_what_is_registered_fits_and_says_that_it_is_simulated(markets):
    register = read_registers(read_rule_packs(ROOT / "rulepacks")["registers"])["mass_event"]
    found = list(demo_gatherings(markets, date(2025, 12, 31)))
    assert len(found) == 8 * A_COUNTY + 3
    for one in found:
        filled = fill(register, one.values, UnitTree(()))
        assert filled.wrong == ()
        assert "simulated" in one.values["name"]
    assert len({one.name for one in found}) == len(found)


def test_registered_market_days_are_those_on_which_the_town_has_more_crashes(markets):
    """The town takes them from computed new moons, the register from an almanac."""
    year = days_of(range(2025, 2026))
    held = market_days(year)
    for row, one in enumerate(demo_gatherings(markets, date(2025, 12, 31))):
        if row >= 3 or one.values["kind"] != "market":
            break
        entry = Entry("e", "mass_event", "city", 1, None, "x", one.values)
        days = held_days(gathering_of(entry), year[0], year[-1], "CN")
        group = next(k for k, m in enumerate(markets) if m.township.code == one.name.removeprefix("market-")) % 3
        assert list(days) == [d for d, on in zip(year, held[:, group], strict=True) if on]
