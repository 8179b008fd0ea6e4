"""Markets 集市 of the model town's townships: each keeps one of three rounds of lunar days, as its crashes do."""

from dataclasses import dataclass

from daoan.town.build import Town
from daoan.town.gazetteer import TownArea
from daoan.town.seasons import MARKET_SETS


@dataclass(frozen=True, slots=True)
class Market:
    """The market of a township. ``digits``: last digits of the lunar days on which it is held."""

    township: TownArea
    digits: tuple[int, ...]


def list_markets(town: Town) -> tuple[Market, ...]:
    """Every township's market, in the order of townships (:func:`daoan.town.happenings.day_group` counts the same)."""
    townships = [a for a in town.areas if a.level == "township"]
    return tuple(Market(a, MARKET_SETS[row % len(MARKET_SETS)]) for row, a in enumerate(townships))
