"""The cities that Daoan knows by name, and any other from a TOML file."""

import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from daoan.app.leeds import LEEDS, prepare_leeds
from daoan.app.progress import Tell
from daoan.app.qingyang import prepare_qingyang, qingyang
from daoan.app.workspace import Workspace
from daoan.edge.files import read_bytes
from daoan.terms.calendar.elsewhere import require_place
from daoan.terms.city import Area, City
from daoan.terms.errors import InputError
from daoan.terms.estimates import Text


@dataclass(frozen=True, slots=True)
class CityPlan:
    """A city, and how its records and roads come in; ``prepare`` None: a person imports them."""

    city: City
    prepare: Callable[[Workspace, Tell], None] | None = None


def find_city_plan(name: str) -> CityPlan:
    """The plan of a known city, or of the one that a TOML file describes. Raises :class:`InputError` for others."""
    if name == "leeds":
        return CityPlan(LEEDS, prepare_leeds)
    if name == "qingyang":
        return CityPlan(qingyang(), prepare_qingyang)
    if name.endswith(".toml"):
        return CityPlan(read_city(_text(read_bytes(Path(name)), name), name))
    raise InputError(f"there is no city {name!r}; choose leeds or qingyang, or name a .toml file (docs/how-to/city.md)")


def _text(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise InputError(f"{name} is not written in UTF-8: save it anew as UTF-8") from problem


def read_city(text: str, name: str) -> City:
    """A city from TOML: code, name_en, name_zh, zone, bounds and a list of ``[[areas]]``; country and markets too."""
    try:
        table = tomllib.loads(text)
        require_zone(table["zone"])
        west, south, east, north = (float(v) for v in table["bounds"])
        if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
            raise ValueError("bounds must be west, south, east, north in WGS-84 degrees")
        city = City(
            code=str(table["code"]),
            name=Text(table["name_en"], table["name_zh"]),
            zone=table["zone"],
            areas=tuple(_area(row) for row in table["areas"]),
            attribution=tuple(Text(row["en"], row["zh"]) for row in table.get("attribution", ())),
            bounds=(west, south, east, north),
            simulated=bool(table.get("simulated", False)),
            country=require_place(table.get("country", "")),
            markets=_markets(table.get("markets", ())),
        )
        return msgspec.convert(msgspec.to_builtins(city), City)  # every value of the type that the record promises
    except KeyError as problem:
        raise InputError(f"{name} does not describe a city: {problem} is missing; see docs/how-to/city.md") from problem
    except (InputError, msgspec.ValidationError, ValueError, TypeError, AttributeError) as problem:
        raise InputError(f"{name} does not describe a city: {problem}; see docs/how-to/city.md") from problem


def _markets(rounds: Sequence[Sequence[int]]) -> tuple[tuple[int, ...], ...]:
    if any(digit not in range(10) for digits in rounds for digit in digits):
        raise ValueError("markets are lists of last digits of lunar days, 0 to 9, as [[1, 4, 7]]")
    return tuple(tuple(digits) for digits in rounds)


def require_zone(zone: object) -> None:
    """Raises :class:`ValueError` for what is no IANA time zone."""
    try:
        ZoneInfo(str(zone))
    except (KeyError, OSError, ValueError) as problem:
        raise ValueError(f"{zone!r} is no IANA time zone") from problem


def _area(row: dict[str, Any]) -> Area:
    source = row.get("population_source")
    return Area(
        code=str(row["code"]),
        name=Text(row["name_en"], row["name_zh"]),
        population=row.get("population"),
        population_year=row.get("population_year"),
        population_source=Text(source, source) if source else None,
    )
