"""Companies on the map: counted by county and level, inside the county's border, as far as the reader may see them."""

from functools import partial

from daoan.app.outlines import keep_outlines, read_outlines
from daoan.config import read_config
from daoan.sense.roads.counties import county_of_ring
from daoan.terms.estimates import Text
from tests.api.companies_given import COMPANIES, FIRM, FIRMS, OTHER, take

RING = [(107.0, 35.0), (108.0, 35.0), (108.0, 36.0)]


def counties(office, by: str = "commander") -> dict:
    answer = office.as_(by).get(f"{COMPANIES}/counties")
    assert answer.status_code == 200, answer.text
    return {c["area"]: c for c in answer.json()["counties"]}


def test_companies_are_counted_by_county_at_a_point_inside_it(office, tmp_path, monkeypatch) -> None:
    take(office, "companies", FIRMS)
    assert counties(office)["A1"]["lon"] is None  # a city without borders: no place is made up
    config = read_config({"workspace": tmp_path}, {})
    keep_outlines(config, [county_of_ring("A1", Text("North", "北县"), RING)], "drawn by hand")
    monkeypatch.setattr(office.work.desk, "outlines", partial(read_outlines, config))
    found = counties(office)
    north = found["A1"]
    assert 107.0 < north["lon"] < 108.0
    assert 35.0 < north["lat"] < north["lon"] - 72.0  # inside the triangle
    assert (north["total"], sum(north["levels"].values())) == (1, 1)
    assert [c["company_id"] for c in north["gravest"]] == [FIRM]
    assert found["A2"]["lon"] is None


def test_a_county_sees_its_own_companies_and_who_is_not_at_work_none(office) -> None:
    take(office, "companies", FIRMS)
    assert {
        area: [c["company_id"] for c in one["gravest"]] for area, one in counties(office, "south-lead").items()
    } == {"A2": [OTHER]}
    assert office.as_("reader").get(f"{COMPANIES}/counties").status_code == 403
