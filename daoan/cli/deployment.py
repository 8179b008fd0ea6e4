"""``daoan deployment …``: which unit works which shift at which place, from a file of one request."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from daoan.cli.options import JsonOption
from daoan.cli.printing import answer, counted, out

deployment = typer.Typer(no_args_is_help=True, help="Deployment of units: plan, mend, mix. 勤务部署")
FileArgument = Annotated[Path, typer.Argument(help="Request as JSON; docs/how-to/deployment.md. 请求文件")]
SeedOption = Annotated[int, typer.Option(help="Seed of everything drawn. 随机种子")]


@deployment.command()
def plan(file: FileArgument, as_json: JsonOption = False) -> None:
    """Plan the shifts of a request file; says the smallest conflict where there is no plan. 编制部署方案"""
    from daoan.app.deployments import plan_from

    made = plan_from(file)
    answer(made, as_json, lambda: _draw(made))


@deployment.command()
def mend(
    file: FileArgument,
    before: Annotated[Path, typer.Argument(help="The plan so far, as plan --json prints it. 原方案")],
    unit: Annotated[str, typer.Option(help="Unit that is called away. 被抽调警组")],
    at: Annotated[datetime, typer.Option(help="UTC moment. 抽调时刻")],
    back: Annotated[datetime | None, typer.Option(help="UTC moment it is back. 归队时刻")] = None,
    as_json: JsonOption = False,
) -> None:
    """Mend a plan after a unit is called away: the rest only, with few changes. 中途调整"""
    from daoan.app.deployments import mend_from

    made = mend_from(file, before, unit, at, back)
    answer(made, as_json, lambda: _draw(made))


@deployment.command()
def mix(file: FileArgument, seed: SeedOption, as_json: JsonOption = False) -> None:
    """Near-best plans with probabilities, so that watching does not tell. 随机化方案组合"""
    from daoan.app.deployments import mix_from

    made = mix_from(file, seed)
    answer(made, as_json, lambda: _draw_mixed(made))


@deployment.command()
def learn(
    file: FileArgument,
    design: Annotated[str, typer.Option(help="hold_out, switch_back or auto. 试验方式")] = "auto",
    budget: Annotated[float | None, typer.Option(help="Share of what is prevented to give up at most. 预算")] = None,
    draw: Annotated[bool, typer.Option(help="Draw, and plan within the draw; else price and power only. 抽取")] = False,
    as_json: JsonOption = False,
) -> None:
    """Hold-outs by which a plan shows what presence does: price and power; with --draw the plan. 对照留空"""
    from daoan.app.deployments import learn_from

    made = learn_from(file, design, budget, draw=draw)
    answer(made, as_json, lambda: _draw_learning(made))


@deployment.command()
def judge(
    file: Annotated[Path, typer.Argument(help="What learn --draw --json printed. 已抽取的方案")],
    outcomes: Annotated[Path, typer.Argument(help="CSV: place_id, shift, value. 各单元结果")],
    outcome: Annotated[str, typer.Option(help="crashes, violations or speeds. 结果类型")] = "violations",
    as_json: JsonOption = False,
) -> None:
    """What a drawn plan has shown, from a table of outcomes by place and shift. 对照评估"""
    from daoan.app.deployments import judge_from

    found = judge_from(file, outcomes, outcome)

    def draw() -> None:
        for word in found.words:
            out.print(escape(f"{word.zh} {word.en}"))

    answer(found, as_json, draw)


def _draw_learning(made: Any) -> None:
    if made.plan is not None:
        _draw(made.plan)
    counted(
        ("pair 对", "held out 留空", "patrolled 上勤") if made.plan is not None else ("pair 对", "one 甲", "other 乙"),
        [
            (
                str(k),
                *(f"{c.place_id} {c.shift}" for c in ((p.held, p.patrolled) if made.plan else (p.first, p.second))),
            )
            for k, p in enumerate(made.design.pairs, 1)
        ],
    )
    counted(
        ("outcome 结果", "weeks 周", "smallest effect 最小可见效果"),
        [(s.outcome, str(s.weeks), _effect(s.outcome, s.effect)) for s in made.design.power],
    )
    for note in made.design.notes:
        out.print(escape(f"{note.zh} {note.en}"))


def _effect(outcome: str, effect: float | None) -> str:
    if effect is None:
        return "never 无法看出"
    return f"{effect:.1f} km/h" if outcome == "speeds" else f"{effect:.0%}"


def _draw(made: Any) -> None:
    counted(
        ("unit 警组", "shift 班次", "place 地点", "duty 任务", "why 理由"),
        [(p.unit_id, p.shift, p.place_id, p.duty_id or "", f"{p.why.zh} {p.why.en}") for p in made.placements],
    )
    for note in made.notes:
        out.print(escape(f"{note.zh} {note.en}"))


def _draw_mixed(made: Any) -> None:
    counted(
        ("plan 方案", "probability 概率", "prevents 可减少"),
        [
            (str(i), f"{p:.3f}", f"{plan.prevented.value:.3g}")
            for i, (p, plan) in enumerate(zip(made.probabilities, made.plans, strict=True), 1)
        ],
    )
    out.print(
        f"exploitability after {made.weeks_seen} weeks 被摸清程度: {made.exploitability:.3f}; of the best plan alone "
        f"最优单一方案: {made.exploitability_of_best:.3f}; value kept 保留效果 {made.value_kept:.1%}"
    )
