"""``daoan init``: a city set up step by step, by a person who is asked or a file of answers; stopped, it goes on."""

import getpass
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from daoan.cli.exits import EXIT_UNBALANCED
from daoan.cli.options import JsonOption, WorkspaceOption
from daoan.cli.people import draw_given
from daoan.cli.printing import answer, counted, done, err, out, progress
from daoan.cli.totals import draw_dry_run
from daoan.cli.workspace import config_of
from daoan.terms.estimates import Text


def init(
    folder: Annotated[Path | None, typer.Argument(help="Folder of the city, as -w. 工作区目录")] = None,
    city: Annotated[
        str | None, typer.Option(help="leeds, qingyang, or a TOML file that describes a city whole. 城市")
    ] = None,
    name_zh: Annotated[str | None, typer.Option(help="Chinese name. 中文名")] = None,
    name_en: Annotated[str | None, typer.Option(help="English name. 英文名")] = None,
    zone: Annotated[str | None, typer.Option(help="IANA time zone. 时区")] = None,
    country: Annotated[str | None, typer.Option(help="ISO 3166, for holidays: CN, GB-ENG. 国家")] = None,
    region: Annotated[str | None, typer.Option(help="Whose rules apply. 规则地区")] = None,
    counties: Annotated[
        str | None, typer.Option(help="Boundaries: GeoJSON, GPKG, .osm.pbf, or west,south,east,north. 县区边界")
    ] = None,
    roads: Annotated[Path | None, typer.Option(help="Road file. 路网文件")] = None,
    register: Annotated[list[Path] | None, typer.Option(help="Crash register; may be given again. 事故台账")] = None,
    datum: Annotated[str | None, typer.Option(help="Reference system of its coordinates. 台账坐标系")] = None,
    totals: Annotated[Path | None, typer.Option(help="The city's own totals, CSV or .xlsx. 公布的合计")] = None,
    answers: Annotated[Path | None, typer.Option(help="TOML with a table of answers a step. 应答文件")] = None,
    start: Annotated[str | None, typer.Option("--from", help="Do this step again, and those left. 重做的步骤")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Ask nothing: answers and defaults. 不提问")] = False,
    by: Annotated[str | None, typer.Option("--by", help="Who sets it up. 操作人")] = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Set up a city, or go on where it stopped. Asks, or takes answers. 建立城市，可续做"""
    from daoan.app.setup.answers import merged, read_answers
    from daoan.app.setup.rest import DOINGS
    from daoan.app.setup.walk import walk

    flags: dict[str, dict[str, Any]] = {
        "city": {"file": city, "name_zh": name_zh, "name_en": name_en, "zone": zone, "country": country},
        "counties": {"file": counties},
        "roads": {"file": _text(roads)},
        "crashes": {"files": [str(p) for p in register] if register else None, "datum": datum, "totals": _text(totals)},
        "packs": {"region": region},
    }
    given = merged(read_answers(answers) if answers else {}, flags)
    asks = not (yes or as_json) and _asks()
    config = config_of(folder or workspace)
    _require_city(config, given, asks=asks)
    way = _walk_of(config, given, by or getpass.getuser(), asks=asks, as_json=as_json)
    try:
        with nullcontext(_as_lines) if asks else progress() as way.tell:  # a bar would be drawn over the questions
            found = walk(way, DOINGS, start or "")
    finally:
        if way.workspace is not None:
            way.workspace.close()
        way.store.close()
    answer(found, as_json, lambda: _draw(found, config))
    if found.disagrees:
        raise typer.Exit(EXIT_UNBALANCED)


def _asks() -> bool:
    return sys.stdin.isatty()


def _require_city(config: Any, given: Any, *, asks: bool) -> None:
    """Nothing is made of a description that is none, or where nobody says which city."""
    from daoan.app.cities import find_city_plan
    from daoan.terms.errors import InputError

    told = given.get("city", {})
    if told.get("file"):
        find_city_plan(str(told["file"]))
    there = bool(config.database) or Path(config.store_at).exists()
    if not (asks or there or told.get("file") or told.get("name_zh") or told.get("name_en")):
        raise InputError("which city? --city, --name-zh, or --answers FILE (docs/how-to/city.md) · 请指定城市")


def _walk_of(config: Any, given: Any, by: str, *, asks: bool, as_json: bool) -> Any:
    from daoan.app.setup.walk import Walk, open_for_setup

    way = Walk(config, open_for_setup(config), given, by, show=_show_password)
    if not as_json:
        way.say, way.show = _say, _show
    if asks:
        way.ask, way.confirm = _ask, _confirm
    return way


def _say(what: Text) -> None:
    out.print(escape(f"{what.en} · {what.zh}" if what.zh else what.en), soft_wrap=True, highlight=False)


NEEDED = Text(
    "this needs an answer; Ctrl-C stops, and the next time it goes on here",
    "此项必填；按 Ctrl-C 可退出，下次从这里继续",
)


def _ask(question: Text, default: str | None) -> str:
    """``default`` ``None``: nothing may be left out."""
    asked = f"  {question.en} · {question.zh}"
    while True:
        told = str(typer.prompt(asked, default=default or "", show_default=bool(default))).strip()
        if told or default is not None:
            return told
        _say(Text(f"  {NEEDED.en}", NEEDED.zh))


def _confirm(question: Text, default: bool) -> bool:
    return typer.confirm(f"  {question.en} · {question.zh}", default=default)


def _as_lines(what: Text, done: int = 0, of: int = 0) -> None:
    """Progress as lines, so that a question is not drawn over."""
    if done < max(of, 1):
        err.print(f"→ {escape(what.en)} · {escape(what.zh)}", highlight=False)


def _show_password(kind: str, value: Any, _workspace: Any) -> None:
    """Beside the JSON: a password is shown once, and the document may be kept."""
    if kind == "password":
        err.print(f"{value.login} {value.password}", markup=False, highlight=False)


def _show(kind: str, value: Any, workspace: Any) -> None:
    if kind == "password":
        draw_given(value)
        return
    if kind == "dry_run":
        draw_dry_run(value, workspace)
        return
    layout, table = value
    first = table.rows[0].cells if table.rows else {}
    rows = [(name, heading, first.get(heading, "")[:40]) for name, heading in layout.columns.items()]
    rows += [("time", layout.time, first.get(layout.time, ""))] if layout.time else []
    counted(("field 字段", "column 列", "first row 首行"), rows)
    unused = [heading for heading in table.headings if heading not in layout.headings()]
    out.print(
        escape(f"  dates 日期 {layout.order}; not read 未采用: {', '.join(unused) or '—'}"),
        soft_wrap=True,
        highlight=False,
    )


def _draw(found: Any, config: Any) -> None:
    marks = {"done": "[green]✓[/]", "started": "[yellow]…[/]", "open": "○"}
    for step in found.steps:
        line = f"{marks[step.state]} {escape(f'{step.title.en} {step.title.zh}')}"
        if step.missing:
            line += escape(f": {step.missing.en} {step.missing.zh} — {step.command}")
        out.print(line, soft_wrap=True, highlight=False)
    name: Any = next((s.facts for s in found.steps if s.key == "city"), {})
    done(f"{name.get('name_en', '')} {name.get('name_zh', '')}: {config.workspace}")
    if found.whole:
        out.print(f"  daoan serve -w {config.workspace}", soft_wrap=True, highlight=False)
    else:
        out.print(f"  daoan init {config.workspace}  goes on 续做", soft_wrap=True, highlight=False)


def _text(path: Path | None) -> str | None:
    return None if path is None else str(path)
