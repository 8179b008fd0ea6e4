"""The cities that Daoan knows by name, and any other from a TOML file."""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from daoan.app.leeds import LEEDS, prepare_leeds
from daoan.app.progress import Tell
from daoan.app.qingyang import prepare_qingyang, qingyang
from daoan.app.workspace import Workspace
from daoan.edge.files import read_bytes
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
        return CityPlan(read_city(read_bytes(Path(name)).decode("utf-8"), name))
    raise InputError(f"there is no city {name!r}; choose leeds or qingyang, or name a .toml file (docs/how-to/city.md)")


def read_city(text: str, name: str) -> City:
    """A city from TOML: code, name_en, name_zh, zone, bounds and a list of ``[[areas]]``."""
    try:
        table = tomllib.loads(text)
        ZoneInfo(table["zone"])
        west, south, east, north = (float(v) for v in table["bounds"])
        return City(
            code=str(table["code"]),
            name=Text(table["name_en"], table["name_zh"]),
            zone=table["zone"],
            areas=tuple(_area(row) for row in table["areas"]),
            attribution=tuple(Text(row["en"], row["zh"]) for row in table.get("attribution", ())),
            bounds=(west, south, east, north),
            simulated=bool(table.get("simulated", False)),
        )
    except (tomllib.TOMLDecodeError, KeyError, ValueError, TypeError) as problem:
        raise InputError(f"{name} does not describe a city: {problem}; see docs/how-to/city.md") from problem


def _area(row: dict[str, Any]) -> Area:
    return Area(
        code=str(row["code"]),
        name=Text(row["name_en"], row["name_zh"]),
        population=row.get("population"),
        population_year=row.get("population_year"),
        population_source=row.get("population_source", ""),
    )
