"""What can be filed and what cannot; and what the catalogue holds itself to."""

from datetime import timedelta

import numpy as np
import pytest

from daoan.act.watches.catalogue import read_catalogue
from daoan.act.watches.filing import refusal_of
from daoan.act.working_days import after_days
from daoan.terms.errors import RulePackInvalid
from daoan.terms.rulepacks import RulePack
from tests.act.watches.watch_given import CATALOGUE, FILING, RULES, entry, pack
from tests.act.workflow.work_makers import MONDAY


def code(**more):
    from dataclasses import replace

    refused = refusal_of(replace(FILING, **more), MONDAY, RULES)
    if refused is None:
        return None
    assert refused.message.en
    assert refused.message.zh
    return refused.code


def test_a_filing_takes_the_defaults_of_its_type_and_of_the_law() -> None:
    made = entry()
    assert (made.kind, made.state, made.level, made.issuer, made.holder) == ("watch", "to_review", "2", "a1", "a1")
    told = {name: made.values[name] for name in ("plate", "ground", "purpose", "source", "subject", "filed_by")}
    assert told == {
        "plate": "甘M12345", "ground": "inspection", "purpose": "stop", "source": "local", "subject": "plate-token",
        "filed_by": "a1-1",
    }  # fmt: skip
    assert made.values["until"] == after_days(MONDAY, 90, "Asia/Shanghai").isoformat()


def test_the_title_tells_the_type_and_not_the_plate() -> None:
    made = entry()
    assert made.title == "布控：逾期未年检"
    assert made.values["title"]["en"] == "Watch: inspection overdue"


def test_a_secret_one_is_of_a_kind_of_its_own() -> None:
    assert entry(secret=True).kind == "secret_watch"


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, None),
        ({"plate": "甘M1?345"}, "plate"), ({"plate": ""}, "plate"), ({"plate": "甘M·12*45"}, "plate"),
        ({"plate": "GB12CDE"}, None),
        ({"type": "99"}, "type"), ({"type": ""}, "type"), ({"type": "24"}, "outside"), ({"type": "21"}, "outside"),
        ({"ground": "because"}, "ground"), ({"ground": "other"}, "ground"),
        ({"ground": "other", "ground_words": "条例第一条"}, None),
        ({"purpose": "fun"}, "purpose"), ({"source": "rumour"}, "source"), ({"level": "6"}, "level"),
        ({"case": ""}, "case"), ({"case": "case"}, "case"), ({"case": "甘M12345"}, "case"),
        ({"brief": "见过甘 M·12345 两次"}, "plate_in_words"), ({"sites": ("甘M12345",)}, "plate_in_words"),
        ({"areas": ("x",) * 51}, "long"),
        ({"until": "someday"}, "until"), ({"until": "2025-12-07"}, "past"), ({"until": "2025-12-08"}, None),
        ({"until": "2026-12-08T10:00:00+08:00"}, None), ({"until": "2026-12-08T10:00:01+08:00"}, "too_long"),
        ({"until": "2026-12-08T10:00:00"}, "until"),
    ],
)  # fmt: skip
def test_what_cannot_be_filed_is_refused_with_a_reason(more, expected) -> None:
    assert code(**more) == expected


def test_the_catalogue_has_both_languages_and_no_type_of_the_security_police() -> None:
    assert {"01", "08", "27", "37"} <= set(CATALOGUE.types)
    assert not set(CATALOGUE.types) & {"21", "22", "23", "24", "25", "31", "35"}
    for kind in CATALOGUE.types.values():
        assert kind.name.en
        assert kind.name.zh
        assert kind.source
    assert CATALOGUE.source_numbers == {"local": 1, "110": 2, "province": 3}


@pytest.mark.parametrize(
    "change", [{"code": "24"}, {"level": 6}, {"half_life_days": 0.0}, {"ground": "x"}, {"cured_by": ["x"]}]
)
def test_a_pack_that_does_not_fit_is_refused(change) -> None:
    good = pack("watches")
    first, *rest = good.get("type")
    values = {**good.values, "type": [{**first, **change}, *rest]}
    bad = RulePack(good.name, good.version, good.title, good.source, good.status, True, values)
    with pytest.raises(RulePackInvalid):
        read_catalogue(bad)


def test_half_of_the_entries_hold_after_the_half_life_of_their_type() -> None:
    ages, types = np.array([0.0, 45.0, 90.0, 45.0, -3.0]), np.array([4, 4, 4, 6, 4], np.uint8)
    p = CATALOGUE.p_still_valid(ages, types)
    assert p == pytest.approx([1.0, 0.5, 0.25, 2.0**-1.5, 1.0])
    assert (np.diff(CATALOGUE.p_still_valid(np.linspace(0, 900, 50), np.full(50, 7))) < 0).all()
    assert CATALOGUE.p_still_valid(10.0, 200) == pytest.approx(1.0)  # a code that there is not


def test_a_year_is_counted_from_the_filing() -> None:
    last = (MONDAY + timedelta(days=365)).isoformat()
    assert entry(until=last).values["until"] == last
