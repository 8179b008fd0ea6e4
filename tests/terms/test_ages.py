"""Bands of age are those of segments; a driver's is told by the year of birth alone."""

import pytest

from daoan.config import ROOT
from daoan.edge.files import read_rule_packs
from daoan.terms.ages import AGE_BANDS, band_of, band_of_driver


def test_the_bands_are_those_of_segments() -> None:
    traits = read_rule_packs(ROOT / "rulepacks")["publicity"].get("segments.trait")
    codes = next([row[0] for row in t["values"]] for t in traits if t["name"] == "age_band")
    assert [code for _, code in AGE_BANDS] == codes


@pytest.mark.parametrize(
    ("years", "band"), [(0, "under_14"), (13, "under_14"), (14, "14_17"), (29, "18_29"), (30, "30_44"), (60, "60_over")]
)
def test_an_age_is_in_its_band(years: int, band: str) -> None:
    assert band_of(years) == band


@pytest.mark.parametrize(("born", "band"), [(1996, "30_44"), (1997, "18_29"), (2008, "18_29"), (2009, ""), (1900, "")])
def test_a_driver_is_as_old_as_they_become_in_the_year(born: int, band: str) -> None:
    assert band_of_driver(f"621000{born}1231001X", 2026) == band
