"""Operations of the demo: played once and only in a simulated city, marked, at every stage, with planted rates."""

import pytest

from daoan.act.operations.daily import rates_of
from daoan.act.operations.operation import DAYS
from daoan.app.demo_month import play_demo_month
from daoan.app.demo_operations import POSITIVE, play_demo_operations
from daoan.app.operations import board_of, show_operation, tables_to_file
from daoan.app.progress import silent
from daoan.store.work_protocol import MatterFilter
from daoan.terms.errors import InputError, NotFound
from tests.app.test_demo_month import workspace_of

pytestmark = pytest.mark.xdist_group("demo operations")  # played once, not once a worker


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    workspace = workspace_of(tmp_path_factory.mktemp("operations") / "ws", simulated=True)
    play_demo_month(workspace, silent)
    made = play_demo_operations(workspace, silent)
    yield workspace, made
    workspace.close()


def test_points_packs_and_operations_stand_at_every_stage(played) -> None:
    workspace, made = played
    counts = workspace.store.count_matters(MatterFilter(kinds=("disorder", "measure", "measure_pack", "operation")))
    states = {kind: {s for k, s in counts if k == kind} for kind, _ in counts}
    assert len(states["disorder"]) >= 3
    assert {"signed", "accepted"} <= states["measure"]
    assert states["operation"] == {"to_evaluate", "planned"}
    assert made == sum(counts.values())
    board = board_of(workspace)
    assert board.packs[0].overdue > 0
    assert 0 < board.packs[0].items.part < board.packs[0].items.whole
    assert sum(s.untaken for s in board.disorder) > 0


def test_every_entry_says_that_it_is_simulated(played) -> None:
    workspace, _ = played
    tables = workspace.store.list_entries(DAYS, workspace.now)
    points = workspace.store.list_entries("disorder_point", workspace.now)
    assert all("模拟" in e.values["note"] for e in tables)
    assert all("模拟" in e.values["place"] for e in points)


def test_the_planted_rates_lie_in_the_intervals(played) -> None:
    workspace, _ = played
    tables = workspace.store.list_entries(DAYS, workspace.now)
    rates = {r.period: r.estimate for r in rates_of(tables, level=0.999)}
    assert all(rates[p].low <= 100 * planted <= rates[p].high for p, planted in POSITIVE.items())


def test_it_is_played_once_and_not_in_a_real_city(played, tmp_path) -> None:
    workspace, _ = played
    assert play_demo_operations(workspace, silent) == 0
    real = workspace_of(tmp_path / "real", simulated=False)
    assert play_demo_operations(real, silent) == 0
    real.close()


def test_the_terminal_shows_one_and_writes_its_tables(played, tmp_path) -> None:
    workspace, _ = played
    line = next(o for o in board_of(workspace).operations if o.tables)
    shown = show_operation(workspace, line.matter_id)
    assert sum(g.tables for g in shown.by_unit) == line.tables == shown.whole.tables
    text = tables_to_file(workspace, line.matter_id, tmp_path / "t.csv").read_text("utf-8-sig")
    assert len(text.splitlines()) == line.tables + 1
    assert "simulated 模拟" in text
    assert tables_to_file(workspace, line.matter_id, None).suffix == ".xlsx"
    with pytest.raises(InputError):
        tables_to_file(workspace, line.matter_id, tmp_path / "t.pdf")
    with pytest.raises(NotFound):
        show_operation(workspace, "operation-none")
