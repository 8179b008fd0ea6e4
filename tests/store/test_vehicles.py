"""The register of vehicles beside the store: whole or not at all, for its owner alone, with a stamp that follows it."""

import os
from dataclasses import fields, replace
from datetime import UTC, datetime

import numpy as np
import pytest

from daoan.store.vehicles import FILE, find_reading, keep_vehicles, read_vehicles, vehicles_stamp
from daoan.terms.errors import FileUnreadable, LayoutUnknown
from daoan.terms.passes import VEHICLE_TYPES, VehicleFrame
from daoan.terms.plates import pack_plate
from tests.act.watches.watch_given import vehicles

AT = datetime(2026, 3, 1, 4, 0, tzinfo=UTC)
PLATES = ["甘Z10001", "甘Z10002", "甘Z10003"]


def keep(folder, frame: VehicleFrame, sha256: str = "ab"):
    return keep_vehicles(folder, frame, read_at=AT, as_of=AT, file="register.csv", sha256=sha256)


def test_what_is_kept_comes_back_with_its_reading(tmp_path) -> None:
    frame = vehicles(plate=PLATES, unprocessed=[0, 21, -1])
    made = keep(tmp_path / "a" / "b", frame)
    got = read_vehicles(tmp_path / "a" / "b")
    for name in (f.name for f in fields(frame)):
        assert getattr(got, name).dtype == np.dtype(VEHICLE_TYPES[name])
        assert getattr(got, name).tolist() == getattr(frame, name).tolist(), name
    found = find_reading(tmp_path / "a" / "b")
    assert found == made
    assert (found.vehicles, found.file, found.sha256, found.read_at) == (3, "register.csv", "ab", AT)


def test_where_nothing_is_kept_the_register_is_empty(tmp_path) -> None:
    assert len(read_vehicles(tmp_path)) == 0
    assert find_reading(tmp_path) is None
    assert vehicles_stamp(tmp_path / "none") == ""


@pytest.mark.parametrize("column", [*VEHICLE_TYPES])
def test_the_stamp_follows_every_column_and_nothing_else(tmp_path, column: str) -> None:
    frame = vehicles(plate=PLATES)
    keep(tmp_path, frame)
    before = vehicles_stamp(tmp_path)
    keep(tmp_path, frame, sha256="other")
    assert vehicles_stamp(tmp_path) == before
    changed = getattr(frame, column).copy()
    changed[-1] = not changed[-1] if changed.dtype == bool else changed[-1] ^ 1
    keep(tmp_path, replace(frame, **{column: changed}))
    assert vehicles_stamp(tmp_path) != before


@pytest.mark.skipif(os.name != "posix", reason="modes of files")
def test_nobody_else_may_read_it(tmp_path) -> None:
    keep(tmp_path / "passes" / "vehicles", vehicles(plate=PLATES))
    folder = tmp_path / "passes" / "vehicles"
    assert (folder / FILE).stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700
    assert [path.name for path in folder.iterdir()] == [FILE]


def test_a_reading_that_fails_leaves_the_one_before(tmp_path, monkeypatch) -> None:
    keep(tmp_path, vehicles(plate=PLATES))

    def fill_the_disk(_table, file, **_how):
        file.write(b"PAR1")
        raise OSError("no space left")

    monkeypatch.setattr("daoan.store.vehicles.pq.write_table", fill_the_disk)
    with pytest.raises(OSError, match="no space"):
        keep(tmp_path, vehicles(plate=PLATES, unprocessed=[1, 2, 3]))
    assert read_vehicles(tmp_path).plate.tolist() == [pack_plate(p) for p in PLATES]
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


def test_damage_and_other_versions_are_told_apart(tmp_path, monkeypatch) -> None:
    (tmp_path / FILE).write_bytes(b"no parquet")
    with pytest.raises(FileUnreadable):
        vehicles_stamp(tmp_path)
    (tmp_path / FILE).unlink()
    keep(tmp_path, vehicles(plate=PLATES))
    monkeypatch.setattr("daoan.store.vehicles.VERSION", "2")
    with pytest.raises(LayoutUnknown, match="version 1"):
        read_vehicles(tmp_path)
