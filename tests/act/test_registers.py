"""Values of entries: what is wrong is told field by field; what is kept fits; what readers see is masked."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from daoan.act.registers import fill, key_of, search_text, shown_values
from daoan.config import ROOT
from daoan.edge.files import read_rule_packs
from daoan.terms.errors import RulePackInvalid
from daoan.terms.estimates import Text
from daoan.terms.registers import FieldKind, read_registers
from daoan.terms.rulepacks import read_rule_pack
from daoan.terms.units import Unit, UnitKind, UnitTree

CITY = Unit("city", UnitKind.CITY, Text("city", "市"), None)
UNITS = UnitTree([CITY, Unit("n", UnitKind.BRIGADE, Text("n", "北"), "city")])
PACK = """
[pack]
version = "1"
title_en = "t"
title_zh = "t"
source = "a test"
status = "project_default"

[[register]]
kind = "all"
en = "All kinds"
zh = "全部"
purpose_en = "p"
purpose_zh = "p"
write = "work"
title = "name"
key = "name"
field = [
  {name = "name", en = "name", zh = "名称", required = true},
  {name = "about", en = "about", zh = "说明", is = "long_text"},
  {name = "count", en = "count", zh = "数量", is = "number", least = 0, most = 10},
  {name = "day", en = "day", zh = "日期", is = "date"},
  {name = "what", en = "what", zh = "种类", is = "choice", choices = [["a", "first", "甲"], ["b", "second", "乙"]]},
  {name = "good", en = "good", zh = "合格", is = "yes_no"},
  {name = "unit", en = "unit", zh = "单位", is = "unit"},
  {name = "units", en = "units", zh = "单位", is = "units"},
  {name = "phone", en = "phone", zh = "电话", personal = "phone"},
  {name = "steps", en = "steps", zh = "步骤", is = "table", field = [
    {name = "do", en = "do", zh = "做", required = true},
    {name = "who", en = "who", zh = "谁", personal = "name"},
  ]},
]
"""
REGISTER = read_registers(read_rule_pack(PACK, "registers"))["all"]


def wrong(**values) -> dict[str, str]:
    filled = fill(REGISTER, {"name": "x"} | values, UNITS)
    return {w.field: w.message.en for w in filled.wrong}


def test_what_fits_is_kept_in_its_own_kind() -> None:
    given_ = {
        "name": "  A \n shop  ", "about": "two\nlines", "count": "7", "day": " 2026-03-01 ", "what": "乙", "good": "是",
        "unit": "n", "units": "n; city", "phone": "", "steps": [{"do": "stop", "who": ""}],
    }  # fmt: skip
    filled = fill(REGISTER, given_, UNITS)
    assert filled.wrong == ()
    assert filled.values == {
        "name": "A shop", "about": "two\nlines", "count": 7, "day": "2026-03-01", "what": "b", "good": True,
        "unit": "n", "units": ["n", "city"], "steps": [{"do": "stop"}],
    }  # fmt: skip


def test_everything_that_is_wrong_is_told_at_once() -> None:
    found = wrong(
        name=" ", count=11, day="31.3.2026", what="c", good="perhaps", unit="x", units=["n", "n"], other=1,
        steps=[{"do": "a"}, {"who": "b"}],
    )  # fmt: skip
    assert set(found) == {"name", "count", "day", "what", "good", "unit", "units", "other", "steps.1.do"}
    assert found["count"] == "the number lies outside 0…10"
    assert found["what"] == "one of: first, second"


@pytest.mark.parametrize("value", [float("nan"), float("inf"), True, "1e400", [], {"a": 1}, "-1"])
def test_no_strange_number_is_kept(value) -> None:
    assert value == [] or "count" in wrong(count=value)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.dictionaries(st.sampled_from([f.name for f in REGISTER.fields] + ["odd"]), st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3), max_leaves=6,
)))  # fmt: skip
def test_anything_at_all_is_kept_or_told(values) -> None:
    filled = fill(REGISTER, values, UNITS)
    assert filled.wrong or "name" in filled.values
    if not filled.wrong:
        assert fill(REGISTER, filled.values, UNITS) == filled  # what is kept is kept again, the same


def test_personal_fields_are_masked_to_readers_and_searched_by_nobody() -> None:
    values = {"name": "Shop", "about": "甘M12345", "phone": "13812345678", "steps": [{"do": "call", "who": "张三"}]}
    assert shown_values(REGISTER, values, clear=True) == values
    shown = shown_values(REGISTER, values, clear=False)
    assert shown == {
        "name": "Shop",
        "about": "甘M·12*45",
        "phone": "138****5678",
        "steps": [{"do": "call", "who": "张*"}],
    }
    assert "138" not in search_text(REGISTER, values)
    assert key_of(REGISTER, values) == "shop"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('write = "work"', 'write = "fly"', "fly"),
        ('title = "name"', 'title = "nobody"', "title and key"),
        ('is = "choice", choices = [["a", "first", "甲"], ["b", "second", "乙"]]', 'is = "choice"', "a choice has"),
        ('name = "about"', 'name = "name"', "names of their own"),
        ('en = "All kinds"', "", "'en'"),
    ],
)
def test_a_pack_that_cannot_be_meant_is_refused(old, new, says) -> None:
    assert old in PACK
    with pytest.raises(RulePackInvalid, match=says):
        read_registers(read_rule_pack(PACK.replace(old, new, 1), "registers"))


def test_the_registers_that_we_ship_can_be_read() -> None:
    registers = read_registers(read_rule_packs(ROOT / "rulepacks")["registers"])
    assert {"responsibility", "inspection_station", "ebike_shop", "permit"} <= set(registers)
    for register in registers.values():
        assert any(f.listed for f in register.fields)
        assert register.field(register.title).kind is FieldKind.TEXT
