"""A register of vehicles: what each cell means, what is left out, what is flagged, and the way back."""

from dataclasses import fields
from datetime import date
from io import BytesIO

import numpy as np
import pyarrow as pa
import pyarrow.parquet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daoan.sense.passes.vehicle_codes import vehicle_codes
from daoan.sense.passes.vehicle_table import (
    MOST_SHOWN,
    VehicleTable,
    gather_vehicles,
    read_vehicle_rows,
    write_vehicles,
)
from daoan.terms.errors import FileUnreadable, InputError, LayoutUnknown
from daoan.terms.passes import (
    NEVER,
    NO_BRAND,
    NOT_COUNTED,
    NOT_RECORDED,
    VEHICLE_TYPES,
    PassClass,
    PlateState,
    VehicleFrame,
    join_vehicles,
)
from daoan.terms.plates import pack_plate
from daoan.town.traffic.stated import read_stated
from daoan.town.traffic.vehicles import register_vehicles

from .given_passes import BRANDS, PACK, ZONE

CODES = vehicle_codes(PACK)
HEADING = "hphm,hpzl,cllx,csys,clpp,zt,yxqz,qzbfqz,unprocessed,exempt_night"
CAR = "甘Z10001,02,K33,A,,A,2026-05-31,,0,"
TRUCK = "甘Z10002,01,H11,BJ,,GQ,20250430,2031/4/1,23,"


def read(*lines: str, heading: str = HEADING, encoding: str = "utf-8", **how) -> VehicleTable:
    data = "\r\n".join((heading, *lines)).encode(encoding)
    return gather_vehicles(read_vehicle_rows(BytesIO(data), ".csv", how.pop("codes", CODES), ZONE, **how))


def day(*parts: int) -> int:
    return (date(*parts) - date(1970, 1, 1)).days


def assert_same(one: VehicleFrame, other: VehicleFrame) -> None:
    for name in (f.name for f in fields(one)):
        mine, its = getattr(one, name), getattr(other, name)
        assert mine.dtype == its.dtype == np.dtype(VEHICLE_TYPES[name]), name
        assert mine.tobytes() == its.tobytes(), name


def test_a_register_under_its_own_names() -> None:
    got = read(CAR, TRUCK)
    v = got.vehicles
    assert v.plate.tolist() == [pack_plate("甘Z10001"), pack_plate("甘Z10002", large=True)]
    assert v.kind.tolist() == [PassClass.CAR, PassClass.HEAVY_TRUCK]
    assert v.colour.tolist() == [0, 1]
    assert v.brand.tolist() == [NO_BRAND] * 2
    assert v.state.tolist() == [PlateState.VALID] * 2
    assert v.inspect_by.tolist() == [day(2026, 5, 31), day(2025, 4, 30)]
    assert v.scrap_by.tolist() == [NEVER, day(2031, 4, 1)]
    assert v.unprocessed.tolist() == [0, 23]
    assert v.exempt_night.tolist() == [False, False]
    assert (got.rows_read, got.repeated, +got.refused, +got.flagged, got.shown) == (2, 0, {}, {}, [])


@pytest.mark.parametrize(
    ("told", "state"),
    [
        ("A", PlateState.VALID), ("E", PlateState.CANCELLED), ("M", PlateState.CANCELLED), ("P", PlateState.SCRAPPED),
        ("C", PlateState.STOLEN), ("GQE", PlateState.CANCELLED), ("PEG", PlateState.SCRAPPED),
        ("GC", PlateState.STOLEN), ("stolen", PlateState.STOLEN), ("SCRAPPED", PlateState.SCRAPPED),
        ("注销", PlateState.CANCELLED), (" A ", PlateState.VALID), ("", PlateState.VALID),
    ],
)  # fmt: skip
def test_the_gravest_state_holds(told: str, state: PlateState) -> None:
    got = read(f"甘Z10001,02,{told}", heading="plate,plate_type,state")
    assert (got.vehicles.state.tolist(), +got.flagged) == ([state], {})


def test_old_exports_own_names_and_words_for_large() -> None:
    lines = ("甘Z10001,大型,coach,是", "甘Z10001,小型,CAR,否")
    got = read(*lines, heading="号牌号码,类别,cllx,夜间豁免", encoding="gb18030", names={"类别": "plate_type"})
    assert got.vehicles.plate.tolist() == [pack_plate("甘Z10001", large=True), pack_plate("甘Z10001")]
    assert got.vehicles.kind.tolist() == [PassClass.COACH, PassClass.CAR]
    assert got.vehicles.exempt_night.tolist() == [True, False]


def test_what_a_register_does_not_tell_is_not_guessed() -> None:
    v = read("甘Z10001,no", heading="plate,large").vehicles
    assert (v.kind[0], v.colour[0], v.unprocessed[0]) == (NOT_RECORDED, NOT_RECORDED, NOT_COUNTED)
    assert (v.inspect_by[0], v.scrap_by[0], v.state[0]) == (NEVER, NEVER, PlateState.VALID)


def test_a_vehicle_is_left_out_only_where_nobody_could_tell_which_it_is() -> None:
    plates = ("", "Z10001", "甘Z1?001", "甘Z", "甘Z1234567", "未知")
    got = read(
        CAR, *(f"{p},02,K33,A,,A,,,," for p in plates), "甘Z10003,77,K33,A,,A,,,,", "甘Z10004,,K33,A,,A,,,,", TRUCK
    )
    assert got.refused == {"plate.unreadable": 6, "plate.class_unknown": 2}
    assert sorted(one.row for one in got.shown if one.code == "plate.unreadable") == [2, 3, 4, 5, 6, 7]
    assert [one.row for one in got.shown if one.code == "plate.class_unknown"] == [8, 9]
    assert len(got.vehicles) == 2
    assert got.rows_read == 10


def test_cells_that_say_nothing_are_flagged_and_the_vehicle_kept() -> None:
    got = read(
        "甘Z10001,02,Q,9,,XY,2026-02-30,31.12.2030,-1,maybe", CAR.replace("10001", "10002"), "甘Z10003,02,,,,,,,1.5,"
    )
    v = got.vehicles
    assert len(v) == 3
    assert got.flagged == {
        "kind": 1, "colour": 1, "state": 1, "inspect_by": 1, "scrap_by": 1, "unprocessed": 2, "exempt_night": 1,
    }  # fmt: skip
    assert (v.kind[0], v.state[0], v.inspect_by[0], v.unprocessed[0]) == (NOT_RECORDED, 0, NEVER, NOT_COUNTED)
    assert {(one.row, one.column) for one in got.shown if one.column == "unprocessed"} == {
        (1, "unprocessed"),
        (3, "unprocessed"),
    }


def test_of_a_plate_given_again_the_last_row_holds_and_is_told() -> None:
    got = read(CAR, TRUCK, CAR.replace("K33", "K11"), "x,y", CAR.replace("K33", "M21"))
    assert got.vehicles.plate.tolist() == [pack_plate("甘Z10002", large=True), pack_plate("甘Z10001")]
    assert got.vehicles.kind.tolist() == [PassClass.HEAVY_TRUCK, PassClass.MOTORCYCLE]
    assert got.repeated == 2
    assert [one.row for one in got.shown if one.code == "plate.repeated"] == [1, 3]
    assert [one.row for one in got.shown if one.code == "row.unreadable"] == [4]
    assert got.rows_read == len(got.vehicles) + got.repeated + got.refused.total() == 5


def test_parquet_says_the_same_in_its_own_types() -> None:
    table = pa.table(
        {
            "plate": ["甘Z10001", "甘Z10002"], "large": [False, True], "kind": ["K33", "H11"], "colour": ["A", "B"],
            "inspect_by": pa.array([date(2026, 5, 31), date(2025, 4, 30)]), "unprocessed": pa.array([0, 23], pa.int8()),
            "scrap_by": pa.array([None, date(2031, 4, 1)]),
        }
    )  # fmt: skip
    out = BytesIO()
    pa.parquet.write_table(table, out)
    assert_same(gather_vehicles(read_vehicle_rows(out, ".parquet", CODES, ZONE)).vehicles, read(CAR, TRUCK).vehicles)


def test_brands_by_a_list_or_by_row() -> None:
    heading, rows = "plate,large,brand", ("甘Z10001,0,大众", "甘Z10002,0,7", "甘Z10003,0,")
    assert read(*rows, heading=heading, codes=vehicle_codes(PACK, BRANDS)).vehicles.brand.tolist() == [1, -1, -1]
    assert read(*rows, heading=heading).vehicles.brand.tolist() == [-1, 7, -1]


def test_a_register_without_what_it_needs_is_refused() -> None:
    for heading in ("plate,kind", "hpzl,cllx", "a,b"):
        with pytest.raises(LayoutUnknown, match="plate_type"):
            read("甘Z10001,02", heading=heading)
    with pytest.raises(InputError):
        gather_vehicles(read_vehicle_rows(BytesIO(b""), ".xlsx", CODES, ZONE))
    for ending, wrong in ((".csv", LayoutUnknown), (".parquet", FileUnreadable)):
        with pytest.raises(wrong):
            gather_vehicles(read_vehicle_rows(BytesIO(b""), ending, CODES, ZONE))


def test_no_plate_is_told_of_any_row() -> None:
    got = read(CAR, CAR, CAR.replace("K33", "?"), *["甘Z1?001,02,,,,,,,,"] * (MOST_SHOWN + 9))
    assert "10001" not in repr(got.shown)
    assert sum(one.code == "plate.unreadable" for one in got.shown) == MOST_SHOWN
    assert got.refused["plate.unreadable"] == MOST_SHOWN + 9


def test_the_register_of_a_model_town_comes_back_byte_for_byte() -> None:
    vehicles = register_vehicles(0.05, 20_500, read_stated(), np.random.default_rng(5))
    data = write_vehicles(vehicles)
    got = gather_vehicles(read_vehicle_rows(BytesIO(data), ".csv", CODES, ZONE))
    assert_same(got.vehicles, vehicles)
    assert (got.rows_read, got.repeated, +got.refused, +got.flagged) == (len(vehicles), 0, {}, {})


days = st.one_of(st.just(int(NEVER)), st.integers(0, 40_000))
rows = st.tuples(
    st.sampled_from([*PassClass, NOT_RECORDED]), st.sampled_from([*range(11), NOT_RECORDED]), st.integers(-1, 32_767),
    st.sampled_from(PlateState), days, days, st.integers(-1, 32_767), st.booleans(),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(rows, max_size=20))
def test_any_register_comes_back(told) -> None:
    columns = list(zip(*told, strict=True)) or [()] * 8
    plates = [pack_plate(f"甘Z{n:05d}", large=bool(n % 2)) for n in range(len(told))]
    frame = VehicleFrame(
        **{n: np.array(c, t) for (n, t), c in zip(VEHICLE_TYPES.items(), (plates, *columns), strict=True)}
    )
    got = gather_vehicles(read_vehicle_rows(BytesIO(write_vehicles(frame)), ".csv", CODES, ZONE))
    assert_same(got.vehicles, frame)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_add_up_or_are_an_input_error(junk) -> None:
    data = f"{HEADING}\n{CAR}\n".encode() + junk
    try:
        got = gather_vehicles(read_vehicle_rows(BytesIO(data), ".csv", CODES, ZONE))
    except InputError:
        return
    assert got.rows_read == len(got.vehicles) + got.repeated + got.refused.total()


def test_no_parts_are_an_empty_register() -> None:
    assert_same(gather_vehicles([]).vehicles, join_vehicles(()))
