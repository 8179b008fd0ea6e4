"""Rural units of the demo's simulated city: rural squads, police stations with traffic duty 交所合一, offices, groups.

Townships are those of the real counties, under fictional names; squads, stations and village groups are simulated.
A county's two largest townships have a police station each, which looks after its own; all others are the rural
squad's. Villages of the largest are gathered into groups, which answer for the advice stations there.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from daoan.app.organisation import units_of
from daoan.app.qingyang import town_areas
from daoan.terms.city import Area, City
from daoan.terms.estimates import Text
from daoan.terms.units import Unit, UnitKind
from daoan.town.gazetteer import TownArea

TOWNSHIP, POST = "township", "village"  # the demo's own, with accounts; in the first county's largest township
STATIONS, GROUPS = 2, 2
CITY = "qingyang"


def demo_units(city: City) -> tuple[Unit, ...]:
    """Every unit of a demo, parents before children: rural ones only in the model town."""
    units = units_of(city)
    if city.code != CITY:
        return units
    by_county = townships_by_size(town_areas())
    rural = [unit for n, area in enumerate(city.areas) for unit in _county(area, by_county[area.code], own=n == 0)]
    last = [u for u in units if u.unit_id in (TOWNSHIP, POST)]
    above = [u for u in units if u not in last]
    offices = [replace(u, parent=f"b-{city.areas[0].code}-p1") if u.unit_id == TOWNSHIP else u for u in last]
    groups = [u for u in rural if u.kind is UnitKind.GROUP]
    return (*above, *(u for u in rural if u not in groups), *offices, *groups)


def townships_by_size(areas: Iterable[TownArea]) -> dict[str, list[TownArea]]:
    """Townships of each county, the one with most people first."""
    found: dict[str, list[TownArea]] = {}
    for area in sorted(areas, key=lambda a: (-a.population, a.code)):
        if area.level == "township":
            found.setdefault(str(area.parent), []).append(area)
    return found


def office_of(township: TownArea, *, own: bool) -> str:
    """The unit of a township's office. ``own``: it is the demo's own."""
    return TOWNSHIP if own else f"t-{township.code}"


def group_of(township: str, row: int, rows: int) -> str:
    """The village group that a village falls to: the ``row``-th of a township's ``rows``."""
    return f"g-{township}-{1 + row * GROUPS // rows}"


def _county(area: Area, townships: Sequence[TownArea], *, own: bool) -> Iterable[Unit]:
    code, brigade, squad = area.code, f"b-{area.code}", f"b-{area.code}-r"
    name = Text(f"{area.name.en}, rural squad", f"{area.name.zh}农村中队")
    yield Unit(squad, UnitKind.RURAL_SQUAD, name, brigade, code)
    for n, township in enumerate(townships):
        shown, above = township.name_shown, squad
        if n < STATIONS:
            above = f"{brigade}-p{n + 1}"
            text = Text(f"{shown.en} police station", f"{shown.zh}派出所（交所合一）")
            yield Unit(above, UnitKind.STATION, text, brigade, code)
        office = office_of(township, own=own and n == 0)
        if office != TOWNSHIP:
            text = Text(f"{shown.en} township office", f"{shown.zh}交安办")
            yield Unit(office, UnitKind.TOWNSHIP, text, above, code)
        if n == 0:
            for k in range(1, GROUPS + 1):
                text = Text(f"{shown.en}, village group {k}", f"{shown.zh}第{k}村组")
                yield Unit(f"g-{township.code}-{k}", UnitKind.GROUP, text, office, code)
