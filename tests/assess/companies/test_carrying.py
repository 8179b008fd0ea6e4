"""High for months in a row: just below, at and above what each pack tells from; a gap ends it; nothing follows."""

from dataclasses import replace
from pathlib import Path

import pytest

from daoan.assess.companies.carrying import carried_into, months_in_row
from daoan.assess.companies.schemes import read_scheme
from daoan.edge.files import read_rule_packs
from daoan.terms.errors import RulePackInvalid
from daoan.terms.estimates import Text
from daoan.terms.records.warned import Evidence
from daoan.terms.rulepacks import Status
from tests.assess.companies.facts_given import SCHEMES

PACK = read_rule_packs(Path("rulepacks"))["companies-mps"]
LEFT = (Evidence("matter", "m", Text("open", "未办结"), "2026-03"),)


@pytest.mark.parametrize("name", sorted(SCHEMES))
def test_told_from_what_the_pack_says_and_marked_as_ours(name: str):
    rule = SCHEMES[name].in_row
    assert rule is not None
    assert (rule.months, rule.status) == (2, Status.PROJECT_DEFAULT)  # no source of domain §8 names months in a row
    below, at, above = (carried_into(rule, 10, "high", (), range(10 - n, 10)) for n in (0, 1, 2))
    assert below is None
    assert (at and at.months, above and above.months) == ((9, 10), (8, 9, 10))


def test_a_gap_or_another_level_ends_the_row():
    assert months_in_row(10, "high", {6, 7, 9}) == (9, 10)
    assert months_in_row(10, "high", {8}) == (10,)
    assert months_in_row(10, "middle", {8, 9}) == ()


def test_what_is_left_open_is_told_without_a_row():
    rule = SCHEMES["companies-mps"].in_row
    assert rule is not None
    found = carried_into(rule, 10, "low", LEFT, {9})
    assert found is not None
    assert (found.left, found.months) == (LEFT, ())


def test_a_pack_that_misstates_it_is_refused():
    for wrong in ({"months": 1}, {"status": "perhaps"}):
        broken = replace(PACK, values=PACK.values | {"in_row": PACK.values["in_row"] | wrong})
        with pytest.raises(RulePackInvalid):
            read_scheme(broken)
    assert read_scheme(replace(PACK, values={k: v for k, v in PACK.values.items() if k != "in_row"})).in_row is None
