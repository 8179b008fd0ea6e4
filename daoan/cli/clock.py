"""``daoan clock``: whether this machine's clock can be relied on."""

from typing import Any

import typer

from daoan.cli.exits import EXIT_UNBALANCED
from daoan.cli.options import JsonOption, WorkspaceOption
from daoan.cli.printing import answer, out
from daoan.cli.workspace import opened

STATES = {"right": "right 正常", "wrong": "not right 异常", "unknown": "unknown 未知"}


def clock(workspace: WorkspaceOption = None, as_json: JsonOption = False) -> None:
    """Whether this machine's clock is set by a time server and agrees with the database's. 时钟同步"""
    from daoan.app.clock_health import clock_health_of

    with opened(workspace) as found:
        health = clock_health_of(found)
    answer(health, as_json, lambda: _draw(health))
    if health.state == "wrong":
        raise typer.Exit(EXIT_UNBALANCED)


def _draw(health: Any) -> None:
    out.print(f"clock 时钟: {STATES[health.state]}")
    for cause in health.causes:
        out.print(f"  {cause.en} · {cause.zh}", soft_wrap=True, highlight=False)
    if health.kernel.error_s is not None:
        out.print(f"  error at most 误差上限 {health.kernel.error_s:.3f} s", highlight=False)
    if health.database is not None:
        told = health.database
        out.print(f"  database 数据库 {told.offset_s:+.3f} ± {told.within_s:.3f} s", highlight=False)
