"""The organisation tree: who stands under whom."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from daoan.terms.errors import InputError, NotFound
from daoan.terms.estimates import Text


class UnitKind(StrEnum):
    """Levels of the organisation, police and government alike."""

    PROVINCE = "province"  # 省总队
    CITY = "city"  # 市支队
    BRIGADE = "brigade"  # 县(区)大队
    SQUAD = "squad"  # 中队
    RURAL_SQUAD = "rural_squad"  # 农村中队: country roads, townships that no police station looks after
    STATION = "station"  # 派出所 that carries traffic duty for its township 交所合一
    COMMITTEE = "committee"  # 道专委 and its office
    DEPARTMENT = "department"  # member unit of the committee
    TOWNSHIP = "township"  # 乡镇交安办
    GROUP = "group"  # 村组: some villages of a township together
    VILLAGE = "village"  # 村劝导站
    COMPANY = "company"


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit. ``area``: the county that it belongs to, where there is one. ``company``: of a company, its credit code
    in the roster, by which its people find what is theirs."""

    unit_id: str
    kind: UnitKind
    name: Text
    parent: str | None
    area: str | None = None
    company: str = ""


class UnitTree:
    """Units by id. Raises :class:`InputError` where a parent is missing or units stand under themselves."""

    def __init__(self, units: Iterable[Unit]) -> None:
        self.units: Mapping[str, Unit] = {unit.unit_id: unit for unit in units}
        for unit in self.units.values():
            list(self.above(unit.unit_id))

    def __contains__(self, unit_id: object) -> bool:
        return unit_id in self.units

    def get(self, unit_id: str) -> Unit:
        """One unit. Raises :class:`NotFound`."""
        if unit_id not in self.units:
            raise NotFound(f"there is no unit {unit_id!r}")
        return self.units[unit_id]

    @property
    def top(self) -> str | None:
        """The first unit that stands under none; ``None`` in a tree without units."""
        return next((unit.unit_id for unit in self.units.values() if unit.parent is None), None)

    def name_of(self, unit_id: str) -> Text | None:
        """A unit's name; ``None`` where it is not in the tree, or no longer."""
        unit = self.units.get(unit_id)
        return None if unit is None else unit.name

    def above(self, unit_id: str) -> Iterator[str]:
        """The unit's parent, that one's parent, and so on."""
        seen, here = {unit_id}, self.get(unit_id).parent
        while here is not None:
            if here in seen or here not in self.units:
                raise InputError(f"unit {unit_id!r} stands under {here!r}, which does not exist or stands under it")
            seen.add(here)
            yield here
            here = self.units[here].parent

    def within(self, unit_id: str, scope: str) -> bool:
        """Whether a unit is the scope itself or stands somewhere below it."""
        return unit_id == scope or (unit_id in self.units and scope in self.above(unit_id))

    def area_of(self, unit_id: str) -> str | None:
        """The county that a unit works in: its own, else that of the nearest unit above which has one."""
        chain = (unit_id, *self.above(unit_id)) if unit_id in self.units else ()
        return next((area for unit in chain if (area := self.units[unit].area)), None)

    def of_kind(self, kind: str, area: str, scope: str) -> tuple[str, ...]:
        """Units of a kind at or below a scope; in an area, where one is named. A unit of no area is in every one."""
        found = (self.units[unit_id] for unit_id in self.below(scope))
        return tuple(u.unit_id for u in found if u.kind == kind and (not area or u.area in (area, None)))

    def of_company(self, company_id: str) -> str | None:
        """The unit of a company of the roster; ``None`` where its people have no account here."""
        return next((u.unit_id for u in self.units.values() if company_id and u.company == company_id), None)

    def below(self, scope: str) -> tuple[str, ...]:
        """The scope and every unit below it, in the order of the tree."""
        return tuple(unit_id for unit_id in self.units if self.within(unit_id, scope))
