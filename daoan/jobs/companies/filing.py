"""Rows of a file as records of the roster: plates and people as tokens, their clear forms sealed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec

from daoan.edge.sealed import TextSealer
from daoan.edge.tokens import subject_token
from daoan.sense.roster.columns import RosterLayout
from daoan.sense.roster.reading import CellProblem, RosterRow
from daoan.terms.ages import band_of_driver
from daoan.terms.estimates import Text
from daoan.terms.masking import mask_id_number, mask_name, mask_plate
from daoan.terms.records.companies import (
    Company,
    CompanyEvent,
    CompanyKind,
    EventKind,
    KeyDriver,
    KeyVehicle,
    Liability,
    RosterRecord,
    Standing,
    VehicleKind,
)
from daoan.terms.units import UnitTree

#: Kinds whose plates are blue or green unless the file says otherwise; all others bear yellow ones.
_SMALL = {VehicleKind.VAN, VehicleKind.RIDE_HAILING}
_SMALL_PLATES = {"02", "小型汽车", "小型", "蓝牌", "蓝", "绿牌", "小型新能源汽车", "52", "small", "blue"}


@dataclass(frozen=True, slots=True)
class Clear:
    """What is sealed of a vehicle or driver."""

    plate: str = ""
    name: str = ""
    number: str = ""
    phone: str = ""


class NotFiled(Exception):
    """Why a row cannot be filed. Never leaves this room."""

    def __init__(self, field: str, code: str, en: str, zh: str, shown: str = "") -> None:
        super().__init__(code)
        self.field, self.code, self.text, self.shown = field, code, Text(en, zh), shown


@dataclass(frozen=True, slots=True)
class Filing:
    """What rows are held against. ``companies``: by credit code and by name; a name that two have leads to none."""

    key: bytes
    sealer: TextSealer
    units: UnitTree
    scope: frozenset[str]
    own_unit: str
    companies: Mapping[str, Company]
    year: int  # local, in which rows are taken in: ages are told by it
    vehicles: frozenset[str] = frozenset()  # ids that the roster has, where a row may name one

    def file(self, layout: RosterLayout, row: RosterRow) -> RosterRecord | CellProblem:
        """The record of a row, or what is wrong with it."""
        try:
            return _FILED[layout.kind](self, row.values)
        except NotFiled as why:
            return CellProblem(row.number, layout.column(why.field).label, why.code, why.text, why.shown)

    def company(self, values: Mapping[str, Any]) -> Company | None:
        """The company that a row names. Raises :class:`NotFiled` for one that the roster does not have."""
        told = values.get("company")
        if told is None:
            return None
        found = self.companies.get(str(told).upper()) or self.companies.get(str(told))
        if found is None:
            raise NotFiled(
                "company", "no_company", "the roster has no such company: import companies first",
                "名册中没有该企业，请先导入企业", str(told)[:60],
            )  # fmt: skip
        return found

    def unit(self, values: Mapping[str, Any], default: str) -> str:
        """The unit of a row, by id or name. Raises :class:`NotFiled` for one outside the actor's scope."""
        told = values.get("unit")
        unit = default if told is None else _unit_named(self.units, str(told))
        if unit not in self.scope:
            raise NotFiled(
                "unit", "no_unit", "name your own unit or one below it", "请填写本单位或下级单位",
                str(told or "")[:60],
            )  # fmt: skip
        return unit


def plate_id(key: bytes, plate: str, *, large: bool) -> str:
    """What a vehicle is known by: a yellow and a blue plate may bear the same signs."""
    return subject_token(key, "plate", plate) + ("-large" if large else "")


def companies_by_name(companies: tuple[Company, ...]) -> dict[str, Company]:
    """Companies by credit code and by name; names that two bear are left out."""
    names: dict[str, list[Company]] = {}
    for company in companies:
        names.setdefault(company.name, []).append(company)
    alone = {name: own[0] for name, own in names.items() if len(own) == 1}
    return alone | {company.company_id: company for company in companies}


def _unit_named(units: UnitTree, told: str) -> str:
    if told in units:
        return told
    found = [u.unit_id for u in units.units.values() if told in (u.name.zh, u.name.en)]
    return found[0] if len(found) == 1 else ""


def _company(filing: Filing, values: Mapping[str, Any]) -> Company:
    return Company(
        company_id=values["company_id"],
        name=values["name"],
        kind=CompanyKind(values["kind"]),
        unit_id=filing.unit(values, filing.own_unit),
        ended_on=values.get("ended_on"),
    )


def _vehicle(filing: Filing, values: Mapping[str, Any]) -> KeyVehicle:
    company = filing.company(values)
    kind = VehicleKind(values["kind"])
    plate_type = str(values.get("plate_type", "")).casefold()
    large = plate_type not in _SMALL_PLATES if plate_type else kind not in _SMALL
    return KeyVehicle(
        vehicle_id=plate_id(filing.key, values["plate"], large=large),
        shown=mask_plate(values["plate"]),
        sealed=_seal(filing, Clear(plate=values["plate"])),
        kind=kind,
        unit_id=filing.unit(values, company.unit_id if company else filing.own_unit),
        company_id=company.company_id if company else "",
        standing=Standing(values.get("standing", Standing.VALID)),
        inspect_by=values.get("inspect_by"),
        scrap_by=values.get("scrap_by"),
        insured_until=values.get("insured_until"),
        unprocessed=values.get("unprocessed"),
    )


def _driver(filing: Filing, values: Mapping[str, Any]) -> KeyDriver:
    company = filing.company(values)
    number, name = values["number"], values["name"]
    banned, lifted = values.get("banned_on"), values.get("ban_lifted_on")
    if banned is not None and lifted is not None and lifted < banned:
        words = Text("a ban is lifted on its day or later", "解除日期不能早于禁驾日期")
        raise NotFiled("ban_lifted_on", "before_ban", words.en, words.zh, str(lifted))
    return KeyDriver(
        driver_id=subject_token(filing.key, "person", number),
        shown=mask_name(name),
        shown_number=mask_id_number(number),
        sealed=_seal(filing, Clear(name=name, number=number, phone=values.get("phone", ""))),
        classes=values["classes"],
        unit_id=filing.unit(values, company.unit_id if company else filing.own_unit),
        company_id=company.company_id if company else "",
        standing=Standing(values.get("standing", Standing.VALID)),
        change_by=values.get("change_by"),
        review_by=values.get("review_by"),
        medical_by=values.get("medical_by"),
        points=values.get("points"),
        banned_on=banned,
        ban_lifted_on=lifted,
        age_band=band_of_driver(number, filing.year),
    )


def _event(filing: Filing, values: Mapping[str, Any]) -> CompanyEvent:
    company = filing.company(values)
    assert company is not None  # the column is required
    kind, happened = EventKind(values["kind"]), values["happened_on"]
    assert isinstance(happened, date)
    plate, number = values.get("plate"), values.get("number")
    return CompanyEvent(
        event_id=values["event_id"],
        company_id=company.company_id,
        unit_id=filing.unit(values, company.unit_id),
        kind=kind,
        happened_on=happened,
        vehicle_id=_vehicle_named(filing, plate) if plate else "",
        driver_id=subject_token(filing.key, "person", number) if number else "",
        deaths=values.get("deaths", 0),
        injured=values.get("injured", 0),
        liability=Liability(values.get("liability", Liability.OPEN)),
        serious=values.get("serious", False),
        processed=values.get("processed", True),
        code=values.get("code", ""),
    )


_FILED: Mapping[type[RosterRecord], Callable[[Filing, Mapping[str, Any]], RosterRecord]] = {
    Company: _company,
    KeyVehicle: _vehicle,
    KeyDriver: _driver,
    CompanyEvent: _event,
}


def _vehicle_named(filing: Filing, plate: str) -> str:
    """The vehicle that a plate without its colour means: the small one where the roster has it, else the large."""
    small = plate_id(filing.key, plate, large=False)
    return small if small in filing.vehicles else plate_id(filing.key, plate, large=True)


def _seal(filing: Filing, clear: Clear) -> str:
    return filing.sealer.seal(msgspec.json.encode(clear).decode())


def open_clear(sealer: TextSealer, sealed: str) -> Clear:
    """What was sealed of a vehicle or driver."""
    return msgspec.json.decode(sealer.open(sealed), type=Clear)
