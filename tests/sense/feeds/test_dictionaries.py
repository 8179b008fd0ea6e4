"""Dictionaries: what each label and code means, and that none of them swallows another."""

from pathlib import Path

import pytest

from daoan.sense.feeds import register_codes as register
from daoan.sense.feeds import stats19_codes as stats19
from daoan.sense.feeds.dictionary import dictionary, plain
from daoan.sense.feeds.register_columns import COLUMNS
from daoan.sense.feeds.table import read_table
from daoan.terms.codes import LABELS, Light, Precision, Role, Severity, Surface, VehicleKind, Weather, label_of

GUIDE = Path(__file__).parents[3] / "examples" / "leeds" / "collisions_raw" / "guidance_codes.csv"


def test_codes_of_different_kinds_that_share_a_word_keep_their_own_wording():
    assert label_of(Light.DAY).zh == "白天"
    assert label_of(Precision.DAY).zh == "精确到日"
    assert label_of(Role.PEDESTRIAN).zh == "行人"
    assert (label_of(Weather.SNOW).zh, label_of(Surface.SNOW).zh) == ("雪", "积雪")


REGISTER = {
    "precision": register.PRECISION,
    "role": register.ROLE,
    "vehicle": register.VEHICLE,
    "weather": register.WEATHER,
    "light": register.LIGHT,
    "surface": register.SURFACE,
    "form": register.FORM,
    "road_class": register.ROAD_CLASS,
    "severity": register.SEVERITY,
}


@pytest.mark.parametrize("name", REGISTER)
def test_every_label_that_we_write_is_read_as_what_was_meant(name):
    known = REGISTER[name]
    for member in type(next(iter(known.meanings.values()))):
        assert known.find(LABELS[member].zh) is member
        assert known.find(LABELS[member].en) is member


def test_labels_are_compared_as_people_read_them():
    known = dictionary({"Wet / Damp": Surface.WET, "Minibus (8 – 16 passenger seats)": VehicleKind.MINIBUS})
    for same in ("wet/damp", "WET / DAMP", " Wet  /Damp ", "\uff37et/Damp"):
        assert known.find(same) is Surface.WET
    assert known.find("Minibus (8 - 16 passenger seats)") is VehicleKind.MINIBUS
    assert known.find("Wet") is None


def test_the_code_guide_of_leeds_means_the_same_by_code_and_by_label():
    """Every pair of code and label in the council's own guide must come out as one and the same."""
    known = {
        "1st Road Class": stats19.ROAD_CLASS,
        "Road Surface": stats19.SURFACE,
        "Lighting Conditions": stats19.LIGHT,
        "Weather Conditions": stats19.WEATHER,
        "Casualty Class": stats19.ROLE,
        "Casualty Severity": stats19.SEVERITY,
        "Type of Vehicle": stats19.VEHICLE,
    }
    table = read_table(GUIDE.read_bytes(), GUIDE.name)
    assert table.encoding == "cp1252"
    pairs = [table.headings, *(tuple(row.cells.values()) for row in table.rows)]
    column, compared = "", 0
    for code, label in (pair for pair in pairs if len(pair) == 2):
        if label == f"{code} Desc":
            column = code
        elif column in known and label and label != "[Not used]":
            assert known[column].find(code) is not None, (column, code)
            assert known[column].find(code) is known[column].find(label), (column, code, label)
            compared += 1
        else:
            column = column if label == "[Not used]" else ""
    assert compared == 53


def test_not_recorded_and_unknown_are_two_things():
    assert stats19.WEATHER.is_empty("-1")
    assert stats19.WEATHER.is_empty("Data missing or out of range")
    assert stats19.WEATHER.find("9") is Weather.UNKNOWN
    assert not stats19.WEATHER.is_empty("9")
    assert stats19.SEVERITY.find("1") is Severity.FATAL


def test_headings_of_the_register_do_not_meet():
    names = [plain(name) for column in COLUMNS for name in (column.heading, *column.synonyms)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("code", ["10", "11", "19", "20", "21", "22", "90", "97", "98"])
def test_vehicle_codes_whose_digits_became_labels_mean_what_the_code_means(code):
    """The damage of Leeds 2017 done again, digit by digit: what comes out must be read as the code that went in."""
    labels = {
        "1": "Pedal cycle",
        "2": "Motorcycle Motorcycle over 500cc0cc and under",  # its own 5 replaced as well
        "8": "Taxi/Private hire car",
        "9": "Car",
    }
    damaged = "".join(labels.get(digit, digit) for digit in code)
    assert stats19.VEHICLE.is_repaired(damaged)
    assert stats19.VEHICLE.find(damaged) is stats19.VEHICLE.find(code)
