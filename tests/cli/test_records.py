"""Records through the command line: read twice, balanced, refused, corrected, replayed."""

import sqlite3

import pytest

pytestmark = pytest.mark.xdist_group("cli")

HAND = ("--by", "Officer 0042", "--why", "checked on the paper form")


def crashes_of(folder):
    """Every crash as it is read."""
    from daoan.app.workspace import open_workspace
    from daoan.config import read_config

    workspace = open_workspace(read_config({"workspace": folder}, {}))
    try:
        return {crash.crash_id: crash for crash in workspace.store.list_crashes(workspace.now)}
    finally:
        workspace.close()


def damaged(leeds_file, column: str, value: str, row: int = 20):
    """One row of the same file under another name and number, with one cell damaged; the crash that it tells of."""
    heading, *rows = leeds_file.read_text("cp1252").splitlines()
    cells = rows[row].split(",")
    at = heading.split(",").index(column)
    cells[at] = value
    cells[0] = "ZZ" + cells[0]
    path = leeds_file.with_name("late.csv")
    path.write_text(f"{heading}\r\n{','.join(cells)}\r\n", "cp1252")
    return path, f"leeds:2019-{cells[0]}"


def test_a_file_read_twice_changes_nothing(run, leeds_ws, leeds_file):
    before, balance = crashes_of(leeds_ws), run("check", "-w", leeds_ws, "--json").out
    (receipt,) = run("ingest", "leeds", leeds_file, "-w", leeds_ws, "--json").json()
    assert receipt["rows_read"] == 40
    assert (receipt["records_added"], receipt["records_changed"]) == (0, 0)
    assert receipt["records_unchanged"] == receipt["records"] == len(before)
    assert crashes_of(leeds_ws) == before
    assert run("check", "-w", leeds_ws, "--json").out == balance


def test_check_says_when_a_refused_row_is_gone(run, leeds_ws, leeds_file):
    path, _ = damaged(leeds_file, "Accident Date", "31/02/2019")
    run("ingest", "leeds", path, "-w", leeds_ws)
    assert run("check", "-w", leeds_ws).code == 0
    take_away(leeds_ws, "refusals")
    said = run("check", "-w", leeds_ws)
    assert said.code == 5
    assert "does not hold" in said.out


def test_check_says_when_a_crash_is_gone(run, leeds_ws):
    take_away(leeds_ws, "crash_readings")
    said = run("check", "-w", leeds_ws, "--json")
    assert said.code == 5
    assert said.json()["records_lost"] == 1


def take_away(folder, table: str) -> None:
    """One row of a table, behind the store's back."""
    (file,) = folder.glob("*.db")
    with sqlite3.connect(file) as connection:
        connection.execute(f"delete from {table} where rowid in (select min(rowid) from {table})")
    connection.close()


@pytest.mark.parametrize(
    ("column", "wrong", "right"),
    [
        ("Accident Date", "31/02/2019", "28/02/2019"),
        ("Grid Ref: Easting", "136147", "436147"),
    ],
)
def test_a_refused_row_is_corrected_and_replayed_once(run, leeds_ws, leeds_file, column, wrong, right):
    path, crash_id = damaged(leeds_file, column, wrong)
    before = crashes_of(leeds_ws)
    run("ingest", "leeds", path, "-w", leeds_ws)
    (refusal,) = run("refusals", "-w", leeds_ws, "--json").json()
    assert refusal["raw"][column] == wrong
    assert crash_id not in crashes_of(leeds_ws)

    again = run("replay", refusal["refusal_id"], f"{column}={wrong}", *HAND, "-w", leeds_ws)
    assert again.code == 3
    assert "refused again" in again.complaint
    assert crashes_of(leeds_ws) == before

    receipt = run("replay", refusal["refusal_id"], f"{column}={right}", *HAND, "-w", leeds_ws, "--json").json()
    assert (receipt["records_added"], receipt["rows_refused"]) == (1, 0)
    after = crashes_of(leeds_ws)
    assert set(after) - set(before) == {crash_id}
    assert {name: after[name] for name in before} == before
    assert run("refusals", "-w", leeds_ws, "--json").json() == []
    assert len(run("refusals", "--state", "replayed", "-w", leeds_ws, "--json").json()) == 1
    assert run("check", "-w", leeds_ws).code == 0

    once_more = run("replay", refusal["refusal_id"], f"{column}={right}", "Age of Casualty=7", *HAND, "-w", leeds_ws)
    assert once_more.code == 3
    assert "replayed already" in once_more.complaint
    assert crashes_of(leeds_ws) == after

    run("ingest", "leeds", path, "-w", leeds_ws)  # the uncorrected file comes again
    assert crashes_of(leeds_ws) == after
    assert run("refusals", "-w", leeds_ws, "--json").json() == []


def test_replaying_what_was_never_refused(run, leeds_ws):
    assert run("replay", "nothing", "a=b", *HAND, "-w", leeds_ws).code == 4


def test_a_correction_lies_over_what_was_received_and_stays(run, leeds_ws, leeds_file):
    name, received = next(iter(crashes_of(leeds_ws).items()))
    said = run("correct", name, "severity=fatal", "deaths_30d=1", "cause=[speed]", *HAND, "-w", leeds_ws)
    assert said.code == 0
    corrected = crashes_of(leeds_ws)[name]
    assert (corrected.severity, corrected.deaths_30d, corrected.cause) == ("fatal", 1, "[speed]")

    text = leeds_file.read_text("cp1252")  # upstream sends the crash again, with another number of vehicles
    lines = text.splitlines()
    mine = [i for i, line in enumerate(lines) if line.startswith(received.source_ref.removeprefix("2019-") + ",")]
    for i in mine:
        cells = lines[i].split(",")
        cells[3] = "9"
        lines[i] = ",".join(cells)
    leeds_file.write_text("\n".join(lines) + "\n", "cp1252")
    (receipt,) = run("ingest", "leeds", leeds_file, "-w", leeds_ws, "--json").json()
    assert receipt["records_changed"] == 1
    after = crashes_of(leeds_ws)[name]
    assert (after.vehicles, after.severity, after.deaths_30d) == (9, "fatal", 1)
    assert layers_of(leeds_ws, name) == ([received.vehicles, 9], ["Officer 0042"])


def layers_of(folder, crash_id: str):
    """Vehicles of each version received, and who corrected."""
    from daoan.app.workspace import open_workspace
    from daoan.config import read_config

    workspace = open_workspace(read_config({"workspace": folder}, {}))
    try:
        layers = workspace.store.get_crash(crash_id, workspace.now)
        return [v.vehicles for v in layers.received], [c.by for c in layers.corrections]
    finally:
        workspace.close()


@pytest.mark.parametrize(
    ("crash", "change", "code", "about"),
    [
        ("leeds:nobody", "vehicles=2", 4, "nobody"),
        (None, "colour=red", 3, "colour"),
        (None, "lat=777", 3, "lat"),
        (None, "crash_id=x", 3, "crash_id"),
        (None, "vehicles", 3, "NAME=VALUE"),
        (None, "happened_at=2019-01-01T00:00:00", 3, "offset"),
        (None, "deaths_30d=[/red]", 3, "deaths_30d"),
    ],
)
def test_a_correction_that_cannot_be(run, leeds_ws, crash, change, code, about):
    before = crashes_of(leeds_ws)
    said = run("correct", crash or next(iter(before)), change, *HAND, "-w", leeds_ws)
    assert said.code == code
    assert about in said.complaint
    assert crashes_of(leeds_ws) == before


def test_one_bad_file_among_several_leaves_all_unread(run, leeds_ws, leeds_file):
    path, _ = damaged(leeds_file, "Age of Casualty", "40")
    before = crashes_of(leeds_ws)
    said = run("ingest", "leeds", path, leeds_file.with_name("missing.csv"), "-w", leeds_ws)
    assert said.code == 3
    assert "missing.csv does not exist" in said.complaint
    assert crashes_of(leeds_ws) == before


def test_what_a_file_writes_into_its_cells_is_shown_as_it_stands(run, leeds_ws, leeds_file):
    path, _ = damaged(leeds_file, "Accident Date", "[/bold] [red]=1+1")
    assert run("ingest", "leeds", path, "-w", leeds_ws).code == 0
    said = run("refusals", "-w", leeds_ws)
    assert said.code == 0
    assert "[/bold] [red]=1+1" in said.out
