"""Traffic counts in both styles of heading."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from daoan.sense.feeds.aadf import read_aadf, road_name
from daoan.sense.feeds.table import read_table
from daoan.terms.codes import RoadClass
from daoan.terms.errors import LayoutUnknown
from daoan.terms.places import OSGB, Plane, to_wgs84

EXAMPLES = Path(__file__).parents[3] / "examples"
LEEDS = EXAMPLES / "leeds" / "exposure" / "dft_aadf_local_authority_id_63.csv"
ISLAND = EXAMPLES / "isle_of_wight" / "dft_aadf_2018.csv"
AS_OF = datetime(2021, 1, 1, tzinfo=UTC)


def test_leeds_counts():
    batch = read_aadf(LEEDS.read_bytes(), LEEDS.name, AS_OF)
    assert (batch.rows_read, batch.rows_accepted, batch.layout) == (5416, 5416, "aadf")
    assert len({count.point_id for count in batch.records}) == 528
    assert Counter(count.estimated for count in batch.records) == {True: 2798, False: 2618}
    first = next(count for count in batch.records if count.count_id == "aadf:46069-2019")
    assert (first.vehicles_per_day, first.heavy_per_day, first.cycles_per_day) == (81647, 2231, 0)
    assert (first.road_name, first.road_class) == ("A58(M)", RoadClass.MOTORWAY)


def test_island_counts_with_capitalised_headings():
    batch = read_aadf(ISLAND.read_bytes(), ISLAND.name, AS_OF)
    assert (batch.rows_read, len(batch.records), batch.layout) == (56, 56, "aadf-capitalised")
    assert batch.records[0].road_name == "A3055"


def test_published_positions_agree_with_our_reading_of_the_national_grid():
    table = read_table(LEEDS.read_bytes(), LEEDS.name)

    def column(name: str) -> np.ndarray:
        return np.array([float(row.cells[name]) for row in table.rows])

    lon, lat = to_wgs84(column("easting"), column("northing"), OSGB)
    x, y = Plane(-1.5, 53.8).to_metres(lon, lat)
    px, py = Plane(-1.5, 53.8).to_metres(column("longitude"), column("latitude"))
    assert np.quantile(np.hypot(x - px, y - py), 0.99) < 5.0


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (",2019,-1.5,53.8,100", "count.unusable"),
        ("1,MMXIX,-1.5,53.8,100", "count.unusable"),
        ("1,2022,-1.5,53.8,100", "count.unusable"),
        ("1,2019,-1.5,53.8,many", "count.unusable"),
        ("1,2019,-1.5,53.8,-1", "count.unusable"),
        ("1,2019,,,100", "place.missing"),
        ("1,2019,-1.5,99,100", "place.impossible"),
        ("1,2019", "row.unreadable"),
    ],
)
def test_what_tells_no_flow_at_a_place_and_year_is_refused(row, code):
    data = f"count_point_id,year,longitude,latitude,all_motor_vehicles\n{row}\n".encode()
    batch = read_aadf(data, "x.csv", AS_OF)
    assert [refusal.code for refusal in batch.refusals] == [code]
    assert batch.rows_read == 1


def test_another_table_is_told():
    with pytest.raises(LayoutUnknown, match="count_point_id"):
        read_aadf(b"a,b\n1,2\n", "x.csv", AS_OF)


@pytest.mark.parametrize(
    ("written", "name"), [("A58M", "A58(M)"), ("A1(M)", "A1(M)"), ("M1", "M1"), ("U", None), ("C", None)]
)
def test_road_names(written, name):
    assert road_name(written) == name
