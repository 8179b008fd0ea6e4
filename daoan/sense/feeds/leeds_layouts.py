"""The eight column layouts of the Leeds casualty files, as a table. A new year is one more row here.

A file is of the first layout all of whose headings it has, in whatever order; further columns do no harm. Two years
have columns without a heading, which are told by what is in them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from daoan.sense.feeds.dictionary import Dictionary
from daoan.sense.feeds.stats19_codes import ROLE, VEHICLE
from daoan.sense.feeds.table import Table
from daoan.terms.errors import LayoutUnknown

_DAY_MONTH_NAME = ("%d-%b-%y", "01-Jan-09")
_DAY_MONTH = ("%d/%m/%Y", "31/12/2016")
_MONTH_DAY = ("%m/%d/%Y", "12/31/2017")

_COMMON = {
    "vehicles": "Number of Vehicles",
    "date": "Accident Date",
    "time": "Time (24hr)",
    "surface": "Road Surface",
    "light": "Lighting Conditions",
    "weather": "Weather Conditions",
    "severity": "Casualty Severity",
    "sex": "Sex of Casualty",
    "age": "Age of Casualty",
}
_REFERENCE = {"reference": "Reference Number"}
_GRID = {"easting": "Easting", "northing": "Northing"}
_GRID_REF = {"easting": "Grid Ref: Easting", "northing": "Grid Ref: Northing"}
_CLASS = {"road_class": "1st Road Class"}
_ROAD = {"road": "1st Road Class & No"}
_ROLE = {"role": "Casualty Class"}
_VEHICLE = {"vehicle": "Type of Vehicle"}
_AREA = {"area": "Local Authority", "vehicle_number": "Vehicle Number"}


@dataclass(frozen=True, slots=True)
class Layout:
    """Which heading holds which field. ``unnamed``: fields whose column has no heading, with the dictionary that tells
    it; ``date_form``: as ``strptime`` reads it."""

    name: str
    columns: Mapping[str, str]
    date_form: str
    date_example: str
    unnamed: Mapping[str, Dictionary[Any]] = field(default_factory=dict)


def _layout(name: str, date: tuple[str, str], *parts: Mapping[str, str], **unnamed: Dictionary[Any]) -> Layout:
    columns = dict(_COMMON)
    for part in parts:
        columns.update(part)
    return Layout(name, columns, *date, unnamed)


#: Newest first, since later layouts hold every heading of some earlier one.
LAYOUTS = (
    _layout(
        "leeds-2018",
        _DAY_MONTH,
        {"reference": "Accident Fields_Reference Number", "casualty_vehicle": "Casualty Veh No"},
        _GRID_REF,
        _CLASS,
        _ROAD,
        _ROLE,
        _VEHICLE,
        _AREA,
    ),
    _layout("leeds-2019", _DAY_MONTH, _REFERENCE, _GRID_REF, _CLASS, _ROAD, _ROLE, _VEHICLE, _AREA),
    _layout("leeds-2017", _MONTH_DAY, _REFERENCE, _GRID_REF, _ROAD, _ROLE, _VEHICLE),
    _layout("leeds-2016", _DAY_MONTH, _REFERENCE, _GRID_REF, _CLASS, _ROLE, _VEHICLE, {"_year": "Expr1"}),
    _layout(
        "leeds-2014", _DAY_MONTH_NAME, _REFERENCE, _GRID_REF, _CLASS, _VEHICLE, {"_code": "Casualty Class"}, role=ROLE
    ),
    _layout(
        "leeds-2013",
        _DAY_MONTH_NAME,
        _REFERENCE,
        _GRID_REF,
        _CLASS,
        {"_code": "Casualty Class"},
        role=ROLE,
        vehicle=VEHICLE,
    ),
    _layout("leeds-2015", _DAY_MONTH_NAME, _REFERENCE, _GRID_REF, _CLASS, _ROLE, _VEHICLE),
    _layout("leeds-2009", _DAY_MONTH_NAME, _REFERENCE, _GRID, _CLASS, _ROLE, _VEHICLE),
)


def layout_of(table: Table, file: str) -> Layout:
    """The layout of a table, its unnamed columns resolved. Raises :class:`LayoutUnknown` naming what is missing."""
    for layout in LAYOUTS:
        if set(layout.columns.values()) <= set(table.headings):
            found = _resolve(layout, table)
            if found is not None:
                return found
    nearest = min(LAYOUTS, key=lambda one: len(set(one.columns.values()) - set(table.headings)))
    missing = sorted(set(nearest.columns.values()) - set(table.headings)) or ["a column without heading"]
    raise LayoutUnknown(
        f"{file} is of no layout of the Leeds casualty files; the nearest is {nearest.name}, of which it lacks "
        + ", ".join(f'"{heading}"' for heading in missing)
    )


def _resolve(layout: Layout, table: Table) -> Layout | None:
    """The layout with a heading for every unnamed field; ``None`` where a field has no column that looks like it."""
    columns = dict(layout.columns)
    blank = [h for h in table.headings if h.startswith("(column ")]
    for name, known in layout.unnamed.items():
        fits = [h for h in blank if known.knows_all(row.cells[h] for row in table.rows)] if table.rows else blank
        if not fits:
            return None
        columns[name] = fits[0]
        blank.remove(fits[0])
    return Layout(layout.name, columns, layout.date_form, layout.date_example)
