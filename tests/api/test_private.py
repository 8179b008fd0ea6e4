"""What nobody outside the machine may read."""

from dataclasses import fields
from datetime import UTC, datetime

from daoan.api.answers import flatten
from daoan.api.coarse import CoarseCrash
from daoan.api.quality import refused_row
from daoan.terms.estimates import Text
from daoan.terms.records import Refusal

PERSONAL = {"age_years", "sex", "parties", "happened_at", "raw", "died_at"}


def test_a_refused_row_is_shown_without_its_cells() -> None:
    refusal = Refusal(
        "r1", "register", "a.csv", 7, "date.future", "发生时间", Text("at 17:25", "17:25"), {"姓名": "某人"},
        datetime(2020, 1, 1, tzinfo=UTC),
    )  # fmt: skip
    shown = str(flatten(refused_row(refusal)))
    assert "某人" not in shown
    assert "17:25" not in shown
    assert "a.csv" in shown


def test_a_public_crash_has_no_personal_field() -> None:
    assert not PERSONAL & {field.name for field in fields(CoarseCrash)}
