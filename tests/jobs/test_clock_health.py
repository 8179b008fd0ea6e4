"""The server's clock: what counts as wrong, and when the desk hears of it."""

from datetime import datetime, timedelta

import numpy as np
import pytest

from daoan.edge.kernel_clock import kernel_clock_of
from daoan.jobs.clock_health import RULE, Clocks, TimeKeeper, look_at_clock, sites_ahead
from daoan.jobs.passing import PassSource
from daoan.jobs.supervising import every_matter
from daoan.store.work_protocol import MatterFilter
from daoan.terms.clock_health import KernelClock
from daoan.terms.passes import PASS_TYPES, PassFrame
from daoan.terms.times import to_ms
from tests.jobs.post_given import MINUTE, PACKS, START, Town

PACK = PACKS["clock"]
SET = KernelClock(True, 0.01)


def passes(ahead_s: dict[int, float], each: int = 20) -> PassFrame:
    """``ahead_s``: site → by how much it stamps passes later than they reach us."""
    columns = {name: np.zeros(each * len(ahead_s), dtype=kind) for name, kind in PASS_TYPES.items()}
    columns["site"] = np.repeat(list(ahead_s), each).astype(np.int32)
    columns["known_ms"] += to_ms(START)
    columns["happened_ms"] = columns["known_ms"] + (np.repeat(list(ahead_s.values()), each) * 1000).astype(np.int64)
    return PassFrame(**columns)


def source(frame: PassFrame) -> PassSource:
    return PassSource(lambda _from, _until: frame, lambda: ["a", "b", "c", "d"])


@pytest.mark.parametrize(
    ("answer", "status", "error_us", "expected"),
    [
        (0, 0, 20_000, KernelClock(True, 0.02)),
        (5, 0x40, 16_000_000, KernelClock(False, 16.0)),  # nobody sets it
        (0, 0x40, 20_000, KernelClock(False, 0.02)),
        (5, 0, 20_000, KernelClock(False, 0.02)),
        (-1, 0, 0, KernelClock(None)),  # a sandbox forbids to ask
    ],
)
def test_what_the_kernel_answers(answer: int, status: int, error_us: int, expected: KernelClock) -> None:
    assert kernel_clock_of(answer, status, error_us) == expected


@pytest.mark.parametrize(
    ("kernel", "state"),
    [
        (SET, "right"),
        (KernelClock(True, 1.01), "wrong"),
        (KernelClock(False, 0.01), "wrong"),
        (KernelClock(None), "unknown"),
    ],
)
def test_the_kernel_alone(kernel: KernelClock, state: str) -> None:
    assert look_at_clock(Clocks(lambda: START, lambda: kernel), PACK).state == state


@pytest.mark.parametrize(
    ("off_s", "way_s", "state"), [(0.9, 0.0, "right"), (-1.1, 0.0, "wrong"), (1.5, 1.2, "right"), (1.7, 1.2, "wrong")]
)
def test_the_database_differs_by_more_than_its_answer_took(off_s: float, way_s: float, state: str) -> None:
    ticks = iter([START, START + timedelta(seconds=way_s), START])
    middle = START + timedelta(seconds=way_s / 2 + off_s)
    found = look_at_clock(Clocks(lambda: next(ticks), lambda: SET, lambda: middle), PACK)
    assert found.state == state
    assert found.database is not None
    assert found.database.offset_s == pytest.approx(off_s)


@pytest.mark.parametrize(
    ("ahead_s", "state"),
    [
        ({0: 9.0, 1: 9.0, 2: -1.0}, "wrong"),  # two of three at once: it is we who are behind
        ({0: 9.0, 1: -1.0, 2: -1.0}, "right"),  # one site alone is that site's fault
        ({0: 9.0, 1: 9.0}, "right"),  # too few to tell
        ({0: 4.9, 1: 4.9, 2: 4.9}, "right"),
    ],
)
def test_sources_that_stamp_records_of_the_future(ahead_s: dict[int, float], state: str) -> None:
    found = look_at_clock(Clocks(lambda: START, lambda: SET, passes=source(passes(ahead_s))), PACK)
    assert found.state == state


def test_sites_with_few_passes_are_not_counted() -> None:
    assert sites_ahead(passes({0: 9.0, 1: 9.0, 2: 9.0}, each=19), PACK).whole == 0


def alerts(town: Town) -> list[str]:
    where = MatterFilter(kinds=("alert",), open_only=True)
    return [m.holder for m in every_matter(town.post().room, where) if m.values.get("rule") == RULE]


def test_the_desk_is_told_once_after_patience_and_not_of_what_passed() -> None:
    town, kernel = Town(), [KernelClock(False, 16.0)]
    now: list[datetime] = [START]
    clocks = Clocks(lambda: now[0], lambda: kernel[0])
    keeper = TimeKeeper(lambda: town.post().room, lambda: PACK, clocks, replays=False)
    keeper.run()
    now[0] += 9 * MINUTE
    kernel[0] = SET
    keeper.run()
    kernel[0] = KernelClock(False, 16.0)
    now[0] += 2 * MINUTE
    assert keeper.run().fault is None
    assert alerts(town) == []  # it was right in between
    for _ in range(2):
        now[0] += 10 * MINUTE
        assert keeper.run().fault is None
    assert alerts(town) == ["city"]


def test_where_the_past_is_replayed_nobody_is_told() -> None:
    town, now = Town(), [START]
    clocks = Clocks(lambda: now[0], lambda: KernelClock(False))
    keeper = TimeKeeper(lambda: town.post().room, lambda: PACK, clocks, replays=True)
    for _ in range(2):
        assert keeper.run().last.state == "wrong"  # type: ignore[union-attr]
        now[0] += 20 * MINUTE
    assert alerts(town) == []
