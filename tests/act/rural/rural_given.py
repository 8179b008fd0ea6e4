"""Stations, wardens and days for tests of the rural desk."""

from dataclasses import replace
from datetime import date

from daoan.config import ROOT
from daoan.edge.files import read_rule_packs
from daoan.terms.calendar.recurring import DayDigits
from daoan.terms.gatherings import Gathering
from daoan.terms.rural import AdviceStation, Warden

PACK = read_rule_packs(ROOT / "rulepacks")["rural"]
MONDAY = date(2026, 3, 2)

STATION = AdviceStation("S1", "一号站", "V1", "驿马镇", "A1", "north", in_use=True, lon=107.6, lat=35.7)


def station(code: str, **told: object) -> AdviceStation:
    return replace(STATION, code=code, **told)


def wardens(*stations: str) -> list[Warden]:
    """One a station, named after it; twice the same station: two."""
    return [Warden(f"W{k + 1}-{code}", code, "north") for k, code in enumerate(stations)]


MARKET = Gathering(
    "m1", "驿马集", "market", DayDigits((3, 6, 9)), area="A1", lon=107.6, lat=35.71, people=2000, from_hour=8,
    until_hour=13,
)  # fmt: skip
