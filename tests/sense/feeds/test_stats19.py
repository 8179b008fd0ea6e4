"""STATS19: the Isle of Wight's collisions with labels, and the three published tables with codes."""

import sqlite3
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from daoan.sense.feeds.stats19 import read_stats19
from daoan.sense.feeds.stats19_people import Part
from daoan.sense.quality.place_outside import box
from daoan.terms.codes import RoadClass, Role, Severity, VehicleKind
from daoan.terms.errors import FileUnreadable, LayoutUnknown

ISLAND = Path(__file__).parents[3] / "examples" / "isle_of_wight" / "stats19_collisions_2018.gpkg"
AS_OF = datetime(2024, 1, 1, tzinfo=UTC)

COLLISIONS = """\
{word}_index,{word}_year,longitude,latitude,{word}_severity,number_of_vehicles,number_of_casualties,date,time,\
local_authority_ons_district,first_road_class,first_road_number,light_conditions,weather_conditions,road_surface_conditions
2023A,2023,-1.30,50.70,1,2,3,01/07/2023,12:30,E06000046,3,3055,1,1,1
2023B,2023,-1.31,50.71,3,1,1,02/01/2023,23:05,E06000046,6,0,4,2,2
2023C,2023,-1,-1,3,1,1,03/01/2023,,E06000046,2,1,-1,-1,-1
"""
VEHICLES = """\
{word}_index,vehicle_reference,vehicle_type
2023A,1,9
2023A,2,5
2023B,1,11
2023X,1,9
"""
CASUALTIES = """\
{word}_index,vehicle_reference,casualty_reference,casualty_class,sex_of_casualty,age_of_casualty,casualty_severity,casualty_type
2023A,2,1,1,1,31,1,5
2023A,2,2,2,2,-1,2,5
2023A,1,3,1,9,44,3,9
2023B,1,1,3,2,70,3,0
2023C,1,1,1,1,20,3,1
2023Y,1,1,1,1,20,3,1
"""


def read_tables(word: str = "collision"):
    return read_stats19(
        COLLISIONS.format(word=word).encode(),
        "collisions.csv",
        AS_OF,
        vehicles=Part("vehicles.csv", VEHICLES.format(word=word).encode()),
        casualties=Part("casualties.csv", CASUALTIES.format(word=word).encode()),
    )


@pytest.mark.parametrize("word", ["collision", "accident"])
def test_three_tables_become_crashes_with_people(word):
    batch = read_tables(word)
    fatal, slight, third = batch.records
    assert (batch.layout, batch.rows_read, batch.rows_accepted) == (f"stats19-{word}", 13, 11)
    assert [(r.file, r.code, r.row) for r in batch.refusals] == [
        ("vehicles.csv", "reference.unmatched", 4),
        ("casualties.csv", "reference.unmatched", 6),
    ]
    assert fatal.happened_at == datetime(2023, 7, 1, 11, 30, tzinfo=UTC)
    assert (fatal.severity, fatal.deaths_30d, fatal.serious, fatal.slight, fatal.injured) == (
        Severity.FATAL,
        1,
        1,
        1,
        2,
    )
    assert (fatal.deaths_7d, fatal.road_name, fatal.road_class) == (None, "A3055", RoadClass.PRIMARY)
    assert [p.vehicle for p in fatal.parties] == [VehicleKind.MOTORCYCLE, VehicleKind.MOTORCYCLE, VehicleKind.CAR]
    assert [p.sex for p in fatal.parties] == ["male", "female", None]
    assert (slight.parties[0].role, slight.parties[0].vehicle) == (Role.PEDESTRIAN, VehicleKind.BUS)
    assert third.flags == ("place.missing", "time.missing")
    assert (third.road_name, third.light, third.weather) == ("A1(M)", None, None)


def test_without_people_only_what_follows_from_the_total_is_told():
    batch = read_stats19(COLLISIONS.format(word="collision").encode(), "c.csv", AS_OF)
    fatal, slight, _ = batch.records
    assert (fatal.deaths_30d, fatal.serious, fatal.injured) == (None, None, None)
    assert (slight.deaths_30d, slight.serious, slight.slight, slight.injured) == (0, 0, 1, 1)


def test_the_isle_of_wight_with_labels():
    batch = read_stats19(ISLAND.read_bytes(), ISLAND.name, AS_OF)
    assert (batch.rows_read, batch.rows_accepted, batch.encoding) == (289, 289, "gpkg")
    assert Counter(crash.severity.value for crash in batch.records) == {"slight": 214, "serious": 72, "fatal": 3}
    assert not any(crash.flags for crash in batch.records)
    serious = [crash for crash in batch.records if crash.severity is Severity.SERIOUS]
    assert {(crash.deaths_30d, crash.serious, crash.slight) for crash in serious} == {(0, None, None)}
    assert sum(crash.road_name == "A3054" for crash in batch.records) == 35
    assert all(crash.light and crash.weather and crash.surface and crash.lon for crash in batch.records)


def test_a_crash_in_the_sea_is_refused():
    data = COLLISIONS.format(word="collision").encode().replace(b"-1.30,50.70", b"-1.30,50.20")
    batch = read_stats19(data, "c.csv", AS_OF, jurisdiction=box("E06000046", -1.60, 50.57, -1.06, 50.77, 2_000.0))
    assert [(r.code, r.row) for r in batch.refusals] == [("place.outside", 1)]


def test_other_files_are_told():
    with pytest.raises(LayoutUnknown, match="collision_index"):
        read_stats19(b"a,b\n1,2\n", "c.csv", AS_OF)
    with pytest.raises(FileUnreadable, match="GeoPackage"):
        read_stats19(b"SQLite format 3\x00 and nothing", "c.gpkg", AS_OF)
    with pytest.raises(LayoutUnknown, match="casualty_class"):
        read_stats19(
            COLLISIONS.format(word="collision").encode(),
            "c.csv",
            AS_OF,
            casualties=Part("v.csv", b"accident_index\n1\n"),
        )


def test_an_sqlite_file_that_is_no_geopackage_is_told(tmp_path):
    path = tmp_path / "plain.sqlite"
    with sqlite3.connect(path) as plain:
        plain.execute("create table t (a text)")
    with pytest.raises((FileUnreadable, LayoutUnknown)):
        read_stats19(path.read_bytes(), "plain.gpkg", AS_OF)
