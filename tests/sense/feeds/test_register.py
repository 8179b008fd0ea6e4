"""The Chinese crash register: template, what registers in use write, and reading back what was written."""

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from daoan.sense.feeds.datum_china import wgs84_to_bd09, wgs84_to_gcj02
from daoan.sense.feeds.register import read_register
from daoan.sense.feeds.register_columns import COLUMNS
from daoan.sense.feeds.register_write import register_template, write_register
from daoan.sense.quality.place_outside import box
from daoan.terms.codes import Form, Light, Precision, RoadClass, Role, Severity, Surface, VehicleKind, Weather
from daoan.terms.errors import DatumMissing, FileUnreadable, LayoutUnknown
from daoan.terms.records import Crash, Party

AS_OF = datetime(2025, 1, 1, tzinfo=UTC)
WALL_CLOCK = datetime.fromisoformat("2024-03-05 14:20")  # as a workbook holds it, without a zone

REGISTER = """\
案件编号,区划代码,事故时间,死亡人数,受伤人数,天气情况,照明条件,路表情况,事故形态,LH,公里数(km),米数(m),东经,北纬,坐标系,直接财产损失(元)
A1,621021,2024年3月5日 14时20分,0,2,3,2,2,追尾碰撞,G309,1702,350,107.6432,35.7091,WGS-84,"3,500元"
A2,621022,2024-03-06,1,0,晴,夜间无路灯照明,冰雪,4,G309,,,,,,
A3,621023,20240307081500,0,0,晴,白天,干燥,其他,S202,12,,１０７.５,３５.９,CGCS2000,0
"""


def read(text: str, **options):
    batch = read_register(text.encode(), "register.csv", AS_OF, **options)
    assert batch.rows_accepted + len(batch.refusals) == batch.rows_read
    return batch


def test_a_register_as_units_keep_it():
    one, two, three = read(REGISTER).records
    assert one.happened_at == datetime(2024, 3, 5, 6, 20, tzinfo=UTC)
    assert (one.deaths_7d, one.injured, one.serious, one.deaths_30d) == (0, 2, None, None)
    assert (one.severity, one.weather, one.light, one.surface) == (
        Severity.INJURED,
        Weather.RAIN,
        Light.DARK_LIT,
        Surface.WET,
    )
    assert (one.form, one.route, one.chainage_m, one.loss_yuan) == (Form.REAR_END, "G309", 1_702_350.0, 3500.0)
    assert (one.lon, one.lat, one.flags) == (107.6432, 35.7091, ())
    assert (two.severity, two.precision, two.surface, two.form) == (Severity.FATAL, Precision.DAY, Surface.ICE, None)
    assert two.flags == ("code.unknown", "place.missing")
    assert (three.severity, three.lon, three.chainage_m) == (Severity.DAMAGE, 107.5, 12_000.0)
    assert all(crash.known_at_assumed and crash.road_class is None for crash in (one, two, three))


@pytest.mark.parametrize("codec", ["utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_encodings_make_no_difference(codec):
    data = REGISTER.replace("１０７.５", "107.5").replace("３５.９", "35.9").encode(codec)
    assert [c.source_ref for c in read_register(data, "r.csv", AS_OF).records] == ["A1", "A2", "A3"]


@pytest.mark.parametrize(("datum", "shift"), [("GCJ-02", wgs84_to_gcj02), ("百度", wgs84_to_bd09)])
def test_shifted_datums_are_taken_back_to_wgs84(datum, shift):
    lon, lat = (float(v[0]) for v in shift(np.array([107.6432]), np.array([35.7091])))
    text = f"事故编号,发生时间,死亡,经度,纬度,坐标系\nA,2024-03-05 10:00,1,{lon},{lat},{datum}\n"
    (crash,) = read(text).records
    assert (crash.lon, crash.lat) == pytest.approx((107.6432, 35.7091), abs=1e-7)


def test_coordinates_without_a_reference_system_are_not_guessed():
    text = "事故编号,发生时间,死亡,经度,纬度\nA,2024-03-05 10:00,1,107.6,35.7\n"
    with pytest.raises(DatumMissing, match="坐标系"):
        read(text)
    assert read(text, datum="WGS-84").records[0].lon == 107.6
    (crash,) = read("事故编号,发生时间,死亡,经度,纬度,坐标系\nA,2024-03-05 10:00,1,107.6,35.7,某系\n").records
    assert (crash.lon, crash.flags) == (None, ("datum.missing",))


HEAD = "事故编号,发生时间,死亡,重伤,轻伤,受伤,事故类型,车辆数\n"
FINE = "2024-03-05 10:00"


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (f",{FINE},1,,,,,", "reference.missing"),
        ("A,2024-02-30,1,,,,,", "date.impossible"),
        ("A,2025-02-01 10:00,1,,,,,", "date.future"),
        (f"A,{FINE},,,,,,2", "severity.missing"),
        (f"A,{FINE},1", "row.unreadable"),
    ],
)
def test_what_cannot_be_used_is_refused(row, code):
    batch = read(HEAD + row + "\n")
    assert [r.code for r in batch.refusals] == [code]


@pytest.mark.parametrize(
    ("cells", "severity", "flags"),
    [
        ("1,,,,,2", Severity.FATAL, ()),
        ("0,1,1,2,伤人,2", Severity.SERIOUS, ()),
        ("0,0,1,1,2,2", Severity.SLIGHT, ()),
        ("0,,,1,伤人,2", Severity.INJURED, ()),
        ("0,0,0,0,,2", Severity.DAMAGE, ()),
        (",,,,财产损失事故,2", Severity.DAMAGE, ()),
        (",,,,死亡事故,2", Severity.FATAL, ()),
        ("0,,,,死亡事故,2", Severity.FATAL, ("counts.disagree",)),
        ("1,,,,财产损失,2", Severity.FATAL, ()),  # the counts show worse than the class
        ("0,2,2,3,,2", Severity.SERIOUS, ("counts.disagree",)),
        ("0,0,0,0,,0", Severity.DAMAGE, ("counts.disagree",)),
        ("两,,,1,,2", Severity.INJURED, ("code.unknown",)),
    ],
)
def test_severity_and_counts(cells, severity, flags):
    (crash,) = read(HEAD + f"A,{FINE},{cells}\n").records
    assert (crash.severity, set(crash.flags)) == (severity, {*flags, "place.missing"})


def test_one_number_twice():
    batch = read(HEAD + f"A,{FINE},1,,,,,\nA,{FINE},1,,,,,\nA,{FINE},2,,,,,\n")
    assert len(batch.records) == 1
    assert [(r.code, r.row) for r in batch.refusals] == [("reference.repeated", 3)]
    assert [(n.code, n.rows) for n in batch.notices if n.code != "place.missing"] == [("reference.repeated", 1)]


def test_a_crash_far_outside_is_refused():
    text = "事故编号,发生时间,死亡,经度,纬度,坐标系\nA,2024-03-05 10:00,1,121.5,31.2,WGS-84\n"
    qingyang = box("621000", 106.3, 35.2, 108.8, 37.2, 2_000.0)
    assert [r.code for r in read(text, jurisdiction=qingyang).refusals] == ["place.outside"]


def test_what_is_no_register_says_what_is_missing():
    with pytest.raises(LayoutUnknown, match="事故编号、发生时间"):
        read("a,b\n1,2\n")
    with pytest.raises(FileUnreadable, match="Excel"):
        read_register(b"PK\x03\x04 broken", "r.xlsx", AS_OF)


def test_the_template_is_empty_to_the_reader_and_fills_in_like_a_register():
    template = register_template()
    assert template == register_template() or read_register(template, "t.xlsx", AS_OF).rows_read == 0
    assert read_register(template, "t.xlsx", AS_OF).notices[0].code == "rows.example"
    book = openpyxl.load_workbook(io.BytesIO(template))
    assert [cell.value for cell in book["事故登记表"][1]] == [column.heading for column in COLUMNS]
    explained = {row[0].value for row in book["填写说明"].iter_rows(min_row=2)}
    assert explained >= {column.heading for column in COLUMNS}
    example = {column.field: column.example for column in COLUMNS}
    filled = example | {"source_ref": "621021202400001", "happened_at": WALL_CLOCK, "deaths_7d": 0}
    book["事故登记表"].append([filled[column.field] for column in COLUMNS])
    out = io.BytesIO()
    book.save(out)
    (crash,) = read_register(out.getvalue(), "t.xlsx", AS_OF).records
    assert crash.happened_at == datetime(2024, 3, 5, 6, 20, tzinfo=UTC)
    assert crash.flags == ()  # every example in the template reads without a doubt
    assert len(crash.parties) == 2


def test_workbook_cells_of_every_kind():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["事故编号", "发生时间", "死亡", "受伤", "绝对位置"])
    sheet.append([621021202400001, WALL_CLOCK, 0, 2.0, 1702350.5])
    sheet.append(["A2", 45356.597222, 1, None, None])
    sheet.append(["A3", "2024-03-05 14:20", "=1+1", None, None])
    sheet.append([None] * 5)
    out = io.BytesIO()
    book.save(out)
    batch = read_register(out.getvalue(), "r.xlsx", AS_OF)
    assert [c.source_ref for c in batch.records] == ["621021202400001", "A2"]
    assert {c.happened_at for c in batch.records} == {datetime(2024, 3, 5, 6, 20, tzinfo=UTC)}
    assert batch.records[0].chainage_m == 1702350.5
    assert [(r.code, r.row) for r in batch.refusals] == [("row.unreadable", 3)]  # a formula never computed
    assert "formula" in batch.refusals[0].message.en


def test_a_cell_that_a_spreadsheet_would_run_is_kept_from_it():
    crash = Crash(
        "register:A", "register", "A", AS_OF, AS_OF, Severity.FATAL, cause='=HYPERLINK("x")', known_at_assumed=True
    )
    data = write_register([crash])
    (row,) = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert row["原因"].startswith("'=")
    assert read_register(data, "r.csv", AS_OF).records[0].cause == '=HYPERLINK("x")'


# --- read(write(x)) == x -------------------------------------------------------------------------------------------

words = st.text(
    st.characters(min_codepoint=33, max_codepoint=0x9FFF, exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp", "Cf")),
    min_size=1,
    max_size=12,
)
moments = st.datetimes(datetime.fromisoformat("1950-01-01"), datetime.fromisoformat("2024-12-30")).map(
    lambda d: d.replace(microsecond=0, tzinfo=UTC)
)
counts = st.none() | st.integers(0, 9)
parties = st.builds(
    Party,
    role=st.sampled_from(Role),
    severity=st.sampled_from([Severity.FATAL, Severity.SERIOUS, Severity.SLIGHT, Severity.INJURED]),
    sex=st.sampled_from([None, "male", "female"]),
    age_years=st.none() | st.integers(0, 110),
    vehicle=st.none() | st.sampled_from(VehicleKind),
    died_at=st.none() | moments,
)


def optional(kind):
    return st.none() | st.sampled_from(kind)


@st.composite
def crashes(draw):
    deaths, serious, slight = draw(counts), draw(counts), draw(counts)
    shown = [s for s, n in ((Severity.FATAL, deaths), (Severity.SERIOUS, serious), (Severity.SLIGHT, slight)) if n] + [
        Severity.DAMAGE
    ]
    reference = draw(words.filter(lambda w: not w.startswith("示例")))
    happened_at, known_at = sorted([draw(moments), draw(moments)])
    assumed = draw(st.booleans())
    placed = draw(st.booleans())
    return Crash(
        crash_id=f"register:{reference}",
        feed="register",
        source_ref=reference,
        happened_at=happened_at,
        known_at=happened_at if assumed else known_at,
        known_at_assumed=assumed,
        severity=shown[0],
        precision=draw(st.sampled_from(Precision)),
        lon=draw(st.floats(73, 135)) if placed else None,
        lat=draw(st.floats(18, 54)) if placed else None,
        deaths_7d=deaths,
        deaths_30d=None if deaths is None else deaths + draw(st.integers(0, 2)) if deaths else deaths,
        serious=serious,
        slight=slight,
        injured=draw(st.none() | st.just((serious or 0) + (slight or 0))),
        vehicles=draw(st.none() | st.integers(1, 9)),
        area=draw(st.none() | words),
        road_class=draw(optional(RoadClass)),
        road_name=draw(st.none() | words),
        route=draw(st.none() | words),
        chainage_m=draw(st.none() | st.floats(0, 5e6)),
        light=draw(optional(Light)),
        weather=draw(optional(Weather)),
        surface=draw(optional(Surface)),
        form=draw(optional(Form)),
        cause=draw(st.none() | words),
        loss_yuan=draw(st.none() | st.floats(0, 1e9)),
        parties=tuple(draw(st.lists(parties, max_size=3))),
        simulated=draw(st.booleans()),
    )


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(crashes(), max_size=4, unique_by=lambda c: c.crash_id), st.sampled_from(["Asia/Shanghai", "Europe/London"])
)
def test_reading_what_was_written_gives_the_same_crashes(written, zone):
    batch = read_register(write_register(written, zone), "r.csv", AS_OF, zone=zone)
    assert not batch.refusals
    assert [replace(crash, flags=()) for crash in batch.records] == written


def test_an_hour_that_the_clock_shows_twice_is_written_with_its_offset():
    second = datetime(2019, 10, 27, 1, 30, tzinfo=UTC)  # 01:30 GMT, after 01:30 BST
    crash = Crash("register:A", "register", "A", second, second, Severity.FATAL, known_at_assumed=True)
    for moment in (second, second - timedelta(hours=1)):
        one = replace(crash, happened_at=moment, known_at=moment)
        data = write_register([one], "Europe/London")
        assert read_register(data, "r.csv", AS_OF, zone="Europe/London").records[0].happened_at == moment
