"""Companies with what is wrong with them, in one line each."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from daoan.assess.companies.grounds import Facts
from daoan.assess.companies.schemes import Scheme, schemes_in
from daoan.edge.files import read_rule_packs
from daoan.terms.records.companies import (
    Company,
    CompanyEvent,
    CompanyKind,
    EventKind,
    KeyDriver,
    KeyVehicle,
    Liability,
    VehicleKind,
)

DAY = date(2025, 4, 1)
SCHEMES: dict[str, Scheme] = schemes_in(read_rule_packs(Path("rulepacks")))
MPS, GANSU = SCHEMES["companies-mps"], SCHEMES["companies-gansu"]


def firm(kind: CompanyKind = CompanyKind.FREIGHT, name: str = "firm") -> Company:
    return Company(name, "Ridge Transport", kind, "north")


def vehicle(name: str = "v1", kind: VehicleKind = VehicleKind.HEAVY_TRUCK, **changes) -> KeyVehicle:
    later = date(2030, 1, 1)
    sound = KeyVehicle(
        name, "甘M·12*45", "", kind, "north", "firm", inspect_by=later, scrap_by=later, insured_until=later,
        unprocessed=0,
    )  # fmt: skip
    return replace(sound, **changes)


def driver(name: str = "d1", **changes) -> KeyDriver:
    later = date(2030, 1, 1)
    sound = KeyDriver(
        name, "张*", "", "", ("A2",), "north", "firm", change_by=later, review_by=later, medical_by=later, points=0
    )
    return replace(sound, **changes)


def crash(
    day: date = date(2025, 3, 1), deaths: int = 1, liable: Liability = Liability.MAIN, n: int = 1
) -> CompanyEvent:
    return CompanyEvent(f"crash-{day}-{n}", "firm", "north", EventKind.CRASH, day, deaths=deaths, liability=liable)


def event(kind: EventKind, day: date = date(2025, 3, 1), **changes) -> CompanyEvent:
    return replace(CompanyEvent(f"{kind}-{day}", "firm", "north", kind, day), **changes)


def facts(
    *items: KeyVehicle | KeyDriver | CompanyEvent, kind: CompanyKind = CompanyKind.FREIGHT, day: date = DAY,
    name: str = "firm",
) -> Facts:  # fmt: skip
    def of(wanted: type) -> Sequence:
        return tuple(i for i in items if isinstance(i, wanted))

    return Facts(firm(kind, name), of(KeyVehicle) or (vehicle(),), of(KeyDriver) or (driver(),), of(CompanyEvent), day)
